// The control API's calls by "somebody else", which somebody.h makes.
#include <nlohmann/json.hpp>

#include "simcloud/control.h"
#include "simcloud/control_reading.h"
#include "simcloud/somebody.h"

namespace mirante::simcloud {

Result<Json> Control::call_as_somebody(const Json& body) {
  auto& cloud = world_.cloud();
  JsonReader read(body);
  const auto account = read_account(cloud, read);
  const auto region_name = read.text("region", "us-east-1");
  const auto service = read.text("service", "ec2"), action = read.text("action", "");
  const auto* parameters = read.child("parameters");
  const auto as = read.text("as", "");
  if (auto ok = read.finish(); !ok) return fail(ok.error());
  if (!account) return fail(account.error());
  const auto region = find_region(region_name);
  if (!region) return fail_field("region", "\"" + region_name + "\" is no region of AWS");
  const auto* operation = all_operations().find(service, action);
  if (operation == nullptr)
    return fail_field("action", "there is no " + action + " of " + service + " here");

  const Json none = Json::object();
  const auto made = make_call(cloud,
                              {.account = **account,
                               .region = *region,
                               .operation = *operation,
                               .parameters = parameters == nullptr ? none : *parameters,
                               .as = as},
                              world_.latest_wall_);
  Json json{{"call", made.call}, {"request_id", made.request_id}};
  if (made.reply) {
    json["answer"] = made.reply->body;
  } else {
    json["code"] = made.reply.error().code;
    json["message"] = made.reply.error().message;
  }
  return json;
}

}  // namespace mirante::simcloud
