#include "features/inventory/list_memory.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "features/inventory/card_store.h"
#include "features/inventory/list_rules.h"
#include "features/inventory/row_filter.h"

namespace mirante::inventory {
namespace {

using Row = PartRows::Row;

/// As the store has them now; rows of parts that `known` has in the same revision are not read.
/// Null where there are more than `rows_max`.
SharedImage refreshed(sql::Snapshot& snapshot, TenantId tenant, const std::string& kind,
                      const ListImage* known, std::size_t rows_max) {
  const auto live = live_accounts(snapshot, tenant);
  auto image = std::make_shared<ListImage>();
  std::int64_t seen = 0;
  const std::vector<sql::Arg> args{tenant, kind};
  snapshot.each(
      "select account_id, region, revision, observed_at, count_seen from parts where tenant_id = ? "
      "and kind = ? order by account_id, region",
      args, [&](const sql::Row& row) {
        seen += row.integer(4);
        ListImage::Part part{.account = row.id<AccountId>(0),
                             .region = {row.text(1)},
                             .revision = row.integer(2),
                             .observed_at = row.maybe(3, &sql::Row::instant)};
        if (live.contains(part.account)) image->parts.push_back(std::move(part));
        return true;
      });
  if (std::cmp_greater(seen, rows_max)) return nullptr;
  const auto place = [](const ListImage::Part& part) {
    return std::tie(part.account, part.region);
  };
  auto before = known != nullptr ? known->parts.begin() : image->parts.begin();
  const auto end = known != nullptr ? known->parts.end() : before;
  for (auto& part : image->parts) {
    while (before != end && place(*before) < place(part)) ++before;
    if (before != end && place(*before) == place(part) && before->revision == part.revision)
      part.rows = before->rows;
    else
      part.rows = std::make_shared<const PartRows>(PartRows::read(
          snapshot, tenant, {.account = part.account, .region = part.region, .kind = kind}));
    image->row_count += part.rows->rows().size();
  }
  return image;
}

std::int64_t observed_at(const ListImage::Part& part, const Row& row) {
  return part.observed_at ? std::max(to_micros(*part.observed_at), row.observed_at)
                          : row.observed_at;
}

/// A row that fits, with the beginning of what it is sorted by: enough to tell most apart.
struct Candidate {
  std::uint64_t begin = 0;
  std::uint32_t part = 0;
  std::uint32_t row = 0;
};

std::uint64_t begin_of(std::int64_t number) {
  return static_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << 63U);
}

std::uint64_t begin_of(std::string_view text) {
  std::uint64_t begin = 0;
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(&begin, text.data(), std::min(text.size(), sizeof begin));
  return __builtin_bswap64(begin);
}

/// The order of a list, over the rows of an image.
class Order {
 public:
  Order(const ListImage& image, const PageWish& wish, const Ranks& ranks)
      : image_(image), wish_(wish) {
    for (const auto& part : image.parts) {
      const auto found = std::ranges::lower_bound(ranks, part.account, {}, &Rank::id);
      ranks_.push_back(found != ranks.end() && found->id == part.account ? found->rank : 0);
    }
    if (!wish.after) return;
    after_number_ = is_number(wish.key) ? number_after(wish, ranks) : 0;
    const auto& ref = wish.after->ref;
    after_begin_ = turned(is_number(wish.key) ? begin_of(after_number_)
                                              : begin_of(std::string_view(wish.after->value)));
    after_part_ = std::ranges::lower_bound(image.parts, std::tie(ref.account, ref.region), {},
                                           [](const ListImage::Part& part) {
                                             return std::tie(part.account, part.region);
                                           }) -
                  image.parts.begin();
  }

  Candidate candidate(std::size_t part, std::size_t row) const {
    const auto& [of, one] = at(part, row);
    return {.begin = turned(is_number(wish_.key) ? begin_of(number(part, of, one))
                                                 : begin_of(text(of, one))),
            .part = static_cast<std::uint32_t>(part),
            .row = static_cast<std::uint32_t>(row)};
  }

