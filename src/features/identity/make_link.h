// A link that works once, made and not stored yet, and where in the panel it leads.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/context.h"
#include "features/identity/identity_services.h"
#include "features/identity/link_store.h"
#include "platform/crypto/secret.h"

namespace mirante::identity {

inline constexpr std::chrono::hours invitation_lasts{24 * 7};

struct MadeLink {
  Link link;
  crypto::Secret token;    // Shown once.
  bool is_mailed = false;  // It is on its way to the person as well.
};
/// Of the context's tenant, by its actor, from now on. `hash` is what is stored of its token.
MadeLink make_link(IdentityServices& services, const CallContext& ctx, Link::Purpose purpose,
                   std::string email, std::chrono::hours lasts, TokenHash& hash);

/// "/join#ml_…", "/new-password#ml_…": the secret stands behind the #, which no server sees.
std::string link_path(const Link& link, std::string_view secret);

}  // namespace mirante::identity
