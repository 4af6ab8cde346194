// Who the panel itself is in AWS: where it got its credentials from, what they are called, whether
// they are fit for the work. Roles of customers' accounts are assumed with them.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "features/accounts/accounts_services.h"
#include "features/accounts/instructions.h"
#include "platform/aws/client.h"

namespace mirante::accounts {

/// The panel's own credentials and names, as main found them at start.
class Panel {
 public:
  struct Config {
    std::string install;       // Names this install in AWS's logs: a short random text.
    Region home{"us-east-1"};  // Where calls that belong to no region are made.
    std::string source = {};   // Where the credentials come from, for people.
    std::shared_ptr<aws::CredentialsProvider> credentials = {};  // Shared with the targets.
    /// Where the operator keeps the template of roles in S3 (role_template.h); empty: nowhere.
    std::string template_url = {};
  };
  explicit Panel(Config config) : config_(std::move(config)) {}

  const Config& config() const { return config_; }
  bool has_credentials() const { return config_.credentials != nullptr; }
  /// With the panel's own credentials.
  aws::Target target(Region region) const;
  /// A home for calls in this partition.
  Region home_of(std::string_view partition) const;
  /// 2 to 64 characters that AWS's logs show for every call in a customer's account.
  std::string session_name(TenantId tenant) const;

 private:
  Config config_;
};

/// Something that works today and may not tomorrow.
struct IdentityWarning {
  std::string code;
  std::string text;
};

struct Identity {
  std::string arn;
  AwsAccountId account;
  std::string source;
  std::optional<Instant> expires_at = {};  // None: never, or it is renewed by itself.
  std::vector<IdentityWarning> warnings = {};
};

/// When the panel's own credentials end; nullopt: never, or they are renewed by themselves, or
/// there are none.
Task<std::optional<Instant>> session_end(const Panel& panel, CallContext ctx);

/// Nullopt: no credentials were found. Throws Failure with what AWS says of those that were.
Task<std::optional<Identity>> who_am_i(AccountsServices& services, CallContext ctx);

/// Where the identity comes from, in "en" or "pt-BR": "from the profile \"painel\"". What nobody
/// has words for stays as it is.
std::string source_in(const Identity& identity, std::string_view language);

/// For assuming roles. Throws Failure: conflict "identity.none" with the ways to get one; refused
/// "identity.root".
Task<Principal> usable_identity(AccountsServices& services, CallContext ctx);

/// A way to give the panel an identity.
struct IdentityWay {
  std::string_view title;
  std::string_view text;
};
/// All of them, as half a sentence.
std::string identity_ways_text();

/// {arn, account, source, expires_at?, warnings[]}, or {arn: null, ways[]}. `source` as `source_in`
/// has it; without a language, as it is kept.
Json to_json(const std::optional<Identity>& identity, std::string_view language = {});

}  // namespace mirante::accounts
