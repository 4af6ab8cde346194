#include "features/inventory/list_store.h"

#include <algorithm>

#include "features/inventory/list_rules.h"
#include "platform/sql/query.h"

namespace mirante::inventory {
namespace {

using sql::Query, sql::like_text;

std::string name_pattern(std::string_view name) {
  auto pattern = like_text(name);
  // Nothing that stands for itself is a star or a question mark.
  std::ranges::replace(pattern, '*', '%');
  std::ranges::replace(pattern, '?', '_');
  return pattern;
}

void add_tag(Query& query, const Filter::Tag& tag) {
  const auto member = like_text(tag_member(tag)) + "%";
  query.add(" and (");
  query.add_like("r.tags", "{" + member);
  query.add(" or ");
  query.add_like("r.tags", "%," + member);
  query.add(")");
}

void add_names(Query& query, const std::vector<std::string>& names) {
  if (names.empty()) return;
  query.add(" and (");
  for (const auto& name : names) {
    if (&name != &names.front()) query.add(" or ");
    if (name.find_first_of("*?") == std::string::npos)
      query.add("r.name = ?", name);
    else
      query.add_like("r.name", name_pattern(name));
  }
  query.add(")");
}

void add_search(Query& query, const std::string& search) {
  if (search.empty()) return;
  const auto pattern = "%" + like_text(lower(search)) + "%";
  query.add(" and (");
  query.add_like("r.search", pattern);
  query.add(" or ");
  query.add_like("r.id", pattern);
  query.add(")");
}

/// Accounts that a list may show; nullopt: none.
std::optional<std::vector<AccountId>> accounts_of(sql::Snapshot& snapshot, TenantId tenant,
                                                  const Filter& filter) {
  auto live = live_accounts(snapshot, tenant);
  if (!filter.accounts.empty())
    std::erase_if(live, [&](const AccountId& id) {
      return std::ranges::find(filter.accounts, id) == filter.accounts.end();
    });
  if (live.empty()) return std::nullopt;
  return std::vector<AccountId>(live.begin(), live.end());
}

/// " where …" over `resources r`. `accounts` and the filter outlive the query.
void add_conditions(Query& query, const TenantId& tenant, const Filter& filter,
                    const std::vector<AccountId>& accounts) {
  query.add(" where r.tenant_id = ? and r.kind = ? and r.gone_at is null", tenant, filter.kind);
  query.one_of("r.account_id", accounts);
  query.one_of("r.region", filter.regions);
  query.one_of("r.state", filter.states);
  query.one_of("r.type", filter.types);
  query.one_of("r.id", filter.ids);
  add_names(query, filter.names);
  add_search(query, filter.search);
  for (const auto& tag : filter.tags) add_tag(query, tag);
}

/// A search tree in SQL: the rank of each row's account, in few comparisons.
void add_rank(Query& query, std::span<const Rank> ranks) {
  if (ranks.size() <= 1) {
    query.add(std::to_string(ranks.empty() ? 0 : ranks.front().rank));
    return;
  }
  const auto half = ranks.size() / 2;
  query.add("case when r.account_id < ? then ", ranks[half].id);
  add_rank(query, ranks.first(half));
  query.add(" else ");
  add_rank(query, ranks.subspan(half));
  query.add(" end");
}

/// What a row is sorted by.
void add_key(Query& query, const PageWish& wish, const Ranks& ranks) {
  switch (wish.key) {
    case SortKey::name: return query.add("r.name_key");
    case SortKey::id: return query.add("r.id");
    case SortKey::state: return query.add("r.state");
    case SortKey::type: return query.add("r.type");
    case SortKey::region: return query.add("r.region");
    case SortKey::zone: return query.add("r.zone");
    case SortKey::account: return add_rank(query, ranks);
    case SortKey::launched:
      query.add("case when r.launched_at is null then ");
      query.add(std::to_string(launched_never(wish)));
      return query.add(" else r.launched_at end");
    case SortKey::changed: return query.add("r.changed_at");
    case SortKey::observed:
      return query.add(
          "case when p.observed_at > r.observed_at then p.observed_at else r.observed_at end");
  }
}

void add_after(Query& query, const PageWish& wish, const Ranks& ranks) {
  if (!wish.after) return;
  const auto& ref = wish.after->ref;
  sql::Arg value(wish.after->value);
  if (is_number(wish.key)) value = sql::Arg(number_after(wish, ranks));
  query.add(wish.is_descending ? " where (t.k < ?" : " where (t.k > ?", value);
  query.add(" or (t.k = ? and (t.a > ? or (t.a = ? and (t.g > ? or (t.g = ? and t.i > ?))))))",
            value, ref.account, ref.account, ref.region, ref.region, ref.id);
}

std::string order_of(std::string_view alias, const PageWish& wish) {
  const std::string of(alias);
  return " order by " + of + ".k" + (wish.is_descending ? " desc, " : ", ") + of + ".a, " + of +
         ".g, " + of + ".i";
}

}  // namespace

std::vector<Resource> list(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter,
                           Detail detail, int limit, const std::optional<ResourceRef>& after) {
  const auto accounts = accounts_of(snapshot, tenant, filter);
  if (!accounts) return {};
  Query query("select " + columns_of(detail) + " from resources r");
  add_conditions(query, tenant, filter, *accounts);
  if (after)
    query.add(
        " and (r.account_id > ? or (r.account_id = ? and (r.region > ? or (r.region = ? and r.id > "
        "?))))",
        after->account, after->account, after->region, after->region, after->id);
  query.add(" order by r.account_id, r.region, r.id limit ?", limit);

  const auto ages = ages_of(snapshot, tenant, filter.kind);
  DocumentReader documents(snapshot, tenant);
  std::vector<Resource> resources;
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    auto& resource = resources.emplace_back(read_resource(row));
    set_age(resource, ages);
    if (detail == Detail::document) read_document(resource, row, documents);
    return true;
  });
  return resources;
}

