// Mails as the API shows them, over the whole set of rooms and a folder of mails.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/testing/temporary_folder.h"
#include "main/about_routes.h"
#include "platform/mail/folder_mailer.h"
#include "platform/runtime/simulated_loop.h"
#include "platform/sql/engine.h"
#include "simcloud/simulated_transport.h"

namespace mirante {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Answer {
  int status = 0;
  Json json;
};

class MailApi : public ::testing::Test {
 protected:
  MailApi() {
    rooms.add_routes(router);
    add_about_routes(router, rooms, {.version = "1"});
    SimulatedLoop::start(working);
  }
  ~MailApi() override { working = {}; }

  RoomsConfig config() const {
    RoomsConfig made{.tenant = ana, .is_alone = true};
    made.identity.install = "test";
    made.collector.reset();
    made.mail_from = {.name = "Mirante", .email = "panel@example.com"};
    made.panel_address = "https://panel.example.com";
    return made;
  }
  CallContext as(TenantId tenant, PermissionSet permissions = all_permissions()) const {
    return {.tenant = tenant,
            .actor = {.kind = Actor::Kind::user, .id = "us_1", .name = "ana"},
            .permissions = permissions};
  }
  Answer ask(const CallContext& ctx, const std::string& method, const std::string& target,
             const Json& body = nullptr) {
    auto request =
        or_throw(http::parse_request(method, target, {}, body.is_null() ? "" : body.dump()));
    const auto response = loop.run(router.answer(ctx, std::move(request)));
    return {response.status, Json::parse(response.body, nullptr, false)};
  }
  Json get(const std::string& target) { return ask(as(ana), "GET", target).json; }
  Answer invite(const std::string& email) {
    auto invited =
        ask(as(ana), "POST", "/api/v1/invitations", {{"email", email}, {"role", "viewer"}});
    loop.advance(1s);
    return invited;
  }

  SimulatedLoop loop{*parse_iso8601("2026-03-02T10:00:00Z")};
  SeededRng rng{5};
  TenantId ana = TenantId::make(loop.clock(), rng);
  TenantId bia = TenantId::make(loop.clock(), rng);
  simcloud::World world{{.seed = 5, .start = loop.clock().now()}};
  std::unique_ptr<sql::Database> db = sql::open_memory(loop, all_migrations());
  simcloud::SimulatedTransport transport{world, loop};
  vault::Vault vault{crypto::MasterKeys::in_memory(rng), rng};
  BlockingPool hashing{{.threads = 0}};
  mirante::testing::TemporaryFolder folder;
  mail::FolderMailer mailer{folder.path() / "mail", loop, hashing};
  Rooms rooms{{.db = *db,
               .loop = loop,
               .rng = rng,
               .transport = transport,
               .vault = vault,
               .hashing = hashing,
               .mailer = &mailer},
              config()};
  http::Router router;
  Task<void> working = rooms.work();
};

TEST_F(MailApi, MailsInvitationsAndListsWhatBecameOfThem) {
  const auto invited = invite("bia@example.com");

  EXPECT_EQ(invited.json["mailed"], true) << invited.json.dump();
  const auto mails = get("/api/v1/mails?state=accepted")["mails"];
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_EQ(mails[0]["to"], "bia@example.com");
  EXPECT_EQ(mails[0]["kind"], "invitation");
  EXPECT_THAT(mails[0]["transcript"].get<std::string>(), HasSubstr(".eml"));
  EXPECT_THAT(get("/api/v1/mails")["mails"], IsEmpty());
  EXPECT_EQ(get("/api/v1/mails?state=lost")["field"], "state");
  EXPECT_EQ(get("/api/v1/mail")["panel_address"], "https://panel.example.com");
}

TEST_F(MailApi, ShowsATenantItsOwnMailsAndTheServerToThoseWhoRunTheInstall) {
  invite("bia@example.com");
  auto permissions = all_permissions();
  permissions.reset(static_cast<std::size_t>(Permission::install_manage));

  const auto theirs = ask(as(bia), "GET", "/api/v1/mails?state=accepted");
  const auto admin = ask(as(ana, permissions), "GET", "/api/v1/mails?state=accepted");

  EXPECT_THAT(theirs.json["mails"], IsEmpty());
  ASSERT_THAT(admin.json["mails"], SizeIs(1));
  EXPECT_FALSE(admin.json["mails"][0].contains("transcript"));
  EXPECT_EQ(ask(as(ana, permissions), "GET", "/api/v1/mail").status, 403);
  EXPECT_EQ(ask(as(ana, permissions), "POST", "/api/v1/mail/test", {{"to", "x@y.z"}}).status, 403);
  EXPECT_EQ(ask(as(ana, {}), "GET", "/api/v1/mails").status, 403);
}

TEST_F(MailApi, MakesTheLinkAllTheSameWhereNoMailCanGo) {
  const auto invited = invite("joão@example.com");

  EXPECT_EQ(invited.status, 201);
  EXPECT_EQ(invited.json["mailed"], false);
  EXPECT_THAT(get("/api/v1/mails?state=accepted")["mails"], IsEmpty());
}

TEST_F(MailApi, TriesAMailAndSaysWhatIsWrongWithAnAddress) {
  const auto tried = ask(as(ana), "POST", "/api/v1/mail/test", {{"to", "ana@example.com"}});
  const auto wrong =
      ask(as(ana), "POST", "/api/v1/mail/test", {{"to", "ana@example.com\r\nBcc: x@y.z"}});

  EXPECT_EQ(tried.json["accepted"], true) << tried.json.dump();
  EXPECT_THAT(tried.json["transcript"].get<std::string>(), HasSubstr("written to"));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.json["field"], "to");
  EXPECT_THAT(get("/api/v1/audit?limit=5").dump(), HasSubstr("mail.tested"));
  EXPECT_THAT(get("/api/v1/doctor?mail=true").dump(), HasSubstr("mails are written to"));
}

}  // namespace
}  // namespace mirante
