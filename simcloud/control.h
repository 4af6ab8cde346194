// The control API of a World, under /_simcloud/: clearly not AWS's. It moves time, sets faults and
// limits, acts as "somebody else", and shows what really happened. JSON in, JSON out; README.md
// lists the paths. It is not signed: whoever reaches the port may use it, so the server listens on
// loopback only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "simcloud/world.h"

namespace mirante::simcloud {

class Control {
 public:
  explicit Control(World& world) : world_(world) {}

  static bool is_for_control(std::string_view target) { return target.starts_with("/_simcloud"); }

  /// Never throws; wrong input answers 400 with the field's name.
  WireAnswer handle(const WireRequest& request);

  struct Route {
    std::string_view method;
    std::string_view path;  // "{id}" stands for one segment.
    std::string_view says;  // For the list at /_simcloud/.
    Result<Json> (Control::*answer)(const Json& body);
  };
  static std::span<const Route> routes();

 private:
  Result<Json> list(const Json&);
  Result<Json> show_time(const Json&);
  Result<Json> set_time(const Json&);
  Result<Json> show_credentials(const Json&);
  Result<Json> show_state(const Json&);
  Result<Json> show_calls(const Json&);
  Result<Json> show_changes(const Json&);
  Result<Json> show_faults(const Json&);
  Result<Json> add_fault(const Json&);
  Result<Json> clear_faults(const Json&);
  Result<Json> remove_fault(const Json&);
  Result<Json> set_clock_skew(const Json&);
  Result<Json> set_throttling(const Json&);
  Result<Json> set_pace(const Json&);
  Result<Json> set_capacity(const Json&);
  Result<Json> set_vcpu_limit(const Json&);
  Result<Json> set_key(const Json&);
  Result<Json> set_region(const Json&);
  Result<Json> set_organization(const Json&);
  Result<Json> expire_sessions(const Json&);
  Result<Json> make_web_identity(const Json&);
  Result<Json> add_account(const Json&);
  Result<Json> add_role(const Json&);
  Result<Json> add_place(const Json&);
  Result<Json> change_instance(const Json&);
  Result<Json> change_volume(const Json&);
  Result<Json> set_messaging(const Json&);
  Result<Json> show_mails(const Json&);
  Result<Json> set_mail(const Json&);
  Result<Json> call_as_somebody(const Json&);
  Result<Json> show_scripts(const Json&);
  Result<Json> add_script(const Json&);
  Result<Json> remove_script(const Json&);
  Result<Json> show_critical_path(const Json&);
  Result<Json> show_bill(const Json&);
  Result<Json> show_bill_file(const Json&);
  Result<Json> set_billing(const Json&);
  Result<Json> add_reserved_instances(const Json&);
  Result<Json> add_savings_plan(const Json&);
  Result<Json> add_adjustment(const Json&);

  World& world_;
};

}  // namespace mirante::simcloud
