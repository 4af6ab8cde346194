#include "main/store_commands.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "features/audit/read_audit.h"
#include "features/identity/tenant_store.h"
#include "features/identity/user.h"
#include "main/commands/cli.h"
#include "main/commands/exit_codes.h"
#include "main/commands/show_records.h"
#include "main/commands/socket_client.h"
#include "main/commands/texts.h"
#include "main/doctor.h"
#include "main/install.h"
#include "main/state.h"
#include "platform/runtime/real_loop.h"

namespace mirante {
namespace {

/// Options and where the panel is, if one runs.
struct Line {
  commands::Session session;
  CLI::App cli;

  Line(commands::Terminal& terminal, const std::string& says, const std::string& name)
      : session(terminal, commands::connect_socket), cli(says, name) {}

  /// Nullopt: go on; else the exit code.
  std::optional<int> parse(std::vector<std::string> arguments) {
    return commands::parse(cli, std::move(arguments), session.terminal());
  }
  bool panel_runs() const { return commands::is_listening(session.reach().socket); }
};

audit::Verification verify_exported(const std::string& path,
                                    const std::optional<audit::Head>& kept) {
  std::ifstream file(path);
  if (!file)
    throw Failure(
        Error{.kind = ErrorKind::not_found, .message = path + " cannot be read", .field = "file"});
  return audit::verify_file(file, kept);
}

using namespace std::chrono_literals;

constexpr auto move_pause = 200ms;
constexpr auto move_patience = 10min;  // Of silence.

struct Became {
  std::optional<Json> last = {};  // What came of the wish; nullopt: not known yet.
  bool is_silent = false;         // Nobody answers, before and after the data are copied.
};
Became what_became_of(commands::ApiClient& api, const std::string& id) {
  try {
    auto last = api.send({.path = "/api/v1/state/move"})["last"];
    if (last.is_object() && last["id"] == id) return {.last = std::move(last)};
  } catch (const Failure& failure) {
    const auto& code = failure.error().code;
    if (code == "panel.not_running" || code == "panel.lost") return {.is_silent = true};
    if (code != "state.moving") throw;
  }
  return {};
}

/// The panel that runs moves its own data, and goes on over the other database.
Json move_running(commands::Session& session, const std::string& to) {
  const auto asked =
      session.api().send({.method = "POST", .path = "/api/v1/state/move", .body = {{"to", to}}});
  const auto id = asked["id"].get<std::string>();
  commands::ProgressLine line(session.terminal());
  line.show(commands::texts::state_moving);
  RealLoop loop;
  for (auto silence = 0ms; silence < move_patience; silence += move_pause) {
    loop.run(sleep_for(loop, move_pause));
    const auto became = what_became_of(session.api(), id);
    if (!became.is_silent) silence = 0ms;
    const auto& last = became.last;
    if (!last) continue;
    if (const auto problem = last->find("problem"); problem != last->end())
      throw Failure(Error{
          .kind = ErrorKind::conflict,
          .message = (*problem)["detail"].get<std::string>() + "; the panel goes on where it was",
          .code = (*problem)["code"].get<std::string>()});
    return (*last)["move"];
  }
  throw Failure(Error{.kind = ErrorKind::timeout,
                      .message = "the panel has not answered for 10 minutes; its log says why",
                      .code = "panel.lost"});
}

/// Without a panel: of the folder's own store.
audit::Verification verify_folder(const commands::Reach& reach,
                                  const std::optional<audit::Head>& kept) {
  const auto& data = reach.data;
  if (!std::filesystem::exists(sql::database_file(data)))
    throw Failure(Error{.kind = ErrorKind::unavailable,
                        .message = "no panel runs on " + data.string() +
                                   ", and there is no store to read in it; start `mirante serve`",
                        .code = "panel.not_running"});
  const sql::DataFolder folder(data);
  const auto engine =
      sql::open_sqlite({.path = folder.database(), .running = sql::Running::inline_});
  RealLoop loop;
  const auto db = engine->attach(loop);
  return loop.run(db->read([&](sql::Snapshot& snapshot) {
    const auto tenant = reach.tenant.empty() ? identity::first_tenant(snapshot)
                                             : identity::find_tenant_called(snapshot, reach.tenant);
    if (!tenant) throw Failure(ErrorKind::not_found, "the store holds no tenant yet");
    return audit::verify(snapshot, tenant->id, kept);
  }));
}

std::string shown(const Json& verified) {
  return fmt::format(commands::texts::audit_whole, verified["records"].get<std::int64_t>(),
                     verified["head"].get<std::string>());
}

}  // namespace

int audit_verify(std::vector<std::string> arguments, commands::Terminal& terminal) {
  Line line(terminal, "Check that nobody has edited the audit", "mirante audit verify");
  line.session.add_common_options(line.cli);
  std::string file, head;
  line.cli.add_option("--file", file, "An exported chain (`mirante audit export`)");
  line.cli.add_option("--head", head, "A head that was noted earlier; the chain must contain it");
  if (const auto code = line.parse(std::move(arguments))) return *code;

  std::optional<audit::Head> kept;
  if (!head.empty()) kept = or_throw(audit::parse_head(head));
  Json verified;
  if (!file.empty()) {
    verified = audit::to_json(verify_exported(file, kept));
  } else if (line.panel_runs()) {
    commands::ApiRequest request{.path = "/api/v1/audit/verify"};
    if (kept) request.query.emplace_back("head", head);
    verified = line.session.api().send(request);
  } else {
    verified = audit::to_json(verify_folder(line.session.reach(), kept));
  }
  if (!verified["whole"].get<bool>())
    throw Failure(Error{.kind = ErrorKind::corrupt,
                        .message = fmt::format(commands::texts::audit_broken,
                                               verified["broken"].get<std::string>()),
                        .code = "audit.broken"});
  line.session.answer(verified, shown);
  return line.session.exit_code();
}

int doctor(std::vector<std::string> arguments, commands::Terminal& terminal) {
  Line line(terminal, "Look at everything that the panel needs; say what to do", "mirante doctor");
  line.session.add_common_options(line.cli);
  std::string name(to_string(commands::language_of_environment()));
  line.cli.add_option("--lang", name, "pt-BR or en; default: as LC_ALL, LC_MESSAGES or LANG says")
      ->check(CLI::IsMember({"pt-BR", "en"}));
  if (const auto code = line.parse(std::move(arguments))) return *code;
  const auto language = or_throw(identity::parse_language(name));
  const commands::ApiRequest request{.path = "/api/v1/doctor",
                                     .query = {{"mail", "true"}, {"language", name}}};
  const auto found = line.panel_runs()
                         ? line.session.api().send(request)
                         : to_json(examine_folder(line.session.reach().data, language));
  line.session.answer(found, [&name](const Json& answer) {
    return commands::show_findings(answer, name == to_string(commands::Language::portuguese)
                                               ? commands::Language::portuguese
                                               : commands::Language::english);
  });
  return commands::has_problem(found) ? commands::exit_attention : commands::exit_fine;
}

namespace {

void add_database(CLI::App& cli, std::string& database) {
  cli.add_option("--database", database,
                 "mysql://user:password@host:port/database (or MIRANTE_DATABASE, which others "
                 "cannot see in the list of processes); default: SQLite in the data folder")
      ->envname("MIRANTE_DATABASE");
}

std::string shown_migrated(const Json& made) {
  const auto listed = [](const Json& names) {
    std::string text;
    for (const auto& name : names) text += "  " + name.get<std::string>() + "\n";
    return text;
  };
  const auto database = made["database"].get<std::string>();
  if (!made["pending"].empty())
    return fmt::format(commands::texts::migrate_planned, database) + listed(made["pending"]);
  if (made["applied"].empty()) return fmt::format(commands::texts::migrate_nothing, database);
  auto text = fmt::format(commands::texts::migrated, database) + listed(made["applied"]);
  if (made["backup"].is_string())
    text += fmt::format(commands::texts::migrate_backup, made["backup"].get<std::string>());
  return text;
}

std::string shown_backup(const Json& made) {
  auto text = fmt::format(commands::texts::state_backed_up, made["rows"].get<std::int64_t>(),
                          made["made_at"].get<std::string>(), made["file"].get<std::string>());
  if (made["has_key"].get<bool>()) return text + std::string(commands::texts::state_has_key);
  return text + fmt::format(commands::texts::state_lacks_key, made["key_file"].get<std::string>());
}

std::string shown_restored(const Json& made) {
  return fmt::format(commands::texts::state_restored, made["rows"].get<std::int64_t>(),
                     made["made_at"].get<std::string>(), made["database"].get<std::string>(),
                     made["ended_operations"].get<int>());
}

std::string shown_moved(const Json& made, std::string_view text) {
  return fmt::format(fmt::runtime(text), made["rows"].get<std::int64_t>(),
                     made["database"].get<std::string>(), made["kept"].get<std::string>());
}

}  // namespace

int migrate(std::vector<std::string> arguments, commands::Terminal& terminal) {
  Line line(terminal, "Bring the tables up to date before the panel starts", "mirante migrate");
  line.session.add_panel_options(line.cli);
  std::string database;
  bool is_plan = false;
  line.cli.add_flag("--plan", is_plan, "Only say what would be done");
  add_database(line.cli, database);
  if (const auto code = line.parse(std::move(arguments))) return *code;
  line.session.answer(migrate_store({.data = line.session.reach().data, .database = database},
                                    is_plan ? Migrating::plan : Migrating::now),
                      shown_migrated);
  return line.session.exit_code();
}

int state_backup(std::vector<std::string> arguments, commands::Terminal& terminal) {
  Line line(terminal, "Write all data of one moment into a file", "mirante state backup");
  line.session.add_panel_options(line.cli);
  std::string file, database;
  bool with_key = false;
  line.cli.add_option("file", file, "A file that is not there yet")->required();
  line.cli.add_flag("--with-key", with_key, "The master key as well, so that the file suffices");
  add_database(line.cli, database);
  if (const auto code = line.parse(std::move(arguments))) return *code;
  line.session.answer(back_up_state({.data = line.session.reach().data, .database = database}, file,
                                    with_key ? WithKey::yes : WithKey::no),
                      shown_backup);
  return line.session.exit_code();
}

int state_restore(std::vector<std::string> arguments, commands::Terminal& terminal) {
  Line line(terminal, "Put a backup into an empty data folder or database",
            "mirante state restore");
  line.session.add_panel_options(line.cli);
  std::string file, database;
  line.cli.add_option("file", file, "What `mirante state backup` wrote")->required();
  add_database(line.cli, database);
  if (const auto code = line.parse(std::move(arguments))) return *code;
  line.session.answer(
      restore_state({.data = line.session.reach().data, .database = database}, file),
      shown_restored);
  return line.session.exit_code();
}

int state_rekey(std::vector<std::string> arguments, commands::Terminal& terminal) {
  Line line(terminal, "Seal all secrets anew by a new master key, while no panel runs",
            "mirante state rekey");
  line.session.add_panel_options(line.cli);
  std::string database;
  add_database(line.cli, database);
  if (const auto code = line.parse(std::move(arguments))) return *code;
  line.session.answer(
      rekey_state({.data = line.session.reach().data, .database = database}), [](const Json& made) {
        return fmt::format(commands::texts::state_rekeyed, made["key"].get<std::string>(),
                           made["sealed"].get<int>(), made["key_file"].get<std::string>());
      });
  return line.session.exit_code();
}

int state_move(std::vector<std::string> arguments, commands::Terminal& terminal) {
  Line line(terminal,
            "Move the data from SQLite to MariaDB, also while the panel runs, or back (stop all of "
            "its processes first)",
            "mirante state move");
  line.session.add_panel_options(line.cli);
  std::string to, database;
  line.cli
      .add_option("--to", to,
                  "mysql://user:password@host:port/database that holds nothing yet, or \"sqlite\" "
                  "(or MIRANTE_MOVE_TO, which others cannot see)")
      ->envname("MIRANTE_MOVE_TO")
      ->required();
  add_database(line.cli, database);
  if (const auto code = line.parse(std::move(arguments))) return *code;
  if (line.panel_runs() && database.empty() && to != "sqlite") {
    line.session.answer(move_running(line.session, to), [](const Json& made) {
      return shown_moved(made, commands::texts::state_moved_running);
    });
    return line.session.exit_code();
  }
  line.session.answer(
      move_state(line.session.reach().data, database, to == "sqlite" ? "" : to),
      [](const Json& made) { return shown_moved(made, commands::texts::state_moved); });
  return line.session.exit_code();
}

}  // namespace mirante
