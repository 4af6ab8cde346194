#include "features/servers/judge_switch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/accounts/access_error.h"
#include "features/accounts/permissions_policy.h"
#include "features/operations/retrying.h"
#include "features/servers/state_reasons.h"

namespace mirante::servers {
namespace {

using operations::Attempt;
using operations::call_after;
using operations::Item;
using operations::not_yet_visible;
using operations::Past;
using operations::Reply;
using operations::Verdict;
using Next = Verdict::Next;
using namespace std::chrono_literals;

constexpr auto first_pause = 2s;
constexpr auto capacity_pause = 30s;
// An id that AWS's look shows and its call does not know is tried so often.
constexpr std::size_t not_found_max = 5;

std::string action_of(const Item& item) {
  if (item.step->name == "start") return "ec2:StartInstances";
  if (item.step->name == "stop") return "ec2:StopInstances";
  return "ec2:RebootInstances";
}

Verdict refused(std::string code, std::string text) {
  return {.next = Next::refused, .code = std::move(code), .text = std::move(text)};
}

Verdict not_permitted(const Item& item, const Error& error) {
  const auto said = accounts::explain(error, "calling " + action_of(item));
  std::string text = said.message;
  if (accounts::problem_of(error) == accounts::AccessProblem::not_permitted)
    text += "; add to the connection's policy: " + accounts::policy_line(action_of(item));
  return {.next = Next::failed, .code = error.code, .text = std::move(text)};
}

/// There is no room: again and again, for as long as it was asked.
Verdict after_no_room(const Item& item, double jitter, const Error& error) {
  auto again = call_after(item.past, capacity_pause, jitter, error);
  const auto wish = parse_start_wish(item.params);
  const auto wait = wish ? wish->capacity_wait : StartWish{}.capacity_wait;
  if (*again.not_before <= item.past.began_at + wait) return again;
  return {.next = Next::failed,
          .code = error.code,
          .text = "AWS had no room within " + std::to_string(wait.count()) +
                  " minutes; try again later, wait longer, or take another type (" + error.message +
                  ")"};
}

/// What follows from a call that AWS refused, or that was never sent.
Verdict after_rejection(const Item& item, double jitter) {
  const auto& past = item.past;
  const auto& error = past.attempts.back().error;
  // Nothing against this one: others of its batch were the reason.
  if (error.code.empty() && error.message.empty()) return {.next = Next::call};
  if (error.code == "aws.not_sent" || error.kind == ErrorKind::throttled)
    return call_after(past, first_pause, jitter, error);
  if (error.code == "OperationNotPermitted")
    return refused("server.stop_protected",
                   "AWS refuses because of a protection of the server: " + error.message);
  // Then it is stopped without.
  if (item.step->params.value("hibernate", false) && !is_hibernating(item))
    return call_after(past, first_pause, jitter, error);
  if (error.code == "UnsupportedOperation")
    return refused("server.unsupported", "AWS allows this for no such server: " + error.message);
  switch (error.kind) {
    case ErrorKind::limit: return after_no_room(item, jitter, error);
    // Its state has changed between the look and the call, or is shown late.
    case ErrorKind::conflict: return call_after(past, first_pause, jitter, error);
    case ErrorKind::not_found:
      if (past.attempts.size() < not_found_max) return call_after(past, first_pause, jitter, error);
      return {.next = Next::failed, .code = error.code, .text = error.message};
    case ErrorKind::forbidden:
    case ErrorKind::unauthorized: return not_permitted(item, error);
    default: return {.next = Next::failed, .code = error.code, .text = error.message};
  }
}

/// It is not there. After its creation an id may be unknown for a while; the spine has waited.
Verdict unseen(const Error& error) {
  if (error.kind == ErrorKind::not_found)
    return {.next = Next::failed,
            .code = "server.unknown",
            .text = "AWS knows no such server in this account and region"};
  return {.next = Next::failed, .code = error.code, .text = error.message};
}

Verdict gone(const ServerFacts& facts) {
  return {.next = Next::failed,
          .code = "server.terminated",
          .text = "somebody has terminated the server: it is " + facts.state};
}

/// It was started since the first call.
bool has_started_since(const Past& past, const ServerFacts& facts) {
  const auto before = before_from(past.before);
  return before.launch_time && facts.launch_time != before.launch_time;
}

/// It runs; where it was chosen, its status checks must have passed too.
Verdict judge_running(const Item& item, const ServerFacts& facts) {
  const auto wish = parse_start_wish(item.params);
  if (!wish) return {.next = Next::reached};
  const bool has_passed = !wish->status_checks || facts.checks == StatusChecks::passed;
  if (has_passed && (wish->port == 0 || facts.port_answers == true)) return {.next = Next::reached};
  // An impairment may pass while it starts; `late_switch` tells the one that stays.
  return {.next = Next::wait};
}

}  // namespace

Verdict judge_start(const Item& item, const Result<ServerFacts>& seen, Instant now, double jitter) {
  if (!seen) return unseen(seen.error());
  const auto& facts = *seen;
  const auto& past = item.past;
  if (facts.state == "running") return judge_running(item, facts);
  if (is_ending(facts)) return gone(facts);
  if (facts.state != "stopped") return {.next = Next::wait};  // pending, stopping
  if (past.attempts.empty()) return {.next = Next::call};
  if (past.attempts.back().reply == Reply::rejected && !past.may_have_acted())
    return after_rejection(item, jitter);
  const bool fell_back =
      has_started_since(past, facts) || facts.reason_code != before_from(past.before).reason_code;
  if (fell_back)
    return {.next = Next::failed,
            .code = facts.reason_code.empty() ? "server.fell_back" : facts.reason_code,
            .text = why_it_fell_back(facts.reason_code, facts.reason)};
  return not_yet_visible(past, now);
}

Verdict judge_stop(const Item& item, const Result<ServerFacts>& seen, Instant now, double jitter) {
  if (!seen) return unseen(seen.error());
  const auto& facts = *seen;
  const auto& past = item.past;
  const auto wish = parse_stop_wish(item.params);
  if (facts.state == "stopped") {
    if (!wish || !wish->hibernate || is_hibernating(item)) return {.next = Next::reached};
    return {.next = Next::reached,
            .code = "server.not_hibernated",
            .text = "it cannot hibernate, so this was a plain stop"};
  }
  if (is_ending(facts)) return gone(facts);
  if (facts.state == "stopping") {
    if (!wish || !wish->force_after || past.attempts.empty()) return {.next = Next::wait};
    const auto force_at = past.attempts.front().intended_at + *wish->force_after;
    if (now < force_at) return {.next = Next::wait};
    // Once forced, it is waited for.
    if (past.attempts.back().intended_at >= force_at) return {.next = Next::wait};
    return {.next = Next::call, .code = "server.force", .text = "it shuts down for too long"};
  }
  if (facts.state == "pending") return {.next = Next::wait};
  if (past.attempts.empty()) return {.next = Next::call};
  if (past.attempts.back().reply == Reply::rejected && !past.may_have_acted())
    return after_rejection(item, jitter);
  if (has_started_since(past, facts))
    return {.next = Next::failed,
            .code = "server.started_elsewhere",
            .text = "it was stopped, and somebody else has started it again"};
  return not_yet_visible(past, now);
}

Verdict judge_reboot(const Item& item, const Result<ServerFacts>& seen, Instant, double jitter) {
  const auto& past = item.past;
  if (past.was_accepted())
    return {.next = Next::reached,
            .code = "server.reboot_accepted",
            .text = "AWS has accepted the reboot; it shows nothing of its course"};
  if (past.may_have_acted())
    return {.next = Next::needs_person,
            .code = "server.reboot_unknown",
            .text =
                "AWS's answer was lost, and a reboot cannot be seen from outside: look at the "
                "server's uptime before rebooting it again"};
  if (!seen) return unseen(seen.error());
  if (is_ending(*seen)) return gone(*seen);
  if (seen->state == "pending") return {.next = Next::wait};
  if (seen->state != "running")
    return refused("server.not_running",
                   "the server is " + seen->state + "; start it instead of rebooting it");
  if (past.attempts.empty()) return {.next = Next::call};
  return after_rejection(item, jitter);
}

Verdict late_switch(const Item& item, const Result<ServerFacts>& seen) {
  const auto& past = item.past;
  const auto* error = past.last_error();
  const std::string state = seen ? seen->state : "not to be seen";
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(item.step->time_limit);
  auto text = "after " + std::to_string(minutes.count()) + " minutes it is " + state;
  if (error != nullptr && !error->message.empty())
    return {.next = Next::failed,
            .code = error->code,
            .text = text + "; AWS said last: " + error->message};
  if (seen && seen->checks != StatusChecks::unread && seen->checks != StatusChecks::passed)
    return {.next = Next::failed,
            .code = "server.status_checks",
            .text = text + ", but its status checks have not passed (" +
                    (seen->checks == StatusChecks::impaired ? "impaired" : "still initializing") +
                    "); look at its system log"};
  if (seen && seen->port_answers == false) {
    const auto wish = parse_start_wish(item.params);
    return {.next = Next::failed,
            .code = "server.port_silent",
            .text = text + ", but port " + std::to_string(wish ? wish->port : 0) + " of its " +
                    (wish && wish->at_public_address ? "public" : "private") +
                    " address takes no connections from where the panel runs; look at the "
                    "service on it, at its security groups and at the way there"};
  }
  if (state == "stopping")
    return {.next = Next::failed,
            .code = "server.stuck_stopping",
            .text = text +
                    ": its operating system does not end; stop it with force (its disks "
                    "are then not written out)"};
  return {.next = Next::failed, .code = "server.late", .text = text};
}

bool is_hibernating(const Item& item) {
  if (!item.step->params.value("hibernate", false)) return false;
  return std::ranges::none_of(item.past.attempts, [](const Attempt& attempt) {
    return attempt.error.code.contains("Hibernat") || attempt.error.message.contains("hibernat");
  });
}

bool is_forced(const Item& item, const StopWish& wish, Instant now) {
  if (wish.force) return true;
  if (!wish.force_after || item.past.attempts.empty()) return false;
  // The present call's intention is in the journal already: it counts from the first.
  return now >= item.past.attempts.front().intended_at + *wish.force_after;
}

}  // namespace mirante::servers
