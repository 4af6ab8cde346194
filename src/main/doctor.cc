#include "main/doctor.h"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <nlohmann/json.hpp>

#include "base/zone.h"
#include "features/accounts/key_age.h"
#include "features/heartbeat/heartbeat_store.h"
#include "features/inventory/resource_store.h"
#include "features/mails/mail_store.h"
#include "main/doctor_texts.h"
#include "main/install.h"
#include "main/lateness.h"
#include "main/process_figures.h"

namespace mirante {
namespace {

using Status = Finding::Status;
using namespace std::chrono_literals;

constexpr std::uint64_t free_bytes_low = 1ULL << 30;
constexpr std::uint64_t free_bytes_least = 100ULL << 20;
constexpr std::size_t shown_max = 5;
constexpr std::uint64_t files_few = 2'048;  // Fewer pages can be open than a company has people.
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

/// A pattern of doctor_texts.h.
template <class... A>
std::string said(std::string_view pattern, const A&... values) {
  return fmt::format(fmt::runtime(pattern), values...);
}

/// `name` is one of ours, which stays the same in every language; `title` is what people read.
Finding finding(std::string name, std::string_view title, Status status, std::string text,
                std::string mend = {}) {
  return {.name = std::move(name),
          .title = std::string(title),
          .status = status,
          .text = std::move(text),
          .mend = std::move(mend)};
}

identity::Language language_of(const DoctorTexts& t) {
  return or_throw(identity::parse_language(t.language));
}

/// Where others have a word in it.
Finding finding(std::string name, std::string_view title, Status status, Told told,
                std::string mend = {}) {
  auto made = finding(std::move(name), title, status, std::move(told.text), std::move(mend));
  made.quote = std::move(told.quote);
  return made;
}

Finding failed(std::string name, std::string_view title, const Failure& failure,
               const DoctorTexts& t) {
  return finding(std::move(name), title, Status::problem, told_of(failure.error(), language_of(t)));
}

Finding disk_of(const DoctorTexts& t, const std::filesystem::path& data) {
  struct statvfs found{};
  if (::statvfs(data.c_str(), &found) != 0)
    return finding("disk", t.disk, Status::problem, said(t.disk_unreadable, data.string()),
                   std::string(t.disk_unreadable_mend));
  const std::uint64_t free = std::uint64_t{found.f_bavail} * found.f_frsize;
  auto text = said(t.disk_free, free >> 20, data.string());
  if (free < free_bytes_least)
    return finding("disk", t.disk, Status::problem, std::move(text),
                   std::string(t.disk_least_mend));
  if (free < free_bytes_low)
    return finding("disk", t.disk, Status::warning, std::move(text), std::string(t.disk_low_mend));
  return finding("disk", t.disk, Status::ok, std::move(text));
}

/// Each page that is open holds a connection, and each connection is an open file.
Finding connections_of(const live::StreamLimits& streams, const DoctorTexts& t) {
  const auto files = read_process_figures().open_files_max;
  auto text = files ? said(t.connections_pages, streams.in_all, *files)
                    : said(t.connections_pages_alone, streams.in_all);
  if (files && *files < files_few)
    return finding("connections", t.connections, Status::warning, std::move(text),
                   std::string(t.connections_mend));
  return finding("connections", t.connections, Status::ok, std::move(text));
}

/// Nobody can say whether a clock is right, but everybody sees when it is wrong.
Finding clock_of(const Clock& clock, const DoctorTexts& t) {
  return finding(
      "clock", t.clock, Status::ok,
      said(t.clock_says, to_iso8601(std::chrono::floor<std::chrono::seconds>(clock.now()))));
}

Finding zones_of(const DoctorTexts& t) {
  const auto version = tzdata_version();
  if (version.empty())
    return finding("time zones", t.zones, Status::warning, std::string(t.zones_unknown),
                   std::string(t.zones_mend));
  return finding("time zones", t.zones, Status::ok, said(t.zones_known, version));
}

Task<Finding> look_at_store(Rooms& rooms, const DoctorTexts& t) {
  try {
    const auto at =
        co_await rooms.outside().db.read([](sql::Snapshot& snapshot) { return snapshot.now(); });
    const auto off = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::abs(at - rooms.outside().loop.clock().now()));
    if (off > rooms.config().scheduler.clock_off_max)
      co_return finding("database", t.database, Status::problem, said(t.store_clock, off.count()),
                        std::string(t.store_clock_mend));
    co_return finding("database", t.database, Status::ok, std::string(t.store_answers));
  } catch (const Failure& failure) {
    co_return failed("database", t.database, failure, t);
  }
}

Task<Finding> look_at_audit(Rooms& rooms, const CallContext& ctx, AuditLook look,
                            const DoctorTexts& t) {
  const auto [found, all_checked_at] = look == AuditLook::whole
                                           ? co_await audit::check_chain(rooms.audit(), ctx)
                                           : co_await audit::glance_at_chain(rooms.audit(), ctx);
  if (!found.is_whole())
    co_return finding("audit", t.audit, Status::problem, found.*t.audit_broken,
                      std::string(t.audit_broken_mend));
  co_return finding("audit", t.audit, Status::ok,
                    said(t.audit_whole, found.records,
                         to_iso8601(std::chrono::floor<std::chrono::seconds>(all_checked_at))));
}

/// What is wrong with it, or who it is.
Finding identity_of(const accounts::Identity& identity, const DoctorTexts& t) {
  if (identity.warnings.empty())
    return finding("identity in AWS", t.identity, Status::ok,
                   identity.arn + ", " + accounts::source_in(identity, t.language));
  auto text = said(t.identity_root, identity.arn);
  if (identity.warnings.front().code != "identity.root")
    text = said(t.identity_ends, identity.arn, to_iso8601(identity.expires_at.value()));
  return finding("identity in AWS", t.identity, Status::warning, std::move(text));
}

Task<Finding> look_at_identity(Rooms& rooms, const CallContext& ctx, const DoctorTexts& t) {
  try {
    const auto identity = co_await accounts::who_am_i(rooms.accounts(), ctx);
    if (identity) co_return identity_of(*identity, t);
    co_return finding("identity in AWS", t.identity, Status::warning, std::string(t.identity_none),
                      std::string(t.identity_mend));
  } catch (const Failure& failure) {
    co_return failed("identity in AWS", t.identity, failure, t);
  }
}

Task<Finding> look_at_outages(Rooms& rooms, const DoctorTexts& t) {
  const auto outages = co_await rooms.outside().db.read([](sql::Snapshot& snapshot) {
    return heartbeat::outages_since(snapshot, snapshot.now() - outages_told, shown_max);
  });
  if (outages.empty())
    co_return finding("outages", t.outages, Status::ok, std::string(t.no_outages));
  std::string text(t.outages_began);
  for (const auto& one : outages)
    text += (&one == &outages.front() ? "" : "; ") +
            said(t.outage, to_iso8601(one.began_at), to_iso8601(one.ended_at));
  co_return finding("outages", t.outages, Status::warning, std::move(text),
                    std::string(t.outages_mend));
}

Finding heartbeat_of(const Rooms& rooms, const DoctorTexts& t) {
  const auto& calls = rooms.heartbeat().calls();
  auto last = calls.last_answered ? said(t.heartbeat_answered, to_iso8601(*calls.last_answered))
                                  : std::string(t.heartbeat_silent);
  if (calls.trouble.empty()) return finding("heartbeat", t.heartbeat, Status::ok, std::move(last));
  auto told = told_of(calls.trouble, "o endereço não respondeu bem", language_of(t));
  told.text += "; " + last;
  return finding("heartbeat", t.heartbeat, Status::warning, std::move(told),
                 std::string(t.heartbeat_mend));
}

Task<Finding> look_at_mail(Rooms& rooms, MailLook look, const DoctorTexts& t) {
  auto* mailer = rooms.outside().mailer;
  if (mailer == nullptr) co_return finding("mail", t.mail, Status::ok, std::string(t.mail_none));
  try {
    const auto counts = co_await rooms.outside().db.read(mails::count_mails);
    auto found =
        finding("mail", t.mail, Status::ok,
                said(t.mail_counts, mailer->place(), counts.waiting, counts.tried, counts.failed));
    if (rooms.mails().panel_address().empty()) {
      found.status = Status::warning;
      found.mend = t.mail_address_mend;
    } else if (counts.tried > 0 || counts.failed > 0) {
      found.status = Status::warning;
      found.mend = t.mail_list_mend;
    }
    if (look == MailLook::what_is_known) co_return found;
    auto delivery = co_await mailer->check();
    found.transcript = std::move(delivery.transcript);
    if (delivery.outcome == mail::Outcome::accepted) co_return found;
    found.status = Status::problem;
    auto told =
        told_of(delivery.said, "o servidor de e-mail não aceitou a conversa", language_of(t));
    found.text = std::move(told.text);
    found.quote = std::move(told.quote);
    found.mend = t.mail_server_mend;
    co_return found;
  } catch (const Failure& failure) {
    co_return failed("mail", t.mail, failure, t);
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

Task<Finding> look_at_lateness(Rooms& rooms, const DoctorTexts& t) {
  const auto lateness = co_await lateness_of(rooms);
  const auto late = what_is_late(lateness);
  if (!late) co_return finding("punctuality", t.work, Status::ok, std::string(t.work_in_time));
  auto [pattern, time] = std::pair{t.operation_waits, lateness.operation};
  if (late->code == "ready.schedules_late") {
    pattern = t.schedule_waits;
    time = lateness.schedule;
  } else if (late->code == "ready.sweeps_late") {
    pattern = t.sweep_waits;
    time = lateness.sweep;
  }
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time.value());
  co_return finding("punctuality", t.work, Status::problem, said(pattern, minutes.count()),
                    std::string(t.work_mend));
}

/// What is known of the servers of a connected one.
Finding account_of(const accounts::Account& account, const inventory::Coverage& coverage,
                   const DoctorTexts& t) {
  std::size_t read = 0, unknown = 0, blocked = 0;
  std::string why, line, quotes;
  for (const auto& one : coverage.read)
    if (one.account == account.id) ++read;
  for (const auto& one : coverage.unknown)
    if (one.account == account.id && one.cause == inventory::Cause::blocked) {
      ++blocked;  // A decision of the organisation, not a fault.
    } else if (one.account == account.id) {
      if (++unknown > shown_max) continue;
      const auto told = told_of(one, language_of(t));
      why += (why.empty() ? "" : "; ") + one.region.value + ": " + told.text;
      if (!told.quote.empty())
        quotes += (quotes.empty() ? "" : "; ") + one.region.value + ": " + told.quote;
      if (line.empty()) line = one.policy_line;
    }
  const auto name = "account " + account.name;
  const auto title = said(t.account, account.name);
  if (unknown == 0)
    return finding(
        name, title, Status::ok,
        said(t.account_known, read) + (blocked == 0 ? "" : said(t.account_blocked, blocked)));
  return finding(
      name, title, Status::warning,
      Told{.text = said(t.account_unknown, unknown, why), .quote = std::move(quotes)},
      line.empty() ? said(t.account_check_mend, account.name) : said(t.account_policy_mend, line));
}

/// Keys that grow old are told where nothing worse is.
Finding with_age_of_keys(Finding found, const accounts::Account& account, Instant now,
                         const DoctorTexts& t) {
  const auto age = accounts::age_of_keys(account, now);
  if (found.status != Status::ok || !age || *age < accounts::keys_last) return found;
  found.status = Status::warning;
  found.text = said(t.account_keys_old, age->count());
  found.mend = said(t.account_keys_mend, account.name);
  return found;
}

std::vector<Finding> accounts_of(const Stored& stored, Instant now, const DoctorTexts& t) {
  std::vector<Finding> findings;
  for (const auto& account : stored.accounts)
    findings.push_back(
        account.state == accounts::AccountState::pending
            ? finding("account " + account.name, said(t.account, account.name), Status::warning,
                      std::string(t.account_pending), said(t.account_pending_mend, account.name))
            : with_age_of_keys(account_of(account, stored.coverage, t), account, now, t));
  return findings;
}

Finding operations_of(const Stored& stored, Instant now, const DoctorTexts& t) {
  std::size_t late = 0;
  for (const auto& one : stored.running)
    if (now - one.requested_at > overdue) ++late;
  if (late == 0)
    return finding("operations", t.operations, Status::ok,
                   said(t.operations_running, stored.running.size()));
  return finding("operations", t.operations, Status::warning, said(t.operations_late, late),
                 std::string(t.operations_mend));
}

}  // namespace

std::vector<Finding> examine_machine(const Rooms& rooms, const std::filesystem::path& data,
                                     identity::Language language) {
  const auto& t = doctor_texts(language);
  return {disk_of(t, data), clock_of(rooms.outside().loop.clock(), t), zones_of(t)};
}

Task<std::vector<Finding>> examine(Rooms& rooms, CallContext ctx, std::filesystem::path data,
                                   DoctorWish wish) {
  require(ctx, Permission::install_manage);
  const auto& t = doctor_texts(wish.language);
  auto findings = examine_machine(rooms, data, wish.language);
  findings.push_back(co_await look_at_store(rooms, t));
  if (findings.back().status == Status::problem) co_return findings;
  findings.push_back(connections_of(rooms.config().streams, t));
  findings.push_back(co_await look_at_audit(rooms, ctx, wish.audit, t));
  findings.push_back(co_await look_at_identity(rooms, ctx, t));
  findings.push_back(co_await look_at_outages(rooms, t));
  findings.push_back(co_await look_at_lateness(rooms, t));
  if (rooms.config().is_engine && rooms.heartbeat().has_address())
    findings.push_back(heartbeat_of(rooms, t));
  findings.push_back(co_await look_at_mail(rooms, wish.mail, t));
  const auto stored = co_await rooms.outside().db.read(
      [&](sql::Snapshot& snapshot) { return read_stored(snapshot, ctx.tenant); });
  for (auto& finding : accounts_of(stored, rooms.outside().loop.clock().now(), t))
    findings.push_back(std::move(finding));
  findings.push_back(operations_of(stored, rooms.outside().loop.clock().now(), t));
  co_return findings;
}

std::vector<Finding> examine_folder(const std::filesystem::path& data,
                                    identity::Language language) {
  const auto& t = doctor_texts(language);
  std::vector<Finding> findings;
  findings.push_back(finding("panel", t.panel, Status::problem,
                             said(t.nobody_answers, data.string()),
                             said(t.start_mend, data.string())));
  if (!std::filesystem::exists(data)) {
    findings.push_back(finding("data folder", t.folder, Status::problem,
                               said(t.no_folder, data.string()), std::string(t.no_folder_mend)));
    return findings;
  }
  findings.push_back(disk_of(t, data));
  try {
    for (const auto& wrong : check_store(data))
      findings.push_back(finding("database", t.database, Status::problem,
                                 told_of(wrong, "o arquivo do banco está danificado", language),
                                 std::string(t.store_broken_mend)));
    if (findings.back().name != "database")
      findings.push_back(finding("database", t.database, Status::ok, std::string(t.store_whole)));
  } catch (const Failure& failure) {
    findings.push_back(failed("database", t.database, failure, t));
  }
  return findings;
}

Json to_json(const std::vector<Finding>& findings) {
  Json json{{"findings", Json::array()}};
  for (const auto& finding : findings) {
    Json one{{"name", finding.name},
             {"title", finding.title},
             {"status", to_string(finding.status)},
             {"text", finding.text}};
    if (!finding.mend.empty()) one["mend"] = finding.mend;
    if (!finding.quote.empty()) one["quote"] = finding.quote;
    if (!finding.transcript.empty()) one["transcript"] = finding.transcript;
    json["findings"].push_back(std::move(one));
  }
  return json;
}

}  // namespace mirante
