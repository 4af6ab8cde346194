#include "features/inventory/put_observed.h"

#include <algorithm>
#include <array>

#include "features/inventory/canonical.h"
#include "features/inventory/resource_rows.h"

namespace mirante::inventory {
namespace {

struct Stored {
  Hash hash{};
  int format = 0;
  Instant observed_at{};
  bool is_gone = false;
};

Hash hash_from(const std::vector<std::uint8_t>& bytes) {
  Hash hash{};
  if (bytes.size() == hash.size()) std::ranges::copy(bytes, hash.begin());
  return hash;
}

constexpr std::string_view of_resource =
    " from resources where tenant_id = ? and kind = ? and account_id = ? and region = ? "
    "and id = ?";

Stored read_stored(const sql::Row& row) {
  return {.hash = hash_from(row.bytes(0)),
          .format = static_cast<int>(row.integer(1)),
          .observed_at = row.instant(2),
          .is_gone = !row.is_null(3)};
}

std::optional<Stored> find_stored(sql::Tx& tx, TenantId tenant, const ResourceRef& ref) {
  const auto row =
      tx.one_for_update("select hash, format, observed_at, gone_at" + std::string(of_resource),
                        tenant, ref.kind, ref.account, ref.region, ref.id);
  if (!row) return std::nullopt;
  return read_stored(*row);
}

/// Everything that both ways of putting need.
struct Put {
  sql::Tx& tx;
  TenantId tenant;
  PartRef part;
  LockedPart locked;
};

void write(const Put& put, const std::optional<Stored>& stored, const Observed& observed,
           const Sighting& sighting) {
  auto& tx = put.tx;
  DocumentWriter documents(tx, put.tenant, put.part, put.locked.chunks);
  const auto place = [&] {
    return Placed{.observed = &observed, .place = documents.add(observed)};
  };
  Changes changes;
  if (!stored) {
    const std::array added{place()};
    insert_resources(tx, put.tenant, put.part, added, sighting);
    changes.added.push_back(observed.id);
  } else if (stored->hash == observed.hash) {
    // Seen again as it was: from now on no older page may say otherwise.
    touch_resource(tx, put.tenant, put.part, observed.id, sighting.asked_at);
    if (stored->is_gone) changes.added.push_back(observed.id);
  } else if (stored->format != sighting.format) {
    rewrite_resource(tx, put.tenant, put.part, place(), sighting);
  } else {
    change_resource(tx, put.tenant, put.part, place(), sighting);
    changes.changed.push_back(observed.id);
  }
  append_event(tx, put.tenant, put.part, changes);
  raise_revision(tx, put.tenant, put.part, put.locked, documents.finish());
}

constexpr std::string_view stored_columns =
    "select hash, format, observed_at, gone_at, name, state, type, zone, tags, summary, chunk, "
    "place, body_size, ephemeral_size";

}  // namespace

bool put_observed(sql::Tx& tx, TenantId tenant, const ResourceRef& ref, const Observed& observed,
                  Instant observed_at) {
  const auto part = part_of(ref);
  const auto locked = lock_part(tx, tenant, part);
  const auto stored = find_stored(tx, tenant, ref);
  if (stored && stored->observed_at > observed_at) return false;
  write({.tx = tx, .tenant = tenant, .part = part, .locked = locked}, stored, observed,
        {.asked_at = observed_at, .format = document_format});
  return true;
}

bool put_observed_state(sql::Tx& tx, TenantId tenant, const ResourceRef& ref,
                        std::string_view state, Instant observed_at) {
  const auto part = part_of(ref);
  const auto locked = lock_part(tx, tenant, part);
  const auto row = tx.one_for_update(std::string(stored_columns) + std::string(of_resource), tenant,
                                     ref.kind, ref.account, ref.region, ref.id);
  if (!row || row->instant(2) > observed_at) return false;
  const auto stored = read_stored(*row);
  auto document = DocumentReader(tx, tenant)
                      .read(part, {.chunk = row->integer(10),
                                   .place = row->integer(11),
                                   .body_size = row->integer(12),
                                   .ephemeral_size = row->integer(13)});
  Observed observed{.id = ref.id,
                    .name = row->text(4),
                    .state = row->text(5),
                    .type = row->text(6),
                    .zone = row->text(7),
                    .tags = row->text(8),
                    .summary = row->text(9),
                    .body = std::move(document.body),
                    .ephemeral = std::move(document.ephemeral),
                    .hash = stored.hash};
  if (observed.state != state) set_state(observed, state);
  write({.tx = tx, .tenant = tenant, .part = part, .locked = locked}, stored, observed,
        {.asked_at = observed_at, .format = stored.format});
  return true;
}

}  // namespace mirante::inventory
