#include "simcloud/cloudtrail/recording.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "simcloud/sns/anybody.h"

namespace mirante::simcloud {
namespace {

constexpr RegionIndex home_of_global_services = 0;  // us-east-1 is the first region there is.
// Addresses and names that documentation uses (RFC 5737).
constexpr std::string_view somebody_else = "203.0.113.10";

bool is_global(const RecordedCall& call) {
  return call.service == "iam" || call.service == "organizations" || call.service == "route53" ||
         call.global_endpoint;
}

/// The prefix of ids and what CloudTrail calls such things.
constexpr std::pair<std::string_view, std::string_view> id_types[] = {
    {"i-", "AWS::EC2::Instance"},       {"vol-", "AWS::EC2::Volume"},
    {"sg-", "AWS::EC2::SecurityGroup"}, {"subnet-", "AWS::EC2::Subnet"},
    {"vpc-", "AWS::EC2::VPC"},          {"eni-", "AWS::EC2::NetworkInterface"},
    {"eipalloc-", "AWS::EC2::EIP"},     {"ami-", "AWS::EC2::Ami"},
    {"snap-", "AWS::EC2::Snapshot"},
};
constexpr std::pair<std::string_view, std::string_view> field_types[] = {
    {"keyName", "AWS::EC2::KeyPair"},
    {"userName", "AWS::IAM::User"},
    {"roleName", "AWS::IAM::Role"},
    {"roleArn", "AWS::IAM::Role"},
    {"policyArn", "AWS::IAM::Policy"},
    {"accessKeyId", "AWS::IAM::AccessKey"},
    {"alarmName", "AWS::CloudWatch::Alarm"},
    {"alarmNames", "AWS::CloudWatch::Alarm"},
    {"dBInstanceIdentifier", "AWS::RDS::DBInstance"},
    {"dBClusterIdentifier", "AWS::RDS::DBCluster"},
    {"hostedZoneId", "AWS::Route53::HostedZone"},
    {"topicArn", "AWS::SNS::Topic"},
    {"queueName", "AWS::SQS::Queue"},
    {"loadBalancerArn", "AWS::ElasticLoadBalancingV2::LoadBalancer"},
    {"targetGroupArn", "AWS::ElasticLoadBalancingV2::TargetGroup"},
};
constexpr std::size_t resources_max = 100;

bool looks_like_id(std::string_view text, std::string_view prefix) {
  return text.size() == prefix.size() + 17 && text.starts_with(prefix) &&
         text.substr(prefix.size()).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void collect(const Json& json, std::string_view field, std::vector<TrailResource>& found) {
  if (found.size() >= resources_max) return;
  if (json.is_structured()) {
    if (json.is_object())
      for (const auto& [name, value] : json.items()) collect(value, name, found);
    else
      for (const auto& value : json) collect(value, field, found);
    return;
  }
  if (!json.is_string()) return;
  const auto& text = json.get_ref<const std::string&>();
  TrailResource resource{.name = text};
  for (const auto& [prefix, type] : id_types)
    if (looks_like_id(text, prefix)) resource.type = type;
  for (const auto& [name, type] : field_types)
    if (name == field) resource.type = type;
  if (!resource.type.empty() && std::ranges::find(found, resource) == found.end())
    found.push_back(std::move(resource));
}

std::vector<TrailResource> resources_of(const std::string& request, const std::string& response) {
  std::vector<TrailResource> found;
  for (const auto* text : {&request, &response})
    if (!text->empty()) collect(Json::parse(*text, nullptr, false), "", found);
  return found;
}

/// EC2 says whose fault it was; IAM names the exception.
std::string error_code(std::string_view service, std::string_view code) {
  const std::string text(code);
  if (service == "ec2" && !text.empty())
    return (text == "InsufficientInstanceCapacity" || text == "InternalError" ? "Server."
                                                                              : "Client.") +
           text;
  static constexpr std::string_view exceptions[] = {"NoSuchEntity", "EntityAlreadyExists",
                                                    "DeleteConflict", "LimitExceeded"};
  if (service == "iam" && std::ranges::find(exceptions, text) != std::end(exceptions))
    return text + "Exception";
  return text;
}

Json session_context(const Cloud& cloud, const Caller& caller) {
  Json context{{"attributes",
                {{"creationDate",
                  to_iso8601(std::chrono::floor<std::chrono::seconds>(*caller.token_issued))},
                 {"mfaAuthenticated", "false"}}}};
  const auto& account = cloud.accounts[caller.account];
  if (const auto role = account.iam.roles.find(caller.role); role != account.iam.roles.end())
    context["sessionIssuer"] = {{"type", "Role"},
                                {"principalId", role->second.id},
                                {"arn", role_arn(account, role->second)},
                                {"accountId", account.id},
                                {"userName", role->second.name}};
  return context;
}

std::string last_part(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

/// "Somebody else" is whoever the control API says he is.
Json identity_of_somebody(const Cloud& cloud, const Caller& caller) {
  const auto& account = cloud.accounts[caller.account];
  if (caller.arn.ends_with(".amazonaws.com"))
    return {{"type", "AWSService"}, {"invokedBy", caller.arn}};
  if (caller.arn.ends_with(":root"))
    return {{"type", "Root"},
            {"principalId", account.id},
            {"arn", caller.arn},
            {"accountId", account.id}};
  const auto name = last_part(caller.arn);
  const auto id = cloud.draws.text(17, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", Purpose::trail,
                                   {hash_of(caller.arn)});
  const auto role = caller.arn.find(":assumed-role/");
  if (role == std::string::npos)
    return {{"type", "IAMUser"},
            {"principalId", "AIDA" + id},
            {"arn", caller.arn},
            {"accountId", account.id},
            {"userName", name}};
  const auto begin = role + std::string_view(":assumed-role/").size();
  const auto role_name = caller.arn.substr(begin, caller.arn.find('/', begin) - begin);
  return {{"type", "AssumedRole"},
          {"principalId", "AROA" + id + ":" + name},
          {"arn", caller.arn},
          {"accountId", account.id},
          {"sessionContext",
           {{"sessionIssuer",
             {{"type", "Role"},
              {"principalId", "AROA" + id},
              {"arn", "arn:aws:iam::" + account.id + ":role/" + role_name},
              {"accountId", account.id},
              {"userName", role_name}}}}}};
}

Json identity_of(const Cloud& cloud, const Caller& caller) {
  if (caller.arn == anybody) return {{"type", "Unknown"}};
  if (caller.kind == Caller::Kind::control) return identity_of_somebody(cloud, caller);
  const auto& account = cloud.accounts[caller.account];
  Json identity{{"principalId", caller.user_id},
                {"arn", caller.arn},
                {"accountId", account.id},
                {"accessKeyId", caller.access_key}};
  const bool root = caller.arn.ends_with(":root");
  identity["type"] = root ? "Root" : caller.role.empty() ? "IAMUser" : "AssumedRole";
  if (!root && caller.role.empty()) identity["userName"] = caller.user;
  if (caller.token_issued) identity["sessionContext"] = session_context(cloud, caller);
  return identity;
}

std::string user_name_of(const Caller& caller) {
  if (caller.arn.ends_with(":root")) return "root";
  return last_part(caller.arn);
}

TrailEvent new_event(const Cloud& cloud) {
  const auto number = cloud.trail.next_number();
  return {
      .at = cloud.now,
      .visible = cloud.now + cloud.draws.between(std::chrono::minutes(2), std::chrono::minutes(14),
                                                 Purpose::trail, {number}),
      .id = format_uuid(cloud.draws.at(Purpose::trail, {number, 1}),
                        cloud.draws.at(Purpose::trail, {number, 2}))};
}

/// Most services are named in CloudTrail as in their table of operations.
std::string source_of(std::string_view service) {
  if (service == "cloudwatch") service = "monitoring";
  if (service == "elbv2") service = "elasticloadbalancing";
  if (service == "sesv2") service = "ses";
  return std::string(service) + ".amazonaws.com";
}

std::string drawn_id(const Cloud& cloud, std::uint64_t what) {
  const auto number = cloud.trail.next_number();
  return format_uuid(cloud.draws.at(Purpose::trail, {number, what}),
                     cloud.draws.at(Purpose::trail, {number, what + 1}));
}

void fill_caller(const Cloud& cloud, const Caller& caller, TrailEvent& event) {
  event.identity = identity_of(cloud, caller).dump();
  event.user_name = user_name_of(caller);
  event.access_key = caller.access_key;
}

}  // namespace

void record_call(Cloud& cloud, const RecordedCall& call, const TrailNote& note) {
  if (!is_management_event(call.service, call.action)) return;
  const auto& caller = call.caller;
  auto event = new_event(cloud);
  event.source = source_of(call.service);
  event.name = call.action;
  fill_caller(cloud, caller, event);
  if (!note.identity.empty()) event.identity = note.identity;
  if (!note.user_name.empty()) event.user_name = note.user_name;
  const bool somebody = caller.kind == Caller::Kind::control && caller.arn != anybody;
  event.address = !somebody                                ? caller.source
                  : caller.arn.ends_with(".amazonaws.com") ? caller.arn
                                                           : std::string(somebody_else);
  event.user_agent = caller.user_agent;
  event.request_id = call.request_id;
  event.request = note.request;
  event.response = call.error_code.empty() ? note.response : "";
  event.error_code = error_code(call.service, call.error_code);
  event.error_message = call.error_message;
  event.resources = resources_of(event.request, event.response);
  event.read_only = only_reads(call.action);
  const auto region = is_global(call) ? home_of_global_services : call.region;
  if (note.also_account >= 0 && note.also_account != caller.account) {
    event.shared_id = drawn_id(cloud, 3);
    auto other = event;
    other.id = drawn_id(cloud, 5);
    other.identity = Json{{"type", "AWSAccount"},
                          {"principalId", caller.user_id},
                          {"accountId", cloud.accounts[caller.account].id}}
                         .dump();
    other.user_name.clear();
    other.access_key.clear();
    cloud.trail.add({static_cast<std::uint16_t>(note.also_account), region}, std::move(other));
  }
  cloud.trail.add({caller.account, region}, std::move(event));
}

void record_forwarded(Cloud& cloud, const ForwardedCall& call) {
  auto event = new_event(cloud);
  event.source = std::string(call.service) + ".amazonaws.com";
  event.name = call.action;
  fill_caller(cloud, call.caller, event);
  auto identity = Json::parse(event.identity);
  identity["invokedBy"] = call.by;
  event.identity = identity.dump();
  event.address = event.user_agent = call.by;
  event.request_id = drawn_id(cloud, 3);
  event.request = call.request;
  event.error_code = call.error_code;
  event.error_message = call.error_message;
  event.resources = resources_of(event.request, "");
  event.read_only = false;
  cloud.trail.add({call.caller.account, call.region}, std::move(event));
}

void record_service_event(Cloud& cloud, const ServiceEvent& told) {
  auto event = new_event(cloud);
  event.source = told.source;
  event.name = told.name;
  event.identity =
      Json{{"accountId", cloud.accounts[told.account].id}, {"invokedBy", told.source}}.dump();
  event.address = event.user_agent = told.source;
  event.details = told.details;
  event.resources = resources_of(told.details, "");
  event.read_only = false;
  event.by_service = true;
  cloud.trail.add({told.account, told.region}, std::move(event));
}

void record_linked(Cloud& cloud, const LinkedCall& call) {
  auto event = new_event(cloud);
  const auto& account = cloud.accounts[call.account].id;
  const std::string role(call.role);
  const Caller caller{.kind = Caller::Kind::control,
                      .account = call.account,
                      .arn = "arn:aws:sts::" + account + ":assumed-role/" + role + "/" +
                             std::string(call.by.substr(0, call.by.find('.')))};
  fill_caller(cloud, caller, event);
  auto identity = Json::parse(event.identity);
  identity["invokedBy"] = call.by;
  event.identity = identity.dump();
  event.source = call.source;
  event.name = call.action;
  event.address = event.user_agent = call.by;
  event.request_id = drawn_id(cloud, 3);
  event.request = call.request;
  event.resources = resources_of(call.request, "");
  event.read_only = false;
  cloud.trail.add({call.account, call.region}, std::move(event));
}

std::string record_text(const Cloud& cloud, const TrailEvent& event, std::uint16_t account,
                        RegionIndex region) {
  const auto read = [](const std::string& text) {
    return text.empty() ? Json() : Json::parse(text, nullptr, false);
  };
  Json record{{"eventVersion", "1.11"},
              {"userIdentity", read(event.identity)},
              {"eventTime", to_iso8601(std::chrono::floor<std::chrono::seconds>(event.at))},
              {"eventSource", event.source},
              {"eventName", event.name},
              {"awsRegion", region_facts(region).name},
              {"sourceIPAddress", event.address},
              {"userAgent", event.user_agent},
              {"requestParameters", read(event.request)},
              {"responseElements", read(event.response)},
              {"eventID", event.id},
              {"readOnly", event.read_only},
              {"eventType", event.by_service ? "AwsServiceEvent" : "AwsApiCall"},
              {"managementEvent", true},
              {"recipientAccountId", cloud.accounts[account].id},
              {"eventCategory", "Management"}};
  if (!event.request_id.empty()) record["requestID"] = event.request_id;
  if (!event.error_code.empty()) {
    record["errorCode"] = event.error_code;
    record["errorMessage"] = event.error_message;
  }
  if (!event.details.empty()) record["serviceEventDetails"] = read(event.details);
  if (!event.shared_id.empty()) record["sharedEventID"] = event.shared_id;
  return record.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mirante::simcloud
