// What the doctor says, in both languages. Patterns with `{}` are for fmt; both languages have the
// same places in the same order. What failed is told by its code or its kind; what the other side
// said itself is quoted beside it.
#pragma once

#include <string>
#include <string_view>

#include "features/audit/audit.h"
#include "features/identity/user.h"
#include "features/inventory/part.h"

namespace mirante {

struct DoctorTexts {
  std::string_view language;
  // What was looked at.
  std::string_view disk, database, audit, identity, outages, heartbeat, mail, operations, account,
      panel, folder, connections, clock, zones;

  std::string_view disk_unreadable, disk_unreadable_mend, disk_free, disk_least_mend, disk_low_mend;
  std::string_view store_answers, store_clock, store_clock_mend, store_whole, store_broken_mend;
  std::string_view connections_pages, connections_pages_alone, connections_mend;
  std::string_view clock_says, zones_known, zones_unknown, zones_mend;
  std::string_view audit_whole;
  std::string audit::Verification::* audit_broken;
  std::string_view audit_broken_mend;
  std::string_view identity_none, identity_mend, identity_root, identity_ends;
  std::string_view no_outages, outages_began, outage, outages_mend;
  std::string_view heartbeat_answered, heartbeat_silent, heartbeat_mend;
  std::string_view mail_none, mail_counts, mail_address_mend, mail_list_mend, mail_server_mend;
  std::string_view account_pending, account_pending_mend, account_known, account_blocked,
      account_unknown, account_check_mend, account_policy_mend, account_keys_old, account_keys_mend;
  std::string_view operations_running, operations_late, operations_mend;
  std::string_view work, work_in_time, operation_waits, schedule_waits, sweep_waits, work_mend;
  std::string_view nobody_answers, start_mend, no_folder, no_folder_mend;
};

const DoctorTexts& doctor_texts(identity::Language language);

/// Something in the reader's words, and what others said of it in theirs, where these are not said
/// already.
struct Told {
  std::string text;
  std::string quote = {};
};
Told told_of(const Error& error, identity::Language language);
/// Why a part of an account is unknown.
Told told_of(const inventory::Coverage::Unknown& unknown, identity::Language language);
/// What another program said, in English; `meaning` says in Portuguese what that means.
Told told_of(const std::string& said, std::string_view meaning, identity::Language language);

}  // namespace mirante
