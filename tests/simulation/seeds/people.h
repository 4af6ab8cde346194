// People at work on the panel, through its routes as browsers use them, and somebody who switches
// servers in AWS's console. Each act is remembered with what was answered; where no answer came it
// is not known whether it was done.
#pragma once

#include "tests/simulation/seeds/records.h"

namespace mirante::simulation {

struct Done {
  Act act;
  Instant began;
  std::optional<Instant> ended;  // None: the process died before it answered.
  int status = 0;

  bool is_sure() const { return ended && status < 500; }
  bool was_done() const { return is_sure() && status < 300; }
  /// When it may have had its effect.
  Span when() const;
};

std::string_view name_of(Act::What what);

class People {
 public:
  /// All of it outlives them.
  People(const Scenario& scenario, Fleet& fleet) : scenario_(scenario), fleet_(fleet) {}

  /// Connects the accounts, looks at AWS, makes calendars and schedules; nothing breaks meanwhile.
  void set_up();
  void plan_acts();
  /// Looks at AWS again and takes every pause back; when nothing breaks any more.
  void tidy_up();

  const ServerIds& ids() const { return ids_; }
  const std::list<Done>& done() const { return done_; }

 private:
  Task<void> set_up_in(PanelProcess& process);
  Task<void> make_schedules(PanelProcess& process);
  Task<void> sweep(PanelProcess& process);
  void begin(const Act& act);
  Task<void> carry_out(PanelProcess& process, Done& done);
  Task<int> act_in(PanelProcess& process, const Act& act);
  Task<int> switch_some(PanelProcess& process, const Act& act, std::vector<std::size_t> servers);
  Task<int> replace(PanelProcess& process, const Act& act);
  Task<int> run_now(PanelProcess& process, const Act& act);
  Task<int> delete_all(PanelProcess& process, int tenant, std::string what);
  void switch_in_console(const Act& act);
  /// `id`: how the route calls AWS's id.
  Json servers_json(const std::vector<std::size_t>& servers, const char* id) const;
  TenantId tenant(int number) const { return fleet_.tenants()[static_cast<std::size_t>(number)]; }

  const Scenario& scenario_;
  Fleet& fleet_;
  ServerIds ids_;
  struct Known {
    std::string id, account;  // As AWS and the panel know it.
  };
  std::vector<Known> servers_;
  std::vector<std::vector<std::string>> calendars_;  // By tenant.
  std::list<Done> done_;  // Stays where it is, for those who carry it out.
  std::uint64_t turn_ = 0;
};

}  // namespace mirante::simulation
