#include "main/commands/cli.h"

#include <gtest/gtest.h>

#include <deque>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error_table.h"
#include "main/commands/exit_codes.h"

namespace mirante::commands {
namespace {

/// Answers from a list, and remembers what was asked.
class ScriptedApi final : public ApiClient {
 public:
  struct Script {
    std::deque<Json> answers;
    std::optional<Error> failure;
    std::vector<std::string> asked;
    Json last_body;
    std::string last_key;
  };
  explicit ScriptedApi(Script& script) : script_(script) {}

  Json send(const ApiRequest& request) override {
    script_.asked.push_back(request.method + " " + target_of(request));
    script_.last_body = request.body;
    script_.last_key = request.idempotency_key;
    if (script_.failure) throw Failure(*script_.failure);
    if (script_.answers.empty()) return Json::object();
    auto answer = script_.answers.front();
    script_.answers.pop_front();
    return answer;
  }

 private:
  Script& script_;
};

class CommandLine : public ::testing::Test {
 protected:
  int run(std::vector<std::string> arguments) {
    Terminal terminal{
        .out = out, .err = err, .err_is_terminal = is_terminal, .ask_secret = [](std::string_view) {
          return crypto::Secret("typed-secret");
        }};
    const Program program{
        .version = "0.1.0",
        .connect =
            [this](const Reach& reach) {
              reached = reach;
              return std::make_unique<ScriptedApi>(script);
            },
        .store_commands = {{.group = "audit",
                            .name = "verify",
                            .says = "Check",
                            .run = [this](std::vector<std::string> given, Terminal&) {
                              store_arguments = std::move(given);
                              return 13;
                            }}}};
    return commands::run(program, terminal, std::move(arguments));
  }

