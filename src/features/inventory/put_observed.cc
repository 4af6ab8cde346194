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

PartRef part_of(const ResourceRef& ref) {
  return {.account = ref.account, .region = ref.region, .kind = ref.kind};
}

Hash hash_from(const std::vector<std::uint8_t>& bytes) {
  Hash hash{};
  if (bytes.size() == hash.size()) std::ranges::copy(bytes, hash.begin());
  return hash;
}

constexpr std::string_view of_resource =
    " from resources where tenant_id = ? and kind = ? and account_id = ? and region = ? "
    "and id = ?";

std::optional<Stored> find_stored(sql::Tx& tx, TenantId tenant, const ResourceRef& ref) {
  const auto row =
      tx.one_for_update("select hash, format, observed_at, gone_at" + std::string(of_resource),
                        tenant, ref.kind, ref.account, ref.region, ref.id);
  if (!row) return std::nullopt;
  return Stored{.hash = hash_from(row->bytes(0)),
                .format = static_cast<int>(row->integer(1)),
                .observed_at = row->instant(2),
                .is_gone = !row->is_null(3)};
}

void write(sql::Tx& tx, TenantId tenant, const PartRef& part, const std::optional<Stored>& stored,
           const Observed& observed, const Sighting& sighting) {
  Changes changes;
  if (!stored) {
    const std::array<const Observed*, 1> added{&observed};
    insert_resources(tx, tenant, part, added, sighting);
    changes.added.push_back(observed.id);
  } else if (stored->hash == observed.hash) {
    // Seen again as it was: from now on no older page may say otherwise.
    touch_resource(tx, tenant, part, observed.id, sighting.asked_at);
    if (stored->is_gone) changes.added.push_back(observed.id);
  } else if (stored->format != sighting.format) {
    rewrite_resource(tx, tenant, part, observed, sighting);
  } else {
    change_resource(tx, tenant, part, observed, sighting);
    changes.changed.push_back(observed.id);
  }
  append_event(tx, tenant, part, changes);
}

}  // namespace

bool put_observed(sql::Tx& tx, TenantId tenant, const ResourceRef& ref, const Observed& observed,
                  Instant observed_at) {
  const auto part = part_of(ref);
  const auto locked = lock_part(tx, tenant, part);
  const auto stored = find_stored(tx, tenant, ref);
  if (stored && stored->observed_at > observed_at) return false;
  write(tx, tenant, part, stored, observed, {.asked_at = observed_at, .format = document_format});
  set_revision(tx, tenant, part, locked.revision + 1);
  return true;
}

bool put_observed_state(sql::Tx& tx, TenantId tenant, const ResourceRef& ref,
                        std::string_view state, Instant observed_at) {
  const auto part = part_of(ref);
  const auto locked = lock_part(tx, tenant, part);
  const auto row = tx.one_for_update(
      "select hash, format, observed_at, gone_at, name, state, type, zone, tags, summary, body, "
      "ephemeral" +
          std::string(of_resource),
      tenant, ref.kind, ref.account, ref.region, ref.id);
  if (!row || row->instant(2) > observed_at) return false;
  const Stored stored{.hash = hash_from(row->bytes(0)),
                      .format = static_cast<int>(row->integer(1)),
                      .observed_at = row->instant(2),
                      .is_gone = !row->is_null(3)};
  Observed observed{.id = ref.id,
                    .name = row->text(4),
                    .state = row->text(5),
                    .type = row->text(6),
                    .zone = row->text(7),
                    .tags = row->text(8),
                    .summary = row->text(9),
                    .body = row->text(10),
                    .ephemeral = row->text(11),
                    .hash = stored.hash};
  if (observed.state != state) set_state(observed, state);
  write(tx, tenant, part, stored, observed, {.asked_at = observed_at, .format = stored.format});
  set_revision(tx, tenant, part, locked.revision + 1);
  return true;
}

}  // namespace mirante::inventory
