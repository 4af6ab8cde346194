// Writing what a sweep saw: only what changed is written, the old version is kept, and whoever
// looked at AWS later wins. A sweep keeps the image of a part in memory (ids, hashes, instants),
// compares each page with it, and touches the store only where they differ. Every writer locks the
// part's row and raises its revision, so that an image that somebody else has overtaken is noticed
// and loaded anew.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "features/inventory/resource_rows.h"

namespace mirante::inventory {

/// What is stored of one resource, as far as the next comparison needs it.
struct Known {
  Hash hash{};
  int format = 0;
  Instant observed_at{};
  bool is_gone = false;
  bool has_ended = false;  // AWS said so itself ("terminated").
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};
using KnownById = std::unordered_map<std::string, Known, TextHash, std::equal_to<>>;

struct PartImage {
  std::int64_t revision = 0;
  bool was_read = false;  // Completely, at least once.
  KnownById known;
};

PartImage load_part(sql::Snapshot& snapshot, TenantId tenant, const PartRef& part);

struct Page {
  std::span<const Observed> seen;
  Instant asked_at;  // When AWS was asked.
  int format = 1;    // Of the documents; another number rewrites them without calling it a change.
};

/// Whether `page` holds anything that the store has to learn.
bool has_news(const PartImage& image, const Page& page);

/// What `write_page` did, for `apply` once the transaction is committed.
struct PageWritten {
  std::int64_t revision = 0;
  /// The image was overtaken: this is what was stored before this page.
  std::optional<PartImage> reloaded = {};
  std::vector<const Observed*> learned = {};  // Of the page.
};

/// Writes what is new in `page`, with its event.
PageWritten write_page(sql::Tx& tx, TenantId tenant, const PartRef& part, const PartImage& image,
                       const Page& page);
/// Brings the image up to what was written.
void apply(PartImage& image, const Page& page, PageWritten written);

/// How long after its last change something may be missing from a complete read before it counts as
/// gone: right after its creation AWS may not list it yet.
inline constexpr std::chrono::seconds settle_time{120};

struct CompleteRead {
  Instant began_at;
  std::span<const std::string> seen;  // Ids.
};

/// Ids that a complete read proves to be gone.
std::vector<std::string_view> vanished(const PartImage& image, const CompleteRead& read);

/// Records that the part was read completely, and marks what vanished.
void finish_part(sql::Tx& tx, TenantId tenant, const PartRef& part, const PartImage& image,
                 const CompleteRead& read);

/// Records that the part could not be read completely. Removes nothing; an earlier failure's
/// `since` stays.
void fail_part(sql::Tx& tx, TenantId tenant, const PartRef& part, const PartFailure& failure,
               Instant attempted_at);

}  // namespace mirante::inventory
