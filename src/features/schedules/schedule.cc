#include "features/schedules/schedule.h"

#include <algorithm>
#include <utility>

namespace mirante::schedules {

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::edges: return "edges";
    case Mode::enforce: return "enforce";
    case Mode::keep_if_on: return "keep_if_on";
  }
  std::unreachable();
}

std::string_view to_string(Action action) {
  switch (action) {
    case Action::start: return "start";
    case Action::stop: return "stop";
    case Action::reboot: return "reboot";
    case Action::resize: return "resize";
  }
  std::unreachable();
}

std::string_view to_string(Effect effect) {
  switch (effect) {
    case Effect::skip_starts: return "skip_starts";
    case Effect::as_sunday: return "as_sunday";
    case Effect::other_windows: return "other_windows";
  }
  std::unreachable();
}

bool has_windows(const Schedule& schedule) {
  return std::ranges::any_of(schedule.rules, [](const Rule& rule) {
    if (const auto* window = std::get_if<WindowRule>(&rule))
      return window->window.begin && window->window.end;
    return std::holds_alternative<OnceWindow>(rule);
  });
}

}  // namespace mirante::schedules
