#include "features/operations/rejection.h"

#include <cctype>

namespace mirante::operations {
namespace {

using Who = Rejection::Who;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-'; }

bool names(std::string_view message, std::string_view id) {
  if (id.empty()) return false;
  for (auto at = message.find(id); at != std::string_view::npos; at = message.find(id, at + 1)) {
    const auto end = at + id.size();
    if ((at == 0 || !is_word(message[at - 1])) && (end == message.size() || !is_word(message[end])))
      return true;
  }
  return false;
}

Rejection::Who who_by_kind(const Error& error) {
  if (error.code == "aws.not_sent") return Who::later;
  switch (error.kind) {
    case ErrorKind::throttled: return Who::later;
    case ErrorKind::limit: return Who::group;
    case ErrorKind::not_found:
    case ErrorKind::conflict:
    case ErrorKind::invalid:
    case ErrorKind::refused:
    case ErrorKind::forbidden: return Who::some;
    case ErrorKind::unauthorized: return Who::all;
    case ErrorKind::unavailable:
    case ErrorKind::timeout:
    case ErrorKind::cancelled:
    case ErrorKind::corrupt:
    case ErrorKind::internal: return Who::nobody_knows;
  }
  return Who::nobody_knows;
}

}  // namespace

std::vector<std::size_t> ids_named(std::string_view message,
                                   std::span<const std::string_view> ids) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (names(message, ids[i])) found.push_back(i);
  return found;
}

Rejection usual_rejection(const Error& error, std::span<const Item> items) {
  const auto who = who_by_kind(error);
  if (who != Who::some && who != Who::group) return {.who = who};
  if (items.size() == 1) return {.who = Who::named, .items = {0}};
  if (who == Who::group) return {.who = who};
  std::vector<std::string_view> ids;
  for (const auto& item : items) ids.push_back(item.ref.id);
  auto named = ids_named(error.message, ids);
  if (named.empty()) return {.who = Who::some};
  return {.who = Who::named, .items = std::move(named)};
}

}  // namespace mirante::operations
