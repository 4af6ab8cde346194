#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "features/accounts/account_store.h"
#include "features/inventory/canonical.h"
#include "features/inventory/list_store.h"
#include "features/inventory/part_writer.h"
#include "features/inventory/put_observed.h"
#include "features/inventory/resource_store.h"
#include "platform/events/events.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::inventory {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Observed server(const std::string& id, const std::string& state = "running",
                const std::string& name = "", const Json& tags = Json::object()) {
  Observed observed{.id = id, .name = name, .state = state, .type = "t3.micro"};
  observed.tags = tags.dump();
  observed.body = Json{{"InstanceId", id}, {"State", {{"Name", state}}}, {"Tags", tags}}.dump();
  observed.hash = hash_of(observed.body);
  return observed;
}

class InventoryStore : public sql::testing::StoreTest {
 protected:
  InventoryStore() : StoreTest({migrations(), accounts::migrations(), events::migrations()}) {
    for (const auto whose : {tenant, other})
      write([&](sql::Tx& tx) {
        accounts::insert(tx, whose,
                         {.id = account,
                          .name = "prod",
                          .state = accounts::AccountState::connected,
                          .aws_account = {"111122223333"},
                          .connected_at = t0});
      });
  }

  /// One page of a sweep, as a process that has just loaded the part would write it.
  void page(std::vector<Observed> seen, Instant asked_at, int format = document_format) {
    const Page what{.seen = seen, .asked_at = asked_at, .format = format};
    auto image = read([&](sql::Snapshot& s) { return load_part(s, tenant, part); });
    auto written = write([&](sql::Tx& tx) { return write_page(tx, tenant, part, image, what); });
    apply(image, what, std::move(written));
  }
  void finish(std::vector<std::string> seen, Instant began_at) {
    const auto image = read([&](sql::Snapshot& s) { return load_part(s, tenant, part); });
    write([&](sql::Tx& tx) {
      finish_part(tx, tenant, part, image, {.began_at = began_at, .seen = seen});
    });
  }
  bool put(const Observed& observed, Instant at) {
    return write(
        [&](sql::Tx& tx) { return put_observed(tx, tenant, ref(observed.id), observed, at); });
  }
  std::vector<Resource> all(TenantId whose, const Filter& filter = {}) {
    return read([&](sql::Snapshot& s) { return list(s, whose, filter, Detail::card, 1'000); });
  }
  std::vector<std::string> ids(const Filter& filter = {}) {
    std::vector<std::string> found;
    for (const auto& resource : all(tenant, filter)) found.push_back(resource.ref.id);
    return found;
  }
  std::vector<std::string> sorted(const PageWish& wish) {
    std::vector<std::string> found;
    const auto listing =
        read([&](sql::Snapshot& s) { return mirante::inventory::page(s, tenant, {}, wish); });
    for (const auto& resource : listing.resources) found.push_back(resource.ref.id);
    return found;
  }
  std::optional<Resource> one(const std::string& id) {
    return read([&](sql::Snapshot& s) { return find(s, tenant, ref(id)); });
  }
  ResourceRef ref(std::string id) {
    return {.account = account, .region = part.region, .kind = part.kind, .id = std::move(id)};
  }
  Coverage covered(TenantId whose) {
    return read([&](sql::Snapshot& s) { return coverage(s, whose, {}); });
  }
  void set_regions(std::vector<accounts::AccountRegion> regions) {
    write([&](sql::Tx& tx) { accounts::put_regions(tx, tenant, account, regions); });
  }

  SystemRng rng;
  Instant t0 = loop.clock().now();
  TenantId tenant = TenantId::make(loop.clock(), rng);
  TenantId other = TenantId::make(loop.clock(), rng);
  AccountId account = AccountId::make(loop.clock(), rng);
  PartRef part{.account = account, .region = Region{"sa-east-1"}, .kind = "instance"};
};

TEST_P(InventoryStore, KnowsWhetherAServerWasEverInAState) {
  const auto was = [&](TenantId whose, const char* state) {
    return read([&](sql::Snapshot& s) { return was_ever(s, whose, ref("i-1"), state); });
  };
  page({server("i-1", "running")}, t0);
  EXPECT_TRUE(was(tenant, "running"));
  EXPECT_FALSE(was(tenant, "stopped"));

  page({server("i-1", "stopped")}, t0 + 1min);
  page({server("i-1", "pending")}, t0 + 2min);

  EXPECT_TRUE(was(tenant, "stopped"));
  EXPECT_TRUE(was(tenant, "pending"));
  EXPECT_FALSE(was(other, "stopped"));
}

TEST_P(InventoryStore, ListsWhatAPageShowed) {
  page({server("i-1", "running", "web"), server("i-2", "stopped")}, t0);

  const auto found = all(tenant);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].ref, ref("i-1"));
  EXPECT_EQ(found[0].name, "web");
  EXPECT_EQ(found[0].state, "running");
  EXPECT_EQ(found[0].type, "t3.micro");
  EXPECT_EQ(found[0].observed_at, t0);
  EXPECT_EQ(found[0].version, 1);
  EXPECT_EQ(found[1].ref.id, "i-2");
}

TEST_P(InventoryStore, ShowsNothingToAnotherTenantWithTheSameAccountId) {
  page({server("i-1")}, t0);
  finish({"i-1"}, t0);

  EXPECT_THAT(all(other), IsEmpty());
  EXPECT_FALSE(read([&](sql::Snapshot& s) { return find(s, other, ref("i-1")); }));
  EXPECT_THAT(read([&](sql::Snapshot& s) { return find_by_id(s, other, "instance", "i-1"); }),
              IsEmpty());
  EXPECT_THAT(read([&](sql::Snapshot& s) { return parts_of(s, other, "instance"); }), IsEmpty());
  EXPECT_THAT(read([&](sql::Snapshot& s) { return versions_of(s, other, ref("i-1"), 9); }),
              IsEmpty());
  EXPECT_TRUE(read([&](sql::Snapshot& s) { return load_part(s, other, part); }).known.empty());
}

TEST_P(InventoryStore, ChangesNothingOfAnotherTenant) {
  page({server("i-1")}, t0);

  write([&](sql::Tx& tx) {
    put_observed_state(tx, other, ref("i-1"), "stopped", t0 + 1s);
    put_observed(tx, other, ref("i-1"), server("i-1", "stopped"), t0 + 1s);
    const std::vector<std::string> nothing;
    finish_part(tx, other, part, load_part(tx, other, part),
                {.began_at = t0 + 1h, .seen = nothing});
    fail_part(tx, other, part, {.cause = Cause::other}, t0 + 1h);
  });

  EXPECT_EQ(one("i-1")->state, "running");
  EXPECT_EQ(one("i-1")->version, 1);
}

TEST_P(InventoryStore, FindsNoNewsInAPageThatIsKnown) {
  page({server("i-1"), server("i-2")}, t0);
  const auto image = read([&](sql::Snapshot& s) { return load_part(s, tenant, part); });

  const std::vector<Observed> same{server("i-1"), server("i-2")};
  const std::vector<Observed> changed{server("i-1"), server("i-2", "stopped")};

  EXPECT_FALSE(has_news(image, {.seen = same, .asked_at = t0 + 1min, .format = document_format}));
  EXPECT_TRUE(has_news(image, {.seen = changed, .asked_at = t0 + 1min, .format = document_format}));
}

TEST_P(InventoryStore, KeepsTheOldVersionOfWhatChanged) {
  page({server("i-1", "running"), server("i-2")}, t0);

  page({server("i-1", "stopped"), server("i-2")}, t0 + 1min);

  const auto now_stopped = one("i-1");
  EXPECT_EQ(now_stopped->state, "stopped");
  EXPECT_EQ(now_stopped->version, 2);
  EXPECT_EQ(now_stopped->changed_at, t0 + 1min);
  EXPECT_EQ(now_stopped->first_seen_at, t0);
  EXPECT_EQ(one("i-2")->version, 1);
  const auto before = read([&](sql::Snapshot& s) { return versions_of(s, tenant, ref("i-1"), 9); });
  ASSERT_THAT(before, SizeIs(1));
  EXPECT_EQ(before[0].state, "running");
  EXPECT_EQ(before[0].body, server("i-1", "running").body);
  EXPECT_EQ(before[0].from, t0);
  EXPECT_EQ(before[0].until, t0 + 1min);
}

TEST_P(InventoryStore, DoesNotCallItAChangeWhenOnlyOurFormatChanged) {
  page({server("i-1", "running")}, t0, 1);

  page({server("i-1", "running")}, t0 + 1min, 2);

  EXPECT_EQ(one("i-1")->version, 1);
  EXPECT_THAT(read([&](sql::Snapshot& s) { return versions_of(s, tenant, ref("i-1"), 9); }),
              IsEmpty());
}

TEST_P(InventoryStore, TakesAnIdThatStandsTwiceInAPageOnce) {
  page({server("i-1"), server("i-1")}, t0);

  EXPECT_THAT(ids(), ElementsAre("i-1"));
}

TEST_P(InventoryStore, MarksAsGoneWhatACompleteReadNoLongerHas) {
  page({server("i-1"), server("i-2")}, t0);
  finish({"i-1", "i-2"}, t0);

  finish({"i-2"}, t0 + 1h);

  EXPECT_THAT(ids(), ElementsAre("i-2"));
  EXPECT_EQ(one("i-1")->gone_at, t0 + 1h);
}

TEST_P(InventoryStore, RemovesNothingAfterAnIncompleteRead) {
  page({server("i-1"), server("i-2")}, t0);
  finish({"i-1", "i-2"}, t0);

  page({server("i-1", "stopped")}, t0 + 1h);
  write([&](sql::Tx& tx) {
    fail_part(tx, tenant, part,
              {.cause = Cause::throttled,
               .code = "RequestLimitExceeded",
               .reason = "slow down",
               .since = t0 + 1h},
              t0 + 1h);
  });

  EXPECT_THAT(ids(), ElementsAre("i-1", "i-2"));
  EXPECT_EQ(one("i-1")->state, "stopped");
  EXPECT_EQ(one("i-2")->observed_at, t0);
}

TEST_P(InventoryStore, WaitsBeforeItCallsSomethingNewGone) {
  put(server("i-new", "pending"), t0 + 1h);

  finish({}, t0 + 1h + 10s);
  EXPECT_THAT(ids(), ElementsAre("i-new"));

  finish({}, t0 + 1h + settle_time);
  EXPECT_THAT(ids(), IsEmpty());
}

TEST_P(InventoryStore, BelievesAtOnceThatATerminatedServerIsGone) {
  put(server("i-1", "terminated"), t0 + 1h);

  finish({}, t0 + 1h + 1s);

  EXPECT_THAT(ids(), IsEmpty());
}

TEST_P(InventoryStore, BringsBackWhatWasGone) {
  page({server("i-1")}, t0);
  finish({}, t0 + 1h);
  EXPECT_THAT(ids(), IsEmpty());

  page({server("i-1")}, t0 + 2h);

  EXPECT_THAT(ids(), ElementsAre("i-1"));
  EXPECT_FALSE(one("i-1")->gone_at);
}

TEST_P(InventoryStore, MakesUnchangedResourcesAsYoungAsTheirPart) {
  page({server("i-1")}, t0);
  finish({"i-1"}, t0);
  finish({"i-1"}, t0 + 1h);

  EXPECT_EQ(one("i-1")->observed_at, t0 + 1h);
  EXPECT_EQ(all(tenant)[0].observed_at, t0 + 1h);
}

TEST_P(InventoryStore, ShowsAtOnceWhatAnOperationSaw) {
  page({server("i-1", "running")}, t0);

  EXPECT_TRUE(put(server("i-1", "stopping"), t0 + 1s));

  EXPECT_EQ(one("i-1")->state, "stopping");
  EXPECT_EQ(one("i-1")->observed_at, t0 + 1s);
  EXPECT_EQ(one("i-1")->version, 2);
}

TEST_P(InventoryStore, DoesNotLetAnOlderPageOverwriteWhatAnOperationSaw) {
  page({server("i-1", "running")}, t0);
  const auto image = read([&](sql::Snapshot& s) { return load_part(s, tenant, part); });
  put(server("i-1", "stopped"), t0 + 10s);

  // The page was asked for before, but arrives after; its sweep does not know of the operation.
  const std::vector<Observed> seen{server("i-1", "stopping"), server("i-2")};
  write([&](sql::Tx& tx) {
    write_page(tx, tenant, part, image, {.seen = seen, .asked_at = t0 + 5s});
  });

  EXPECT_EQ(one("i-1")->state, "stopped");
  EXPECT_EQ(one("i-2")->state, "running");
}

TEST_P(InventoryStore, LetsAYoungerPageOverwriteWhatAnOperationSaw) {
  put(server("i-1", "stopping"), t0 + 10s);

  page({server("i-1", "stopped")}, t0 + 11s);

  EXPECT_EQ(one("i-1")->state, "stopped");
}

TEST_P(InventoryStore, KeepsAnImageInStepWithOthersWrites) {
  auto image = read([&](sql::Snapshot& s) { return load_part(s, tenant, part); });
  put(server("i-9"), t0);

  const std::vector<Observed> seen{server("i-1")};
  const Page what{.seen = seen, .asked_at = t0};
  auto written = write([&](sql::Tx& tx) { return write_page(tx, tenant, part, image, what); });
  apply(image, what, std::move(written));

  const auto stored = read([&](sql::Snapshot& s) { return load_part(s, tenant, part); });
  EXPECT_EQ(image.revision, stored.revision);
  EXPECT_TRUE(image.known.contains("i-9"));
  EXPECT_TRUE(image.known.contains("i-1"));
}

TEST_P(InventoryStore, IgnoresAnObservationThatIsOlderThanWhatIsStored) {
  page({server("i-1", "stopped")}, t0 + 10s);

  EXPECT_FALSE(put(server("i-1", "running"), t0));
  EXPECT_FALSE(write(
      [&](sql::Tx& tx) { return put_observed_state(tx, tenant, ref("i-1"), "running", t0); }));

  EXPECT_EQ(one("i-1")->state, "stopped");
}

TEST_P(InventoryStore, ChangesOnlyTheStateWhereOnlyTheStateWasSeen) {
  page({server("i-1", "running", "web", {{"team", "a"}})}, t0);

  write([&](sql::Tx& tx) { put_observed_state(tx, tenant, ref("i-1"), "stopping", t0 + 1s); });

  const auto after = one("i-1");
  EXPECT_EQ(after->state, "stopping");
  EXPECT_EQ(after->name, "web");
  EXPECT_EQ(after->body, server("i-1", "stopping", "web", {{"team", "a"}}).body);
  EXPECT_FALSE(write([&](sql::Tx& tx) {
    return put_observed_state(tx, tenant, ref("i-unknown"), "stopping", t0 + 1s);
  }));
  EXPECT_FALSE(one("i-unknown"));
}

TEST_P(InventoryStore, FiltersByEverythingThatAListAsksFor) {
  page({server("i-1", "running", "web-01", {{"env", "prod"}, {"team", "a"}}),
        server("i-2", "stopped", "web-02", {{"env", "hml"}}),
        server("i-3", "running", "db%01", {{"env", "pr*d"}, {"note", "\"env\":\"prod\" \\ _"}})},
       t0);

  EXPECT_THAT(ids({.states = {"running"}}), ElementsAre("i-1", "i-3"));
  EXPECT_THAT(ids({.types = {"m5.large"}}), IsEmpty());
  EXPECT_THAT(ids({.ids = {"i-2", "i-3"}}), ElementsAre("i-2", "i-3"));
  EXPECT_THAT(ids({.names = {"web-*"}}), ElementsAre("i-1", "i-2"));
  EXPECT_THAT(ids({.names = {"web-01"}}), ElementsAre("i-1"));
  EXPECT_THAT(ids({.names = {"db%01"}}), ElementsAre("i-3"));
  EXPECT_THAT(ids({.names = {"db%?1"}}), ElementsAre("i-3"));
  EXPECT_THAT(ids({.names = {"web%*"}}), IsEmpty());
  EXPECT_THAT(ids({.tags = {{.key = "env", .value = "prod"}}}), ElementsAre("i-1"));
  EXPECT_THAT(ids({.tags = {{.key = "env", .value = "pr*d"}}}), ElementsAre("i-3"));
  EXPECT_THAT(ids({.tags = {{.key = "env"}}}), ElementsAre("i-1", "i-2", "i-3"));
  EXPECT_THAT(ids({.tags = {{.key = "env", .value = "prod"}, {.key = "team", .value = "b"}}}),
              IsEmpty());
  EXPECT_THAT(ids({.tags = {{.key = "note", .value = "\"env\":\"prod\" \\ _"}}}),
              ElementsAre("i-3"));
  EXPECT_THAT(ids({.accounts = {AccountId::make(loop.clock(), rng)}}), IsEmpty());
  EXPECT_THAT(ids({.accounts = {account}, .regions = {part.region}}), SizeIs(3));
  EXPECT_THAT(ids({.regions = {Region{"us-east-1"}}}), IsEmpty());
  EXPECT_THAT(ids({.kind = "volume"}), IsEmpty());
}

TEST_P(InventoryStore, SearchesNamesIdsAndAddresses) {
  auto web = server("i-1", "running", "LOJA_Produção");
  web.summary = R"({"private_ip":"10.0.0.7","public_ip":"54.1.2.3"})";
  auto db = server("i-2b", "running", "lojaXprodução");
  db.summary = R"({"private_ip":"10.0.0.70"})";
  page({web, db}, t0);

  EXPECT_THAT(ids({.search = "loja_prodUÇÃo"}), ElementsAre("i-1"));
  EXPECT_THAT(ids({.search = "10.0.0.7"}), ElementsAre("i-1", "i-2b"));
  EXPECT_THAT(ids({.search = "54.1"}), ElementsAre("i-1"));
  EXPECT_THAT(ids({.search = "I-2B"}), ElementsAre("i-2b"));
  EXPECT_THAT(ids({.search = "%"}), IsEmpty());
  EXPECT_THAT(ids({.names = {"i*", "loja*"}}), ElementsAre("i-2b"));
  EXPECT_THAT(ids({.tags = {{.key = "x\"env", .value = "prod"}}}), IsEmpty());
}

TEST_P(InventoryStore, FindsNamesAsTheyAreWritten) {
  const std::string longest(256, 'N');
  page({server("i-1", "running", "LOJA_Produção-1"), server("i-2", "running", "LOJAxProdução-1"),
        server("i-3", "running", longest), server("i-4", "running", "")},
       t0);

  EXPECT_THAT(ids({.names = {"LOJA_Produção-1"}}), ElementsAre("i-1"));
  EXPECT_THAT(ids({.names = {"LOJA?Produ??o-*"}}), ElementsAre("i-1", "i-2"));
  EXPECT_THAT(ids({.names = {"*Produção*"}}), ElementsAre("i-1", "i-2"));
  EXPECT_THAT(ids({.names = {"loja*"}}), IsEmpty());
  EXPECT_THAT(ids({.names = {"LOJA?PRODUÇÃO-1"}}), IsEmpty());
  EXPECT_THAT(ids({.names = {longest, "LOJAx*"}}), ElementsAre("i-2", "i-3"));
}

TEST_P(InventoryStore, FindsATagOnlyWhereItIsOne) {
  page({server("i-1", "running", "", {{"x\"env", "prod"}}),
        server("i-2", "running", "", {{"a", ",\"env\":\"prod\""}}),
        server("i-3", "running", "", {{"a", ","}, {"env", "prod"}})},
       t0);

  EXPECT_THAT(ids({.tags = {{.key = "env", .value = "prod"}}}), ElementsAre("i-3"));
  EXPECT_THAT(ids({.tags = {{.key = "x\"env", .value = "prod"}}}), ElementsAre("i-1"));
}

TEST_P(InventoryStore, SortsAsPeopleDoInEitherDirection) {
  auto early = server("i-3", "running", "web-10");
  early.summary = R"({"launch_time":"2026-01-02T10:00:00Z"})";
  auto late = server("i-1", "stopped", "Web-2");
  late.summary = R"({"launch_time":"2026-02-02T10:00:00Z"})";
  page({early, late, server("i-2", "pending")}, t0);

  EXPECT_THAT(sorted({.key = SortKey::name}), ElementsAre("i-2", "i-1", "i-3"));
  EXPECT_THAT(sorted({.key = SortKey::name, .is_descending = true}),
              ElementsAre("i-3", "i-1", "i-2"));
  EXPECT_THAT(sorted({.key = SortKey::state}), ElementsAre("i-2", "i-3", "i-1"));
  EXPECT_THAT(sorted({.key = SortKey::launched}), ElementsAre("i-3", "i-1", "i-2"));
  EXPECT_THAT(sorted({.key = SortKey::launched, .is_descending = true}),
              ElementsAre("i-1", "i-3", "i-2"));
  EXPECT_THAT(sorted({.key = SortKey::account, .offset = 1}), ElementsAre("i-2", "i-3"));
}

TEST_P(InventoryStore, SortsByAgeAsItIsShown) {
  page({server("i-1"), server("i-2")}, t0);
  finish({"i-1", "i-2"}, t0 + 10s);
  put(server("i-2", "stopped"), t0 + 20s);

  EXPECT_THAT(sorted({.key = SortKey::observed}), ElementsAre("i-1", "i-2"));
  EXPECT_THAT(sorted({.key = SortKey::observed, .is_descending = true}), ElementsAre("i-2", "i-1"));
}

TEST_P(InventoryStore, GoesOnWhereAPageEndedWhateverChangedSince) {
  page({server("i-1", "running", "a"), server("i-2", "running", "a"), server("i-3", "running", "b"),
        server("i-4", "running", "c")},
       t0);
  for (const auto key :
       {SortKey::name, SortKey::id, SortKey::state, SortKey::type, SortKey::account,
        SortKey::region, SortKey::zone, SortKey::launched, SortKey::changed, SortKey::observed})
    for (const bool is_descending : {false, true}) {
      PageWish wish{.key = key, .is_descending = is_descending, .limit = 3};
      const auto whole = sorted({.key = key, .is_descending = is_descending});
      const auto first =
          read([&](sql::Snapshot& s) { return mirante::inventory::page(s, tenant, {}, wish); });
      ASSERT_THAT(first.resources, SizeIs(3));
      wish.after = first.next;
      EXPECT_THAT(sorted(wish), ElementsAre(whole[3])) << to_string(key) << is_descending;
    }

  PageWish wish{.limit = 2};
  wish.after =
      read([&](sql::Snapshot& s) { return mirante::inventory::page(s, tenant, {}, wish); }).next;
  put(server("i-2", "running", "z"), t0 + 5s);
  EXPECT_THAT(sorted(wish), ElementsAre("i-3", "i-4"));
  wish.key = SortKey::observed;
  EXPECT_THROW(sorted(wish), Failure);
}

TEST_P(InventoryStore, CountsByStateWhateverStatesAreAskedFor) {
  page(
      {server("i-1", "running", "a"), server("i-2", "stopped", "a"), server("i-3", "running", "b")},
      t0);
  const auto counts = [&](const Filter& filter) {
    return read([&](sql::Snapshot& s) { return count_by_state(s, tenant, filter); });
  };

  EXPECT_THAT(counts({.states = {"stopped"}}), ElementsAre(Pair("running", 2), Pair("stopped", 1)));
  EXPECT_THAT(counts({.names = {"a"}}), ElementsAre(Pair("running", 1), Pair("stopped", 1)));
  EXPECT_THAT(read([&](sql::Snapshot& s) { return count_by_state(s, other, {}); }), IsEmpty());
  EXPECT_THAT(
      read([&](sql::Snapshot& s) { return mirante::inventory::page(s, other, {}, {}); }).resources,
      IsEmpty());
}

TEST_P(InventoryStore, ListsPageByPage) {
  page({server("i-1"), server("i-2"), server("i-3")}, t0);

  const auto first =
      read([&](sql::Snapshot& s) { return list(s, tenant, {}, Detail::document, 2); });
  const auto second = read(
      [&](sql::Snapshot& s) { return list(s, tenant, {}, Detail::card, 2, first.back().ref); });

  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(first[1].body, server("i-2").body);
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_EQ(second[0].ref.id, "i-3");
  EXPECT_EQ(second[0].body, "");
}

TEST_P(InventoryStore, FindsByIdInWhateverRegion) {
  page({server("i-1")}, t0);
  part.region = Region{"us-east-1"};
  page({server("i-1"), server("i-2")}, t0);

  EXPECT_THAT(read([&](sql::Snapshot& s) { return find_by_id(s, tenant, "instance", "i-1"); }),
              SizeIs(2));
  EXPECT_THAT(read([&](sql::Snapshot& s) { return find_by_id(s, tenant, "instance", "i-2"); }),
              SizeIs(1));
}

TEST_P(InventoryStore, LeavesRemovedAccountsOutOfLists) {
  page({server("i-1")}, t0);
  write([&](sql::Tx& tx) {
    auto removed = accounts::must_find(tx, tenant, account);
    removed.state = accounts::AccountState::removed;
    accounts::update(tx, tenant, removed);
  });

  EXPECT_THAT(ids(), IsEmpty());
  EXPECT_THAT(read([&](sql::Snapshot& s) { return find_by_id(s, tenant, "instance", "i-1"); }),
              IsEmpty());
  EXPECT_THAT(covered(tenant).unknown, IsEmpty());
  EXPECT_TRUE(one("i-1")) << "its history must stay";
}

TEST_P(InventoryStore, SaysWhatWasNeverRead) {
  using accounts::RegionState;
  set_regions(
      {{.region = Region{"sa-east-1"}, .state = RegionState::enabled, .checked_at = t0},
       {.region = Region{"af-south-1"}, .state = RegionState::not_enabled, .checked_at = t0}});

  const auto known = covered(tenant);

  ASSERT_THAT(known.unknown, SizeIs(1));
  EXPECT_EQ(known.unknown[0].region, Region{"sa-east-1"});
  EXPECT_EQ(known.unknown[0].code, "inventory.never_read");
  EXPECT_EQ(known.unknown[0].since, t0);
  EXPECT_THAT(known.read, IsEmpty());
  EXPECT_THAT(covered(other).unknown, IsEmpty());
}

TEST_P(InventoryStore, SaysWhichRegionsAreBlockedOrUnreachable) {
  using accounts::RegionState;
  set_regions({{.region = Region{"sa-east-1"},
                .state = RegionState::blocked,
                .reason = "denied",
                .checked_at = t0},
               {.region = Region{"us-east-1"},
                .state = RegionState::unreachable,
                .reason = "no answer",
                .checked_at = t0}});

  const auto known = covered(tenant);

  ASSERT_THAT(known.unknown, SizeIs(2));
  EXPECT_EQ(known.unknown[0].cause, Cause::blocked);
  EXPECT_EQ(known.unknown[0].code, "region.blocked");
  EXPECT_EQ(known.unknown[1].cause, Cause::unreachable);
  EXPECT_EQ(known.unknown[1].reason, "no answer");
}

TEST_P(InventoryStore, BelievesASweepThatTriedABlockedRegionSince) {
  set_regions({{.region = part.region,
                .state = accounts::RegionState::blocked,
                .reason = "denied",
                .checked_at = t0}});
  finish({}, t0 + 1h);

  EXPECT_THAT(covered(tenant).unknown, IsEmpty());
  EXPECT_THAT(covered(tenant).read, SizeIs(1));
}

TEST_P(InventoryStore, DoesNotForgetServersOfARegionThatWasSwitchedOff) {
  page({server("i-1")}, t0);
  finish({"i-1"}, t0);
  set_regions({{.region = part.region,
                .state = accounts::RegionState::not_enabled,
                .checked_at = t0 + 1h}});

  const auto known = covered(tenant);

  ASSERT_THAT(known.unknown, SizeIs(1));
  EXPECT_EQ(known.unknown[0].code, "region.not_enabled");
  EXPECT_THAT(known.unknown[0].reason, HasSubstr("was switched off"));
}

TEST_P(InventoryStore, ShowsAFailedPartAsUnknownSinceItsFirstFailure) {
  set_regions({{.region = part.region, .checked_at = t0}});
  finish({}, t0);
  const auto fail_at = [&](Instant when) {
    write([&](sql::Tx& tx) {
      fail_part(tx, tenant, part,
                {.cause = Cause::permission,
                 .code = "UnauthorizedOperation",
                 .reason = "no",
                 .action = "ec2:DescribeInstances",
                 .policy_line = "{}",
                 .since = when},
                when);
    });
  };

  fail_at(t0 + 1h);
  fail_at(t0 + 2h);

  const auto known = covered(tenant);
  EXPECT_THAT(
      known.read,
      ElementsAre(Coverage::Read{
          .account = account, .region = part.region, .observed_at = t0, .complete = false}));
  ASSERT_THAT(known.unknown, SizeIs(1));
  EXPECT_EQ(known.unknown[0].cause, Cause::permission);
  EXPECT_EQ(known.unknown[0].policy_line, "{}");
  EXPECT_EQ(known.unknown[0].since, t0 + 1h);

  finish({}, t0 + 3h);

  EXPECT_THAT(covered(tenant).unknown, IsEmpty());
  EXPECT_THAT(
      covered(tenant).read,
      ElementsAre(Coverage::Read{
          .account = account, .region = part.region, .observed_at = t0 + 3h, .complete = true}));
}

TEST_P(InventoryStore, DoesNotLetAnOlderSweepUndoAYoungerOne) {
  page({server("i-1")}, t0);
  finish({"i-1"}, t0 + 2h);

  finish({"i-1"}, t0 + 1h);
  write([&](sql::Tx& tx) { fail_part(tx, tenant, part, {.code = "late"}, t0 + 1h); });

  const auto parts = read([&](sql::Snapshot& s) { return parts_of(s, tenant, "instance"); });
  ASSERT_THAT(parts, SizeIs(1));
  EXPECT_EQ(parts[0].observed_at, t0 + 2h);
  EXPECT_FALSE(parts[0].failure);
}

TEST_P(InventoryStore, TellsWhatChangedInOneEventPerPage) {
  page({server("i-1"), server("i-2")}, t0);
  finish({"i-1", "i-2"}, t0);
  page({server("i-1", "stopped"), server("i-3")}, t0 + 1h);
  finish({"i-1", "i-3"}, t0 + 1h);

  std::vector<std::string> told;
  read([&](sql::Snapshot& s) {
    told.clear();
    for (const auto& row : s.all("select kind, body from events order by arrival")) {
      const auto body = Json::parse(row.text(1));
      if (row.text(0) == "inventory.changed")
        told.push_back("first " + body["is_first_read"].dump() + " added " + body["added"].dump() +
                       " changed " + body["changed"].dump() + " gone " + body["gone"].dump());
    }
  });
  EXPECT_THAT(told, ElementsAre(R"(first true added ["i-1","i-2"] changed [] gone [])",
                                R"(first false added ["i-3"] changed ["i-1"] gone [])",
                                R"(first false added [] changed [] gone ["i-2"])"));
}

INSTANTIATE_ON_ALL_ENGINES(InventoryStore);

}  // namespace
}  // namespace mirante::inventory
