#include "simcloud/page_tokens.h"

#include "simcloud/ec2/queries.h"

namespace mirante::simcloud {

std::uint64_t question_hash(const Call& call, const std::vector<std::string>& words) {
  return question_of(call, {}, words);
}

std::string make_page_token(const Call& call, std::uint64_t begin, std::uint64_t question) {
  return next_token(call, begin, question);
}

Answered<std::uint64_t> read_page_token(const Call& call, const std::optional<std::string>& token,
                                        std::uint64_t question, const AwsError& otherwise) {
  if (!token) return 0;
  if (token->empty()) return std::unexpected(otherwise);
  const auto start = start_page(call, std::nullopt, token, question);
  if (!start) return std::unexpected(otherwise);
  return start->after;
}

}  // namespace mirante::simcloud
