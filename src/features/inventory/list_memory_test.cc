#include "features/inventory/list_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/inventory/canonical.h"
#include "features/inventory/part_writer.h"
#include "features/inventory/put_observed.h"
#include "features/inventory/resource_store.h"
#include "features/inventory/row_filter.h"
#include "platform/events/events.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::inventory {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr std::size_t plenty = 1'000;

std::vector<std::string> ids_of(const Listing& listing) {
  std::vector<std::string> ids;
  for (const auto& resource : listing.resources) ids.push_back(resource.ref.id);
  return ids;
}

Observed server(const std::string& id, const std::string& state = "running",
                const std::string& name = "") {
  Observed observed{.id = id, .name = name, .state = state, .type = "t3.micro"};
  observed.body = Json{{"InstanceId", id}, {"State", state}, {"Name", name}}.dump();
  observed.hash = hash_of(observed.body);
  return observed;
}

class ListMemoryStore : public sql::testing::StoreTest {
 protected:
  ListMemoryStore() : StoreTest({migrations(), accounts::migrations(), events::migrations()}) {
    for (const auto& [id, name, number] :
         {std::tuple{accounts[0], "prod", "111122223333"}, {accounts[1], "dev", "111122224444"}})
      write([&](sql::Tx& tx) {
        accounts::insert(tx, tenant,
                         {.id = id,
                          .name = name,
                          .state = accounts::AccountState::connected,
                          .aws_account = {number},
                          .connected_at = t0});
      });
  }

  void page_of(const PartRef& part, const std::vector<Observed>& seen, Instant asked_at) {
    const Page what{.seen = seen, .asked_at = asked_at, .format = document_format};
    write([&](sql::Tx& tx) { write_page(tx, tenant, part, load_part(tx, tenant, part), what); });
  }
  void finish(const PartRef& part, const std::vector<std::string>& seen, Instant began_at) {
    write([&](sql::Tx& tx) {
      finish_part(tx, tenant, part, load_part(tx, tenant, part),
                  {.began_at = began_at, .seen = seen});
    });
  }
  PartRef part(std::size_t account, const char* region = "sa-east-1") {
    return {.account = accounts[account], .region = Region{region}};
  }
  ListAnswer ask(const Filter& filter = {}, const PageWish& wish = {},
                 std::size_t rows_max = plenty) {
    auto answer = read(
        [&](sql::Snapshot& s) { return answer_list(s, tenant, image, filter, wish, rows_max); });
    image = answer.image;
    return answer;
  }
  /// The store's own answer must be the same.
  void compare(const Filter& filter, const PageWish& wish) {
    const auto answer = ask(filter, wish);
    ASSERT_TRUE(answer.image);
    read([&](sql::Snapshot& s) {
      EXPECT_EQ(answer.counts, count_by_state(s, tenant, filter));
      const auto listing = mirante::inventory::page(s, tenant, filter, wish);
      EXPECT_EQ(answer.listing.resources, listing.resources);
      EXPECT_EQ(answer.listing.next, listing.next);
    });
  }

  SystemRng rng;
  Instant t0 = loop.clock().now();
  TenantId tenant = TenantId::make(loop.clock(), rng);
  TenantId other = TenantId::make(loop.clock(), rng);
  std::vector<AccountId> accounts{AccountId::make(loop.clock(), rng),
                                  AccountId::make(loop.clock(), rng)};
  SharedImage image;
};

