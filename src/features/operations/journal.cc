#include "features/operations/journal.h"

#include <algorithm>
#include <array>

namespace mirante::operations {
namespace {

using What = Entry::What;

constexpr std::array all_entries{What::planned, What::intended,  What::answered, What::observed,
                                 What::stepped, What::unwinding, What::ended,    What::noted};

std::vector<Step> steps_from_json(const Json& json) {
  std::vector<Step> steps;
  for (const auto& step : json) steps.push_back(step_from_json(step));
  return steps;
}

void begin_step(Progress& progress, Instant at) {
  progress.acted_before = progress.has_acted();
  progress.past = Past{.began_at = at};
}

Reply reply_of(const Json& body) {
  const auto text = body.value("reply", "unknown");
  if (text == "accepted") return Reply::accepted;
  if (text == "rejected") return Reply::rejected;
  return Reply::unknown;
}

void answer(Progress& progress, const Entry& entry, const Json& said) {
  if (progress.past.attempts.empty()) return;
  auto& attempt = progress.past.attempts.back();
  attempt.reply = reply_of(entry.body);
  attempt.answered_at = entry.at;
  attempt.request_id = entry.request_id;
  // A target that was only in the same call as a guilty one has no error of its own.
  if (entry.body.contains("error") && !said.contains("innocent"))
    attempt.error = error_from_json(entry.body["error"]);
  if (attempt.reply == Reply::accepted && said.contains("memory"))
    progress.memory.merge_patch(said["memory"]);
  if (!entry.request_id.empty() && !said.contains("innocent"))
    progress.target.request_ids.push_back(entry.request_id);
}

void apply(Progress& progress, const Entry& entry, const Json& said) {
  switch (entry.what) {
    case What::planned:
      progress.is_planned = true;
      progress.steps = steps_from_json(said.at("steps"));
      progress.target.losses = losses_from_json(said.at("losses"));
      progress.target.reason_code.clear();
      progress.target.reason.clear();
      begin_step(progress, entry.at);
      return;
    case What::intended:
      if (said.contains("before")) progress.past.before = said["before"];
      progress.past.attempts.push_back({.intended_at = entry.at});
      return;
    case What::answered: answer(progress, entry, said); return;
    case What::observed:
      progress.target.observed_state = said.get<std::string>();
      progress.target.observed_at = entry.at;
      return;
    case What::stepped:
      ++progress.cursor;
      begin_step(progress, entry.at);
      return;
    case What::unwinding:
      progress.is_unwinding = true;
      progress.steps = steps_from_json(said.at("steps"));
      progress.cursor = 0;
      progress.cause = or_throw(parse_outcome(said.at("outcome").get<std::string>()));
      progress.target.reason_code = said.at("code").get<std::string>();
      progress.target.reason = said.at("text").get<std::string>();
      begin_step(progress, entry.at);
      return;
    case What::ended:
      progress.target.outcome = or_throw(parse_outcome(said.at("outcome").get<std::string>()));
      progress.target.reason_code = said.at("code").get<std::string>();
      progress.target.reason = said.at("text").get<std::string>();
      return;
    case What::noted:
      progress.target.reason_code = said.at("code").get<std::string>();
      progress.target.reason = said.at("text").get<std::string>();
      return;
  }
}

}  // namespace

std::string_view to_string(What what) {
  switch (what) {
    case What::planned: return "planned";
    case What::intended: return "intended";
    case What::answered: return "answered";
    case What::observed: return "observed";
    case What::stepped: return "stepped";
    case What::unwinding: return "unwinding";
    case What::ended: return "ended";
    case What::noted: return "noted";
  }
  return "noted";
}

Result<What> parse_entry(std::string_view text) {
  for (const auto what : all_entries)
    if (to_string(what) == text) return what;
  return fail(ErrorKind::corrupt, "\"" + std::string(text) + "\" is no entry of a journal");
}

std::string Progress::token(OperationId operation) const {
  return operation.text() + "-" + std::to_string(ordinal) + "-" + std::to_string(cursor) +
         (is_unwinding ? "-back" : "");
}

void apply_entry(ProgressMap& map, const Entry& entry) {
  for (const auto& [ordinal, said] : entry.each)
    if (const auto found = map.find(ordinal); found != map.end()) apply(found->second, entry, said);
}

ProgressMap replay(const std::vector<Target>& targets, const std::vector<Entry>& entries) {
  ProgressMap map;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto ordinal = static_cast<std::int64_t>(i);
    map[ordinal] = {.ordinal = ordinal, .target = {.ref = targets[i].ref, .name = targets[i].name}};
  }
  for (const auto& entry : entries) apply_entry(map, entry);
  // What was refused when it was requested has no journal.
  for (auto& [ordinal, progress] : map)
    if (const auto& stored = targets[static_cast<std::size_t>(ordinal)];
        progress.is_pending() && stored.outcome != Outcome::pending)
      progress.target = stored;
  return map;
}

Json to_json(const Step& step) {
  Json undo = Json::array();
  for (const auto& back : step.undo) undo.push_back(to_json(back));
  return {{"name", step.name},   {"params", step.params},
          {"batch", step.batch}, {"group", step.group},
          {"undo", undo},        {"time_limit_s", step.time_limit.count()}};
}

Step step_from_json(const Json& json) {
  return {.name = json.at("name").get<std::string>(),
          .params = json.at("params"),
          .batch = json.at("batch").get<std::string>(),
          .group = json.at("group").get<std::string>(),
          .time_limit = std::chrono::seconds(json.at("time_limit_s").get<std::int64_t>()),
          .undo = steps_from_json(json.at("undo"))};
}

Json to_json(const Error& error) {
  return {{"kind", to_string(error.kind)}, {"code", error.code}, {"message", error.message}};
}

Error error_from_json(const Json& json) {
  Error error{.kind = ErrorKind::internal,
              .message = json.at("message").get<std::string>(),
              .code = json.at("code").get<std::string>()};
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind)
    if (to_string(static_cast<ErrorKind>(kind)) == json.at("kind").get<std::string>())
      error.kind = static_cast<ErrorKind>(kind);
  return error;
}

Json to_json(const std::vector<Loss>& losses) {
  Json list = Json::array();
  for (const auto& loss : losses) list.push_back({{"code", loss.code}, {"text", loss.text}});
  return list;
}

std::vector<Loss> losses_from_json(const Json& json) {
  std::vector<Loss> losses;
  for (const auto& loss : json)
    losses.push_back(
        {.code = loss.at("code").get<std::string>(), .text = loss.at("text").get<std::string>()});
  return losses;
}

}  // namespace mirante::operations
