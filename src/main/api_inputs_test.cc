// What the API answers to wrong input: the field, and nothing has changed.
#include <gmock/gmock.h>

#include "main/testing/one_account.h"

namespace mirante {
namespace {

using ::testing::SizeIs;

struct WrongInput {
  std::string method, target, body, field;
  int status;
};

class WrongInputs : public testing::OneAccount, public ::testing::WithParamInterface<WrongInput> {};

TEST_P(WrongInputs, IsToldWithItsFieldAndChangesNothing) {
  const auto& wrong = GetParam();
  const auto before = get("/api/v1/audit?limit=500")["records"].size();

  const auto answer =
      ask(wrong.method, wrong.target, wrong.body.empty() ? Json() : Json::parse(wrong.body));

  EXPECT_EQ(answer.status, wrong.status) << answer.json.dump();
  EXPECT_EQ(answer.json.value("field", ""), wrong.field) << answer.json.dump();
  EXPECT_FALSE(answer.json["detail"].get<std::string>().empty());
  EXPECT_LE(get("/api/v1/audit?limit=500")["records"].size(), before + 1);
  EXPECT_THAT(get("/api/v1/accounts")["accounts"], SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongInputs,
    ::testing::Values(
        WrongInput{"GET", "/api/v1/servers?colour=red", "", "colour", 400},
        WrongInput{"GET", "/api/v1/servers?limit=0", "", "limit", 400},
        WrongInput{"GET", "/api/v1/servers?after=here", "", "after", 400},
        WrongInput{"GET", "/api/v1/servers?tag=:web", "", "tag", 400},
        WrongInput{"GET", "/api/v1/servers?sort=colour", "", "sort", 400},
        WrongInput{"GET", "/api/v1/servers?offset=-1", "", "offset", 400},
        WrongInput{"GET", "/api/v1/servers?format=xml", "", "format", 400},
        WrongInput{"GET", "/api/v1/servers?separator=tab", "", "separator", 400},
        WrongInput{"GET", "/api/v1/servers?account=Nobody", "", "account", 404},
        WrongInput{"GET", "/api/v1/servers?customer=Nobody", "", "customer", 404},
        WrongInput{"GET", "/api/v1/servers/web-1", "", "id", 400},
        WrongInput{"GET", "/api/v1/servers/i-0123456789abcdef0", "", "id", 404},
        WrongInput{"POST", "/api/v1/servers/stop", R"({"servers": []})", "servers", 400},
        WrongInput{"POST", "/api/v1/servers/stop", R"({"servers": ["i-0123456789abcdef0"]})",
                   "servers[0]", 404},
        WrongInput{"POST", "/api/v1/servers/stop?plan=maybe", R"({"servers": []})", "plan", 400},
        WrongInput{"POST", "/api/v1/servers/stop?plan=true", R"({"servers": []})", "servers", 400},
        WrongInput{"POST", "/api/v1/servers/reboot?plan=true",
                   R"({"servers": ["i-0123456789abcdef0"]})", "servers[0]", 404},
        WrongInput{"POST", "/api/v1/servers/start", R"({"servers": [1]})", "servers[0]", 400},
        WrongInput{"POST", "/api/v1/servers/start", R"({"servers": [], "force": true})", "force",
                   400},
        WrongInput{"POST", "/api/v1/servers/stop",
                   R"({"servers": ["i-0123456789abcdef0"], "force_after_minutes": 90})",
                   "force_after_minutes", 400},
        WrongInput{"POST", "/api/v1/sweeps", R"({"regions": ["sa-north-9"]})", "regions", 400},
        WrongInput{"POST", "/api/v1/sweeps", R"({"regions": ["af-south-1"]})", "regions", 400},
        WrongInput{"POST", "/api/v1/sweeps", R"({"accounts": "all"})", "accounts", 400},
        WrongInput{"POST", "/api/v1/accounts", R"({"connection": "role"})", "name", 400},
        WrongInput{"POST", "/api/v1/accounts", R"({"name": "X", "connection": "magic"})",
                   "connection", 400},
        WrongInput{"POST", "/api/v1/accounts",
                   R"({"name": "X", "connection": "keys", "access_key_id": "short",
                       "secret_access_key": "0123456789012345678901234567890123456789"})",
                   "access_key_id", 400},
        WrongInput{"POST", "/api/v1/accounts/Nobody/check", "", "account", 404},
        WrongInput{"POST", "/api/v1/pauses", R"({"scope": "moon", "reason": "x"})", "scope", 400},
        WrongInput{"POST", "/api/v1/pauses", R"({"scope": "everything"})", "reason", 400},
        WrongInput{"GET", "/api/v1/operations?state=done", "", "state", 400},
        WrongInput{"GET", "/api/v1/operations?state=odd", "", "state", 400},
        WrongInput{"GET", "/api/v1/operations?since=today", "", "since", 400},
        WrongInput{"GET", "/api/v1/operations?before=x", "", "before", 400},
        WrongInput{"GET", "/api/v1/operations?customer=Nobody", "", "customer", 404},
        WrongInput{"GET", "/api/v1/audit?from=today", "", "from", 400},
        WrongInput{"GET", "/api/v1/audit?format=xml", "", "format", 400},
        WrongInput{"GET", "/api/v1/audit/verify?head=3", "", "head", 400}));

}  // namespace
}  // namespace mirante