  bool operator()(const Candidate& a, const Candidate& b) const {
    if (a.begin != b.begin) return a.begin < b.begin;
    if (!is_number(wish_.key))
      if (const auto order = text_of(a).compare(text_of(b)); order != 0)
        return wish_.is_descending ? order > 0 : order < 0;
    return a.part != b.part ? a.part < b.part : a.row < b.row;
  }

  /// Whether it stands behind the place where the list goes on.
  bool is_after(const Candidate& one) const {
    if (!wish_.after) return true;
    if (one.begin != after_begin_) return one.begin > after_begin_;
    if (!is_number(wish_.key))
      if (const auto order = text_of(one).compare(wish_.after->value); order != 0)
        return wish_.is_descending ? order < 0 : order > 0;
    const auto part = static_cast<std::ptrdiff_t>(one.part);
    const auto& ref = wish_.after->ref;
    const auto& place = image_.parts[one.part];
    if (place.account != ref.account || place.region != ref.region) return part >= after_part_;
    return place.rows->text(place.rows->rows()[one.row].id) > ref.id;
  }

  std::string value_of(const Candidate& one) const {
    const auto& [part, row] = at(one.part, one.row);
    return is_number(wish_.key) ? std::to_string(number(one.part, part, row))
                                : std::string(text(part, row));
  }

 private:
  struct Here {
    const ListImage::Part& part;
    const Row& row;
  };
  Here at(std::size_t part, std::size_t row) const {
    return {image_.parts[part], image_.parts[part].rows->rows()[row]};
  }

  std::uint64_t turned(std::uint64_t begin) const { return wish_.is_descending ? ~begin : begin; }

  std::string_view text_of(const Candidate& one) const {
    const auto& [part, row] = at(one.part, one.row);
    return text(part, row);
  }

  std::string_view text(const ListImage::Part& part, const Row& row) const {
    switch (wish_.key) {
      case SortKey::name: return part.rows->text(row.name_key);
      case SortKey::id: return part.rows->text(row.id);
      case SortKey::state: return part.rows->word(row.state);
      case SortKey::type: return part.rows->word(row.type);
      case SortKey::zone: return part.rows->word(row.zone);
      case SortKey::region: return part.region.value;
      case SortKey::account:
      case SortKey::launched:
      case SortKey::changed:
      case SortKey::observed: break;
    }
    return {};
  }

  std::int64_t number(std::size_t index, const ListImage::Part& part, const Row& row) const {
    switch (wish_.key) {
      case SortKey::account: return ranks_[index];
      case SortKey::launched:
        return row.launched_at == PartRows::never ? launched_never(wish_) : row.launched_at;
      case SortKey::changed: return row.changed_at;
      case SortKey::observed: return observed_at(part, row);
      case SortKey::name:
      case SortKey::id:
      case SortKey::state:
      case SortKey::type:
      case SortKey::zone:
      case SortKey::region: break;
    }
    return 0;
  }

  const ListImage& image_;
  const PageWish& wish_;
  std::vector<int> ranks_;  // Of each part's account.
  std::int64_t after_number_ = 0;
  std::uint64_t after_begin_ = 0;
  std::ptrdiff_t after_part_ = 0;  // The first that is not before the place to go on from.
};

template <class One>
bool limits(const std::vector<One>& wished, const One& one) {
  return !wished.empty() && std::ranges::find(wished, one) == wished.end();
}

/// Counts what fits by state, and gives what is to be sorted.
std::vector<Candidate> sift(const ListImage& image, const Filter& filter, const Order& order,
                            std::map<std::string, std::int64_t>& counts) {
  std::vector<Candidate> candidates;
  RowFilter fits(filter);
  std::vector<std::int64_t> by_word;
  for (std::size_t p = 0; p < image.parts.size(); ++p) {
    const auto& part = image.parts[p];
    if (limits(filter.accounts, part.account) || limits(filter.regions, part.region)) continue;
    fits.begin(*part.rows);
    const auto states = words_among(*part.rows, filter.states);
    by_word.assign(states.size(), 0);
    const auto& rows = part.rows->rows();
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (!fits.fits(rows[r])) continue;
      ++by_word[rows[r].state];
      if (states[rows[r].state] == 0) continue;
      if (const auto one = order.candidate(p, r); order.is_after(one)) candidates.push_back(one);
    }
    for (std::size_t word = 0; word < by_word.size(); ++word)
      if (by_word[word] > 0) counts[part.rows->words()[word]] += by_word[word];
  }
  return candidates;
}

