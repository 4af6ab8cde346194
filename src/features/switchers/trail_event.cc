#include "features/switchers/trail_event.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "features/inventory/resource.h"

namespace mirante::switchers {
namespace {

constexpr std::size_t text_max = 512;

const Json& member(const Json& json, const char* name) {
  static const Json none;
  if (!json.is_object()) return none;
  const auto found = json.find(name);
  return found == json.end() ? none : *found;
}

std::string text_of(const Json& json, const char* name) {
  const auto& found = member(json, name);
  return found.is_string() ? found.get<std::string>().substr(0, text_max) : std::string();
}

bool is_true(const Json& json, const char* name) {
  const auto& found = member(json, name);
  return found == true || found == "true";
}

std::vector<std::string> things_of(const Json& parameters) {
  std::vector<std::string> things;
  for (const auto& item : member(member(parameters, "instancesSet"), "items"))
    if (auto id = text_of(item, "instanceId"); !id.empty()) things.push_back(std::move(id));
  if (const auto id = text_of(parameters, "dBInstanceIdentifier"); !id.empty())
    things.push_back(std::string(inventory::database_prefix) + id);
  if (const auto id = text_of(parameters, "dBClusterIdentifier"); !id.empty())
    things.push_back(std::string(inventory::cluster_prefix) + id);
  return things;
}

std::string principal_of(const Json& identity) {
  const auto issuer = text_of(member(member(identity, "sessionContext"), "sessionIssuer"), "arn");
  if (!issuer.empty()) return issuer;
  const auto arn = text_of(identity, "arn");
  return arn.empty() ? text_of(identity, "invokedBy") : arn;
}

struct KnownProgram {
  std::string_view name;
  std::string_view sign;  // Somewhere in the user agent.
};
/// The more telling ones first: a function of Lambda calls by an SDK as well.
constexpr std::array<KnownProgram, 11> known_programs{
    {{"EventBridge Scheduler", "scheduler.amazonaws.com"},
     {"Systems Manager", "ssm.amazonaws.com"},
     {"Auto Scaling", "autoscaling.amazonaws.com"},
     {"AWS Lambda", "AWS_Lambda"},
     {"AWS Lambda", "lambda.amazonaws.com"},
     {"Cloud Custodian", "c7n"},
     {"Cloud Custodian", "CloudCustodian"},
     {"Terraform", "Terraform"},
     {"Ansible", "Ansible"},
     {"Mirante", "mirante"},
     {"AWS CLI", "aws-cli/"}}};

std::string program_of(std::string_view agent) {
  for (const auto& known : known_programs)
    if (agent.find(known.sign) != std::string_view::npos) return std::string(known.name);
  return std::string(agent.substr(0, agent.find_first_of("/ ")));
}

bool is_console(std::string_view agent) {
  return agent.starts_with("Mozilla/") || agent.starts_with("console.") ||
         agent.starts_with("signin.") || agent.starts_with("AWSConsole");
}

std::optional<OperationId> operation_of(std::string_view agent) {
  if (!agent.starts_with("mirante")) return std::nullopt;
  const auto mark = agent.find(" op/");
  if (mark == std::string_view::npos) return std::nullopt;
  const auto rest = agent.substr(mark + 4);
  const auto id = OperationId::parse(rest.substr(0, rest.find(' ')));
  return id ? std::optional(*id) : std::nullopt;
}

}  // namespace

std::string_view to_string(Action action) { return action == Action::start ? "start" : "stop"; }

Result<Action> parse_action(std::string_view text) {
  for (const auto action : {Action::start, Action::stop})
    if (text == to_string(action)) return action;
  return fail(ErrorKind::corrupt, "\"" + std::string(text) + "\" is neither start nor stop");
}

Action opposite(Action action) { return action == Action::start ? Action::stop : Action::start; }

std::optional<TrailEvent> read_event(std::string_view text) {
  const auto json = read_foreign_json(text);
  const auto name = text_of(json, "eventName");
  const auto at = parse_iso8601(text_of(json, "eventTime"));
  if (std::ranges::find(switching_calls, name) == switching_calls.end() || !at ||
      !member(json, "errorCode").is_null())
    return std::nullopt;
  const auto& identity = member(json, "userIdentity");
  const auto& session = member(member(identity, "sessionContext"), "attributes");
  const auto agent = text_of(json, "userAgent");
  const auto by = text_of(identity, "invokedBy");
  TrailEvent event{.id = text_of(json, "eventID"),
                   .at = *at,
                   .action = name.starts_with("Start") ? Action::start : Action::stop,
                   .things = things_of(member(json, "requestParameters")),
                   .principal = principal_of(identity),
                   .program = program_of(by.empty() ? agent : by),
                   .is_person = is_console(agent) || is_true(session, "mfaAuthenticated") ||
                                is_true(json, "sessionCredentialFromConsole"),
                   .operation = operation_of(agent)};
  if (event.id.empty() || event.things.empty() || event.principal.empty()) return std::nullopt;
  return event;
}

}  // namespace mirante::switchers
