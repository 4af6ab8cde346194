#include "features/accounts/panel.h"

#include <array>
#include <nlohmann/json.hpp>

#include "features/accounts/access_error.h"
#include "features/accounts/aws_calls.h"

namespace mirante::accounts {
namespace {

constexpr std::array<IdentityWay, 4> ways{{
    {"environment",
     "make an IAM user with the permission sts:AssumeRole, and start the panel with its keys in "
     "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or in a profile that AWS_PROFILE names"},
    {"role of the machine",
     "run the panel on an EC2 instance or in a container (ECS, EKS) that has a role with the "
     "permission sts:AssumeRole"},
    {"web identity",
     "run it where an identity provider writes tokens (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN) "
     "for a role with that permission"},
    {"keys per account",
     "connect each account by access keys of its own; then the panel needs no identity, but every "
     "pair of keys has to be renewed by hand"},
}};

std::vector<IdentityWarning> warnings_of(const Identity& identity, Instant now) {
  std::vector<IdentityWarning> warnings;
  if (is_root(identity.arn))
    warnings.push_back({"identity.root",
                        "these are the keys of the root user, which the panel does not use; make a "
                        "user or a role, and delete the root user's keys"});
  if (identity.expires_at)
    warnings.push_back(
        {"identity.expires", (*identity.expires_at < now ? "the panel's session has expired at "
                                                         : "the panel's session expires at ") +
                                 to_iso8601(*identity.expires_at) +
                                 " and is not renewed by itself; nothing runs after that. Use a "
                                 "role or keys that stay"});
  return warnings;
}

/// How platform/aws/credentials_chain.h begins to say where credentials come from; the rest is
/// names.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> sources_in_portuguese{{
    {"the environment", "das variáveis de ambiente"},
    {"the profile", "do perfil"},
    {"the role of this EC2 instance", "da role desta instância EC2"},
    {"the container's role", "da role do contêiner"},
    {"the simulated AWS", "da AWS simulada"},
    {"the web identity in AWS_WEB_IDENTITY_TOKEN_FILE, as",
     "da identidade web em AWS_WEB_IDENTITY_TOKEN_FILE, como"},
}};

}  // namespace

aws::Target Panel::target(Region region) const {
  return {.credentials = config_.credentials, .region = std::move(region)};
}

Region Panel::home_of(std::string_view partition) const {
  if (partition == "aws-cn") return Region{"cn-north-1"};
  if (partition == "aws-us-gov") return Region{"us-gov-west-1"};
  return config_.home;
}

std::string Panel::session_name(TenantId tenant) const {
  const auto id = tenant.text();
  return "mirante-" + config_.install.substr(0, 20) + "-" + id.substr(id.find('_') + 1);
}

std::string identity_ways_text() {
  std::string text;
  for (const auto& way : ways) {
    if (!text.empty()) text += "; or ";
    text += way.text;
  }
  return text;
}

Task<std::optional<Instant>> session_end(const Panel& panel, CallContext ctx) {
  if (!panel.has_credentials()) co_return std::nullopt;
  auto& credentials = *panel.config().credentials;
  if (credentials.is_renewed()) co_return std::nullopt;
  try {
    co_return (co_await credentials.credentials(std::move(ctx))).expires_at;
  } catch (const Failure& failure) {
    if (failure.error().code == "aws.no_credentials") co_return std::nullopt;
    throw;
  }
}

Task<std::optional<Identity>> who_am_i(AccountsServices& services, CallContext ctx) {
  const auto& panel = services.panel;
  if (!panel.has_credentials()) co_return std::nullopt;
  Identity identity{.source = panel.config().source};
  try {
    const auto caller =
        co_await caller_identity(services.client, ctx, panel.target(panel.config().home));
    identity.arn = caller.arn;
    identity.account = caller.account;
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    // A machine that may have a role, and has none.
    if (failure.error().code == "aws.no_credentials") co_return std::nullopt;
    throw Failure(explain(failure.error(), "asking AWS who the panel is (credentials of " +
                                               panel.config().source + ")"));
  }
  identity.expires_at = co_await session_end(panel, ctx);
  identity.warnings = warnings_of(identity, services.loop.clock().now());
  co_return identity;
}

Task<Principal> usable_identity(AccountsServices& services, CallContext ctx) {
  const auto identity = co_await who_am_i(services, ctx);
  if (!identity)
    throw Failure(Error{.kind = ErrorKind::conflict,
                        .message = "the panel has no identity in AWS with which it could assume a "
                                   "role: " +
                                   identity_ways_text(),
                        .code = "identity.none"});
  co_return or_throw(parse_principal(identity->arn));
}

std::string source_in(const Identity& identity, std::string_view language) {
  const std::string_view source = identity.source;
  if (language == "pt-BR")
    for (const auto& [english, portuguese] : sources_in_portuguese)
      if (source.starts_with(english))
        return std::string(portuguese) + std::string(source.substr(english.size()));
  return (language == "pt-BR" ? "" : "from ") + identity.source;
}

Json to_json(const std::optional<Identity>& identity, std::string_view language) {
  if (!identity) {
    Json json{{"arn", nullptr}, {"ways", Json::array()}};
    for (const auto& way : ways) json["ways"].push_back({{"title", way.title}, {"text", way.text}});
    return json;
  }
  Json json{{"arn", identity->arn},
            {"account", identity->account.value},
            {"source", language.empty() ? identity->source : source_in(*identity, language)},
            {"warnings", Json::array()}};
  if (identity->expires_at) json["expires_at"] = to_iso8601(*identity->expires_at);
  for (const auto& warning : identity->warnings)
    json["warnings"].push_back({{"code", warning.code}, {"text", warning.text}});
  return json;
}

}  // namespace mirante::accounts
