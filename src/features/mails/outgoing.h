// A mail that the panel writes to a person, and what becomes of it. Values, and the rule that says
// when it is tried again.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/instant.h"

namespace mirante::mails {

struct MailTag {
  static constexpr std::string_view prefix = "ma", name = "mail";
};
using MailId = Id<MailTag>;

/// What is to be written.
struct NewMail {
  std::string kind;  // "invitation"; stable, for lists.
  std::string to_name;
  std::string to;  // The address.
  std::string subject;
  std::string text;
  std::string html;
  Instant useless_at{};  // From then on it is not sent any more: what it offers has ended.
};

enum class MailState : std::uint8_t {
  waiting,    // To be sent, or tried again at `due_at`.
  accepted,   // The mail server, or the folder, has it.
  failed,     // For good; `said` says why.
  withdrawn,  // What it offers was taken back before it was sent.
};

std::string_view to_string(MailState state);
Result<MailState> parse_mail_state(std::string_view text);

/// As lists show it: without its text.
struct Outgoing {
  TenantId tenant;
  MailId id;
  std::string kind;
  std::string to;
  std::string subject;
  std::string made_by;  // As shown.
  Instant created_at{};
  Instant useless_at{};
  MailState state = MailState::waiting;
  Instant due_at{};  // Of one that waits.
  std::int64_t attempts = 0;
  std::string said = {};        // At the last attempt; empty before it.
  std::string transcript = {};  // Of the last attempt.
  std::optional<Instant> decided_at = {};

  friend bool operator==(const Outgoing&, const Outgoing&) = default;
};

/// After the `attempts`-th failure (first is 1): soon at first, as servers that do not know us yet
/// ask to come back in minutes, then every two hours.
std::chrono::minutes wait_after(std::int64_t attempts);

}  // namespace mirante::mails
