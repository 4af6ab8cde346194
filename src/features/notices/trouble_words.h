// Portuguese sentences of what went wrong, by the codes of operations, of AWS and of the store, as
// they stand in a mail behind a server's name. The pages have theirs in
// ui/src/features/operations/reason-text.ts; a test holds that both know the same codes.
#pragma once

#include <optional>
#include <string_view>

namespace mirante::notices {

std::optional<std::string_view> portuguese_of(std::string_view code);

}  // namespace mirante::notices
