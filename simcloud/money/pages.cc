#include "simcloud/money/pages.h"

#include "simcloud/ec2/queries.h"

namespace mirante::simcloud {

Answered<std::size_t> first_of_page(const Call& call, const std::optional<std::string>& token,
                                    std::uint64_t question, std::string_view code) {
  const auto start = start_page(call, std::nullopt, token, question);
  if (!start)
    return refuse(std::string(code), "The pagination token is invalid: " + token.value_or(""));
  return start->from_beginning ? 0 : start->after;
}

std::string token_of_page(const Call& call, std::size_t first, std::uint64_t question) {
  return next_token(call, first, question);
}

}  // namespace mirante::simcloud
