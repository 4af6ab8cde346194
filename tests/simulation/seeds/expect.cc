#include "tests/simulation/seeds/expect.h"

#include <algorithm>

namespace mirante::simulation {
namespace {

using namespace std::chrono;
using Mode = ScheduleSpec::Mode;

bool is_in(const Span& span, Instant at) { return span.from <= at && at < span.to; }

bool concerns(const Act& act, std::size_t server, const Scenario& scenario) {
  using What = Act::What;
  if (act.tenant != scenario.servers[server].tenant) return false;
  switch (act.what) {
    case What::override_servers:
    case What::switch_servers:
    case What::foreign_switch: return std::ranges::find(act.servers, server) != act.servers.end();
    default: return true;
  }
}

}  // namespace

Expectations::Expectations(const Scenario& scenario, const Records& records,
                           const std::list<Done>& done, microseconds clock_error)
    : scenario_(scenario),
      records_(records),
      clock_error_(clock_error),
      // Schedules are made before that, and act at once.
      from_(floor<minutes>(scenario.begin) - 1h),
      // What still runs at the end is waited for, and schedules go on meanwhile.
      minutes_(static_cast<int>((scenario.end + 2h - from_) / 1min)),
      unsure_(scenario.servers.size()),
      paused_(static_cast<std::size_t>(scenario.tenants)),
      expected_(scenario.servers.size()) {
  read_schedules();
  read_unsure(done);
  read_pauses(done);
  for (std::size_t server = 0; server < scenario.servers.size(); ++server) expect(server);
}

int Expectations::minute_of(Instant at) const { return static_cast<int>((at - from_) / 1min); }

void Expectations::read_schedules() {
  std::map<std::string, const ScheduleSpec*> by_name;
  for (const auto& spec : scenario_.specs) by_name[spec.name] = &spec;
  for (const auto& [id, row] : records_.schedules) {
    Timeline timeline{.tenant = row.tenant, .versions = {}};
    for (const auto& version : row.versions) {
      const auto* spec = by_name.at(version.name);
      timeline.versions.push_back(
          {.from = version.made_at,
           .spec = spec,
           .meaning = std::make_shared<Meaning>(
               *spec, scenario_.calendars[static_cast<std::size_t>(row.tenant)], from_, minutes_)});
    }
    timelines_.push_back(std::move(timeline));
  }
}

void Expectations::read_unsure(const std::list<Done>& done) {
  for (std::size_t server = 0; server < unsure_.size(); ++server)
    for (const auto& one : done)
      if (concerns(one.act, server, scenario_))
        unsure_[server].push_back(
            {.when = one.when(),
             .ends = one.was_done() && (one.act.what == Act::What::cancel_overrides ||
                                        one.act.what == Act::What::lift_freezes)});
}

/// Paused for sure from the end of a pause to the begin of the next resumption; what lies around
/// that is unsure.
void Expectations::read_pauses(const std::list<Done>& done) {
  for (int tenant = 0; tenant < scenario_.tenants; ++tenant) {
    std::optional<Instant> since, unsure_since;
    for (const auto& one : done) {
      if (one.act.tenant != tenant) continue;
      const auto [from, to] = one.when();
      if (one.act.what == Act::What::pause_all) {
        if (one.was_done() && !since) since = to;
        if (!one.is_sure() && !unsure_since) unsure_since = from;
      }
      if (one.act.what != Act::What::resume_all) continue;
      if (since && one.is_sure() && !one.was_done()) continue;  // All were dead.
      if (since) paused_[static_cast<std::size_t>(tenant)].push_back({.from = *since, .to = from});
      if (since && !one.is_sure() && !unsure_since) unsure_since = from;
      since.reset();
      if (!unsure_since || !one.is_sure()) continue;
      for (std::size_t server = 0; server < unsure_.size(); ++server)
        if (scenario_.servers[server].tenant == tenant)
          unsure_[server].push_back({.when = {.from = *unsure_since, .to = to}});
      unsure_since.reset();
    }
  }
}

bool Expectations::is_paused(int tenant, Instant at) const {
  return std::ranges::any_of(paused_[static_cast<std::size_t>(tenant)],
                             [&](const Span& span) { return is_in(span, at); });
}

bool Expectations::is_unsure(std::size_t server, Instant from, Instant to) const {
  from -= clock_error_ + 1min;
  to += clock_error_ + 1min;
  return std::ranges::any_of(unsure_[server], [&](const Unsure& one) {
    return one.when.from <= to && from <= one.when.to;
  });
}

bool Expectations::is_unsure(std::size_t server, const Expected& expected, Instant to) const {
  const auto off = clock_error_ + 1s;
  const auto from = expected.at - clock_error_ - 1min;
  to += clock_error_ + 1min;
  return std::ranges::any_of(unsure_[server], [&](const Unsure& one) {
    if (expected.is_end && one.ends && one.when.from <= expected.at + off &&
        expected.at <= one.when.to + off)
      return false;
    return one.when.from <= to && from <= one.when.to;
  });
}

const Expectations::Version* Expectations::Timeline::at(Instant at) const {
  const Version* found = nullptr;
  for (const auto& version : versions)
    if (version.from <= at) found = &version;
  return found;
}

std::vector<const Expectations::Version*> Expectations::versions_at(std::size_t server,
                                                                    Instant at) const {
  std::vector<const Version*> found;
  for (const auto& timeline : timelines_) {
    if (timeline.tenant != scenario_.servers[server].tenant) continue;
    const auto* version = timeline.at(at);
    if (version != nullptr && !version->spec->is_paused &&
        is_for(*version->spec, scenario_.servers[server]))
      found.push_back(version);
  }
  return found;
}

bool Expectations::is_enforced(std::size_t server) const {
  return std::ranges::any_of(timelines_, [&](const Timeline& timeline) {
    return timeline.tenant == scenario_.servers[server].tenant &&
           std::ranges::any_of(timeline.versions, [&](const Version& version) {
             return version.spec->mode == Mode::enforce &&
                    is_for(*version.spec, scenario_.servers[server]);
           });
  });
}

bool Expectations::is_enforced(std::size_t server, Instant at) const {
  return std::ranges::any_of(versions_at(server, at), [](const Version* version) {
    return version->spec->mode == Mode::enforce;
  });
}

bool Expectations::tells_left_out(std::size_t server, Instant at) const {
  return floor<minutes>(at) == at &&
         std::ranges::any_of(versions_at(server, at), [&](const auto* version) {
           return version->meaning->tells_left_out(minute_of(at));
         });
}

bool Expectations::is_looked_at(std::size_t server, Instant at) const {
  const auto tenant = scenario_.servers[server].tenant;
  return std::ranges::any_of(versions_at(server, at),
                             [&](const Version* version) {
                               return version->meaning->is_looked_at(minute_of(at));
                             }) ||
         std::ranges::any_of(records_.overrides,
                             [&](const OverrideRow& one) {
                               return scenario_.servers[one.server].tenant == tenant &&
                                      one.when.to == at;
                             }) ||
         std::ranges::any_of(records_.freezes, [&](const FreezeRow& one) {
           return one.tenant == tenant && one.when.to == at;
         });
}

std::optional<bool> Expectations::known(std::size_t server, Instant from, Instant to) const {
  std::optional<bool> is_on;
  for (const auto& seen : records_.seen[server]) {
    if (seen.at > to) break;
    if (seen.at > from) return std::nullopt;
    is_on = seen.is_on;
  }
  return is_on;
}

Allowed Expectations::kept(std::size_t server, const Meaning& meaning, Instant at,
                           bool ends) const {
  const auto end = ends ? at : meaning.last_end(at);
  if (!end) return Allowed::only(Doing::nothing);
  const auto begin = meaning.begin_of(*end);
  // What was seen near its begin may have been stored before or after.
  const auto near = clock_error_ + 2min;
  const auto& seen = records_.seen[server];
  std::optional<bool> was_on;
  for (const auto& one : seen) {
    if (one.at > begin - near && one.at < begin + near && one.at > seen.front().at) {
      auto either = Allowed::only(Doing::nothing);
      either.add(Doing::stop);
      return either;
    }
    if (one.at < begin && one.at <= at) was_on = one.is_on;
  }
  return Allowed::only(was_on == false ? Doing::stop : Doing::nothing);
}

bool Expectations::is_frozen(std::size_t server, Instant at) const {
  const int tenant = scenario_.servers[server].tenant;
  return is_paused(tenant, at) ||
         std::ranges::any_of(records_.freezes, [&](const FreezeRow& freeze) {
           return freeze.tenant == tenant && is_in(freeze.when, at);
         });
}

Allowed Expectations::allowed(std::size_t server, Instant at) const {
  return allowed(server, at, Points::counted);
}

Allowed Expectations::made_up(std::size_t server, Instant at) const {
  auto found = allowed(server, at, Points::left_out);
  if (is_frozen(server, at)) return found;
  const auto resumed = scheduled(server, at, true, Points::left_out);
  for (const auto doing : {Doing::start, Doing::stop})
    if (resumed.has(doing)) found.add(doing);
  return found;
}

Allowed Expectations::allowed(std::size_t server, Instant at, Points points) const {
  if (is_frozen(server, at)) return Allowed::only(Doing::nothing);
  if (const auto* one = override_at(server, at)) return Allowed::only(one->doing);
  return scheduled(server, at, is_resumed(server, at), points);
}

const OverrideRow* Expectations::override_at(std::size_t server, Instant at) const {
  const OverrideRow* latest = nullptr;
  for (const auto& one : records_.overrides)
    if (one.server == server && is_in(one.when, at) &&
        (latest == nullptr || one.when.from >= latest->when.from))
      latest = &one;
  return latest;
}

Types Expectations::types(std::size_t server, Instant at) const {
  return types(server, at, Points::counted);
}

/// Who overrides a server's state leaves its type.
Types Expectations::types(std::size_t server, Instant at, Points points) const {
  if (is_frozen(server, at) || override_at(server, at) != nullptr) return {""};
  return scheduled_types(server, at, is_resumed(server, at), points);
}

Types Expectations::possible_types(std::size_t server, Instant at) const {
  auto found = types(server, at);
  if (thaws(server, at) && !is_frozen(server, at))
    found.merge(scheduled_types(server, at, true, Points::counted));
  return found;
}

Types Expectations::made_up_types(std::size_t server, Instant at) const {
  auto found = types(server, at, Points::left_out);
  if (!is_frozen(server, at)) found.merge(scheduled_types(server, at, true, Points::left_out));
  return found;
}

/// Of all that want a type what began last decides; it is wished where that changes, where
/// something that held the server back ends, and always where the state is restored. Of two that
/// began together any may.
Types Expectations::scheduled_types(std::size_t server, Instant at, bool is_resumed,
                                    Points points) const {
  struct Sized {
    const Meaning::Sized* of;
    Mode mode;
  };
  std::vector<Sized> now, before;
  const auto offer = [](std::vector<Sized>& latest, const Sized& one) {
    if (!latest.empty() && latest.front().of->begin < one.of->begin) latest.clear();
    if (latest.empty() || latest.front().of->begin == one.of->begin) latest.push_back(one);
  };
  for (const auto* version : versions_at(server, at))
    for (const auto& one : version->meaning->sized()) {
      const bool is_point = one.begin == one.end;
      if (one.holds(at) && !(is_point && points == Points::left_out))
        offer(now, {&one, version->spec->mode});
      if (one.held_before(at) && !is_point) offer(before, {&one, version->spec->mode});
    }
  Types found;
  const bool enforces = !tells_left_out(server, at);
  for (const auto& one : now) {
    const bool was_so = std::ranges::find(before, one.of, &Sized::of) != before.end();
    const bool may_be_wished =
        one.of->begin == at || !was_so || is_resumed || (one.mode == Mode::enforce && enforces);
    // Which of two that began together was it before?
    const bool is_unsure = before.size() > 1 && one.of->begin != at;
    if (may_be_wished || is_unsure) found.insert(one.of->type);
    if (!may_be_wished ||
        (is_unsure && was_so && !is_resumed && !(one.mode == Mode::enforce && enforces)))
      found.insert("");
  }
  // What else is wished of a database is wished in vain.
  if (found.empty() || scenario_.servers[server].is_database) found.insert("");
  return found;
}

/// An override ends now, or a freeze in which one ended or a window began or ended, which nobody
/// heard.
bool Expectations::is_resumed(std::size_t server, Instant at) const {
  const int tenant = scenario_.servers[server].tenant;
  Span frozen{.from = at, .to = at};
  for (bool is_further = true; is_further;) {
    is_further = false;
    for (const auto& one : records_.freezes)
      if (one.tenant == tenant && one.when.from < frozen.from && one.when.to >= frozen.from) {
        frozen.from = one.when.from;
        is_further = true;
      }
  }
  return missed_edge(server, frozen) ||
         std::ranges::any_of(records_.overrides, [&](const OverrideRow& one) {
           return one.server == server && one.when.from < frozen.from &&
                  one.when.to >= frozen.from && one.when.to <= at;
         });
}

bool Expectations::missed_edge(std::size_t server, Span frozen) const {
  for (const auto* version : versions_at(server, frozen.to))
    for (auto at = ceil<minutes>(frozen.from); at < frozen.to; at += 1min)
      if (version->meaning->begins(minute_of(at)) || version->meaning->ends(minute_of(at)))
        return true;
  return false;
}

Allowed Expectations::possible(std::size_t server, Instant at) const {
  auto found = allowed(server, at);
  if (!thaws(server, at) || is_frozen(server, at)) return found;
  const auto resumed = scheduled(server, at, true, Points::counted);
  for (const auto doing : {Doing::start, Doing::stop})
    if (resumed.has(doing)) found.add(doing);
  return found;
}

bool Expectations::thaws(std::size_t server, Instant at) const {
  const int tenant = scenario_.servers[server].tenant;
  return std::ranges::any_of(records_.freezes, [&](const FreezeRow& freeze) {
    return freeze.tenant == tenant && freeze.when.to == at;
  });
}

/// Running beats stopped; what is on is only switched on again where somebody asks for it.
Allowed Expectations::scheduled(std::size_t server, Instant at, bool is_resumed,
                                Points points) const {
  const int minute = minute_of(at);
  const bool is_whole = floor<minutes>(at) == at;
  const bool has_points = is_whole && points == Points::counted;
  bool runs = false, asks_to_start = is_resumed, ends = false, may_end = false, reboots = false;
  const bool enforces = !tells_left_out(server, at);
  for (const auto* version : versions_at(server, at)) {
    const auto& meaning = *version->meaning;
    const auto mode = version->spec->mode;
    const bool runs_now = meaning.runs(minute);
    const bool starts = has_points && meaning.starts(minute);
    runs |= runs_now || starts;
    asks_to_start |= starts || (is_whole && meaning.begins(minute)) ||
                     (runs_now && mode == Mode::enforce && enforces);
    reboots |= has_points && meaning.reboots(minute);
    const bool holds = meaning.has_windows() && meaning.is_in_force(at);
    const bool asks_to_stop =
        !runs_now && ((is_whole && meaning.ends(minute)) || (has_points && meaning.stops(minute)) ||
                      (is_resumed && holds));
    const bool stops_point = has_points && meaning.stops(minute);
    if ((asks_to_stop || stops_point) && mode != Mode::keep_if_on) ends = true;
    if (asks_to_stop && mode == Mode::keep_if_on) {
      const auto kept_on = kept(server, meaning, at, is_whole && meaning.ends(minute));
      ends |= !kept_on.has(Doing::nothing);
      may_end |= kept_on.has(Doing::stop);
    }
    // Something that was always on is first stopped at the end of a window.
    if (mode == Mode::enforce && enforces && !runs_now && holds)
      if (const auto end = meaning.last_end(at)) {
        const auto& seen = records_.seen[server];
        const auto since = seen.empty() ? from_ : seen.front().at;
        ends |= *end > since + 1min;
        may_end |= *end > since - 1min;
      }
  }
  if (runs && asks_to_start) return Allowed::only(Doing::start);
  if (runs) return Allowed::only(reboots ? Doing::reboot : Doing::nothing);
  if (ends) return Allowed::only(Doing::stop);
  auto allowed = Allowed::only(reboots ? Doing::reboot : Doing::nothing);
  if (may_end) {
    allowed.add(Doing::stop);
    allowed.add(Doing::nothing);
  }
  return allowed;
}

void Expectations::expect(std::size_t server) {
  std::map<Instant, Expected> found;
  expect_rules(server, found);
  expect_ends(server, found);
  for (const auto& [at, one] : found) expected_[server].push_back(one);
}

void Expectations::expect_rules(std::size_t server, std::map<Instant, Expected>& found) const {
  // Each version counts from when it was made to when the next one was.
  for (const auto& timeline : timelines_) {
    if (timeline.tenant != scenario_.servers[server].tenant) continue;
    for (std::size_t i = 0; i < timeline.versions.size(); ++i) {
      const auto& version = timeline.versions[i];
      if (version.spec->is_paused || !is_for(*version.spec, scenario_.servers[server])) continue;
      const auto until =
          i + 1 < timeline.versions.size() ? timeline.versions[i + 1].from : scenario_.end;
      for (int minute = std::max(0, minute_of(version.from)); minute < minutes_; ++minute) {
        const auto at = from_ + minutes(minute);
        if (at >= until) break;
        if (at <= version.from || !version.meaning->is_due(minute)) continue;
        if (!found.contains(at)) found[at] = expected_at(server, at);
        auto& one = found[at];
        one.is_edge |= version.meaning->has_edge(minute);
      }
    }
  }
}

/// Where an override or a freeze ends its schedules apply what they wish then.
void Expectations::expect_ends(std::size_t server, std::map<Instant, Expected>& found) const {
  for (const auto& one : records_.overrides)
    if (one.server == server && one.when.to > one.when.from) expect_end(server, one.when.to, found);
  for (const auto& one : records_.freezes)
    if (one.tenant == scenario_.servers[server].tenant && one.when.to > one.when.from)
      expect_end(server, one.when.to, found);
}

void Expectations::expect_end(std::size_t server, Instant at,
                              std::map<Instant, Expected>& found) const {
  if (at >= scenario_.end || versions_at(server, at).empty()) return;
  auto& one = found[at] = expected_at(server, at);
  one.is_edge = one.is_end = true;
}

Expected Expectations::expected_at(std::size_t server, Instant at) const {
  return {.at = at,
          .allowed = allowed(server, at),
          .of_edges = allowed(server, at, Points::left_out),
          .types = types(server, at),
          .types_of_edges = types(server, at, Points::left_out)};
}

}  // namespace mirante::simulation
