#include "platform/aws/credentials.h"

namespace mirante::aws {
namespace {

class FixedCredentials final : public CredentialsProvider {
 public:
  explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}

  Task<Credentials> credentials(CallContext) override { co_return credentials_.clone(); }

 private:
  Credentials credentials_;
};

}  // namespace

Credentials Credentials::clone() const {
  return {.access_key_id = access_key_id,
          .secret_access_key = secret_access_key.clone(),
          .session_token = session_token.clone(),
          .expires_at = expires_at};
}

std::shared_ptr<CredentialsProvider> fixed_credentials(Credentials credentials) {
  return std::make_shared<FixedCredentials>(std::move(credentials));
}

void remove_secret(std::string& text, std::string_view secret) {
  constexpr std::size_t shortest = 8;
  if (secret.size() < shortest) return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at))
    text.replace(at, secret.size(), "…");
}

}  // namespace mirante::aws
