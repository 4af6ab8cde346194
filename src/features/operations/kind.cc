#include "features/operations/kind.h"

#include <algorithm>

#include "features/operations/rejection.h"

namespace mirante::operations {

bool Past::was_accepted() const {
  return std::ranges::any_of(attempts,
                             [](const Attempt& tried) { return tried.reply == Reply::accepted; });
}

bool Past::may_have_acted() const {
  return std::ranges::any_of(attempts,
                             [](const Attempt& tried) { return tried.reply != Reply::rejected; });
}

const Error* Past::last_error() const {
  for (auto tried = attempts.rbegin(); tried != attempts.rend(); ++tried) {
    if (tried->reply == Reply::accepted) return nullptr;
    if (!tried->error.code.empty() || !tried->error.message.empty()) return &tried->error;
  }
  return nullptr;
}

Rejection Kind::classify(const Error& error, std::span<const Item> items) const {
  return usual_rejection(error, items);
}

}  // namespace mirante::operations
