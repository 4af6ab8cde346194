#include "features/identity/make_link.h"

#include "features/identity/tokens.h"

namespace mirante::identity {

MadeLink make_link(IdentityServices& services, const CallContext& ctx, Link::Purpose purpose,
                   std::string email, std::chrono::hours lasts, TokenHash& hash) {
  const auto now = services.loop.clock().now();
  auto token = make_token(services.rng, "ml");
  hash = token.hash;
  return {.link = {.tenant = ctx.tenant,
                   .id = LinkId::make(services.loop.clock(), services.rng),
                   .purpose = purpose,
                   .email = std::move(email),
                   .made_by = ctx.actor.name,
                   .created_at = now,
                   .expires_at = now + lasts},
          .token = std::move(token.text)};
}

std::string link_path(const Link& link, std::string_view secret) {
  const auto* page = link.purpose == Link::Purpose::invitation ? "/join" : "/new-password";
  return page + ("#" + std::string(secret));
}

}  // namespace mirante::identity
