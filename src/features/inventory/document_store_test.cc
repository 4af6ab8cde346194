#include "features/inventory/document_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/inventory/resource_store.h"
#include "platform/sql/testing/store_suite.h"

namespace mirante::inventory {
namespace {

using ::testing::HasSubstr;

class Documents : public sql::testing::StoreTest {
 protected:
  Documents() : StoreTest({migrations()}) {}

  std::vector<DocumentPlace> store(const std::vector<Observed>& all, std::int64_t first = 0) {
    return write([&](sql::Tx& tx) {
      DocumentWriter writer(tx, tenant, part, first);
      std::vector<DocumentPlace> places;
      for (const auto& observed : all) places.push_back(writer.add(observed));
      next = writer.finish();
      return places;
    });
  }
  std::string complaint(TenantId whose, const DocumentPlace& place) {
    try {
      read([&](sql::Snapshot& s) { DocumentReader(s, whose).read(part, place); });
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().kind, ErrorKind::corrupt);
      return failure.error().message;
    }
    return "(it was read)";
  }

  SystemRng rng;
  TenantId tenant = TenantId::make(loop.clock(), rng);
  PartRef part{.account = AccountId::make(loop.clock(), rng), .region = {"sa-east-1"}};
  std::int64_t next = 0;
};

TEST_P(Documents, ComeBackFromWhateverChunkTheyWentInto) {
  std::vector<Observed> all;
  for (int i = 0; i < 500; ++i)
    all.push_back({.body = "{\"n\":" + std::to_string(i) + ",\"x\":\"" +
                           std::string(static_cast<std::size_t>(i * 4), 'x') + "\"}",
                   .ephemeral = i % 2 == 0 ? "" : "{\"e\":" + std::to_string(i) + "}"});

  const auto places = store(all);

  EXPECT_GT(next, 1) << "500 kB should not fit one chunk";
  read([&](sql::Snapshot& s) {
    DocumentReader documents(s, tenant);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto document = documents.read(part, places[i]);
      EXPECT_EQ(document.body, all[i].body);
      EXPECT_EQ(document.ephemeral, all[i].ephemeral);
    }
  });
}

TEST_P(Documents, GrowByNewChunksOnly) {
  const auto first = store({{.body = "{\"a\":1}"}});
  const auto second = store({{.body = "{\"a\":2}"}}, next);

  read([&](sql::Snapshot& s) {
    DocumentReader documents(s, tenant);
    EXPECT_EQ(documents.read(part, first[0]).body, "{\"a\":1}");
    EXPECT_EQ(documents.read(part, second[0]).body, "{\"a\":2}");
  });
}

TEST_P(Documents, OfOneTenantAreNotReadByAnother) {
  const auto places = store({{.body = "{\"a\":1}"}});

  EXPECT_THAT(complaint(TenantId::make(loop.clock(), rng), places[0]), HasSubstr("missing"));
}

TEST_P(Documents, SayWhenTheyAreDamaged) {
  const auto places = store({{.body = "{\"a\":1}"}});

  EXPECT_THAT(complaint(tenant, {.chunk = 7}), HasSubstr("missing"));
  EXPECT_THAT(complaint(tenant, {.place = 3, .body_size = 100}), HasSubstr("outside"));
  EXPECT_THAT(complaint(tenant, {.place = -1}), HasSubstr("outside"));
  const std::vector<std::uint8_t> garbage{1, 2, 3, 4, 5, 6, 7, 8};
  write([&](sql::Tx& tx) { tx.exec("update resource_chunks set documents = ?", garbage); });
  EXPECT_THAT(complaint(tenant, places[0]), HasSubstr("no compressed chunk"));
}

INSTANTIATE_ON_ALL_ENGINES(Documents);

}  // namespace
}  // namespace mirante::inventory
