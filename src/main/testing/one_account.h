// The whole program with one company in it, which has connected and swept one account of three
// servers.
#pragma once

#include "main/testing/panel.h"

namespace mirante::testing {

inline constexpr std::string_view estate_of_one = R"json({
  "panel_account": "111122223333",
  "accounts": [{
    "id": "210987654321", "name": "Aurora Loja",
    "places": [{"region": "sa-east-1", "servers": [
      {"name": "web-{n}", "count": 3, "type": "t3.medium", "public_ip": false,
       "tags": {"Papel": "web"}}]}]
  }]
})json";

class OneAccount : public PanelTest {
 protected:
  OneAccount() : PanelTest({.estate = estate_of_one}) {
    start();
    account = connect(0, "Loja", "Aurora");
    sweep();
    server = get("/api/v1/servers")["servers"][0]["id"];
  }

  std::string account, server;
};

}  // namespace mirante::testing
