#include "gen/sts/assume_role.h"
#include "platform/aws/client.h"
#include "platform/aws/sts_session.h"

namespace mirante::aws {
namespace {

class RoleSource final : public SessionSource {
 public:
  RoleSource(Client& client, Target source, RoleToAssume role)
      : client_(client), source_(std::move(source)), role_(std::move(role)) {}

  Task<Session> ask(CallContext ctx) override {
    gen::sts::AssumeRoleRequest request{.role_arn = role_.arn,
                                        .role_session_name = role_.session_name};
    request.duration_seconds = static_cast<std::int32_t>(role_.duration.count());
    if (!role_.external_id.empty()) request.external_id = role_.external_id;
    auto reply =
        co_await gen::sts::assume_role(client_, std::move(ctx), source_, std::move(request));
    co_return session_of(std::move(reply.value.credentials), "AssumeRole", role_.duration);
  }

 private:
  Client& client_;
  const Target source_;
  const RoleToAssume role_;
};

}  // namespace

std::shared_ptr<CredentialsProvider> assumed_role(Client& client, Loop& loop, Target source,
                                                  RoleToAssume role) {
  return renewed_credentials(
      loop, std::make_unique<RoleSource>(client, std::move(source), std::move(role)));
}

}  // namespace mirante::aws
