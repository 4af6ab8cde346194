// The program: `mirante serve`, and the commands that speak to it.
#include "main/commands/cli.h"
#include "main/commands/socket_client.h"
#include "main/demo/demo.h"
#include "main/schedule_commands.h"
#include "main/serve.h"
#include "main/store_commands.h"
#include "main/web_files.h"

namespace {

constexpr const char* version = MIRANTE_VERSION;

}  // namespace

int main(int argc, char** argv) {
  using namespace mirante;
  auto terminal = commands::process_terminal();
  const commands::Program program{
      .version = version,
      .connect = commands::connect_socket,
      .store_commands = {
          {.group = "",
           .name = "serve",
           .says = "Run the panel",
           .run =
               [](auto arguments, auto& out) {
                 return serve(std::move(arguments), out, {version, web_files()});
               }},
          {.group = "",
           .name = "demo",
           .says = "Run the panel beside a simulated AWS: nothing is real, nothing costs anything",
           .run =
               [](auto arguments, auto& out) {
                 return demo::demo(std::move(arguments), out, {version, web_files()});
               }},
          {.group = "", .name = "doctor", .says = "Say what works and what to do", .run = doctor},
          {.group = "",
           .name = "migrate",
           .says = "Bring the tables up to date, or say what that would change",
           .run = migrate},
          {.group = "state",
           .group_says = "The panel's own data: keep them, put them back, change the database",
           .name = "backup",
           .says = "Write all data of one moment into a file, also while the panel runs",
           .run = state_backup},
          {.group = "state",
           .name = "restore",
           .says = "Put a backup into an empty data folder or database",
           .run = state_restore},
          {.group = "state",
           .name = "move",
           .says = "Move the data from SQLite to MariaDB, or back; stop the panel first",
           .run = state_move},
          {.group = "state",
           .name = "rekey",
           .says = "Seal all secrets anew by a new master key, while no panel runs",
           .run = state_rekey},
          {.group = "audit",
           .name = "verify",
           .says = "Check that nobody has edited the audit",
           .run = audit_verify},
          {.group = "schedule",
           .name = "simulate",
           .says = "Show what a stored schedule, or those in a file, would do, and why",
           .run = schedule_simulate}}};
  return commands::run(program, terminal, {argv + 1, argv + argc});
}
