#include "gen/sts/assume_role_with_web_identity.h"
#include "platform/aws/client.h"
#include "platform/aws/sts_session.h"

namespace mirante::aws {
namespace {

class WebIdentitySource final : public SessionSource {
 public:
  WebIdentitySource(Client& client, Region region, WebIdentity identity)
      : client_(client), target_{.region = std::move(region)}, identity_(std::move(identity)) {}

  Task<Session> ask(CallContext ctx) override {
    // Whoever wrote the token replaces it before it ends: it is read each time.
    auto token = identity_.read_token();
    gen::sts::AssumeRoleWithWebIdentityRequest request{
        .role_arn = identity_.role_arn,
        .role_session_name = identity_.session_name,
        .web_identity_token = std::string(token.reveal())};
    request.duration_seconds = static_cast<std::int32_t>(identity_.duration.count());
    try {
      auto reply = co_await gen::sts::assume_role_with_web_identity(client_, std::move(ctx),
                                                                    target_, std::move(request));
      co_return session_of(std::move(reply.value.credentials), "AssumeRoleWithWebIdentity",
                           identity_.duration);
    } catch (const Failure& failure) {
      // AWS repeats in its words what it cannot read.
      auto error = failure.error();
      remove_secret(error.message, token.reveal());
      throw Failure(std::move(error));
    }
  }

 private:
  Client& client_;
  const Target target_;
  const WebIdentity identity_;
};

}  // namespace

std::shared_ptr<CredentialsProvider> web_identity(Client& client, Loop& loop, Region region,
                                                  WebIdentity identity) {
  return renewed_credentials(
      loop, std::make_unique<WebIdentitySource>(client, std::move(region), std::move(identity)));
}

}  // namespace mirante::aws
