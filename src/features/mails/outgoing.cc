#include "features/mails/outgoing.h"

#include <algorithm>
#include <array>

namespace mirante::mails {

std::string_view to_string(MailState state) {
  switch (state) {
    case MailState::waiting: return "waiting";
    case MailState::accepted: return "accepted";
    case MailState::failed: return "failed";
    case MailState::withdrawn: return "withdrawn";
  }
  MIRANTE_CHECK(false);
}

Result<MailState> parse_mail_state(std::string_view text) {
  for (const auto state :
       {MailState::waiting, MailState::accepted, MailState::failed, MailState::withdrawn})
    if (to_string(state) == text) return state;
  return fail_field("state", "must be waiting, accepted, failed or withdrawn");
}

std::chrono::minutes wait_after(std::int64_t attempts) {
  constexpr std::array waits{1, 5, 15, 30, 60, 120};
  const auto last = static_cast<std::int64_t>(waits.size()) - 1;
  return std::chrono::minutes(
      waits.at(static_cast<std::size_t>(std::clamp<std::int64_t>(attempts - 1, 0, last))));
}

}  // namespace mirante::mails
