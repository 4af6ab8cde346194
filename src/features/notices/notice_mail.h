// The mail before a stop, in both languages.
#pragma once

#include <string>
#include <vector>

#include "features/notices/letter.h"
#include "features/notices/notice.h"

namespace mirante::notices {

struct OfferedLink {
  Offer offer;
  std::string url;
};

struct NoticeFacts {
  Language language = Language::portuguese;
  std::string company;
  std::string schedule;  // Its name.
  Zone zone;
  Instant due{};
  Receiver receiver;
  std::string owner_tag = {};
  std::vector<OfferedLink> links = {};  // None: nothing is offered, or nobody knows the address.
};
Letter write_notice(const NoticeFacts& facts);

/// "2 horas a mais", "2 more hours", …
std::string name_of(schedules::LeaveOnChoice choice, Language language);

/// Why somebody left servers on, as others will read it.
std::string override_reason(Instant due, const Zone& zone, Language language);

}  // namespace mirante::notices
