// What AWS's error codes mean in our words. One table for all services, but for codes that one of
// them uses otherwise; what is not in it is judged by the way AWS forms its names ("….NotFound",
// "…LimitExceeded") and by the HTTP status.
#pragma once

#include <string_view>

#include "base/error.h"

namespace mirante::aws {

/// `service` as in models/operations.txt; empty: any.
ErrorKind kind_of_code(std::string_view code, int http_status, std::string_view service = {});

/// The signature was made with the wrong time, or may have been: worth a look at the Date header.
bool may_be_clock_skew(std::string_view code);

/// These credentials are over; new ones from the same source may work.
bool are_credentials_over(std::string_view code);

/// What AWS says, fit to be shown: control characters become spaces, the request's canonical form
/// (it holds the session token) is cut off, and it is no longer than 2,000 characters.
std::string presentable(std::string_view message);

}  // namespace mirante::aws
