// "Somebody else": any call of AWS, made through the control API without a signature. The caller
// may do everything in the account; what AWS refuses for other reasons is refused here too.
#include <nlohmann/json.hpp>

#include "simcloud/cloudtrail/recording.h"
#include "simcloud/control.h"
#include "simcloud/control_reading.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using aws::wire::Form;
using aws::wire::Protocol;

/// {"InstanceId": ["i-1", "i-2"]} → InstanceId.1=i-1, InstanceId.2=i-2; objects become dots.
void flatten(const Json& json, const std::string& name, Form& form) {
  const auto below = [&](const std::string& part) {
    return name.empty() ? part : name + "." + part;
  };
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) flatten(value, below(key), form);
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i)
      flatten(json[i], below(std::to_string(i + 1)), form);
  } else {
    form.emplace_back(name, json.is_string() ? json.get<std::string>() : json.dump());
  }
}

}  // namespace

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

  const auto shown = parameters == nullptr ? std::string("{}") : parameters->dump();
  ServerRequest request{.protocol = operation->wire->service->protocol, .body = shown};
  if (request.protocol == Protocol::ec2 || request.protocol == Protocol::query) {
    if (parameters != nullptr) flatten(*parameters, "", request.form);
  } else {
    request.protocol = Protocol::json_1_1;
  }
  Caller caller{.kind = Caller::Kind::control,
                .account = (*account)->number,
                .arn = as.empty() ? "arn:aws:iam::" + (*account)->id + ":user/somebody-else" : as,
                .user_agent = "control",
                .region = region_name};
  auto& record = cloud.ledger.add({.at = cloud.now,
                                   .account = (*account)->id,
                                   .region = region_name,
                                   .service = service,
                                   .action = action,
                                   .actor = caller.arn,
                                   .source = "control",
                                   .user_agent = "control",
                                   .parameters = shown,
                                   .status = 200,
                                   .by_control = true});
  record.request_id = format_uuid(cloud.draws.at(Purpose::request_id, {record.number, 1}),
                                  cloud.draws.at(Purpose::request_id, {record.number, 2}));
  Call call{.cloud = cloud,
            .caller = caller,
            .service = operation->service,
            .action = operation->name,
            .region = *region,
            .number = record.number,
            .request_id = record.request_id,
            .wire_now = world_.latest_wall_};
  const auto answer = operation->invoke(call, request);
  record_call(cloud,
              {.caller = caller,
               .service = service,
               .action = action,
               .region = *region,
               .request_id = record.request_id,
               .error_code = answer ? "" : answer.error().code,
               .error_message = answer ? "" : answer.error().message},
              call.note);
  Json json{{"call", record.number}, {"request_id", record.request_id}};
  if (answer) {
    json["answer"] = answer->body;
    return json;
  }
  record.code = json["code"] = answer.error().code;
  record.message = json["message"] = answer.error().message;
  record.status = answer.error().status;
  return json;
}

}  // namespace mirante::simcloud