  std::ostringstream out;
  std::ostringstream err;
  bool is_terminal = false;
  ScriptedApi::Script script;
  Reach reached;
  std::vector<std::string> store_arguments;
};

const Json running{{"id", "op_1"}, {"kind", "servers.stop"}, {"state", "running"}};

Json ended(const char* state) {
  auto operation = running;
  operation["state"] = state;
  operation["targets"] = {{{"id", "i-1"},
                           {"account", "ac_1"},
                           {"region", "sa-east-1"},
                           {"outcome", state},
                           {"reason", "protected against stopping"}}};
  return operation;
}

TEST_F(CommandLine, AsksForServersWithEveryFilter) {
  run({"servers", "list", "--account", "Aurora Loja", "--region", "sa-east-1", "--state", "running",
       "--tag", "Papel:web", "--tag", "Ambiente", "--limit", "10", "--after", "c1"});

  ASSERT_EQ(script.asked.size(), 1U);
  EXPECT_EQ(script.asked[0],
            "GET /api/v1/servers?account=Aurora%20Loja&region=sa-east-1&state=running"
            "&tag=Papel%3Aweb&tag=Ambiente&limit=10&after=c1");
}

TEST_F(CommandLine, ReadsEveryPageOfAListUnlessALimitIsGiven) {
  script.answers = {
      Json{{"servers", {{{"id", "i-1"}}}}, {"unknown", Json::array()}, {"next", "c1"}},
      Json{{"servers", {{{"id", "i-2"}}}}}};

  EXPECT_EQ(run({"servers", "list", "--json"}), 0);

  const auto answer = Json::parse(out.str());
  EXPECT_EQ(answer["servers"].size(), 2U);
  EXPECT_FALSE(answer.contains("next"));
  EXPECT_EQ(script.asked.back(), "GET /api/v1/servers?after=c1");
}

TEST_F(CommandLine, ShowsAnUnknownPartWithItsReasonAndMendAndNeverAsNoServers) {
  script.answers = {Json{{"servers", Json::array()},
                         {"read", Json::array()},
                         {"unknown",
                          {{{"account", "ac_1"},
                            {"account_name", "Vale Verde"},
                            {"region", "eu-west-1"},
                            {"cause", "permission"},
                            {"reason", "the role may not describe servers"},
                            {"policy_line", "{\"Action\": \"ec2:DescribeInstances\"}"},
                            {"since", "2026-11-25T14:03:22Z"}}}}}};

  EXPECT_EQ(run({"servers", "list"}), 0);

  EXPECT_EQ(out.str(),
            "No server is known that fits.\n\n"
            "Unknown, not empty (1 part): what is there could not be read\n"
            "ACCOUNT     REGIONS    CAUSE       SINCE                    REASON\n"
            "Vale Verde  eu-west-1  permission  2026-11-25 14:03:22 UTC  the role may not describe "
            "servers\n"
            "Add to the policy of the role or user:\n"
            "  {\"Action\": \"ec2:DescribeInstances\"}\n");
}

TEST_F(CommandLine, ShowsRegionsThatAreUnknownForOneReasonInOneLine) {
  const auto blocked = [](const char* region) {
    return Json{{"account_name", "Vale Verde"},
                {"region", region},
                {"cause", "blocked"},
                {"since", "2026-11-25T14:03:22Z"},
                {"reason", "blocked by the organisation"}};
  };
  script.answers = {Json{{"servers", Json::array()},
                         {"read", Json::array()},
                         {"unknown", {blocked("eu-west-1"), blocked("eu-west-2")}}}};

  run({"servers", "list"});

  EXPECT_NE(out.str().find("Vale Verde  eu-west-1 eu-west-2  blocked"), std::string::npos);
}

TEST_F(CommandLine, ShowsWhatIsNotKnownOfAServerAsUnknown) {
  script.answers = {Json{{"servers",
                          {{{"id", "i-1"},
                            {"name", nullptr},
                            {"state", nullptr},
                            {"type", "t3.micro"},
                            {"account_name", "Aurora"},
                            {"region", "sa-east-1"},
                            {"observed_at", "2026-11-25T14:03:22.5Z"}}}}}};

  run({"servers", "list"});

  EXPECT_EQ(out.str().substr(0, out.str().find("\n\n")),
            "NAME  ID   STATE    TYPE      ACCOUNT  REGION     SEEN\n"
            "–     i-1  unknown  t3.micro  Aurora   sa-east-1  2026-11-25 14:03:22 UTC");
}

TEST_F(CommandLine, SaysInTheRequestWhatAStopMayDo) {
  script.answers = {running};

  run({"servers", "stop", "i-1", "i-2", "--account", "Aurora", "--force-after-minutes", "5",
       "--accept-loss", "public_address", "--despite-pause", "the site is down",
       "--idempotency-key", "k1"});

  EXPECT_EQ(script.asked[0], "POST /api/v1/servers/stop");
  EXPECT_EQ(
      script.last_body,
      (Json{{"servers",
             {{{"id", "i-1"}, {"account", "Aurora"}}, {{"id", "i-2"}, {"account", "Aurora"}}}},
            {"force_after_minutes", 5},
            {"accept_losses", {"public_address"}},
            {"despite_pause", "the site is down"}}));
  EXPECT_EQ(script.last_key, "k1");
}

TEST_F(CommandLine, FollowsAnOperationToItsEndAndSaysHowItEnded) {
  script.answers = {running, running, ended("refused")};

  EXPECT_EQ(run({"servers", "stop", "i-1", "--wait"}), exit_code_of_state("refused"));

  EXPECT_EQ(script.asked, (std::vector<std::string>{"POST /api/v1/servers/stop",
                                                    "GET /api/v1/operations/op_1?wait_ms=20000",
                                                    "GET /api/v1/operations/op_1?wait_ms=20000"}));
  EXPECT_NE(out.str().find("protected against stopping"), std::string::npos) << out.str();
  EXPECT_EQ(err.str(), "") << "progress is for terminals alone";
}

TEST_F(CommandLine, ShowsProgressOnATerminalsErrorStreamAlone) {
  is_terminal = true;
  script.answers = {running, ended("succeeded")};

  EXPECT_EQ(run({"servers", "stop", "i-1", "--wait", "--json"}), 0);

  EXPECT_NE(err.str().find("servers.stop: 0 of 0"), std::string::npos);
  EXPECT_EQ(Json::parse(out.str())["state"], "succeeded");
}

TEST_F(CommandLine, DoesNotWaitUnasked) {
  script.answers = {running};

  EXPECT_EQ(run({"servers", "start", "i-1"}), 0);

  EXPECT_EQ(script.asked.size(), 1U);
  EXPECT_NE(out.str().find("mirante operations show op_1 --wait"), std::string::npos) << out.str();
}

TEST_F(CommandLine, GivesEachOutcomeAnExitCodeOfItsOwn) {
  EXPECT_EQ(exit_code_of_state("succeeded"), 0);
  EXPECT_EQ(exit_code_of_state("refused"), 7);
  EXPECT_EQ(exit_code_of_state("cancelled"), 12);
  EXPECT_EQ(exit_code_of_state("partial"), 20);
  EXPECT_EQ(exit_code_of_state("failed"), 21);
  EXPECT_EQ(exit_code_of_state("needs_person"), 22);
  EXPECT_EQ(exit_code_of_state("from-the-future"), 1);
}

TEST_F(CommandLine, NeverTakesASecretFromTheArguments) {
  EXPECT_EQ(run({"account", "add", "Aurora", "--keys", "--access-key-id", "AKIA1",
                 "--secret-access-key", "s3cret"}),
            meaning_of(ErrorKind::invalid).exit_code);
  EXPECT_TRUE(script.asked.empty());
}

TEST_F(CommandLine, AsksForTheSecretOfKeys) {
  ::unsetenv("MIRANTE_SECRET_ACCESS_KEY");

  run({"account", "add", "Aurora", "--keys", "--access-key-id", "AKIA1"});

  EXPECT_EQ(script.last_body["secret_access_key"], "typed-secret");
  EXPECT_EQ(script.last_body["connection"], "keys");
}

TEST_F(CommandLine, SaysWhatToDoInAwsForARole) {
  script.answers = {
      Json{{"account", {{"name", "Aurora Loja"}, {"external_id", "ext-1"}}},
           {"instructions",
            {{"cloudshell_command", "aws iam create-role …"}, {"role_name", "mirante-ext"}}}}};

  EXPECT_EQ(run({"account", "add", "--role", "Aurora Loja"}), 0);

  EXPECT_NE(out.str().find("External id: ext-1"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("aws iam create-role …"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("mirante account connect 'Aurora Loja' --role-arn "
                           "arn:aws:iam::ACCOUNT:role/mirante-ext"),
            std::string::npos)
      << out.str();
}

TEST_F(CommandLine, EndsACheckThatFoundSomethingWithItsOwnExitCode) {
  script.answers = {
      Json{{"permissions",
            {{{"action", "ec2:StopInstances"}, {"result", "denied"}, {"policy_line", "{…}"}}}}}};

  EXPECT_EQ(run({"account", "check", "Aurora"}), exit_attention);
  EXPECT_NE(out.str().find("Add to the policy"), std::string::npos) << out.str();
}

TEST_F(CommandLine, ExitsWithTheCodeOfTheErrorsKindAndWritesNothingOnStandardOutput) {
  script.failure = Error{.kind = ErrorKind::not_found,
                         .message = "there is no server \x1b[31mi-1",
                         .field = "id",
                         .code = "server.unknown"};

  EXPECT_EQ(run({"servers", "show", "i-1"}), 5);

  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(), "mirante: there is no server \uFFFD[31mi-1 (id) [server.unknown]\n");
}

TEST_F(CommandLine, TellsErrorsAsJsonToWhoAskedForJson) {
  script.failure = Error{.kind = ErrorKind::refused, .message = "paused", .code = "policy.paused"};

  EXPECT_EQ(run({"servers", "start", "i-1", "--json"}), 7);

  const auto error = Json::parse(err.str());
  EXPECT_EQ(error["kind"], "refused");
  EXPECT_EQ(error["code"], "policy.paused");
}

TEST_F(CommandLine, RefusesWrongUseAsInvalid) {
  EXPECT_EQ(run({}), 2);
  EXPECT_EQ(run({"servers"}), 2);
  EXPECT_EQ(run({"servers", "start"}), 2);
  EXPECT_EQ(run({"servers", "explode", "i-1"}), 2);
  EXPECT_EQ(run({"pause"}), 2);
  EXPECT_EQ(run({"servers", "stop", "i-1", "--force", "--force-after-minutes", "3"}), 2);
  EXPECT_EQ(run({"servers", "never-switch-off", "i-1"}), 2);
  EXPECT_EQ(out.str(), "");
  EXPECT_TRUE(script.asked.empty());
}

TEST_F(CommandLine, PutsHelpOnStandardOutput) {
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_NE(out.str().find("servers"), std::string::npos);
  EXPECT_EQ(err.str(), "");
}

TEST_F(CommandLine, SpeaksToTheDataFolderThatIsNamed) {
  run({"operations", "list", "--data", "/srv/mirante"});

  EXPECT_EQ(reached.data, "/srv/mirante");
  EXPECT_EQ(reached.socket, "/srv/mirante/mirante.sock");
}

TEST_F(CommandLine, LetsFlagsWinOverTheEnvironment) {
  ::setenv("MIRANTE_DATA", "/from/environment", 1);
  run({"operations", "list"});
  const auto from_environment = reached.data;
  run({"operations", "list", "--data", "/from/flag"});
  ::unsetenv("MIRANTE_DATA");

  EXPECT_EQ(from_environment, "/from/environment");
  EXPECT_EQ(reached.data, "/from/flag");
}

TEST_F(CommandLine, HandsStoreCommandsEverythingBehindTheirName) {
  EXPECT_EQ(run({"audit", "verify", "--file", "a.jsonl", "--head", "3:ff", "--help"}), 13);

  EXPECT_EQ(store_arguments,
            (std::vector<std::string>{"--file", "a.jsonl", "--head", "3:ff", "--help"}));
}

TEST_F(CommandLine, ScopesPausesAndResumes) {
  run({"pause", "--customer", "Aurora", "--reason", "month end"});
  EXPECT_EQ(script.last_body,
            (Json{{"scope", "customer"}, {"id", "Aurora"}, {"reason", "month end"}}));
  EXPECT_EQ(out.str(), "Paused customer \"Aurora\": month end\n");

  run({"resume", "--customer", "Aurora"});
  EXPECT_EQ(script.asked.back(), "DELETE /api/v1/pauses?scope=customer&id=Aurora");
}

TEST_F(CommandLine, InvitesSomebodyLimitedToWhatTheyAreNamed) {
  script.answers = {Json{{"customers", {{{"id", "cu_1"}, {"name", "Aurora"}}}}},
                    Json{{"accounts", {{{"id", "ac_1"}, {"name", "Loja"}}}}},
                    Json{{"email", "bia@example.com"}, {"role", "operator"}, {"path", "/join#x"}}};

  EXPECT_EQ(run({"user", "add", "bia@example.com", "--role", "operator", "--customer", "Aurora",
                 "--account", "ac_1", "--url", "https://painel.example.com/"}),
            0)
      << err.str();

  EXPECT_EQ(script.asked.back(), "POST /api/v1/invitations");
  EXPECT_EQ(script.last_body["limits"], (Json{{"customers", {"cu_1"}}, {"accounts", {"ac_1"}}}));
  EXPECT_NE(out.str().find("https://painel.example.com/join#x\n"), std::string::npos) << out.str();
}

TEST_F(CommandLine, InvitesNobodyWithALimitThatIsNotThere) {
  script.answers = {Json{{"customers", Json::array()}}};

  EXPECT_EQ(run({"user", "add", "bia@example.com", "--customer", "Aurora"}), 5);

  EXPECT_EQ(script.asked.size(), 1U);
}

TEST_F(CommandLine, FindsAMemberByAddressForANewPasswordOrAToken) {
  const Json members{{"members", {{{"user", {{"id", "us_1"}, {"email", "bia@example.com"}}}}}}};
  script.answers = {members, Json{{"email", "bia@example.com"}, {"path", "/new-password#x"}}};
  EXPECT_EQ(run({"user", "reset", "Bia@Example.com"}), 0) << err.str();
  EXPECT_EQ(script.asked.back(), "POST /api/v1/members/us_1/new-password");

  script.answers = {members, Json{{"token", "mt_secret"}}};
  EXPECT_EQ(run({"user", "token", "bia@example.com", "--name", "robot"}), 0) << err.str();
  EXPECT_EQ(script.asked.back(), "POST /api/v1/members/us_1/tokens");
  EXPECT_EQ(script.last_body, (Json{{"name", "robot"}, {"role", "viewer"}, {"days", 90}}));
  EXPECT_TRUE(out.str().ends_with("mt_secret\n"));

  script.answers = {members};
  EXPECT_EQ(run({"user", "reset", "bia@example.com", "--second-factor"}), 0) << err.str();
  EXPECT_EQ(script.asked.back(), "DELETE /api/v1/members/us_1/authenticator");

  script.answers = {members};
  EXPECT_EQ(run({"user", "reset", "caio@example.com"}), 5);
}

TEST_F(CommandLine, AddsACompanyWithALinkForItsFirstAdministrator) {
  const Json link{{"email", "bia@example.com"}, {"role", "admin"}, {"path", "/join#x"}};
  script.answers = {Json{{"id", "tn_1"}, {"name", "Norte"}, {"invitation", link}}};

  EXPECT_EQ(run({"tenant", "add", "Norte", "--admin", "bia@example.com", "--url",
                 "https://painel.example.com"}),
            0)
      << err.str();

  EXPECT_EQ(script.asked, (std::vector<std::string>{"POST /api/v1/tenants"}));
  EXPECT_EQ(script.last_body, (Json{{"company", "Norte"}, {"email", "bia@example.com"}}));
  EXPECT_NE(out.str().find("https://painel.example.com/join#x\n"), std::string::npos) << out.str();
}

TEST_F(CommandLine, SaysWhoAdministersACompanyWithoutALink) {
  script.answers = {Json{{"id", "tn_1"}, {"name", "Norte"}, {"invitation", nullptr}}};

  EXPECT_EQ(run({"tenant", "add", "Norte", "--admin", "ana@example.com"}), 0) << err.str();

  EXPECT_EQ(out.str(),
            "The company Norte is added.\n"
            "ana@example.com is its administrator, and finds it in the panel's head.\n");
}

TEST_F(CommandLine, ListsCompanies) {
  script.answers = {Json{{"tenants",
                          {{{"id", "tn_1"},
                            {"name", "Norte"},
                            {"administrators", 0},
                            {"created_at", "2026-03-02T10:00:00Z"}}}}}};

  EXPECT_EQ(run({"tenant", "list"}), 0) << err.str();

  EXPECT_EQ(out.str(),
            "COMPANY  ID    ADMINISTRATORS  SINCE\n"
            "Norte    tn_1  0               2026-03-02 10:00:00 UTC\n");
}

TEST_F(CommandLine, ActsInTheCompanyThatIsNamed) {
  run({"servers", "list", "--tenant", "Norte"});
  EXPECT_EQ(reached.tenant, "Norte");

  run({"servers", "list"});
  EXPECT_EQ(reached.tenant, "");
  EXPECT_EQ(run({"tenant", "list", "--tenant", "Norte"}), 2);  // Of no company.
}

TEST_F(CommandLine, SaysWhatIsNotKnownOfPeopleAndMails) {
  script.answers = {
      Json{{"members", {{{"user", {{"email", "bia@example.com"}}}, {"role", "viewer"}}}}}};
  EXPECT_EQ(run({"user", "list"}), 0) << err.str();
  EXPECT_NE(out.str().find("unknown"), std::string::npos) << out.str();
  EXPECT_EQ(out.str().find("off"), std::string::npos) << out.str();

  script.answers = {Json{{"to", "bia@example.com"},
                         {"outcome", "unknown"},
                         {"accepted", false},
                         {"said", "the answer is lost"},
                         {"transcript", ""}}};
  EXPECT_EQ(run({"mail", "test", "bia@example.com"}), exit_attention);
  EXPECT_NE(out.str().find("not known whether"), std::string::npos) << out.str();
}

TEST_F(CommandLine, MakesAMaintenanceWindowForServersByNameAndByFilter) {
  script.answers = {
      {{"accounts", {{{"id", "ac_1"}, {"name", "Loja"}}}}},
      {{"id", "mw_1"},
       {"begin", "2026-03-07T22:00:00Z"},
       {"end", "2026-03-08T04:00:00Z"},
       {"reason", "correções"},
       {"by", "Ana"},
       {"targets", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}}}}};

