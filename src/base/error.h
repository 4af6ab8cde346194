// How things fail: one value, `Error`, carried by `Result<T>` out of functions that only compute
// and by the exception `Failure` out of coroutines. `or_throw` is the bridge from the first to the
// second. Only the borders (HTTP dispatcher, operation runner, command line, retry) turn a Failure
// back into a value.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mirante {

/// Closed and few. `error_table.h` maps each to one HTTP status, one exit code and one retry
/// decision.
enum class ErrorKind : std::uint8_t {
  invalid,       // The caller's input is wrong; `field` names the place.
  unauthorized,  // We do not know who is asking, or the credentials are wrong or expired.
  forbidden,     // We know who is asking; that is not allowed.
  not_found,     // There is no such thing, or it is another tenant's.
  conflict,      // The thing is in a state that does not allow this.
  refused,       // A brake or a rule of ours says no; the message says which.
  limit,         // A bound of ours or of the other side was reached.
  throttled,     // The other side asks us to slow down.
  unavailable,   // The other side cannot be reached or fails; may work later.
  timeout,       // The deadline passed.
  cancelled,     // Somebody took the wish back.
  corrupt,       // Stored or received bytes are not what they must be.
  internal,      // A defect of ours.
};

/// Stable lower-case name ("not_found"), as used in JSON and logs.
std::string_view to_string(ErrorKind kind);

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string
      message;  // A full sentence part for a person: names the thing and the mend. No secrets.
  std::string field = {};  // JSON pointer-like name of the input at fault, or empty.
  std::string code =
      {};  // Stable machine code ("UnauthorizedOperation", "account.unknown"), or empty.
  std::string request_id = {};  // The other side's request id, if it gave one.
  std::optional<std::chrono::milliseconds> retry_after = {};  // The other side's hint, if any.

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }
inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return std::unexpected(Error{.kind = kind, .message = std::move(message)});
}
/// Input at `field` is wrong.
inline std::unexpected<Error> fail_field(std::string field, std::string message) {
  return std::unexpected(
      Error{.kind = ErrorKind::invalid, .message = std::move(message), .field = std::move(field)});
}

/// The exception of coroutines; carries the same Error.
class Failure : public std::exception {
 public:
  explicit Failure(Error error) : error_(std::move(error)) {}
  Failure(ErrorKind kind, std::string message)
      : error_(Error{.kind = kind, .message = std::move(message)}) {}
  const Error& error() const { return error_; }
  const char* what() const noexcept override { return error_.message.c_str(); }

 private:
  Error error_;
};
/// To be thrown: input at `field` is wrong.
inline Failure wrong_field(std::string field, std::string message) {
  return Failure(fail_field(std::move(field), std::move(message)).error());
}

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw Failure(std::move(result).error());
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// What an exception says as an Error; for borders only. A foreign exception becomes `internal`.
Error error_of(const std::exception_ptr& exception);

/// Broken invariants are defects: prints where and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace mirante

// A macro because the place and the text of the condition are the message.
#define MIRANTE_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::mirante::check_failed(#condition, __FILE__, __LINE__))
