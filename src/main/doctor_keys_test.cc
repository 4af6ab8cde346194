// Access keys of accounts that grow old.
#include <gtest/gtest.h>

#include "main/testing/two_tenants.h"

namespace mirante {
namespace {

using std::chrono::days;

class OldKeys : public testing::PanelTest {
 protected:
  OldKeys() : PanelTest({.estate = testing::two_accounts}) { loja = connect(0, "Loja", "Aurora"); }

  Json finding() {
    for (const auto& one : get("/api/v1/doctor")["findings"])
      if (one["name"] == "account Loja") return one;
    return nullptr;
  }

  void sweep_all() { ended(ask("POST", "/api/v1/sweeps").json); }

  std::string loja;
};

TEST_F(OldKeys, AreToldAfterNinetyDaysWithWhatToDo) {
  loop.run(sleep_for(loop, days(89)));
  start();
  sweep_all();
  EXPECT_EQ(finding()["status"], "ok") << finding();

  loop.run(sleep_for(loop, days(2)));
  sweep_all();

  EXPECT_EQ(finding()["status"], "warning");
  EXPECT_EQ(finding()["text"], "the panel has had the keys for 91 days");
  EXPECT_NE(finding()["mend"].get<std::string>().find("mirante account keys \"Loja\""),
            std::string::npos);
}

TEST_F(OldKeys, AreYoungAgainWhenOthersAreInTheirPlace) {
  loop.run(sleep_for(loop, days(91)));
  const auto keys = world.credentials()["accounts"][0]["admin"];

  const auto changed = ask(
      "PUT", "/api/v1/accounts/Loja/keys",
      {{"access_key_id", keys["access_key_id"]}, {"secret_access_key", keys["secret_access_key"]}});

  EXPECT_EQ(changed.status, 200) << changed.body;
  start();
  sweep_all();
  EXPECT_EQ(finding()["status"], "ok");
}

}  // namespace
}  // namespace mirante
