#include "main/doctor.h"

#include <sys/statvfs.h>

#include <nlohmann/json.hpp>

#include "features/heartbeat/heartbeat_store.h"
#include "features/inventory/resource_store.h"
#include "features/mails/mail_store.h"
#include "main/install.h"

namespace mirante {
namespace {

using Status = Finding::Status;
using namespace std::chrono_literals;

constexpr std::uint64_t free_bytes_low = 1ULL << 30;
constexpr std::uint64_t free_bytes_least = 100ULL << 20;
constexpr std::size_t shown_max = 5;
constexpr auto overdue = 1h;
constexpr auto outages_told = 24h * 7;

std::string_view to_string(Status status) {
  switch (status) {
    case Status::ok: return "ok";
    case Status::warning: return "warning";
    case Status::problem: return "problem";
  }
  return "";
}

Finding disk_of(const std::filesystem::path& data) {
  struct statvfs found{};
  if (::statvfs(data.c_str(), &found) != 0)
    return {"disk", Status::problem, data.string() + " cannot be read",
            "check that the folder is there and belongs to the panel's user"};
  const std::uint64_t free = std::uint64_t{found.f_bavail} * found.f_frsize;
  const auto text = std::to_string(free >> 20) + " MiB are free in " + data.string();
  if (free < free_bytes_least)
    return {"disk", Status::problem, text, "make room now; the panel cannot store anything soon"};
  if (free < free_bytes_low) return {"disk", Status::warning, text, "make room"};
  return {"disk", Status::ok, text};
}

Finding failed(std::string name, const Error& error) {
  return {std::move(name), Status::problem, error.message};
}

Task<Finding> look_at_store(Rooms& rooms) {
  try {
    const auto at =
        co_await rooms.outside().db.read([](sql::Snapshot& snapshot) { return snapshot.now(); });
    const auto off = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::abs(at - rooms.outside().loop.clock().now()));
    if (off > 30s)
      co_return Finding{"database", Status::warning,
                        "it answers; its clock and this machine's differ by " +
                            std::to_string(off.count()) + " s",
                        "let both machines follow a time server"};
    co_return Finding{"database", Status::ok, "it answers"};
  } catch (const Failure& failure) {
    co_return failed("database", failure.error());
  }
}

Task<Finding> look_at_audit(Rooms& rooms, const CallContext& ctx) {
  const auto verified = co_await audit::verify_chain(rooms.audit(), ctx, std::nullopt);
  if (verified["whole"].get<bool>())
    co_return Finding{
        "audit", Status::ok,
        std::to_string(verified["records"].get<std::int64_t>()) + " records, the chain is whole"};
  co_return Finding{"audit", Status::problem, verified["broken"].get<std::string>(),
                    "somebody has edited the store: keep a copy of it and find out who"};
}

Task<Finding> look_at_identity(Rooms& rooms, const CallContext& ctx) {
  try {
    const auto identity = co_await accounts::who_am_i(rooms.accounts(), ctx);
    if (!identity)
      co_return Finding{"identity in AWS", Status::warning,
                        "none: accounts can only be connected by keys of their own",
                        accounts::identity_ways_text()};
    if (!identity->warnings.empty())
      co_return Finding{"identity in AWS", Status::warning,
                        identity->arn + ": " + identity->warnings.front().text};
    co_return Finding{"identity in AWS", Status::ok, identity->arn + ", from " + identity->source};
  } catch (const Failure& failure) {
    co_return failed("identity in AWS", failure.error());
  }
}

Task<Finding> look_at_outages(Rooms& rooms) {
  const auto outages = co_await rooms.outside().db.read([](sql::Snapshot& snapshot) {
    return heartbeat::outages_since(snapshot, snapshot.now() - outages_told, shown_max);
  });
  if (outages.empty())
    co_return Finding{"outages", Status::ok, "none in the last week, as far as it is known"};
  std::string text = "the panel carried out nothing";
  for (const auto& one : outages)
    text += (&one == &outages.front() ? " from " : "; from ") + to_iso8601(one.began_at) + " to " +
            to_iso8601(one.ended_at);
  co_return Finding{"outages", Status::warning, text,
                    "look at what should have happened then; --heartbeat-url tells you when it "
                    "happens"};
}

Finding heartbeat_of(const Rooms& rooms) {
  const auto& calls = rooms.heartbeat().calls();
  const auto last = calls.last_answered ? "last answered at " + to_iso8601(*calls.last_answered)
                                        : std::string("not answered since the start");
  if (calls.trouble.empty()) return {"heartbeat", Status::ok, last};
  return {"heartbeat", Status::warning, calls.trouble + "; " + last,
          "look at the address that --heartbeat-url or MIRANTE_HEARTBEAT_URL gives"};
}

std::string mail_text(const mails::Counts& counts, const std::string& place) {
  return "mails go to " + place + "; " + std::to_string(counts.waiting) + " wait, " +
         std::to_string(counts.tried) + " of them after a failed attempt; " +
         std::to_string(counts.failed) + " have failed";
}

Task<Finding> look_at_mail(Rooms& rooms, MailLook look) {
  auto* mailer = rooms.outside().mailer;
  if (mailer == nullptr) co_return Finding{"mail", Status::ok, "this process sends no mails"};
  try {
    const auto counts = co_await rooms.outside().db.read(mails::count_mails);
    Finding finding{"mail", Status::ok, mail_text(counts, mailer->place())};
    if (rooms.mails().panel_address().empty()) {
      finding.status = Status::warning;
      finding.mend =
          "say where people open the panel, --public-url; links are not mailed till then";
    } else if (counts.tried > 0 || counts.failed > 0) {
      finding.status = Status::warning;
      finding.mend = "`mirante mail list` says why";
    }
    if (look == MailLook::what_is_known) co_return finding;
    auto delivery = co_await mailer->check();
    finding.transcript = std::move(delivery.transcript);
    if (delivery.outcome == mail::Outcome::accepted) co_return finding;
    co_return Finding{"mail", Status::problem, delivery.said,
                      "mend what the transcript shows; `mirante mail test ADDRESS` tries again",
                      std::move(finding.transcript)};
  } catch (const Failure& failure) {
    co_return failed("mail", failure.error());
  }
}

struct Stored {
  std::vector<accounts::Account> accounts;
  inventory::Coverage coverage;
  std::vector<operations::Operation> running;
};

Stored read_stored(sql::Snapshot& snapshot, TenantId tenant) {
  return {.accounts = accounts::list(snapshot, tenant),
          .coverage = inventory::coverage(snapshot, tenant, {}),
          .running = operations::list(snapshot, tenant, {.states = {operations::State::running}},
                                      std::nullopt, 500)};
}

std::vector<Finding> accounts_of(const Stored& stored) {
  std::vector<Finding> findings;
  for (const auto& account : stored.accounts) {
    const auto name = "account " + account.name;
    if (account.state == accounts::AccountState::pending) {
      findings.push_back({name, Status::warning, "is not connected yet",
                          "`mirante account instructions \"" + account.name + "\"`"});
      continue;
    }
    std::size_t read = 0, unknown = 0, blocked = 0;
    std::string why, line;
    for (const auto& one : stored.coverage.read)
      if (one.account == account.id) ++read;
    for (const auto& one : stored.coverage.unknown)
      if (one.account == account.id && one.cause == inventory::Cause::blocked) {
        ++blocked;  // A decision of the organisation, not a fault.
      } else if (one.account == account.id) {
        if (++unknown > shown_max) continue;
        why += (why.empty() ? "" : "; ") + one.region.value + ": " + one.reason;
        if (line.empty()) line = one.policy_line;
      }
    if (unknown == 0)
      findings.push_back({name, Status::ok,
                          "servers of " + std::to_string(read) + " regions are known" +
                              (blocked == 0 ? ""
                                            : "; " + std::to_string(blocked) +
                                                  " regions are blocked by the organisation")});
    else
      findings.push_back({name, Status::warning,
                          "servers of " + std::to_string(unknown) + " regions are unknown: " + why,
                          line.empty() ? "`mirante account check \"" + account.name + "\"`"
                                       : "add to the connection's policy: " + line});
  }
  return findings;
}

Finding operations_of(const Stored& stored, Instant now) {
  std::size_t late = 0;
  for (const auto& one : stored.running)
    if (now - one.requested_at > overdue) ++late;
  if (late == 0)
    return {"operations", Status::ok, std::to_string(stored.running.size()) + " are running"};
  return {"operations", Status::warning,
          std::to_string(late) + " have been running for more than an hour",
          "`mirante operations list --state running` shows what they wait for"};
}

}  // namespace

