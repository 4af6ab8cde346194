// The commands, room by room: options into a request, the request to the API, the answer onto the
// terminal. Each function adds its subcommands; their callbacks refer to `session`, which must
// outlive the parse.
#pragma once

#include <CLI/App.hpp>
#include <string>

namespace mirante::commands {

class Session;

void add_account_commands(CLI::App& cli, Session& session);
void add_servers_commands(CLI::App& cli, Session& session);
void add_databases_commands(CLI::App& cli, Session& session);
void add_sweep_command(CLI::App& cli, Session& session);
void add_operations_commands(CLI::App& cli, Session& session);
void add_pause_commands(CLI::App& cli, Session& session);
void add_maintenance_commands(CLI::App& cli, Session& session);
/// Without `verify`, which opens the store and is main's.
void add_audit_commands(CLI::App& cli, Session& session);
void add_user_commands(CLI::App& cli, Session& session);
void add_tenant_commands(CLI::App& cli, Session& session);
void add_mail_commands(CLI::App& cli, Session& session);
void add_usage_command(CLI::App& cli, Session& session);
/// Without `simulate`, which also reads files and knows the rules, and is main's.
void add_schedule_commands(CLI::App& cli, Session& session);

/// The id of the schedule with this name; the name itself where there is none, as it may be an id.
std::string find_schedule(Session& session, const std::string& name);

}  // namespace mirante::commands
