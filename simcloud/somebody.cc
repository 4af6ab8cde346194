#include "simcloud/somebody.h"

#include <nlohmann/json.hpp>

#include "simcloud/cloudtrail/recording.h"
#include "simcloud/shown_parameters.h"

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

SomebodysAnswer make_call(Cloud& cloud, const SomebodysCall& wanted, Instant wire_now) {
  const auto body = wanted.parameters.dump();
  ServerRequest request{.protocol = wanted.operation.wire->service->protocol, .body = body};
  if (request.protocol == Protocol::ec2 || request.protocol == Protocol::query)
    flatten(wanted.parameters, "", request.form);
  else
    request.protocol = Protocol::json_1_1;
  const std::string region(region_facts(wanted.region).name);
  const Caller caller{.kind = Caller::Kind::control,
                      .account = wanted.account.number,
                      .arn = wanted.as.empty()
                                 ? "arn:aws:iam::" + wanted.account.id + ":user/somebody-else"
                                 : wanted.as,
                      .user_agent = "control",
                      .region = region};
  auto& record = cloud.ledger.add({.at = cloud.now,
                                   .account = wanted.account.id,
                                   .region = region,
                                   .service = wanted.operation.service,
                                   .action = wanted.operation.name,
                                   .actor = caller.arn,
                                   .source = "control",
                                   .user_agent = "control",
                                   .parameters = shown_parameters(wanted.parameters),
                                   .status = 200,
                                   .by_control = true});
  record.request_id = format_uuid(cloud.draws.at(Purpose::request_id, {record.number, 1}),
                                  cloud.draws.at(Purpose::request_id, {record.number, 2}));
  Call call{.cloud = cloud,
            .caller = caller,
            .service = wanted.operation.service,
            .action = wanted.operation.name,
            .region = wanted.region,
            .number = record.number,
            .request_id = record.request_id,
            .wire_now = wire_now};
  SomebodysAnswer made{.call = record.number,
                       .request_id = record.request_id,
                       .reply = wanted.operation.invoke(call, request)};
  record_call(cloud,
              {.caller = caller,
               .service = record.service,
               .action = record.action,
               .region = wanted.region,
               .request_id = record.request_id,
               .error_code = made.reply ? "" : made.reply.error().code,
               .error_message = made.reply ? "" : made.reply.error().message},
              call.note);
  if (!made.reply) {
    record.code = made.reply.error().code;
    record.message = made.reply.error().message;
    record.status = made.reply.error().status;
  }
  return made;
}

}  // namespace mirante::simcloud
