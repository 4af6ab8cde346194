#include "features/schedules/span_wish.h"

#include "features/schedules/schedule_store.h"

namespace mirante::schedules {
namespace {

constexpr std::chrono::days ahead_max{366};
constexpr std::size_t reason_max = 500;

}  // namespace

void must_say_why(const std::string& reason) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos)
    throw wrong_field("reason", "say why, so that others understand what they see");
  if (reason.size() > reason_max) throw wrong_field("reason", "must be at most 500 bytes long");
}

void must_be_whole(const SpanWish& wish, Instant now) {
  must_say_why(wish.reason);
  if (wish.end <= now) throw wrong_field("end", "has passed; write a later time");
  if (wish.end <= wish.begin) throw wrong_field("end", "is not after begin");
  if (wish.end > now + ahead_max) throw wrong_field("end", "is more than a year away");
}

void look_again(sql::Tx& tx, const SchedulesServices& services, TenantId tenant) {
  look_at_all(tx, tenant);
  services.wake_after(tx);
}

}  // namespace mirante::schedules
