// The control API's scripts.
#include <nlohmann/json.hpp>

#include "simcloud/control.h"
#include "simcloud/json_reading.h"
#include "simcloud/scripts.h"

namespace mirante::simcloud {

Result<Json> Control::show_scripts(const Json&) {
  return Json{{"scripts", world_.scripts_->shown()}};
}

Result<Json> Control::add_script(const Json& body) {
  const auto id = world_.add_script(body);
  if (!id) return fail(id.error());
  Json json{{"id", *id}};
  const auto next = world_.scripts_->next();
  if (next != Instant::max()) json["next"] = to_iso8601(next);
  return json;
}

Result<Json> Control::remove_script(const Json& body) {
  const auto id = body["id"].get<std::string>();
  if (id.size() < 10 && id.find_first_not_of("0123456789") == std::string::npos &&
      world_.scripts_->remove(world_.cloud(), std::stoul(id)))
    return Json::object();
  return fail(ErrorKind::not_found, "there is no script " + id);
}

}  // namespace mirante::simcloud
