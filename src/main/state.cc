#include "main/state.h"

#include <nlohmann/json.hpp>
#include <system_error>

#include "base/log.h"
#include "features/audit/audit.h"
#include "features/identity/tenant_store.h"
#include "features/operations/end_restored.h"
#include "main/rooms.h"
#include "platform/crypto/master_key.h"
#include "platform/runtime/real_loop.h"
#include "platform/state/state_file.h"

namespace mirante {
namespace {

constexpr int format_version = 1;

Failure conflict(std::string code, std::string message) {
  return Failure(
      Error{.kind = ErrorKind::conflict, .message = std::move(message), .code = std::move(code)});
}

constexpr int rekeyed_at_once = 100;

void require_store(const InstallConfig& config) {
  if (!config.database.empty() || std::filesystem::exists(sql::database_file(config.data))) return;
  throw Failure(Error{.kind = ErrorKind::not_found,
                      .message = "there is no panel's data in " + config.data.string() +
                                 "; name its folder with --data, or its --database",
                      .field = "data",
                      .code = "state.nothing"});
}

/// The key that opens the data: that of the copy, or of the folder that takes it.
struct Key {
  crypto::MasterKeys keys;
  bool is_new = false;  // Its file is still to be made.
};

Key key_of(const std::filesystem::path& file, const Json& header) {
  if (!header.contains("master_key")) return {.keys = crypto::MasterKeys::load(file)};
  auto keys = crypto::MasterKeys::parse(
      crypto::Secret::take(header["master_key"].get<std::string>()), file);
  if (!std::filesystem::exists(file)) return {.keys = std::move(keys), .is_new = true};
  if (crypto::MasterKeys::load(file).text().reveal() != keys.text().reveal())
    throw conflict("master_key.other",
                   file.string() + " holds another key than the backup; move it away first");
  return {.keys = std::move(keys)};
}

/// A store that takes a copy: a file beside its place, or an empty database of a server. What it
/// took is gone with it unless it was finished.
class Taker {
 public:
  explicit Taker(const InstallConfig& into) : place_(sql::database_file(into.data)) {
    if (!into.database.empty()) {
      engine_ = open_store(into);
      return;
    }
    if (std::filesystem::exists(place_)) throw not_empty(place_.string());
    unfinished_ = place_.string() + ".restoring";
    remove_unfinished();
    engine_ = sql::open_sqlite({.path = unfinished_, .running = sql::Running::inline_});
  }
  ~Taker() {
    engine_.reset();
    if (!unfinished_.empty()) remove_unfinished();
  }
  Taker(const Taker&) = delete;
  Taker& operator=(const Taker&) = delete;

  static Failure not_empty(const std::string& where) {
    return conflict("state.not_empty", where +
                                           " holds a panel's data already; nothing was changed."
                                           " Name an empty place");
  }

  sql::Engine& engine() { return *engine_; }
  /// Leaves an empty database of a server behind, if that can be had; a file goes anyway.
  static void forget(RealLoop& loop, sql::Database& db, std::span<const sql::Migrations> rooms) {
    try {
      loop.run(db.write([&](sql::Tx& tx) { state::remove_rows(tx, rooms); }));
    } catch (const Failure& failure) {
      log::warning("state.rows_left", log::kv("why", failure.error().message));
    }
  }
  void finish() {
    engine_.reset();
    if (unfinished_.empty()) return;
    std::filesystem::rename(unfinished_, place_);
    unfinished_.clear();
  }

 private:
  void remove_unfinished() const {
    std::error_code ignored;
    for (const auto* more : {"", "-wal", "-shm"})
      std::filesystem::remove(unfinished_.string() + more, ignored);
  }

  std::filesystem::path place_, unfinished_;
  std::unique_ptr<sql::Engine> engine_;
};

/// A file that is gone before and afterwards.
struct Passing {
  explicit Passing(std::filesystem::path wished) : path(std::move(wished)) { remove(); }
  ~Passing() { remove(); }
  Passing(const Passing&) = delete;
  Passing& operator=(const Passing&) = delete;

  void remove() const {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }

