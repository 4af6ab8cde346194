#include "simcloud/marker.h"

#include "platform/crypto/hash.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t check_size = 13;  // Of 64 bits in base 36, with zeros in front.

std::string check_of(const Call& call, std::string_view last, std::uint64_t question) {
  static constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
  auto word = call.cloud.draws.at(Purpose::paging, {hash_of(last), question, hash_of(call.action),
                                                    hash_of(call.account_id()), call.region});
  std::string text(check_size, '0');
  for (char& digit : text) {
    digit = digits[word % digits.size()];
    word /= digits.size();
  }
  return text;
}

}  // namespace

std::string make_marker(const Call& call, std::string_view last, std::uint64_t question) {
  auto marker =
      crypto::to_base64(crypto::as_bytes(check_of(call, last, question) + std::string(last)));
  call.cloud.ledger.gave_token(marker, call.number);
  return marker;
}

std::optional<std::string> read_marker(const Call& call, std::string_view marker,
                                       std::uint64_t question) {
  const auto bytes = crypto::from_base64(marker);
  if (!bytes || bytes->size() <= check_size) return std::nullopt;
  const std::string text(bytes->begin(), bytes->end());
  auto last = text.substr(check_size);
  if (text.substr(0, check_size) != check_of(call, last, question)) return std::nullopt;
  call.cloud.ledger.used_token(marker, call.number);
  return last;
}

}  // namespace mirante::simcloud
