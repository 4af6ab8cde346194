// `mirante doctor`: looks at everything that the panel needs and says what works, what does not,
// and what to do. Changes nothing.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "features/identity/user.h"
#include "main/rooms.h"

namespace mirante {

struct Finding {
  enum class Status : std::uint8_t { ok, warning, problem };

  std::string name;   // What was looked at, the same in every language: "database".
  std::string title;  // The same for people: "banco".
  Status status = Status::ok;
  std::string text;             // What was found.
  std::string mend = {};        // What to do; empty where nothing is to be done.
  std::string quote = {};       // Others' own words (AWS's, a server's), which are English.
  std::string transcript = {};  // What was said with a server, line by line; without secrets.
};

/// Whether the mail server is spoken to, which may take a while.
enum class MailLook : std::uint8_t { what_is_known, talk };

/// How the audit's chain is looked at: every record, or as audit::glance_at_chain does.
enum class AuditLook : std::uint8_t { whole, glance };

struct DoctorWish {
  AuditLook audit = AuditLook::whole;
  MailLook mail = MailLook::what_is_known;
  identity::Language language = identity::Language::english;
};

/// Of a running panel: disk, clock, time zones, store, audit, identity in AWS, mails, accounts,
/// operations.
Task<std::vector<Finding>> examine(Rooms& rooms, CallContext ctx, std::filesystem::path data,
                                   DoctorWish wish);
/// What a start needs and shows: disk, clock, rules of time zones.
std::vector<Finding> examine_machine(const Rooms& rooms, const std::filesystem::path& data,
                                     identity::Language language);
/// Of a data folder on which no panel runs: blocks.
std::vector<Finding> examine_folder(const std::filesystem::path& data, identity::Language language);

/// {findings[{name, title, status, text, mend?, quote?, transcript?}]}
Json to_json(const std::vector<Finding>& findings);

}  // namespace mirante