/// Estates and questions by chance, from words that are easily taken for each other.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : rng_(seed) {}

  bool one_in(std::uint64_t count) { return rng_.below(count) == 0; }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[rng_.below(all.size())];
  }
  /// None of them, or up to two.
  template <class T>
  std::vector<T> some(const std::vector<T>& all) {
    std::vector<T> chosen;
    while (chosen.size() < 2 && one_in(2)) chosen.push_back(of(all));
    return chosen;
  }

  Observed observed() {
    auto made = server("i-" + std::to_string(rng_.below(12)), of(states_), of(names_));
    made.type = of(types_);
    made.zone = of(zones_);
    Json tags = Json::object();
    for (const auto& key : some(keys_)) tags[key] = of(values_);
    made.tags = tags.dump();
    made.summary = of(summaries_);
    made.body = made.id + made.state + made.name + made.type + made.zone + made.tags + made.summary;
    made.hash = hash_of(made.body);
    return made;
  }

  Filter filter(const std::vector<AccountId>& accounts) {
    Filter filter{.accounts = some(accounts),
                  .regions = some(std::vector<Region>{{"sa-east-1"}, {"us-east-1"}}),
                  .states = some(states_),
                  .types = some(types_)};
    if (one_in(3)) filter.names = some(patterns_);
    if (one_in(3)) filter.search = of(searches_);
    if (one_in(4)) filter.ids = some(std::vector<std::string>{"i-1", "i-2", "i-9"});
    if (one_in(3)) filter.tags = {{.key = of(keys_)}};
    if (one_in(4)) filter.tags.push_back({.key = of(keys_), .value = of(values_)});
    return filter;
  }

  PageWish wish() {
    return {.key = static_cast<SortKey>(rng_.below(10)),
            .is_descending = one_in(2),
            .limit = static_cast<int>(1 + rng_.below(6)),
            .offset = one_in(2) ? 0 : static_cast<int>(rng_.below(20))};
  }

 private:
  SeededRng rng_;
  const std::vector<std::string> states_{"running", "stopped", "pending", ""};
  const std::vector<std::string> types_{"t3.micro", "m5.large", "m5.larger", ""};
  const std::vector<std::string> zones_{"sa-east-1a", "sa-east-1b", ""};
  const std::vector<std::string> names_{"",      "web-2",  "web-10",     "Web-2", "LOJA_Ação-1",
                                        "lojaX", "100%-a", "a\\b!c'd\"", "*?*",   "servidor-10"};
  const std::vector<std::string> patterns_{"web-*", "W?b-2", "LOJA?Aç?o*", "*",    "lojaX",
                                           "100%*", "*!c*",  "",           "*-1?", "?"};
  const std::vector<std::string> searches_{"WEB", "ação", "i-1", "10.0.0.7", "%", "_", "x", "\\"};
  const std::vector<std::string> keys_{"env", "x\"env", "env,", "Ação"};
  const std::vector<std::string> values_{"prod", "", "a,\"env\":\"prod\"", "{", "prod-2"};
  const std::vector<std::string> summaries_{
      "{}", R"({"private_ip":"10.0.0.7"})",
      R"({"launch_time":"2026-01-02T10:00:00Z","private_ip":"10.0.0.70"})",
      R"({"launch_time":"2026-02-02T10:00:00Z"})"};
};

TEST_P(ListMemoryStore, AnswersAsTheStoreDoesWhateverIsAskedAndWritten) {
  Chance chance(20'261'127);
  const std::vector<PartRef> parts{part(0), part(1), part(0, "us-east-1"), part(1, "us-east-1")};

  for (int step = 0; step < 60; ++step) {
    const auto at = t0 + step * 5min;
    const auto& where = chance.of(parts);
    const std::vector<Observed> seen{chance.observed(), chance.observed(), chance.observed()};
    page_of(where, seen, at);
    if (chance.one_in(3)) finish(where, {seen[0].id, seen[1].id, seen[2].id}, at + 1s);
    for (int question = 0; question < 8; ++question) {
      const auto filter = chance.filter(accounts);
      auto wish = chance.wish();
      compare(filter, wish);
      wish.after = ask(filter, wish).listing.next;
      compare(filter, wish);
    }
    ASSERT_FALSE(HasFailure()) << "at step " << step;
  }
}

TEST_P(ListMemoryStore, ReadsOnlyThosePartsAgainWhoseRowsHaveChanged) {
  page_of(part(0), {server("i-1")}, t0);
  page_of(part(1), {server("i-2")}, t0);
  const auto before = ask().image;

  page_of(part(1), {server("i-2", "stopped")}, t0 + 1min);
  const auto after = ask().image;

  const auto shared = [&](std::size_t at) {
    return before->parts[at].rows == after->parts[at].rows;
  };
  ASSERT_THAT(after->parts, SizeIs(2));
  EXPECT_NE(shared(0), shared(1));
  EXPECT_THAT(ask().counts, ElementsAre(Pair("running", 1), Pair("stopped", 1)));
}

