#include <CLI/App.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "main/commands/commands.h"
#include "main/commands/exit_codes.h"
#include "main/commands/session.h"
#include "main/commands/show_records.h"

namespace mirante::commands {
namespace {

void add_test(CLI::App& mail, Session& session) {
  auto address = std::make_shared<std::string>();  // Shared: CLI11 keeps the callback.
  auto* command = mail.add_subcommand("test", "Send a mail now, and show all that was said");
  session.add_common_options(*command);
  command->add_option("address", *address, "To whom, as ana@example.com")->required();
  command->callback([address, &session] {
    const auto tried = session.api().send(
        {.method = "POST", .path = "/api/v1/mail/test", .body = Json{{"to", *address}}});
    session.answer(tried, show_tried_mail);
    if (!tried.value("accepted", false)) session.set_exit_code(exit_attention);
  });
}

void add_list(CLI::App& mail, Session& session) {
  auto state = std::make_shared<std::string>("failed");  // Shared: as above.
  auto* command = mail.add_subcommand("list", "Mails of the last 90 days, and what was answered");
  session.add_common_options(*command);
  command->add_option("--state", *state, "waiting, accepted or failed")->capture_default_str();
  command->callback([state, &session] {
    session.answer(session.api().send({.path = "/api/v1/mails", .query = {{"state", *state}}}),
                   show_mails);
  });
}

}  // namespace

void add_mail_commands(CLI::App& cli, Session& session) {
  auto* mail = cli.add_subcommand("mail", "Mails that the panel sends");
  mail->require_subcommand(1);
  add_test(*mail, session);
  add_list(*mail, session);
}

}  // namespace mirante::commands
