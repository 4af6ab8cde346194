// What STS gives out, as a session: the credentials of AssumeRole and of its sisters.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"
#include "platform/aws/renewed_credentials.h"

namespace mirante::aws {

/// What an answer must hold. Throws Failure(corrupt), code "aws.not_aws".
template <class T>
T must_hold(std::optional<T> member, std::string_view operation, std::string_view what) {
  if (member) return *std::move(member);
  throw Failure(
      Error{.kind = ErrorKind::corrupt,
            .message = "the answer to " + std::string(operation) + " holds no " + std::string(what),
            .code = "aws.not_aws"});
}

/// `made` is gen::sts::Credentials. It lasts as long as was asked for, whatever our clock says.
template <class Made>
Session session_of(std::optional<Made> made, std::string_view operation,
                   std::chrono::seconds lasts) {
  auto all = must_hold(std::move(made), operation, "credentials");
  return {.credentials = {.access_key_id =
                              must_hold(std::move(all.access_key_id), operation, "access key id"),
                          .secret_access_key = crypto::Secret::take(must_hold(
                              std::move(all.secret_access_key), operation, "secret access key")),
                          .session_token = crypto::Secret::take(
                              must_hold(std::move(all.session_token), operation, "session token")),
                          .expires_at = all.expiration},
          .lasts = lasts};
}

}  // namespace mirante::aws
