#include "main/commands/reading.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/instant.h"

namespace mirante::commands {

const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(std::string(name));
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string text_of(const Json& object, std::string_view name, std::string_view otherwise) {
  const auto* found = member(object, name);
  if (found == nullptr || found->is_structured()) return std::string(otherwise);
  auto text = found->is_string() ? found->get<std::string>() : found->dump();
  return text.empty() ? std::string(otherwise) : text;
}

std::int64_t number_of(const Json& object, std::string_view name, std::int64_t otherwise) {
  const auto* found = member(object, name);
  return found != nullptr && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

std::vector<Json> list_of(const Json& object, std::string_view name) {
  const auto* found = member(object, name);
  if (found == nullptr || !found->is_array()) return {};
  return {found->begin(), found->end()};
}

std::string time_of(const Json& object, std::string_view name, std::string_view otherwise) {
  const auto text = text_of(object, name);
  if (text.empty()) return std::string(otherwise);
  const auto instant = parse_iso8601(text);
  if (!instant) return text;
  auto shown = to_iso8601(std::chrono::floor<std::chrono::seconds>(*instant));
  shown.replace(shown.find('T'), 1, " ");
  shown.replace(shown.find('Z'), 1, " UTC");
  return shown;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace mirante::commands