/// Those that stand from `offset` on, at most `count`, in order.
std::span<const Candidate> sorted_part(std::vector<Candidate>& all, const Order& order, int offset,
                                       int count) {
  const auto size = static_cast<std::ptrdiff_t>(all.size());
  const auto first = std::min<std::ptrdiff_t>(offset, size);
  const auto end = std::min<std::ptrdiff_t>(first + count, size);
  const auto begin = all.begin();
  if (first > 0 && first < size) std::nth_element(begin, begin + first, all.end(), order);
  std::partial_sort(begin + first, begin + end, all.end(), order);
  return {begin + first, begin + end};
}

Resource card_of(sql::Snapshot& snapshot, TenantId tenant, const std::string& kind,
                 const ListImage::Part& part, std::string_view id) {
  static const std::string statement =
      "select " + columns_of(Detail::card) +
      " from resources r where r.tenant_id = ? and r.kind = ? and r.account_id = ? and r.region = "
      "? and r.id = ?";
  auto resource =
      read_resource(snapshot.one(statement, tenant, kind, part.account, part.region, id).value());
  if (part.observed_at) resource.observed_at = std::max(resource.observed_at, *part.observed_at);
  return resource;
}

ListAnswer answer_of_store(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter,
                           const PageWish& wish) {
  return {.counts = count_by_state(snapshot, tenant, filter),
          .listing = page(snapshot, tenant, filter, wish)};
}

}  // namespace

ListAnswer answer_list(sql::Snapshot& snapshot, TenantId tenant, const SharedImage& known,
                       const Filter& filter, const PageWish& wish, std::size_t rows_max) {
  ListAnswer answer{.image = refreshed(snapshot, tenant, filter.kind, known.get(), rows_max)};
  if (!answer.image) return answer_of_store(snapshot, tenant, filter, wish);
  const auto& image = *answer.image;
  const auto ranks = wish.key == SortKey::account ? ranks_of(snapshot, tenant) : Ranks{};
  const Order order(image, wish, ranks);
  auto candidates = sift(image, filter, order, answer.counts);
  const auto shown = sorted_part(candidates, order, wish.offset, wish.limit + 1);

  const auto count = std::min(shown.size(), static_cast<std::size_t>(wish.limit));
  for (const auto& one : shown.first(count)) {
    const auto& part = image.parts[one.part];
    answer.listing.resources.push_back(card_of(snapshot, tenant, filter.kind, part,
                                               part.rows->text(part.rows->rows()[one.row].id)));
  }
  if (shown.size() > count && count > 0)
    answer.listing.next = Cursor{.value = order.value_of(shown[count - 1]),
                                 .ref = answer.listing.resources.back().ref};
  return answer;
}

std::list<ListMemory::Entry>::iterator ListMemory::entry_of(TenantId tenant,
                                                            const std::string& kind) {
  return std::ranges::find_if(
      entries_, [&](const Entry& entry) { return entry.tenant == tenant && entry.kind == kind; });
}

SharedImage ListMemory::find(TenantId tenant, const std::string& kind) {
  const auto found = entry_of(tenant, kind);
  if (found == entries_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found);
  return found->image;
}

void ListMemory::keep(TenantId tenant, const std::string& kind, SharedImage image) {
  if (const auto found = entry_of(tenant, kind); found != entries_.end()) entries_.erase(found);
  if (!image) return;
  entries_.push_front({.tenant = tenant, .kind = kind, .image = std::move(image)});
  std::size_t rows = 0;
  auto entry = entries_.begin();
  while (entry != entries_.end() && (rows += entry->image->row_count) <= rows_max_) ++entry;
  entries_.erase(entry, entries_.end());
}

}  // namespace mirante::inventory
