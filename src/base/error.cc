#include "base/error.h"

#include <cstdio>
#include <cstdlib>

#include "base/error_table.h"

namespace mirante {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return "invalid";
    case ErrorKind::unauthorized: return "unauthorized";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::refused: return "refused";
    case ErrorKind::limit: return "limit";
    case ErrorKind::throttled: return "throttled";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::cancelled: return "cancelled";
    case ErrorKind::corrupt: return "corrupt";
    case ErrorKind::internal: return "internal";
  }
  return "internal";
}

ErrorMeaning meaning_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return {400, 2, false};
    case ErrorKind::unauthorized: return {401, 3, false};
    case ErrorKind::forbidden: return {403, 4, false};
    case ErrorKind::not_found: return {404, 5, false};
    case ErrorKind::conflict: return {409, 6, false};
    case ErrorKind::refused: return {409, 7, false};
    case ErrorKind::limit: return {422, 8, false};
    case ErrorKind::throttled: return {429, 9, true};
    case ErrorKind::unavailable: return {503, 10, true};
    case ErrorKind::timeout: return {504, 11, true};
    case ErrorKind::cancelled: return {409, 12, false};
    case ErrorKind::corrupt: return {500, 13, false};
    case ErrorKind::internal: return {500, 1, false};
  }
  return {500, 1, false};
}

Error error_of(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const Failure& failure) {
    return failure.error();
  } catch (const std::exception& other) {
    return Error{.kind = ErrorKind::internal, .message = other.what()};
  } catch (...) {
    return Error{.kind = ErrorKind::internal, .message = "unknown exception"};
  }
}

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, condition);
  std::abort();
}

}  // namespace mirante
