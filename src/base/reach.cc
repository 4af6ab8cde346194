#include "base/reach.h"

#include <algorithm>

namespace mirante {

bool Reach::holds(AccountId account, const std::optional<CustomerId>& customer) const {
  return is_everything || accounts.contains(account) || (customer && customers.contains(*customer));
}

std::string to_text(const Reach& reach) {
  std::string text;
  const auto add = [&](const std::string& id) { text += (text.empty() ? "" : " ") + id; };
  if (reach.is_everything) return text;
  for (const auto& id : reach.customers) add(id.text());
  for (const auto& id : reach.accounts) add(id.text());
  return text;
}

Result<Reach> parse_reach(std::string_view text) {
  Reach reach{.is_everything = text.empty()};
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    if (const auto customer = CustomerId::parse(word))
      reach.customers.insert(*customer);
    else if (const auto account = AccountId::parse(word))
      reach.accounts.insert(*account);
    else
      return fail(ErrorKind::corrupt,
                  "\"" + std::string(word) + "\" is neither a customer's id nor an account's");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reach;
}

}  // namespace mirante
