#include "features/policy/policy.h"

#include <algorithm>

namespace mirante::policy {
namespace {

bool covers(const Pause& pause, const Thing& thing) {
  switch (pause.scope) {
    case PauseScope::everything: return true;
    case PauseScope::customer: return thing.customer && thing.customer->bytes == pause.id;
    case PauseScope::account: return thing.account.bytes == pause.id;
  }
  return true;
}

std::string who(const Actor& by) {
  return by.name.empty() ? std::string(to_string(by.kind)) : by.name;
}

Error paused(const Pause& pause, const Wish& wish) {
  std::string what;
  switch (pause.scope) {
    case PauseScope::everything: what = "everything is paused"; break;
    case PauseScope::customer: what = "this customer is paused"; break;
    case PauseScope::account: what = "this account is paused"; break;
  }
  const bool person =
      wish.asked_by == Actor::Kind::user || wish.asked_by == Actor::Kind::command_line;
  return {.kind = ErrorKind::refused,
          .message = what + " since " + to_iso8601(pause.since) + " by " + who(pause.by) + ": " +
                     pause.reason +
                     (person ? "; resume it, or give a reason to act despite the pause"
                             : "; nothing automatic happens until it is resumed"),
          .code = "policy.paused"};
}

Error kept_on(const NeverSwitchOff& mark) {
  return {.kind = ErrorKind::refused,
          .message = mark.server + " is marked \"never switch off\" since " +
                     to_iso8601(mark.since) + " by " + who(mark.by) + ": " + mark.reason +
                     "; somebody who may change policy has to lift the mark first",
          .code = "policy.never_switch_off"};
}

bool may_override(const Wish& wish) {
  if (wish.despite_pause.empty()) return false;
  switch (wish.asked_by) {
    case Actor::Kind::user:
    case Actor::Kind::command_line: return true;
    case Actor::Kind::schedule:
    case Actor::Kind::system: return false;
  }
  return false;
}

bool switches_off(Action action) {
  switch (action) {
    case Action::stop:
    case Action::reboot: return true;
    case Action::read:
    case Action::start:
    case Action::change: return false;
  }
  return true;
}

}  // namespace

std::string_view to_string(PauseScope scope) {
  switch (scope) {
    case PauseScope::everything: return "everything";
    case PauseScope::customer: return "customer";
    case PauseScope::account: return "account";
  }
  return "everything";
}

Result<PauseScope> parse_pause_scope(std::string_view text) {
  for (const auto scope : {PauseScope::everything, PauseScope::customer, PauseScope::account})
    if (to_string(scope) == text) return scope;
  return fail_field("scope",
                    "\"" + std::string(text) +
                        "\" is no scope of a pause; it is everything, customer or account");
}

Place place_of(const NeverSwitchOff& mark) {
  return {mark.account, mark.region.value, mark.server};
}

std::optional<Error> decide(const Brakes& brakes, const Wish& wish, const Thing& thing) {
  if (wish.action == Action::read) return std::nullopt;
  if (!may_override(wish)) {
    const Pause* widest = nullptr;
    for (const auto& pause : brakes.pauses)
      if (covers(pause, thing) && (widest == nullptr || pause.scope < widest->scope))
        widest = &pause;
    if (widest != nullptr) return paused(*widest, wish);
  }
  if (!switches_off(wish.action)) return std::nullopt;
  const Place place{thing.account, thing.region.value, thing.id};
  const auto mark = std::ranges::lower_bound(brakes.never_switch_off, place, {}, place_of);
  if (mark == brakes.never_switch_off.end() || place_of(*mark) != place) return std::nullopt;
  return kept_on(*mark);
}

}  // namespace mirante::policy
