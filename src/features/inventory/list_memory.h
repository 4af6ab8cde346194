// Lists of many resources, answered from this process's memory: filtering and sorting 100,000 rows
// takes the store some hundred milliseconds, and this some ten. The memory holds what lists filter
// and sort by; the rows of a page are read from the store. Every question reads the revisions of
// all parts, in the snapshot that also reads the page, and reads again those parts whose rows have
// changed since. So the answer is the store's own at that moment, whoever wrote it, in whichever
// process; list_store.h gives the same, more slowly.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "features/inventory/list_store.h"

namespace mirante::inventory {

class PartRows;

/// What is remembered of one tenant's resources of one kind. Never changed once it is made.
struct ListImage {
  struct Part {
    AccountId account;
    Region region;
    std::int64_t revision = 0;
    std::optional<Instant> observed_at = {};  // Its last complete read.
    /// Shared with images of before and after that were made of the same revision.
    std::shared_ptr<const PartRows> rows;
  };
  std::vector<Part> parts;  // In order of account and region.
  std::size_t row_count = 0;
};
/// Shared by the memory and by the questions that are being answered, on threads of the store.
using SharedImage = std::shared_ptr<const ListImage>;

/// `list_store.h` says what each is.
struct ListAnswer {
  std::map<std::string, std::int64_t> counts;  // By state, whatever states the filter names.
  Listing listing;
  SharedImage image;  // For the next question; null where there is too much to hold.
};

/// `known` is any image of this tenant and kind, or null. More than `rows_max` rows are left to the
/// store. Failure(invalid) naming "after" where the cursor's value cannot be one of this key.
ListAnswer answer_list(sql::Snapshot& snapshot, TenantId tenant, const SharedImage& known,
                       const Filter& filter, const PageWish& wish, std::size_t rows_max);

/// The images of a process, by tenant and kind; the one that was not asked for longest goes first
/// when there are too many rows. Belongs to one loop.
class ListMemory {
 public:
  /// A row takes some 200 bytes: of so many, 200 MB.
  static constexpr std::size_t rows_max_default = 1'000'000;

  explicit ListMemory(std::size_t rows_max = rows_max_default) : rows_max_(rows_max) {}

  std::size_t rows_max() const { return rows_max_; }
  SharedImage find(TenantId tenant, const std::string& kind);
  void keep(TenantId tenant, const std::string& kind, SharedImage image);

 private:
  struct Entry {
    TenantId tenant;
    std::string kind;
    SharedImage image;
  };
  std::list<Entry>::iterator entry_of(TenantId tenant, const std::string& kind);

  const std::size_t rows_max_;
  std::list<Entry> entries_;  // What was asked for last stands first.
};

}  // namespace mirante::inventory
