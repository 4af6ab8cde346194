#include "main/local_context.h"

#include <pwd.h>

#include "base/percent.h"
#include "features/identity/tenant_store.h"

namespace mirante {
namespace {

CallContext context_of(const http::Peer& peer, TenantId tenant) {
  if (!peer.process)
    throw Failure(ErrorKind::unauthorized, "only programs on this machine may ask here");
  const auto uid = peer.process->uid;
  std::string name = "user " + std::to_string(uid);
  passwd entry{};
  passwd* found = nullptr;
  char buffer[4096];
  if (::getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr)
    name = found->pw_name;
  return {.tenant = tenant,
          .actor = {.kind = Actor::Kind::command_line,
                    .id = std::to_string(uid),
                    .name = name + " on the panel's machine"},
          .permissions = all_permissions()};
}

/// A free function: its coroutine holds what it needs by value.
Task<http::Asker> asker_in(sql::Database& db, CallContext ctx, std::string company) {
  if (!company.empty())
    ctx.tenant = co_await db.read([&](sql::Snapshot& snapshot) {
      return identity::find_tenant_called(snapshot, company).id;
    });
  co_return http::Asker{.context = std::move(ctx)};
}

}  // namespace

http::ContextMaker local_context(sql::Database& db, TenantId first) {
  return [&db, first](const http::Request& request, const http::Peer& peer) {
    auto company = percent_decode(request.header("Mirante-Tenant"));
    if (!company) throw wrong_field("tenant", "the header Mirante-Tenant is not percent-encoded");
    return asker_in(db, context_of(peer, first), *std::move(company));
  };
}

}  // namespace mirante