Task<std::vector<Finding>> examine(Rooms& rooms, CallContext ctx, std::filesystem::path data,
                                   MailLook look) {
  require(ctx, Permission::install_manage);
  std::vector<Finding> findings{disk_of(data), co_await look_at_store(rooms)};
  if (findings.back().status == Status::problem) co_return findings;
  findings.push_back(co_await look_at_audit(rooms, ctx));
  findings.push_back(co_await look_at_identity(rooms, ctx));
  findings.push_back(co_await look_at_outages(rooms));
  if (rooms.config().is_engine && rooms.heartbeat().has_address())
    findings.push_back(heartbeat_of(rooms));
  findings.push_back(co_await look_at_mail(rooms, look));
  const auto stored = co_await rooms.outside().db.read(
      [&](sql::Snapshot& snapshot) { return read_stored(snapshot, ctx.tenant); });
  for (auto& finding : accounts_of(stored)) findings.push_back(std::move(finding));
  findings.push_back(operations_of(stored, rooms.outside().loop.clock().now()));
  co_return findings;
}

std::vector<Finding> examine_folder(const std::filesystem::path& data) {
  std::vector<Finding> findings;
  findings.push_back({"panel", Status::problem, "nobody answers at the socket of " + data.string(),
                      "start it: `mirante serve --data " + data.string() + "`"});
  if (!std::filesystem::exists(data)) {
    findings.push_back({"data folder", Status::problem, data.string() + " is not there",
                        "`mirante serve` makes it, or name another one with --data"});
    return findings;
  }
  findings.push_back(disk_of(data));
  try {
    for (const auto& wrong : check_store(data))
      findings.push_back({"database", Status::problem, wrong,
                          "put the newest copy from the folder's backups in its place"});
    if (findings.back().name != "database") findings.push_back({"database", Status::ok, "whole"});
  } catch (const Failure& failure) {
    findings.push_back(failed("database", failure.error()));
  }
  return findings;
}

Json to_json(const std::vector<Finding>& findings) {
  Json json{{"findings", Json::array()}};
  for (const auto& finding : findings) {
    Json one{{"name", finding.name}, {"status", to_string(finding.status)}, {"text", finding.text}};
    if (!finding.mend.empty()) one["mend"] = finding.mend;
    if (!finding.transcript.empty()) one["transcript"] = finding.transcript;
    json["findings"].push_back(std::move(one));
  }
  return json;
}

}  // namespace mirante