  const auto code = run({"maintenance", "add", "--end", "2026-03-08T01:00:00-03:00", "--reason",
                         "correções", "--server", "Loja/sa-east-1/i-1", "--tag", "Papel=web"});

  EXPECT_EQ(code, 0) << err.str();
  EXPECT_EQ(script.asked.back(), "POST /api/v1/maintenance");
  EXPECT_EQ(
      script.last_body,
      (Json{{"end", "2026-03-08T01:00:00-03:00"},
            {"reason", "correções"},
            {"targets",
             {{"servers", {{{"account", "ac_1"}, {"region", "sa-east-1"}, {"server", "i-1"}}}},
              {"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}}}}));
  EXPECT_NE(out.str().find("2026-03-08 04:00:00 UTC"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("tags Papel:web"), std::string::npos) << out.str();
}

TEST_F(CommandLine, RefusesAPlaceOfAMaintenanceWindowThatNamesNoServer) {
  script.answers = {{{"accounts", {{{"id", "ac_1"}, {"name", "Loja"}}}}}};

  run({"maintenance", "add", "--end", "2026-03-08T01:00:00-03:00", "--reason", "x", "--server",
       "i-1"});

  EXPECT_NE(err.str().find("ACCOUNT/REGION/SERVER"), std::string::npos) << err.str();
}

TEST_F(CommandLine, ListsAndEndsMaintenanceWindows) {
  script.answers = {{{"windows", Json::array()}}};

  run({"maintenance", "list"});
  run({"maintenance", "end", "mw_1"});

  EXPECT_NE(out.str().find("No maintenance window is set."), std::string::npos);
  EXPECT_EQ(script.asked.back(), "DELETE /api/v1/maintenance/mw_1");
}

TEST_F(CommandLine, PausesTheScheduleOfThatNameAndNoneThatOnlyContainsIt) {
  script.answers = {
      Json{{"schedules", {{{"name", "Comercial SP"}, {"id", "sc_1"}}}}, {"next", "p2"}},
      Json{{"schedules", {{{"name", "Comercial"}, {"id", "sc_2"}}}}},
      Json{{"name", "Comercial"}, {"id", "sc_2"}, {"state", "paused"}}};

  EXPECT_EQ(run({"schedule", "pause", "Comercial"}), 0);

  ASSERT_EQ(script.asked.size(), 3U);
  EXPECT_EQ(script.asked[0], "GET /api/v1/schedules?limit=500&q=Comercial");
  EXPECT_EQ(script.asked[1], "GET /api/v1/schedules?limit=500&q=Comercial&after=p2");
  EXPECT_EQ(script.asked[2], "POST /api/v1/schedules/sc_2/pause");
}

TEST_F(CommandLine, TakesWhatIsNoNameOfAScheduleForItsId) {
  script.answers = {Json{{"schedules", Json::array()}}, Json{{"id", "sc_7"}}};

  EXPECT_EQ(run({"schedule", "show", "sc_7"}), 0);

  EXPECT_EQ(script.asked.back(), "GET /api/v1/schedules/sc_7");
}

TEST_F(CommandLine, ShowsThatTheNextInstantOfAChangedScheduleIsUnknownAndNotNever) {
  script.answers = {
      Json{{"schedules",
            {{{"name", "A"},
              {"state", "active"},
              {"mode", "edges"},
              {"approved", 3},
              {"next_due", {{"local", "2026-03-02T19:00:00-03:00"}, {"zone", "America/Sao_Paulo"}}},
              {"id", "sc_1"}},
             {{"name", "B"},
              {"state", "active"},
              {"mode", "enforce"},
              {"approved", 1},
              {"id", "sc_2"}}}}}};

  EXPECT_EQ(run({"schedule", "list"}), 0);

  EXPECT_EQ(out.str(),
            "NAME  STATE   MODE     APPROVED  NEXT                                         ID\n"
            "A     active  edges    3         2026-03-02T19:00:00-03:00 America/Sao_Paulo  sc_1\n"
            "B     active  enforce  1         unknown                                      sc_2\n");
}

TEST_F(CommandLine, ExplainsAServerWithWhatWasDecidedAndWhatCameOfIt) {
  script.answers = {
      Json{{"schedules", {{{"id", "sc_1"}, {"name", "Comercial"}}}},
           {"decisions",
            {{{"local", "2026-03-02T19:00:00-03:00"},
              {"zone", "America/Sao_Paulo"},
              {"schedule_name", "Comercial"},
              {"action", "stop"},
              {"reason", {{"text", "schedule sc_1"}}},
              {"outcome", "requested"},
              {"operation", {{"outcome", "succeeded"}, {"observed_state", "stopped"}}}}}}}};

  EXPECT_EQ(run({"schedule", "explain", "i-1", "--before", "2026-03-03T00:00:00Z"}), 0);

  EXPECT_EQ(script.asked[0], "GET /api/v1/servers/i-1/decisions?after=2026-03-03T00%3A00%3A00Z");
  EXPECT_NE(out.str().find("requested, succeeded, stopped"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace mirante::commands
