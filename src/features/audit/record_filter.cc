#include "features/audit/record_filter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/audit/record_text.h"

namespace mirante::audit {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool holds(std::string_view text, std::string_view wanted) {
  return std::ranges::search(text, wanted, {}, lower, lower).begin() != text.end() ||
         wanted.empty();
}

bool is_action(const std::string& wanted, const std::string& action) {
  return wanted.ends_with('.') ? action.starts_with(wanted) : action == wanted;
}

}  // namespace

bool RecordFilter::is_empty() const { return *this == RecordFilter{}; }

bool RecordFilter::fits(std::string_view content) const {
  if (is_empty()) return true;
  // Cheap first: most records end here.
  if (!holds(content, search)) return false;
  const auto json = Json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return false;
  const auto action = text_of(json, "action");
  if (!actions.empty() &&
      std::ranges::none_of(actions, [&](const auto& one) { return is_action(one, action); }))
    return false;
  const auto at = parse_iso8601(text_of(json, "at"));
  if ((from || until) && !at) return false;
  if ((from && *at < *from) || (until && *at >= *until)) return false;
  if (actors.empty()) return true;
  const auto actor = json.find("actor");
  if (actor == json.end() || !actor->is_object()) return false;
  const auto id = text_of(*actor, "id"), name = text_of(*actor, "name");
  return std::ranges::any_of(actors, [&](const auto& one) { return one == id || one == name; });
}

}  // namespace mirante::audit
