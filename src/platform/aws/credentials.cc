#include "platform/aws/credentials.h"

#include <cstdlib>

namespace mirante::aws {
namespace {

class FixedCredentials final : public CredentialsProvider {
 public:
  explicit FixedCredentials(Credentials credentials) : credentials_(std::move(credentials)) {}

  Task<Credentials> credentials(CallContext) override { co_return credentials_.clone(); }

 private:
  Credentials credentials_;
};

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

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

std::shared_ptr<CredentialsProvider> environment_credentials() {
  const auto key = variable("AWS_ACCESS_KEY_ID");
  const auto secret = variable("AWS_SECRET_ACCESS_KEY");
  const auto token = variable("AWS_SESSION_TOKEN");
  if (key.empty() && secret.empty()) return nullptr;
  if (key.empty() || secret.empty())
    throw Failure(
        Error{.kind = ErrorKind::invalid,
              .message = std::string(key.empty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY") +
                         " is not set, but " +
                         (key.empty() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID") +
                         " is; set both or neither",
              .field = key.empty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY"});
  return fixed_credentials({.access_key_id = std::string(key),
                            .secret_access_key = crypto::Secret(secret),
                            .session_token = crypto::Secret(token)});
}

}  // namespace mirante::aws
