// What the routes of this room have in common: who asks in a request, texts of its body, and
// answers for which a password is hashed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "features/identity/log_in.h"
#include "platform/http/json_body.h"

namespace mirante::identity {

/// Of the cookie with a session's token: browsers take the one over TLS from this host alone.
std::string_view cookie_name(const http::Request& request);

/// Nullopt: nobody. Failures as `web_context` says.
Task<std::optional<SignedIn>> find_who(IdentityServices& services, const http::Request& request);
/// Throws Failure(unauthorized) "session.needed" where nobody is known.
Task<SignedIn> must_be_known(IdentityServices& services, const http::Request& request);
/// For what belongs to a person rather than to a permission. Throws also Failure(forbidden)
/// "token.by_program".
Task<SignedIn> must_be_signed_in(IdentityServices& services, const http::Request& request);

/// Throws Failure(invalid) where it is missing or empty.
crypto::Secret secret_of(const http::JsonBody& body, const char* name);
/// Nullopt where nothing is said of it, or null.
std::optional<std::string> maybe_text(const http::JsonBody& body, const char* name);

/// For a failure of hashing that passes: 429 or 503 with Retry-After. Others are thrown on.
http::Response come_later(Error error);

/// An answer for which a password is checked or stored: it may have to wait.
template <auto answer>
Task<http::Response> in_time(IdentityServices& services, CallContext ctx,
                             const http::Request& request) {
  std::optional<Error> later;
  try {
    co_return co_await answer(services, std::move(ctx), request);
  } catch (const Failure& failure) {
    later = failure.error();
  }
  co_return come_later(*std::move(later));
}

}  // namespace mirante::identity
