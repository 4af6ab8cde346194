// Servers that run outside working hours for no visible reason: they look like test or development,
// they run at night and at weekends, and nobody has said that they must. The judgement has its
// parts with it, so that whoever reads it can disagree. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/zone.h"
#include "features/savings/purpose.h"
#include "features/savings/run_history.h"

namespace mirante::savings {

/// What is proposed: on from Monday to Friday, 8 to 19.
inline constexpr std::chrono::hours office_begin{8}, office_end{19};
inline constexpr int office_hours_per_week = 55;
inline constexpr std::int64_t week_seconds = 7 * 24 * 3600;
/// The month that AWS counts with: 730 hours.
inline constexpr std::int64_t month_seconds = 730 * 3600;

/// Working hours of the zone in `window`, oldest first; as the schedules reckon them.
std::vector<Span> office_hours(const Zone& zone, Span window);

/// Why a server is not proposed.
enum class Reason : std::uint8_t {
  none,              // It is.
  not_like_test,     // Production, or nothing says what it is for.
  never_switch_off,  // Marked.
  scheduled,         // A schedule has it already.
  other_scheduler,   // Somebody else's scheduler has it.
  managed,           // An Auto Scaling group or a service of AWS would bring it back.
  spot,
  little_known,   // Too short a history.
  little_to_win,  // It is mostly off at night.
};

struct Facts {
  Look look;
  RunHistory history;
  bool is_marked = false;
  bool is_scheduled = false;
  bool has_other_scheduler = false;
  bool is_managed = false;
  bool is_spot = false;
};

enum class Strength : std::uint8_t { weak, strong };

struct Opportunity {
  Strength strength = Strength::weak;
  std::int64_t known_seconds = 0;
  std::int64_t run_seconds = 0;      // Of those that are known.
  std::int64_t outside_seconds = 0;  // Of those that it ran: outside working hours.
};

struct Judgement {
  Reason reason = Reason::none;
  Opportunity opportunity = {};
};
/// `office` are the working hours of at least what is known.
Judgement judge(const Facts& facts, const std::vector<Span>& office);

/// Of 168, in tenths: 1680.
std::int64_t tenths_of_hours_a_week(std::int64_t seconds, std::int64_t known_seconds);

/// What being off outside working hours saves in a month, if it goes on as it was; Failure(limit).
Money saving_per_month(const Opportunity& opportunity, Money hourly);

/// Tags by which AWS's services say that a server is theirs.
bool is_managed(const std::map<std::string, std::string>& tags);

}  // namespace mirante::savings
