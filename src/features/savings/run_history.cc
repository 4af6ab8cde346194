#include "features/savings/run_history.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace mirante::savings {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

constexpr std::int64_t hour_seconds = 3600;
constexpr std::int64_t least_seconds = 60;  // Of each start.

std::int64_t seconds_in(const Span& span) {
  return duration_cast<seconds>(span.end - span.begin).count();
}

void add_run(std::vector<Span>& runs, Span run) {
  if (run.begin >= run.end) return;
  while (!runs.empty() && run.begin <= runs.back().begin) runs.pop_back();
  if (!runs.empty() && run.begin <= runs.back().end)
    runs.back().end = std::max(runs.back().end, run.end);
  else
    runs.push_back(run);
}

/// When the present run began. A start between two looks was seen late; AWS tells when it was.
Instant began_of(const inventory::Resource& server,
                 const std::vector<inventory::StateSpan>& earlier,
                 std::optional<Instant> launched) {
  if (!launched) return server.changed_at;
  if (*launched < server.first_seen_at) return *launched;
  const bool was_seen_starting =
      !earlier.empty() && (earlier.back().state == "pending" || earlier.back().state == "running");
  return was_seen_starting ? server.changed_at : std::min(server.changed_at, *launched);
}

}  // namespace

bool is_billed(std::string_view kind, std::string_view state) {
  if (kind != inventory::database_kind) return state == "running";
  static constexpr std::array<std::string_view, 11> unbilled{
      "",
      "creating",
      "deleting",
      "failed",
      "stopped",
      "stopping",
      "starting",
      "inaccessible-encryption-credentials",
      "inaccessible-encryption-credentials-recoverable",
      "incompatible-network",
      "incompatible-restore"};
  return std::ranges::find(unbilled, state) == unbilled.end();
}

std::optional<Instant> launched_at(const inventory::Resource& server) {
  const auto summary = Json::parse(server.summary, nullptr, /*allow_exceptions=*/false);
  const auto found = summary.find("launch_time");
  if (found == summary.end() || !found->is_string()) return std::nullopt;
  const auto at = parse_iso8601(found->get<std::string>());
  return at ? std::optional(*at) : std::nullopt;
}

RunHistory run_history(const inventory::Resource& server,
                       const std::vector<inventory::StateSpan>& earlier, Instant since) {
  const auto end = server.gone_at.value_or(server.observed_at);
  const auto launched = launched_at(server);
  const bool runs_now = is_billed(server.ref.kind, server.state) && !server.gone_at;
  // It has run without a break since its launch, whoever looked.
  const auto known_from =
      runs_now && launched ? std::min(server.first_seen_at, *launched) : server.first_seen_at;
  const Span known{.begin = std::max(since, known_from), .end = end};
  if (known.begin >= known.end) return {};
  std::vector<Span> runs;
  for (const auto& one : earlier)
    if (is_billed(server.ref.kind, one.state)) add_run(runs, {.begin = one.from, .end = one.until});
  if (runs_now) add_run(runs, {.begin = began_of(server, earlier, launched), .end = end});
  return {.known = known, .runs = cut(runs, known)};
}

std::vector<Span> cut(const std::vector<Span>& spans, Span window) {
  std::vector<Span> parts;
  for (const auto& span : spans) {
    const Span part{.begin = std::max(span.begin, window.begin),
                    .end = std::min(span.end, window.end)};
    if (part.begin < part.end) parts.push_back(part);
  }
  return parts;
}

std::vector<Span> outside(const std::vector<Span>& spans, const std::vector<Span>& others) {
  std::vector<Span> parts;
  for (auto span : spans) {
    for (const auto& other : others) {
      if (other.end <= span.begin) continue;
      if (other.begin >= span.end) break;
      if (span.begin < other.begin) parts.push_back({.begin = span.begin, .end = other.begin});
      span.begin = std::min(other.end, span.end);
    }
    if (span.begin < span.end) parts.push_back(span);
  }
  return parts;
}

std::int64_t seconds_of(const std::vector<Span>& spans) {
  std::int64_t sum = 0;
  for (const auto& span : spans) sum += seconds_in(span);
  return sum;
}

std::int64_t billed_seconds(const std::vector<Span>& runs, prices::Grain grain) {
  std::int64_t sum = 0;
  for (const auto& run : runs) {
    const auto length = seconds_in(run);
    switch (grain) {
      case prices::Grain::second: sum += std::max(length, least_seconds); break;
      case prices::Grain::ten_minutes: sum += std::max(length, 10 * least_seconds); break;
      case prices::Grain::hour:
        sum += (length + hour_seconds - 1) / hour_seconds * hour_seconds;
        break;
    }
  }
  return sum;
}

Money at_hourly(Money hourly, std::int64_t seconds) {
  return or_throw(share(hourly, seconds, hour_seconds));
}

}  // namespace mirante::savings