Listing page(sql::Snapshot& snapshot, TenantId tenant, const Filter& filter, const PageWish& wish) {
  const auto accounts = accounts_of(snapshot, tenant, filter);
  if (!accounts) return {};
  const auto ranks = wish.key == SortKey::account ? ranks_of(snapshot, tenant) : Ranks{};
  // The innermost sorts keys and places alone; whole rows are read of the page only.
  Query query("select " + columns_of(Detail::card) +
              ", s.k from (select t.a, t.g, t.i, t.k from (" +
              "select r.account_id as a, r.region as g, r.id as i, ");
  add_key(query, wish, ranks);
  query.add(" as k from resources r");
  if (wish.key == SortKey::observed)
    query.add(
        " left join parts p on p.tenant_id = r.tenant_id and p.kind = r.kind and p.account_id = "
        "r.account_id and p.region = r.region");
  add_conditions(query, tenant, filter, *accounts);
  query.add(") t");
  add_after(query, wish, ranks);
  query.add(order_of("t", wish) + " limit ? offset ?", wish.limit + 1, wish.offset);
  query.add(
      ") s cross join resources r on r.tenant_id = ? and r.kind = ? and r.account_id = s.a and "
      "r.region = s.g and r.id = s.i" +
          order_of("s", wish),
      tenant, filter.kind);

  const auto ages = ages_of(snapshot, tenant, filter.kind);
  Listing listing;
  std::string last;
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    if (std::ssize(listing.resources) == wish.limit) {
      listing.next = Cursor{.value = std::move(last), .ref = listing.resources.back().ref};
      return false;
    }
    auto& resource = listing.resources.emplace_back(read_resource(row));
    set_age(resource, ages);
    last = is_number(wish.key) ? std::to_string(row.integer(card_column_count))
                               : row.text(card_column_count);
    return true;
  });
  return listing;
}

std::map<std::string, std::int64_t> count_by_state(sql::Snapshot& snapshot, TenantId tenant,
                                                   Filter filter) {
  filter.states.clear();
  const auto accounts = accounts_of(snapshot, tenant, filter);
  std::map<std::string, std::int64_t> counts;
  if (!accounts) return counts;
  Query query("select r.state, count(*) from resources r");
  add_conditions(query, tenant, filter, *accounts);
  query.add(" group by r.state");
  snapshot.each(query.statement(), query.args(), [&](const sql::Row& row) {
    counts[row.text(0)] = row.integer(1);
    return true;
  });
  return counts;
}

}  // namespace mirante::inventory
