#include "simcloud/sts/web_identity.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "gen/sts/assume_role_with_web_identity.h"
#include "platform/crypto/hash.h"
#include "simcloud/sns/anybody.h"
#include "simcloud/sts/shared.h"

namespace mirante::simcloud {
namespace {

using std::chrono::seconds;
using Request = gen::sts::AssumeRoleWithWebIdentityRequest;
using Response = gen::sts::AssumeRoleWithWebIdentityResponse;

constexpr std::string_view action = "sts:AssumeRoleWithWebIdentity";

std::string base64url(crypto::Bytes bytes) {
  auto text = crypto::to_base64(bytes);
  std::erase(text, '=');
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::optional<std::string> from_base64url(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  const auto bytes = crypto::from_base64(text);
  if (!bytes) return std::nullopt;
  return std::string(bytes->begin(), bytes->end());
}

/// Of the text before it: "header.claims".
std::string signature_of(const Cloud& cloud, std::string_view text) {
  const auto key = "web-identity-" + std::to_string(cloud.draws.seed());
  return base64url(crypto::hmac_sha256(crypto::as_bytes(key), text));
}

std::int64_t epoch_seconds(Instant instant) {
  return std::chrono::floor<seconds>(instant.time_since_epoch()).count();
}

std::unexpected<AwsError> invalid_token(std::string message) {
  return refuse("InvalidIdentityToken", std::move(message));
}

std::unexpected<AwsError> not_authorized() {
  return refuse("AccessDenied", "Not authorized to perform " + std::string(action), 403);
}

std::optional<std::string> text_claim(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Answered<WebIdentityClaims> read_claims(const std::string& payload) {
  const auto text = from_base64url(payload);
  const auto json = read_foreign_json(text.value_or(""));
  if (!json.is_object()) return invalid_token("The ID Token provided is not a valid JWT.");
  WebIdentityClaims claims;
  for (const auto& [name, member] :
       {std::pair("iss", &WebIdentityClaims::issuer), std::pair("sub", &WebIdentityClaims::subject),
        std::pair("aud", &WebIdentityClaims::audience)}) {
    auto claim = text_claim(json, name);
    if (!claim) return invalid_token("Missing a required claim: " + std::string(name));
    claims.*member = *std::move(claim);
  }
  const auto expires = json.find("exp");
  if (expires == json.end() || !expires->is_number_integer())
    return invalid_token("Missing a required claim: exp");
  claims.expires = Instant(seconds(expires->get<std::int64_t>()));
  return claims;
}

/// "https://oidc.example/id" is known as "oidc.example/id".
std::string provider_name(std::string_view issuer) {
  constexpr std::string_view scheme = "https://";
  return std::string(issuer.starts_with(scheme) ? issuer.substr(scheme.size()) : issuer);
}

std::string provider_arn(const Account& account, std::string_view issuer) {
  return "arn:aws:iam::" + account.id + ":oidc-provider/" + provider_name(issuer);
}

bool is_known(const Account& account, const std::string& provider) {
  return std::ranges::any_of(account.iam.roles, [&](const auto& entry) {
    return std::ranges::any_of(entry.second.trust->policy.statements(), [&](const auto& s) {
      return std::ranges::find(s.service_principals, provider) != s.service_principals.end();
    });
  });
}

/// Signed by a provider that the account knows, and not over.
Answered<WebIdentityClaims> read_token(const Call& call, const Account& account,
                                       const std::string& token) {
  const auto payload = token.find('.'), signature = token.rfind('.');
  if (payload == std::string::npos || payload == signature)
    return invalid_token(
        "The ID Token provided is not a valid JWT. (You may see this error if "
        "you sent an Access Token)");
  const auto claims = read_claims(token.substr(payload + 1, signature - payload - 1));
  if (!claims) return pass(claims);
  if (!is_known(account, provider_arn(account, claims->issuer)))
    return invalid_token("No OpenIDConnect provider found in your account for " + claims->issuer);
  if (signature_of(call.cloud, token.substr(0, signature)) != token.substr(signature + 1))
    return invalid_token("Token signature is invalid");
  // AWS leaves the blank out.
  if (claims->expires <= call.wire_now)
    return refuse("ExpiredTokenException", "Token expired: current date/time " +
                                               std::to_string(epoch_seconds(call.wire_now)) +
                                               " must be before the expiration date/time" +
                                               std::to_string(epoch_seconds(claims->expires)));
  return claims;
}

RequestContext context_of(const Call& call, const WebIdentityClaims& claims,
                          const std::string& provider, const Request& request) {
  const auto name = provider_name(claims.issuer);
  RequestContext context;
  context.set(name + ":aud", claims.audience);
  context.set(name + ":sub", claims.subject);
  context.set("aws:FederatedProvider", provider);
  context.set("aws:RequestedRegion", call.caller.region);
  context.set("aws:SourceIp", call.caller.source);
  context.set("aws:CurrentTime", to_iso8601(call.cloud.now));
  context.set("aws:SecureTransport", "true");
  context.set("sts:RoleSessionName", *request.role_session_name);
  return context;
}

/// Whose token it is, whether or not it opens a session.
void note_identity(Call& call, const std::string& provider, const WebIdentityClaims& claims) {
  call.note.identity = Json{
      {"type", "WebIdentityUser"},
      {"principalId", provider + ":" + claims.audience + ":" + claims.subject},
      {"userName", claims.subject},
      {"identityProvider",
       provider}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  call.note.user_name = claims.subject;
}

Answered<Response> assume_with_web_identity(Call& call, const Request& request) {
  const auto name = read_role_arn(call.cloud, request.role_arn);
  if (!name) return pass(name);
  if (auto ok = check_session_name(request.role_session_name); !ok) return pass(ok);
  const auto claims = read_token(call, *name->account, request.web_identity_token.value_or(""));
  if (!claims) return pass(claims);
  const auto provider = provider_arn(*name->account, claims->issuer);
  note_identity(call, provider, *claims);
  if (name->role == nullptr) return not_authorized();
  const auto verdict = name->role->trust->policy.evaluate(
      action, PolicyPrincipal{.service = provider}, context_of(call, *claims, provider, request));
  if (verdict != Verdict::allow) return not_authorized();
  const auto duration = read_duration(*name->role, request.duration_seconds);
  if (!duration) return pass(duration);
  const auto taken = take_role(call, {.name = *name,
                                      .session_name = *request.role_session_name,
                                      .policy = request.policy,
                                      .duration = *duration});
  if (!taken) return pass(taken);
  Response response;
  response.credentials = taken->credentials;
  response.assumed_role_user = taken->user;
  response.packed_policy_size = taken->packed_policy_size;
  response.subject_from_web_identity_token = claims->subject;
  response.audience = claims->audience;
  response.provider = provider;
  return response;
}

/// "sts.sa-east-1.amazonaws.com"; hosts that name no region are the global endpoint's.
std::string region_of(const WireRequest& request) {
  const auto* host = find_header(request.headers, "host");
  constexpr std::string_view before = "sts.";
  if (host == nullptr || !host->starts_with(before)) return "us-east-1";
  const auto rest = host->substr(before.size());
  auto name = rest.substr(0, rest.find('.'));
  return find_region(name) ? name : "us-east-1";
}

}  // namespace

std::string make_web_identity_token(const Cloud& cloud, const WebIdentityClaims& claims) {
  const Json header{{"alg", "HS256"}, {"typ", "JWT"}};
  const Json payload{{"iss", claims.issuer},
                     {"sub", claims.subject},
                     {"aud", claims.audience},
                     {"iat", epoch_seconds(claims.issued)},
                     {"exp", epoch_seconds(claims.expires)}};
  const auto text = base64url(crypto::as_bytes(header.dump())) + '.' +
                    base64url(crypto::as_bytes(payload.dump()));
  return text + '.' + signature_of(cloud, text);
}

Answered<std::optional<Visitor>> let_web_identity_in(Cloud& cloud, const Asked& asked,
                                                     const WireRequest& request) {
  if (asked.service != "sts" || asked.action != "AssumeRoleWithWebIdentity")
    return std::optional<Visitor>();
  const auto given = std::ranges::find(asked.form, "RoleArn", &aws::wire::Form::value_type::first);
  const auto name =
      read_role_arn(cloud, given == asked.form.end() ? std::nullopt : std::optional(given->second));
  if (!name) return pass(name);
  if (name->account == nullptr) return not_authorized();
  const auto region = region_of(request);
  const auto* agent = find_header(request.headers, "user-agent");
  return Visitor{.caller = {.kind = Caller::Kind::control,
                            .account = name->account->number,
                            .arn = std::string(anybody),
                            .source = request.source,
                            .user_agent = agent == nullptr ? "" : *agent,
                            .region = region},
                 .region = *find_region(region)};
}

void add_web_identity_calls(Operations& operations) {
  operations.add<assume_with_web_identity>(
      "sts", "AssumeRoleWithWebIdentity", Fidelity::partial,
      "OpenID Connect only, tokens of the control API; providers are those that a role trusts, "
      "their lists of audiences are not looked at");
}

}  // namespace mirante::simcloud
