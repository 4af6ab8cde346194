// One table for the borders: what each kind of error means as an HTTP status, as an exit code of
// the commands, and whether the same call may be tried again.
#pragma once

#include "base/error.h"

namespace mirante {

struct ErrorMeaning {
  int http_status;
  int exit_code;   // Documented in docs/commands.md.
  bool transient;  // The same call may succeed later without a change by the caller.
};

ErrorMeaning meaning_of(ErrorKind kind);
inline bool is_transient(ErrorKind kind) { return meaning_of(kind).transient; }

}  // namespace mirante
