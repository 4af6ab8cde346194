#include "simcloud/front_door.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "simcloud/credentials.h"

namespace mirante::simcloud {
namespace {

using std::chrono::minutes;

constexpr auto skew_max = minutes(5);

/// EC2 tells nothing: every wrong credential is AuthFailure.
AwsError auth_failure() {
  return {"AuthFailure", "AWS was not able to validate the provided access credentials", 401};
}

AwsError unknown_key(bool ec2) {
  if (ec2) return auth_failure();
  return {"InvalidClientTokenId", "The security token included in the request is invalid.", 403};
}

AwsError wrong_signature(bool ec2) {
  if (ec2) return auth_failure();
  return {"SignatureDoesNotMatch",
          "The request signature we calculated does not match the signature you provided. Check "
          "your AWS Secret Access Key and signing method. Consult the service documentation for "
          "details.",
          403};
}

AwsError expired_token(bool ec2) {
  if (ec2) return {"RequestExpired", "Request has expired.", 400};
  return {"ExpiredToken", "The security token included in the request is expired", 403};
}

std::string amz_date(Instant instant) {
  auto text = to_iso8601(std::chrono::floor<std::chrono::seconds>(instant));
  std::erase(text, '-');
  std::erase(text, ':');
  return text;
}

std::optional<AwsError> check_clock(const Signature& signature, Instant now, bool ec2) {
  const auto limit = signature.valid_for ? *signature.valid_for : std::chrono::seconds(skew_max);
  if (signature.signed_at + limit < now) {
    if (ec2) return AwsError{"RequestExpired", "Request has expired.", 400};
    return AwsError{"SignatureDoesNotMatch",
                    "Signature expired: " + amz_date(signature.signed_at) +
                        " is now earlier than " + amz_date(now - skew_max) + " (" + amz_date(now) +
                        " - 5 min.)",
                    403};
  }
  if (signature.signed_at > now + skew_max) {
    if (ec2) return auth_failure();
    return AwsError{"SignatureDoesNotMatch",
                    "Signature not yet current: " + amz_date(signature.signed_at) +
                        " is still later than " + amz_date(now + skew_max) + " (" + amz_date(now) +
                        " + 5 min.)",
                    403};
  }
  return std::nullopt;
}

/// The caller and the secret that must have signed.
struct Claim {
  Caller caller;
  std::string secret;
};

Answered<Claim> claim_of_key(Cloud& cloud, const Signature& signature, bool ec2) {
  auto* key = find_access_key(cloud, signature.access_key);
  if (key == nullptr || !key->active || !signature.token.empty())
    return std::unexpected(unknown_key(ec2));
  const auto& owner = cloud.key_owners.at(signature.access_key);
  const auto& account = cloud.accounts[owner.account];
  Claim claim{.secret = key->secret};
  claim.caller.account = owner.account;
  if (owner.user.empty()) {
    claim.caller.kind = Caller::Kind::root;
    claim.caller.arn = "arn:aws:iam::" + account.id + ":root";
    claim.caller.user_id = account.id;
  } else {
    const auto& user = account.iam.users.at(owner.user);
    claim.caller.arn = user_arn(account, user);
    claim.caller.user = user.name;
    claim.caller.user_id = user.id;
  }
  key->last_used = cloud.now;
  key->last_service = signature.service;
  key->last_region = signature.region;
  return claim;
}

Answered<Claim> claim_of_session(Cloud& cloud, const Signature& signature, Instant now, bool ec2) {
  const auto found = cloud.sessions.find(signature.access_key);
  if (found == cloud.sessions.end() || found->second.token != signature.token)
    return std::unexpected(unknown_key(ec2));
  const auto& session = found->second;
  const auto& account = cloud.accounts[session.account];
  Claim claim{.secret = session.secret};
  auto& caller = claim.caller;
  caller.kind = Caller::Kind::session;
  caller.account = session.account;
  caller.role = session.role;
  caller.user = session.user;
  caller.user_id = session.id;
  caller.narrowed = session.narrowed;
  caller.token_issued = session.issued;
  if (!session.role.empty()) {
    const auto role = account.iam.roles.find(session.role);
    // A role made anew under an old name does not take over the sessions of the old one.
    if (role == account.iam.roles.end() || !session.id.starts_with(role->second.id))
      return std::unexpected(unknown_key(ec2));
    caller.arn =
        "arn:aws:sts::" + account.id + ":assumed-role/" + session.role + "/" + session.name;
  } else if (session.user.empty()) {
    caller.kind = Caller::Kind::root;
    caller.arn = "arn:aws:iam::" + account.id + ":root";
  } else {
    const auto user = account.iam.users.find(session.user);
    if (user == account.iam.users.end()) return std::unexpected(unknown_key(ec2));
    caller.arn = user_arn(account, user->second);
  }
  if (session.expires <= now) return std::unexpected(expired_token(ec2));
  return claim;
}

std::optional<AwsError> check_region(const Cloud& cloud, const Caller& caller,
                                     const Signature& signature, RegionIndex region) {
  const auto& account = cloud.accounts[caller.account];
  const bool ec2 = signature.service == "ec2";
  if (!account.enabled.test(region)) {
    if (signature.service == "sts")
      return AwsError{"RegionDisabledException",
                      "STS is not activated in this region for account:" + account.id +
                          ". Your account administrator can activate STS in this region using "
                          "the IAM Console.",
                      403};
    return unknown_key(ec2);
  }
  const auto session = cloud.sessions.find(signature.access_key);
  const bool global = session != cloud.sessions.end() && session->second.global;
  if (global && region_facts(region).opt_in) return unknown_key(ec2);
  return std::nullopt;
}

/// Services whose JSON has names of its own for what the others refuse with, too.
struct JsonName {
  std::string_view code, name;
  int rest_status;
};
constexpr JsonName json_names[] = {
    {"AccessDenied", "AccessDeniedException", 403},
    {"ExpiredToken", "ExpiredTokenException", 403},
    {"IncompleteSignature", "IncompleteSignatureException", 403},
    {"InvalidAction", "UnknownOperationException", 404},
    {"InvalidClientTokenId", "UnrecognizedClientException", 403},
    {"MissingAuthenticationToken", "MissingAuthenticationTokenException", 403},
    {"ServiceUnavailable", "ServiceUnavailableException", 503},
    {"SignatureDoesNotMatch", "InvalidSignatureException", 403},
    {"Throttling", "ThrottlingException", 429},
};

/// Services with one endpoint for a whole partition. Clients that are given an endpoint sign for
/// their own region all the same.
bool is_global(std::string_view signing_name) {
  static constexpr std::string_view names[] = {"ce", "iam", "organizations", "route53",
                                               "savingsplans"};
  return std::ranges::find(names, signing_name) != std::end(names);
}

WireAnswer cbor_error(const AwsError& error) {
  const auto type = error.shape_name.empty() ? error.code : error.shape_name;
  WireAnswer answer{
      .status = error.status,
      .headers = {{"content-type", "application/cbor"}, {"smithy-protocol", "rpc-v2-cbor"}}};
  Json::to_cbor({{"__type", type}, {"message", error.message}}, answer.body);
  return answer;
}

}  // namespace

Answered<Visitor> let_in(Cloud& cloud, const WireRequest& request, const Signature& signature,
                         Instant wire_now) {
  const bool ec2 = signature.service == "ec2";
  const auto now = wire_now + cloud.clock_skew;
  auto claim = signature.access_key.starts_with("ASIA")
                   ? claim_of_session(cloud, signature, wire_now, ec2)
                   : claim_of_key(cloud, signature, ec2);
  if (!claim) return std::unexpected(claim.error());
  const auto& names = signature.signed_headers;
  if (std::ranges::find(names, "host") == names.end())
    return refuse("SignatureDoesNotMatch",
                  "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.", 403);
  if (amz_date(signature.signed_at).substr(0, 8) != signature.date)
    return std::unexpected(
        ec2 ? auth_failure()
            : AwsError{"SignatureDoesNotMatch",
                       "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
                       "date from HTTP: '" +
                           signature.date + "' != '" + amz_date(signature.signed_at).substr(0, 8) +
                           "', from '" + amz_date(signature.signed_at) + "'.",
                       403});
  if (auto error = check_clock(signature, now, ec2)) return std::unexpected(*error);
  if (!matches(signature, request, claim->secret)) return std::unexpected(wrong_signature(ec2));
  const auto region_name = is_global(signature.service) ? "us-east-1" : signature.region;
  const auto region = find_region(region_name);
  if (!region)
    return std::unexpected(ec2 ? auth_failure()
                               : AwsError{"SignatureDoesNotMatch",
                                          "Credential should be scoped to a valid region. ", 403});
  if (auto error = check_region(cloud, claim->caller, signature, *region))
    return std::unexpected(*error);
  auto& caller = claim->caller;
  caller.access_key = signature.access_key;
  caller.source = request.source;
  caller.region = region_name;
  if (const auto* agent = find_header(request.headers, "user-agent")) caller.user_agent = *agent;
  return Visitor{std::move(caller), *region};
}

AwsError in_words_of(aws::wire::Protocol protocol, AwsError error) {
  if (!is_json(protocol) || !error.shape_name.empty()) return error;
  const auto found = std::ranges::find(json_names, error.code, &JsonName::code);
  if (found == std::end(json_names)) return error;
  error.code = found->name;
  if (protocol == aws::wire::Protocol::rest_json)
    error.status = found->rest_status;
  else if (error.status < 500)
    error.status = 400;
  return error;
}

WireAnswer error_answer(const Asked& asked, const AwsError& error, std::string_view request_id) {
  if (asked.is_cbor) return cbor_error(error);
  auto reply = aws::wire::write_error(asked.known_service, asked.protocol,
                                      {.code = error.code,
                                       .message = error.message,
                                       .status = error.status,
                                       .shape_name = error.shape_name},
                                      request_id);
  return {
      .status = reply.status, .headers = std::move(reply.headers), .body = std::move(reply.body)};
}

AwsError throttled(std::string_view service) {
  if (service == "ec2") return {"RequestLimitExceeded", "Request limit exceeded.", 503};
  if (service == "ce") return {"LimitExceededException", "Rate exceeded", 400};
  if (service == "organizations")
    return {"TooManyRequestsException",
            "You have sent too many requests in too short a period of time. Wait, then try again.",
            400};
  if (service == "cloudtrail") return {"ThrottlingException", "Rate exceeded", 400};
  return {"Throttling", "Rate exceeded", 400};
}

AwsError broken(std::string_view service, int status) {
  if (status == 503) {
    if (service == "ec2")
      return {"Unavailable", "The server is overloaded and can't handle the request.", 503};
    return {"ServiceUnavailable", "Service Unavailable", 503};
  }
  if (service == "ec2") return {"InternalError", "An internal error has occurred", 500};
  return {"InternalFailure",
          "The request processing has failed because of an unknown error, exception or failure.",
          500};
}

}  // namespace mirante::simcloud
