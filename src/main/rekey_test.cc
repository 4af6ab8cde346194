// A new master key for an install that nobody runs.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/testing/temporary_folder.h"
#include "main/install.h"
#include "main/state.h"
#include "platform/runtime/real_loop.h"

namespace mirante {
namespace {

constexpr vault::Place place{.purpose = "test.secret", .row = {}};

class Rekey : public ::testing::Test {
 protected:
  template <class Work>
  auto inside(Install& install, Work work) {
    RealLoop loop;
    const auto db = install.engine->attach(loop);
    return loop.run(db->write(std::move(work)));
  }

  testing::TemporaryFolder folder;
  const InstallConfig config{.data = folder.path() / "data"};
  SystemRng rng;
};

TEST_F(Rekey, SealsWhatThereIsByANewKeyThatOpensIt) {
  std::string before;
  std::vector<std::uint8_t> sealed;
  {
    auto install = open_install(config, rng);
    before = install.vault->keys().current_id();
    sealed = inside(install, [&](sql::Tx& tx) {
      return install.vault->seal(tx, install.tenant, place, crypto::Secret("segredo"));
    });
  }

  const auto made = rekey_state(config);
  const auto key = made["key"].get<std::string>();

  auto install = open_install(config, rng);
  EXPECT_NE(key, before);
  EXPECT_EQ(made["sealed"].get<int>(), 1);
  EXPECT_EQ(install.vault->keys().current_id(), key);
  EXPECT_NE(install.vault->keys().find(before), nullptr);
  inside(install, [&](sql::Tx& tx) {
    EXPECT_EQ(tx.one("select master_key_id from data_keys")->text(0), key);
    EXPECT_EQ(install.vault->open(tx, install.tenant, place, sealed).reveal(), "segredo");
  });
}

TEST_F(Rekey, IsRefusedWhileAPanelHoldsTheFolderAndWhereThereIsNone) {
  EXPECT_THROW(rekey_state(config), Failure);
  auto install = open_install(config, rng);
  const auto before = install.vault->keys().current_id();

  EXPECT_THROW(rekey_state(config), Failure);

  EXPECT_EQ(crypto::MasterKeys::load(crypto::master_key_file(config.data)).current_id(), before);
}

}  // namespace
}  // namespace mirante
