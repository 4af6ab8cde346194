// Pages of answers about money: counted by the number of the first item, behind a token that is
// good for one question only.
#pragma once

#include <optional>
#include <string>

#include "simcloud/call.h"

namespace mirante::simcloud {

/// The number of the first item of the page; `code` refuses a token that was not given out for this
/// question.
Answered<std::size_t> first_of_page(const Call& call, const std::optional<std::string>& token,
                                    std::uint64_t question, std::string_view code);
/// For the page that begins with item number `first`, which is not 0.
std::string token_of_page(const Call& call, std::size_t first, std::uint64_t question);

}  // namespace mirante::simcloud