TEST_P(ListMemoryStore, ForgetsWhatAnOlderReadProvesToBeGoneAfterALaterOne) {
  page_of(part(0), {server("i-1"), server("i-2")}, t0);
  finish(part(0), {"i-1", "i-2"}, t0 + 10min);
  ask();

  finish(part(0), {"i-1"}, t0 + 5min);

  EXPECT_THAT(ids_of(ask().listing), ElementsAre("i-1"));
}

TEST_P(ListMemoryStore, ShowsHowOldAPartIsThoughItsRowsAreUnchanged) {
  page_of(part(0), {server("i-1")}, t0);
  ask();

  finish(part(0), {"i-1"}, t0 + 1h);

  EXPECT_EQ(ask().listing.resources[0].observed_at, t0 + 1h);
}

TEST_P(ListMemoryStore, ShowsNothingToAnotherTenant) {
  page_of(part(0), {server("i-1")}, t0);
  ask();

  const auto theirs =
      read([&](sql::Snapshot& s) { return answer_list(s, other, nullptr, {}, {}, plenty); });

  EXPECT_THAT(theirs.listing.resources, IsEmpty());
  EXPECT_THAT(theirs.counts, IsEmpty());
}

TEST_P(ListMemoryStore, LeavesRemovedAccountsOut) {
  page_of(part(0), {server("i-1")}, t0);
  page_of(part(1), {server("i-2")}, t0);
  ask();

  write([&](sql::Tx& tx) {
    auto removed = accounts::must_find(tx, tenant, accounts[0]);
    removed.state = accounts::AccountState::removed;
    accounts::update(tx, tenant, removed);
  });

  EXPECT_THAT(ids_of(ask().listing), ElementsAre("i-2"));
}

TEST_P(ListMemoryStore, LeavesToTheStoreWhatIsTooMuchToHold) {
  page_of(part(0), {server("i-1"), server("i-2", "stopped")}, t0);
  finish(part(0), {"i-1", "i-2"}, t0);

  const auto answer = ask({}, {}, 1);

  EXPECT_FALSE(answer.image);
  EXPECT_THAT(ids_of(answer.listing), ElementsAre("i-1", "i-2"));
  EXPECT_THAT(answer.counts, ElementsAre(Pair("running", 1), Pair("stopped", 1)));
}

INSTANTIATE_ON_ALL_ENGINES(ListMemoryStore);

SharedImage image_of(std::size_t rows) {
  auto image = std::make_shared<ListImage>();
  image->row_count = rows;
  return image;
}

TEST(ListMemory, LetsGoWhatWasNotAskedForLongest) {
  SeededRng rng(1);
  const SystemClock clock;
  const auto [one, two, three] = std::tuple{TenantId::make(clock, rng), TenantId::make(clock, rng),
                                            TenantId::make(clock, rng)};
  ListMemory memory(10);
  memory.keep(one, "instance", image_of(4));
  memory.keep(two, "instance", image_of(4));

  memory.find(one, "instance");
  memory.keep(three, "instance", image_of(4));

  EXPECT_TRUE(memory.find(one, "instance"));
  EXPECT_FALSE(memory.find(two, "instance"));
  EXPECT_TRUE(memory.find(three, "instance"));
  EXPECT_FALSE(memory.find(three, "volume"));
}

TEST(ListMemory, HoldsNothingThatIsTooLargeByItself) {
  SeededRng rng(1);
  const auto tenant = TenantId::make(SystemClock(), rng);
  ListMemory memory(10);

  memory.keep(tenant, "instance", image_of(11));

  EXPECT_FALSE(memory.find(tenant, "instance"));
}

TEST(FitsPattern, TakesAStarForAnyTextAndAQuestionMarkForOneLetter) {
  EXPECT_TRUE(fits_pattern("web-10", "web-*"));
  EXPECT_TRUE(fits_pattern("web-10", "*1*"));
  EXPECT_TRUE(fits_pattern("aab", "*ab"));
  EXPECT_TRUE(fits_pattern("ação", "a??o"));
  EXPECT_TRUE(fits_pattern("", "**"));
  EXPECT_FALSE(fits_pattern("ação", "a?o"));
  EXPECT_FALSE(fits_pattern("web", "we"));
  EXPECT_FALSE(fits_pattern("", "?"));
}

}  // namespace
}  // namespace mirante::inventory
