#include "platform/http/preferences.h"

#include <algorithm>

#include "platform/http/transport.h"

namespace mirante::http {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The part before `mark`, which is taken off `rest`.
std::string_view next(std::string_view& rest, char mark) {
  const auto end = rest.find(mark);
  const auto part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return trimmed(part);
}

/// "0.5" is 500; at most three digits follow the dot. Nullopt for what is no weight.
std::optional<int> weight_in(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int weight = (text[0] - '0') * 1000;
  int place = 100;
  for (const char digit : text.substr(std::min<std::size_t>(text.size(), 2))) {
    if (digit < '0' || digit > '9') return std::nullopt;
    weight += (digit - '0') * place;
    place /= 10;
  }
  return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

}  // namespace

Preferences::Preferences(std::string_view header) {
  while (!header.empty()) {
    auto rest = next(header, ',');
    const auto name = next(rest, ';');
    std::optional<int> weight = 1000;
    while (!rest.empty()) {
      auto parameter = next(rest, ';');
      const auto key = next(parameter, '=');
      if (same_header_name(key, "q")) weight = weight_in(parameter);
    }
    if (!name.empty() && weight) weights_.emplace_back(name, *weight);
  }
}

std::optional<int> Preferences::weight_of(std::string_view name) const {
  for (const auto& [known, weight] : weights_)
    if (same_header_name(known, name)) return weight;
  return std::nullopt;
}

int Preferences::weight_of_language(std::string_view language) const {
  int most = 0;
  for (const auto& [known, weight] : weights_) {
    std::string_view rest = known;
    if (same_header_name(next(rest, '-'), language)) most = std::max(most, weight);
  }
  return most;
}

}  // namespace mirante::http
