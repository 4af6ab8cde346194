#include "features/databases/switch_rules.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "features/accounts/access_error.h"
#include "features/accounts/permissions_policy.h"
#include "features/operations/retrying.h"

namespace mirante::databases {
namespace {

using operations::Item;
using operations::Plan;
using operations::Reply;
using operations::Step;
using operations::Verdict;
using Next = Verdict::Next;
using namespace std::chrono_literals;

// A large database writes out its memory before it ends; a start may replay logs. AWS gives no
// limit.
constexpr std::chrono::seconds switch_limit = 90min;
constexpr auto first_pause = 5s;

/// States from which AWS does not come back by itself.
constexpr std::array<std::string_view, 10> broken{"failed",
                                                  "inaccessible-encryption-credentials",
                                                  "incompatible-create",
                                                  "incompatible-credentials",
                                                  "incompatible-network",
                                                  "incompatible-option-group",
                                                  "incompatible-parameters",
                                                  "incompatible-restore",
                                                  "insufficient-capacity",
                                                  "restore-error"};

std::unexpected<Error> refuse(std::string code, std::string why) {
  return fail(
      Error{.kind = ErrorKind::refused, .message = std::move(why), .code = std::move(code)});
}

/// A stopped one whose key was away and is back is started like any other.
bool can_start(const std::string& state) {
  return state == "stopped" || state == "inaccessible-encryption-credentials-recoverable";
}

Result<void> may_switch(const std::string& id, const DatabaseFacts& facts) {
  if (is_ending(facts))
    return fail(Error{
        .kind = ErrorKind::not_found,
        .message = "the " + called(id) + " is " + facts.state + "; it cannot be switched any more",
        .code = "database.deleted"});
  if (!facts.cluster.empty())
    return refuse("database.in_cluster", "it is a member of the cluster " + facts.cluster +
                                             ", which is switched as a whole; switch cluster:" +
                                             facts.cluster + " instead");
  if (facts.engine_mode == "serverless")
    return refuse("database.serverless",
                  "a cluster of Aurora Serverless version 1 cannot be stopped and started; it "
                  "pauses by itself where that is configured");
  if (!facts.global_cluster.empty())
    return refuse("database.global", "it belongs to the Aurora global database " +
                                         facts.global_cluster +
                                         ", whose clusters AWS does not stop");
  return {};
}

Result<void> may_stop(const std::string& id, const DatabaseFacts& facts) {
  if (const auto allowed = may_switch(id, facts); !allowed) return allowed;
  if (!facts.replica_of.empty())
    return refuse("database.replica",
                  "it is a read replica of " + facts.replica_of + ", which AWS does not stop");
  if (facts.has_replicas)
    return refuse("database.has_replicas",
                  "it has read replicas, and AWS stops no source of replicas; delete or promote "
                  "them first");
  if (!facts.blue_green.empty())
    return refuse("database.blue_green",
                  "it is part of the blue/green deployment \"" + facts.blue_green +
                      "\", and AWS stops neither side of one; switch it over or delete the "
                      "deployment first");
  if (facts.is_multi_az && facts.engine.starts_with("sqlserver"))
    return refuse("database.sqlserver_multi_az",
                  "AWS does not stop SQL Server in several zones (Multi-AZ)");
  return {};
}

Plan one_step(const char* name) { return {.steps = {{.name = name, .time_limit = switch_limit}}}; }

Verdict failed(std::string code, std::string text) {
  return {.next = Next::failed, .code = std::move(code), .text = std::move(text)};
}

Verdict unseen(const Error& error) {
  if (error.kind != ErrorKind::not_found) return failed(error.code, error.message);
  return failed("database.unknown", "AWS knows no such database in this account and region");
}

Verdict not_permitted(const Item& item, const Error& error) {
  std::string text = accounts::explain(error, "calling " + action_of(item)).message;
  if (accounts::problem_of(error) == accounts::AccessProblem::not_permitted)
    text += "; add to the connection's policy: " + accounts::policy_line(action_of(item));
  return failed(error.code, std::move(text));
}

/// What follows from a call that AWS refused, or that was never sent.
Verdict after_rejection(const Item& item, double jitter) {
  const auto& error = item.past.attempts.back().error;
  if (error.code.empty() && error.message.empty()) return {.next = Next::call};
  const bool is_for_later = error.code == "aws.not_sent" || error.kind == ErrorKind::throttled;
  // Its state has changed between the look and the call, or is shown late.
  const bool is_between = error.code == "InvalidDBInstanceState" ||
                          error.code == "InvalidDBClusterStateFault" ||
                          error.kind == ErrorKind::conflict;
  if (is_for_later || is_between)
    return operations::call_after(item.past, first_pause, jitter, error);
  if (error.kind == ErrorKind::forbidden || error.kind == ErrorKind::unauthorized)
    return not_permitted(item, error);
  return failed(error.code, error.message);
}

Verdict call_or_wait(const Item& item, Instant now, double jitter) {
  const auto& past = item.past;
  if (past.attempts.empty()) return {.next = Next::call};
  if (past.attempts.back().reply == Reply::rejected && !past.may_have_acted())
    return after_rejection(item, jitter);
  return operations::not_yet_visible(past, now);
}

}  // namespace

bool is_broken(std::string_view state) { return std::ranges::find(broken, state) != broken.end(); }

std::string action_of(const Item& item) {
  return std::string("rds:") + (item.step->name == "start" ? "Start" : "Stop") +
         (is_cluster_id(item.ref.id) ? "DBCluster" : "DBInstance");
}

Result<Plan> plan_start(const std::string& id, const DatabaseFacts& facts) {
  if (const auto allowed = may_switch(id, facts); !allowed) return std::unexpected(allowed.error());
  if (facts.state == "available") return Plan{.steps = {}, .text = "it runs already"};
  if (is_broken(facts.state))
    return refuse(
        "database." + facts.state,
        "the " + called(id) + " is \"" + facts.state +
            "\", from which AWS does not start it; RDS's events in AWS's console say why");
  return one_step("start");
}

Result<Plan> plan_stop(const std::string& id, const DatabaseFacts& facts) {
  if (facts.state == "stopped" && facts.cluster.empty())
    return Plan{.steps = {}, .text = "it is stopped already"};
  if (const auto allowed = may_stop(id, facts); !allowed) return std::unexpected(allowed.error());
  if (is_broken(facts.state))
    return refuse("database." + facts.state,
                  "the " + called(id) + " is \"" + facts.state +
                      "\", from which AWS does not stop it; RDS's events in AWS's console say why");
  return one_step("stop");
}

Error no_reboot() {
  return {.kind = ErrorKind::refused,
          .message =
              "the panel does not reboot databases, so nothing will be done; take it out of "
              "this schedule, or reboot it in AWS's console",
          .code = "database.no_reboot"};
}

Error no_resize() {
  return {.kind = ErrorKind::refused,
          .message =
              "the panel does not change the class of databases, so it stays as it is; take "
              "it out of this schedule, or change it in AWS's console",
          .code = "database.no_resize"};
}

Verdict judge_start(const Item& item, const Result<DatabaseFacts>& seen, Instant now,
                    double jitter) {
  if (!seen) return unseen(seen.error());
  const auto& state = seen->state;
  if (state == "available") return {.next = Next::reached};
  if (is_ending(*seen)) return failed("database.deleted", "somebody deletes it: it is " + state);
  if (is_broken(state))
    return failed("database." + state, "it did not start and is \"" + state +
                                           "\"; RDS's events in AWS's console say why");
  // Starting, stopping, backing-up and whatever AWS does besides come to an end.
  if (!can_start(state)) return {.next = Next::wait};
  return call_or_wait(item, now, jitter);
}

Verdict judge_stop(const Item& item, const Result<DatabaseFacts>& seen, Instant now,
                   double jitter) {
  if (!seen) return unseen(seen.error());
  const auto& state = seen->state;
  if (state == "stopped") return {.next = Next::reached};
  if (is_ending(*seen)) return failed("database.deleted", "somebody deletes it: it is " + state);
  if (is_broken(state))
    return failed("database." + state,
                  "it is \"" + state +
                      "\", from which AWS does not stop it; RDS's events in AWS's "
                      "console say why");
  // AWS stops what is available; backups and changes come to an end.
  if (state != "available") return {.next = Next::wait};
  return call_or_wait(item, now, jitter);
}

Verdict late_switch(const Item& item, const Result<DatabaseFacts>& seen) {
  const std::string state = seen ? "\"" + seen->state + "\"" : "not to be seen";
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(item.step->time_limit);
  auto text = "after " + std::to_string(minutes.count()) + " minutes it is " + state;
  const auto* error = item.past.last_error();
  if (error != nullptr && !error->message.empty())
    return failed(error->code, text + "; AWS said last: " + error->message);
  return failed("database.late", std::move(text));
}

}  // namespace mirante::databases
