#include "features/notices/tell_stops.h"

#include "base/log.h"
#include "features/notices/leave_on.h"
#include "features/notices/notice_mail.h"
#include "features/notices/notice_store.h"
#include "platform/crypto/hash.h"
#include "platform/crypto/token.h"

namespace mirante::notices {
namespace {

/// Stores the links of one mail; none where nobody knows where the panel is.
std::vector<OfferedLink> make_links(sql::Tx& tx, const NoticesServices& services,
                                    const schedules::StoredSchedule& schedule, Instant due,
                                    const Receiver& receiver, Language language) {
  const auto panel = services.panel_address ? services.panel_address() : "";
  if (panel.empty()) return {};
  std::vector<schedules::ServerRef> servers;
  for (const auto& one : receiver.servers) servers.push_back(one.server);
  std::vector<OfferedLink> links;
  for (const auto& offer : offers_of(schedule.settings.leave_on, due, schedule.schedule.zone)) {
    const auto token = "mo_" + crypto::random_token(services.schedules.rng);
    insert(tx,
           {.tenant = schedule.tenant,
            .id = LeaveOnLinkId::make(services.schedules.loop.clock(), services.schedules.rng),
            .schedule = schedule.id,
            .due_at = due,
            .receiver = receiver.address,
            .language = language,
            .choice = offer.choice,
            .until = offer.until,
            .servers = servers,
            .expires_at = expiry_of(offer, due)},
           crypto::sha256(token));
    links.push_back({.offer = offer, .url = panel + leave_on_path(token)});
  }
  return links;
}

}  // namespace

CallContext context_of(const schedules::StoredSchedule& schedule) {
  return {
      .tenant = schedule.tenant,
      .actor = {
          .kind = Actor::Kind::schedule, .id = schedule.id.text(), .name = schedule.schedule.name}};
}

Language language_for(sql::Snapshot& snapshot, const NoticesServices& services, TenantId tenant,
                      const std::string& receiver) {
  const auto person = services.people.find(snapshot, tenant, receiver);
  return person ? person->language : Language::portuguese;
}

std::vector<std::string> people_of(sql::Snapshot& snapshot, const NoticesServices& services,
                                   const schedules::StoredSchedule& schedule) {
  const auto& notice = schedule.settings.notice;
  if (notice && !notice->to.empty()) return notice->to;
  return services.people.admins(snapshot, schedule.tenant);
}

std::string page_of(const NoticesServices& services, const schedules::StoredSchedule& schedule) {
  const auto panel = services.panel_address ? services.panel_address() : "";
  return panel.empty() ? "" : panel + "/schedules/" + schedule.id.text();
}

void post(sql::Tx& tx, const NoticesServices& services, const schedules::StoredSchedule& schedule,
          const std::string& kind, const std::string& receiver, const Letter& letter,
          Instant useless_at) {
  const auto person = services.people.find(tx, schedule.tenant, receiver);
  const mails::NewMail mail{.kind = kind,
                            .to_name = person ? person->name : "",
                            .to = receiver,
                            .subject = letter.subject,
                            .text = text_of(letter),
                            .html = html_of(letter),
                            .useless_at = useless_at};
  // What somebody wrote into a tag must not keep the others from hearing.
  if (const auto ok = mails::Outbox::check(mail); !ok) {
    log::warning("notices.not_mailed", log::kv("schedule", schedule.id),
                 log::kv("reason", ok.error().message));
    return;
  }
  services.outbox->put(tx, context_of(schedule), mail);
}

void tell_stop(sql::Tx& tx, const NoticesServices& services,
               const schedules::StoredSchedule& schedule, const StopAhead& stop) {
  const auto company = services.people.company(tx, schedule.tenant);
  for (const auto& receiver : stop.receivers) {
    if (!note_told(tx, schedule.tenant,
                   {.schedule = schedule.id,
                    .due_at = stop.due,
                    .topic = Topic::stop,
                    .receiver = receiver.address},
                   services.now()))
      continue;
    const auto language = language_for(tx, services, schedule.tenant, receiver.address);
    const auto& notice = schedule.settings.notice;
    const NoticeFacts facts{
        .language = language,
        .company = company,
        .schedule = schedule.schedule.name,
        .zone = schedule.schedule.zone,
        .due = stop.due,
        .receiver = receiver,
        .owner_tag = notice ? notice->owner_tag : "",
        .links = make_links(tx, services, schedule, stop.due, receiver, language)};
    post(tx, services, schedule, "stop_notice", receiver.address, write_notice(facts), stop.due);
  }
}

}  // namespace mirante::notices
