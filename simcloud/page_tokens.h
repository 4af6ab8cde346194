// Tokens of lists that are cut into pages, for services other than EC2: a number (where the next
// page begins) under the same seal as EC2's tokens, bound to the question and the caller's account.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simcloud/call.h"

namespace mirante::simcloud {

/// A hash of what is asked, apart from where the page begins.
std::uint64_t question_hash(const Call& call, const std::vector<std::string>& words);

std::string make_page_token(const Call& call, std::uint64_t begin, std::uint64_t question);
/// 0 without a token; `otherwise` for one that we did not make, or not for this question.
Answered<std::uint64_t> read_page_token(const Call& call, const std::optional<std::string>& token,
                                        std::uint64_t question, const AwsError& otherwise);

/// Cuts a page of at most `limit` out of `items` and gives the token of the next one, if any.
template <class Item>
Answered<std::optional<std::string>> cut_page(const Call& call, std::vector<Item>& items,
                                              const std::optional<std::string>& token,
                                              std::uint64_t question, std::size_t limit,
                                              const AwsError& bad_token) {
  const auto begin = read_page_token(call, token, question, bad_token);
  if (!begin) return pass(begin);
  const auto first = std::min<std::size_t>(*begin, items.size());
  const auto last = std::min(items.size(), first + limit);
  std::optional<std::string> next;
  if (last < items.size()) next = make_page_token(call, last, question);
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(last), items.end());
  items.erase(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(first));
  return next;
}

}  // namespace mirante::simcloud
