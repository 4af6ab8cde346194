#include "features/inventory/part_writer.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "platform/events/events.h"

namespace mirante::inventory {
namespace {

constexpr std::array<std::string_view, 4> ended_states{"terminated", "shutting-down", "deleting",
                                                       "deleted"};

bool is_ended(std::string_view state) {
  return std::ranges::find(ended_states, state) != ended_states.end();
}

enum class News : std::uint8_t { none, added, changed, rewritten, back };

News news_of(const Known* known, const Observed& observed, const Page& page) {
  if (known == nullptr) return News::added;
  if (known->observed_at > page.asked_at) return News::none;  // Somebody has looked since.
  const bool is_same = known->hash == observed.hash && known->format == page.format;
  if (is_same) return known->is_gone ? News::back : News::none;
  return known->format == page.format ? News::changed : News::rewritten;
}

const Known* find_known(const PartImage& image, std::string_view id) {
  const auto found = image.known.find(id);
  return found == image.known.end() ? nullptr : &found->second;
}

struct Sorted {
  std::vector<const Observed*> added;
  std::vector<const Observed*> changed;
  std::vector<const Observed*> rewritten;
  std::vector<const Observed*> back;
};

Sorted sort_out(const PartImage& image, const Page& page) {
  Sorted sorted;
  // Pages are cut while the list changes, so that an id may stand in one twice.
  std::unordered_set<std::string_view> taken;
  taken.reserve(page.seen.size());
  for (const auto& observed : page.seen) {
    const auto news = news_of(find_known(image, observed.id), observed, page);
    if (news == News::none || !taken.insert(observed.id).second) continue;
    switch (news) {
      case News::none: break;
      case News::added: sorted.added.push_back(&observed); break;
      case News::changed: sorted.changed.push_back(&observed); break;
      case News::rewritten: sorted.rewritten.push_back(&observed); break;
      case News::back: sorted.back.push_back(&observed); break;
    }
  }
  return sorted;
}

void add_ids(std::vector<std::string_view>& ids, const std::vector<const Observed*>& observed) {
  for (const auto* each : observed) ids.push_back(each->id);
}

std::vector<Placed> placed(DocumentWriter& documents, const std::vector<const Observed*>& some) {
  std::vector<Placed> all;
  all.reserve(some.size());
  for (const auto* observed : some)
    all.push_back({.observed = observed, .place = documents.add(*observed)});
  return all;
}

void append_all(std::vector<const Observed*>& all, const std::vector<const Observed*>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// The image, or what is stored if somebody else has written since it was loaded.
const PartImage& up_to_date(sql::Tx& tx, TenantId tenant, const PartRef& part,
                            const LockedPart& locked, const PartImage& image,
                            std::optional<PartImage>& reloaded) {
  if (locked.revision == image.revision) return image;
  reloaded = load_part(tx, tenant, part);
  return *reloaded;
}

void append_part_event(sql::Tx& tx, TenantId tenant, const PartRef& part, std::string_view kind,
                       std::string_view code) {
  events::append(tx, tenant, kind,
                 {{"account", part.account.text()},
                  {"region", part.region.value},
                  {"kind", part.kind},
                  {"code", code}});
}

}  // namespace

PartImage load_part(sql::Snapshot& snapshot, TenantId tenant, const PartRef& part) {
  PartImage image;
  if (const auto row =
          snapshot.one("select revision, observed_at from parts "
                       "where tenant_id = ? and kind = ? and account_id = ? and region = ?",
                       tenant, part.kind, part.account, part.region)) {
    image.revision = row->integer(0);
    image.was_read = !row->is_null(1);
  }
  const std::vector<sql::Arg> args{tenant, part.kind, part.account, part.region};
  snapshot.each(
      "select id, hash, format, observed_at, gone_at, state from resources "
      "where tenant_id = ? and kind = ? and account_id = ? and region = ?",
      args, [&](const sql::Row& row) {
        Known known{.format = static_cast<int>(row.integer(2)),
                    .observed_at = row.instant(3),
                    .is_gone = !row.is_null(4),
                    .has_ended = is_ended(row.text(5))};
        const auto& hash = row.bytes(1);
        if (hash.size() == known.hash.size()) std::ranges::copy(hash, known.hash.begin());
        image.known.emplace(row.text(0), known);
        return true;
      });
  return image;
}

bool has_news(const PartImage& image, const Page& page) {
  return std::ranges::any_of(page.seen, [&](const Observed& observed) {
    return news_of(find_known(image, observed.id), observed, page) != News::none;
  });
}

PageWritten write_page(sql::Tx& tx, TenantId tenant, const PartRef& part, const PartImage& image,
                       const Page& page) {
  const auto locked = lock_part(tx, tenant, part);
  PageWritten written{.revision = locked.revision};
  const auto& present = up_to_date(tx, tenant, part, locked, image, written.reloaded);
  const auto news = sort_out(present, page);
  const Sighting sighting{.asked_at = page.asked_at, .format = page.format};

  DocumentWriter documents(tx, tenant, part, locked.chunks);
  insert_resources(tx, tenant, part, placed(documents, news.added), sighting);
  for (const auto& changed : placed(documents, news.changed))
    change_resource(tx, tenant, part, changed, sighting);
  for (const auto& rewritten : placed(documents, news.rewritten))
    rewrite_resource(tx, tenant, part, rewritten, sighting);
  for (const auto* observed : news.back)
    touch_resource(tx, tenant, part, observed->id, page.asked_at);
  const auto chunks = documents.finish();

  for (const auto* some : {&news.added, &news.changed, &news.rewritten, &news.back})
    append_all(written.learned, *some);
  if (written.learned.empty()) return written;

  Changes changes{.is_first_read = !present.was_read};
  add_ids(changes.added, news.added);
  add_ids(changes.added, news.back);
  add_ids(changes.changed, news.changed);
  append_event(tx, tenant, part, changes);
  raise_revision(tx, tenant, part, locked, chunks);
  ++written.revision;
  return written;
}

void apply(PartImage& image, const Page& page, PageWritten written) {
  if (written.reloaded) image = *std::move(written.reloaded);
  image.revision = written.revision;
  for (const auto* observed : written.learned)
    image.known.insert_or_assign(observed->id, Known{.hash = observed->hash,
                                                     .format = page.format,
                                                     .observed_at = page.asked_at,
                                                     .is_gone = false,
                                                     .has_ended = is_ended(observed->state)});
}

std::vector<std::string_view> vanished(const PartImage& image, const CompleteRead& read) {
  std::vector<std::string_view> ids;
  for (const auto& [id, known] : image.known) {
    const auto settled = known.has_ended ? std::chrono::seconds(0) : settle_time;
    if (!known.is_gone && known.observed_at + settled <= read.began_at) ids.push_back(id);
  }
  if (ids.empty()) return ids;
  const std::unordered_set<std::string_view> seen(read.seen.begin(), read.seen.end());
  std::erase_if(ids, [&](std::string_view id) { return seen.contains(id); });
  std::ranges::sort(ids);
  return ids;
}

void finish_part(sql::Tx& tx, TenantId tenant, const PartRef& part, const PartImage& image,
                 const CompleteRead& read) {
  const auto locked = lock_part(tx, tenant, part);
  std::optional<PartImage> reloaded;
  const auto& present = up_to_date(tx, tenant, part, locked, image, reloaded);
  Changes changes{.is_first_read = !present.was_read};
  changes.gone = vanished(present, read);
  for (const auto id : changes.gone) mark_gone(tx, tenant, part, id, read.began_at);
  append_event(tx, tenant, part, changes);
  if (locked.observed_at && *locked.observed_at > read.began_at) {  // A later one is known.
    if (!changes.gone.empty()) raise_revision(tx, tenant, part, locked, locked.chunks);
    return;
  }

  tx.exec(
      "update parts set revision = ?, observed_at = ?, count_seen = ?, attempted_at = ?, "
      "failure_cause = '', failure_code = '', failure_reason = '', failure_action = '', "
      "failure_policy_line = '', failing_since = null "
      "where tenant_id = ? and kind = ? and account_id = ? and region = ?",
      locked.revision + (changes.gone.empty() ? 0 : 1), read.began_at, read.seen.size(),
      read.began_at, tenant, part.kind, part.account, part.region);
  if (locked.failing_since || !locked.observed_at)
    append_part_event(tx, tenant, part, "inventory.part_known", "");
}

void fail_part(sql::Tx& tx, TenantId tenant, const PartRef& part, const PartFailure& failure,
               Instant attempted_at) {
  const auto locked = lock_part(tx, tenant, part);
  if (locked.observed_at && *locked.observed_at > attempted_at) return;
  tx.exec(
      "update parts set attempted_at = ?, failure_cause = ?, failure_code = ?, "
      "failure_reason = ?, failure_action = ?, failure_policy_line = ?, failing_since = ? "
      "where tenant_id = ? and kind = ? and account_id = ? and region = ?",
      attempted_at, to_string(failure.cause), failure.code, failure.reason, failure.action,
      failure.policy_line, locked.failing_since.value_or(failure.since), tenant, part.kind,
      part.account, part.region);
  if (!locked.failing_since)
    append_part_event(tx, tenant, part, "inventory.part_unknown", failure.code);
}

}  // namespace mirante::inventory
