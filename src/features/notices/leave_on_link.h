// A link that leaves servers on, as it is stored: what it does, for which stop, and until when it
// can be used. Values.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "features/notices/letter.h"
#include "features/notices/notice.h"
#include "features/schedules/schedule_ids.h"

namespace mirante::notices {

struct LeaveOnLinkTag {
  static constexpr std::string_view prefix = "lo", name = "leave-on link";
};
using LeaveOnLinkId = Id<LeaveOnLinkTag>;

/// SHA-256 of a token of 160 random bits.
using TokenHash = std::array<std::uint8_t, 32>;

struct LeaveOnLink {
  TenantId tenant;
  LeaveOnLinkId id;
  schedules::ScheduleId schedule;
  Instant due_at{};
  std::string receiver;
  Language language = Language::portuguese;  // Of the mail.
  schedules::LeaveOnChoice choice = schedules::LeaveOnChoice::two_hours;
  Instant until{};
  std::vector<schedules::ServerRef> servers;
  Instant expires_at{};
  friend bool operator==(const LeaveOnLink&, const LeaveOnLink&) = default;
};

}  // namespace mirante::notices
