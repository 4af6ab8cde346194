// A company whose servers with the tag Papel=web follow a schedule of office hours, in a panel that
// writes its mails into a folder. Monday, 07:00 in São Paulo, when a test begins.
#pragma once

#include "main/testing/mail_files.h"
#include "main/testing/panel.h"

namespace mirante::testing {

class MailedOffice : public PanelTest {
 protected:
  /// One account of the estate is connected and swept.
  explicit MailedOffice(std::string_view estate)
      : PanelTest({.estate = estate, .sends_mails = true}) {
    start();
    connect(0, "Loja", "Aurora");
    sweep();
  }

  /// From 08:00 to 19:00 on working days; ops@example.com hears a quarter of an hour before a stop.
  static Json office(Json settings = Json::object()) {
    if (!settings.contains("notice"))
      settings["notice"] = {{"minutes", 15}, {"to", {"ops@example.com"}}};
    // Nobody sweeps again here, so that a check would find all servers seen long ago.
    if (!settings.contains("preflight_hours")) settings["preflight_hours"] = 0;
    return {{"name", "Comercial"},
            {"zone", "America/Sao_Paulo"},
            {"mode", "edges"},
            {"rules",
             {{{"window",
                {{"begin", "08:00"},
                 {"end", "19:00"},
                 {"days", {{"weekdays", {"mon", "tue", "wed", "thu", "fri"}}}}}}}}},
            {"targets", {{"filter", {{"tags", {{{"key", "Papel"}, {"value", "web"}}}}}}}},
            {"settings", settings}};
  }
  Json make(const Json& draft) {
    auto answer = ask("POST", "/api/v1/schedules", draft);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return std::move(answer.json);
  }
  void go_to(std::string_view instant) {
    loop.run(sleep_for(loop, *parse_iso8601(instant) - loop.clock().now()));
  }
  std::vector<std::string> mails() const { return mails_in(folder.path() / "mail"); }
  std::string state_of(const Json& server) {
    return get("/api/v1/servers/" + server["id"].get<std::string>())["state"];
  }
  Json place_of(const Json& server) {
    return {{"account", server["account"]}, {"region", "sa-east-1"}, {"server", server["id"]}};
  }
};

}  // namespace mirante::testing
