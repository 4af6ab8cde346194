// HTTP's dates (RFC 9110 §5.6.7, IMF-fixdate): "Tue, 15 Nov 1994 08:12:31 GMT". Whole seconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace mirante {

std::string to_http_date(Instant instant);
/// Nullopt for anything else. The day of the week is not looked at.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace mirante
