#include "features/live/sse.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace mirante::live {

namespace {

std::string data_line(const Json& data) {
  return "data: " + data.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n\n";
}

}  // namespace

std::string sse_message(std::int64_t id, const Json& data) {
  return "id: " + std::to_string(id) + "\n" + data_line(data);
}

std::string sse_event(std::string_view kind, const Json& data) {
  return "event: " + std::string(kind) + "\n" + data_line(data);
}

std::string sse_event(std::int64_t id, std::string_view kind, const Json& data) {
  return "id: " + std::to_string(id) + "\n" + sse_event(kind, data);
}

std::string sse_beat(std::int64_t id) { return ": beat\nid: " + std::to_string(id) + "\n\n"; }

std::string sse_retry(std::chrono::milliseconds pause) {
  return "retry: " + std::to_string(pause.count()) + "\n\n";
}

Result<std::int64_t> parse_place(std::string_view text, std::string_view field) {
  std::int64_t place = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), place);
  if (error != std::errc() || end != text.data() + text.size() || place < 0)
    return fail_field(std::string(field),
                      "must be the id of an event that was told here, a whole number; leave it out "
                      "to hear only what is new");
  return place;
}

}  // namespace mirante::live