  const std::filesystem::path path;
};

enum class Age : std::uint8_t { of_now, of_a_backup };

/// Whether the key opens what came, tenant by tenant; then what the past may not go on with.
int settle(sql::Tx& tx, vault::Vault& vault, Age age, const Json& header, Instant now) {
  int ended = 0;
  for (const auto tenant : identity::all_tenants(tx)) {
    vault.prepare(tx, tenant);
    if (age == Age::of_now) continue;
    const auto count = operations::end_restored(tx, tenant, now);
    ended += count;
    audit::append(tx, {.tenant = tenant, .actor = {.name = "restore"}}, now, "state.restored",
                  {{"made_at", header["made_at"]}, {"ended_operations", count}});
  }
  return ended;
}

Json copy_in(const InstallConfig& into, state::StateReader& file, Age age) {
  const auto header = Json::parse(file.header(), nullptr, false);
  if (!header.is_object() || header.value("mirante_state", 0) != format_version)
    throw Failure(Error{.kind = ErrorKind::corrupt,
                        .message = "the file is no backup of a panel that this version reads",
                        .field = "file",
                        .code = "state.damaged"});
  const auto rooms = all_migrations();
  const auto then = state::migrations_of_copy(rooms, header);
  const auto key_file = crypto::master_key_file(into.data);
  auto key = key_of(key_file, header);
  SystemRng rng;
  vault::Vault vault(std::move(key.keys), rng);
  Taker taker(into);
  RealLoop loop;
  taker.engine().migrate(then);
  auto db = taker.engine().attach(loop);
  const auto rows = loop.run(db->write([&](sql::Tx& tx) {
    if (!identity::all_tenants(tx).empty()) throw Taker::not_empty(shown_store(into));
    return state::copy_rows_in(tx, then, file.lines());
  }));
  try {
    taker.engine().migrate(rooms);
    const auto now = loop.clock().now();
    const auto ended =
        loop.run(db->write([&](sql::Tx& tx) { return settle(tx, vault, age, header, now); }));
    if (key.is_new) vault.keys().store();
    db.reset();
    taker.finish();
    return {{"rows", rows},
            {"made_at", header["made_at"]},
            {"ended_operations", ended},
            {"database", shown_store(into)},
            {"key_file", key_file.string()}};
  } catch (...) {
    if (db) taker.forget(loop, *db, rooms);
    throw;
  }
}

Json copy_out(const InstallConfig& from, const std::filesystem::path& file, WithKey with_key) {
  const auto key_file = crypto::master_key_file(from.data);
  RealLoop loop;
  Json about{{"mirante_state", format_version}, {"made_at", to_iso8601(loop.clock().now())}};
  const auto made_at = about["made_at"];
  if (with_key == WithKey::yes)
    about["master_key"] = crypto::MasterKeys::load(key_file).text().reveal();
  state::StateWriter writer(file);
  const auto engine = open_store(from);
  const auto db = engine->attach(loop);
  const auto rooms = all_migrations();
  const auto rows = loop.run(db->read([&](sql::Snapshot& snapshot) {
    return state::copy_rows_out(snapshot, rooms, about,
                                [&](std::string_view line) { writer.put(line); });
  }));
  writer.finish();
  return {{"file", file.string()},
          {"rows", rows},
          {"made_at", made_at},
          {"has_key", with_key == WithKey::yes},
          {"key_file", key_file.string()}};
}

}  // namespace

Json back_up_state(const InstallConfig& from, const std::filesystem::path& file, WithKey with_key) {
  require_store(from);
  return copy_out(from, file, with_key);
}

Json restore_state(const InstallConfig& into, const std::filesystem::path& file) {
  state::StateReader reader(file);
  const sql::DataFolder folder(into.data);
  return copy_in(into, reader, Age::of_a_backup);
}

void require_empty_target(const InstallConfig& target) {
  if (target.database.empty()) {
    const auto file = sql::database_file(target.data);
    if (std::filesystem::exists(file)) throw Taker::not_empty(file.string());
    return;
  }
  const auto engine = open_store(target);
  // Tables that are missing or of another version hold nothing that this version can read; the move
  // itself says so.
  if (!engine->plan(all_migrations()).empty()) return;
  RealLoop loop;
  const auto db = engine->attach(loop);
  const auto tenants =
      loop.run(db->read([](sql::Snapshot& snapshot) { return identity::all_tenants(snapshot); }));
  if (!tenants.empty()) throw Taker::not_empty(shown_store(target));
}

Json move_state(const std::filesystem::path& data, const std::string& from, const std::string& to) {
  const InstallConfig source{.data = data, .database = from}, target{.data = data, .database = to};
  if (from.empty() == to.empty())
    throw Failure(Error{.kind = ErrorKind::invalid,
                        .message = "a move goes from SQLite to MariaDB or back; name the other one",
                        .field = "to"});
  require_store(source);
  const sql::DataFolder folder(data);
  const Passing file(data / "moving.state");
  copy_out(source, file.path, WithKey::no);
  state::StateReader reader(file.path);
  auto told = copy_in(target, reader, Age::of_now);
  told.erase("ended_operations");
  if (from.empty()) {
    const auto kept = sql::moved_database_file(data);
    std::filesystem::rename(sql::database_file(data), kept);
    told["kept"] = kept.string();
  } else {
    told["kept"] = shown_store(source);
  }
  return told;
}

Json rekey_state(const InstallConfig& config) {
  require_store(config);
  const sql::DataFolder folder(config.data);  // Refused while a panel holds it.
  const auto engine = open_store(config);
  RealLoop loop;
  const auto db = engine->attach(loop);
  SystemRng rng;
  const auto file = crypto::master_key_file(config.data);
  vault::Vault vault(crypto::MasterKeys::add_version(file, rng), rng);
  int sealed = 0;
  for (int done = rekeyed_at_once; done > 0; sealed += done)
    done = loop.run(db->write([&](sql::Tx& tx) { return vault.rekey(tx, rekeyed_at_once); }));
  return {{"key", vault.keys().current_id()},
          {"sealed", sealed},
          {"key_file", file.string()},
          {"database", shown_store(config)}};
}

}  // namespace mirante
