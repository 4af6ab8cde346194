#include "platform/sql/mariadb_session.h"

#include <errmsg.h>
#include <fmt/format.h>
#include <mysqld_error.h>

#include <mutex>
#include <thread>

#include "base/log.h"

namespace mirante::sql {
namespace {

constexpr unsigned connect_timeout_s = 5;
constexpr unsigned answer_timeout_s = 60;
constexpr auto pause_max = std::chrono::milliseconds(500);
constexpr auto marks_kept = std::chrono::days(30);

bool is_connection_lost(unsigned code) {
  switch (code) {
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case CR_SSL_CONNECTION_ERROR:
    case CR_COMMANDS_OUT_OF_SYNC:  // Nothing that follows could be believed.
    case CR_MALFORMED_PACKET:
    case ER_CONNECTION_KILLED:
    case ER_SERVER_SHUTDOWN:
    case ER_NET_READ_ERROR:
    case ER_NET_READ_INTERRUPTED:
    case ER_NET_ERROR_ON_WRITE:
    case ER_NET_WRITE_INTERRUPTED:
    case ER_OPTION_PREVENTS_STATEMENT:  // Read only: another server has become the primary.
      return true;
    default: return false;
  }
}

bool is_lock_conflict(unsigned code) {
  return code == ER_LOCK_DEADLOCK || code == ER_LOCK_WAIT_TIMEOUT;
}

std::string join(std::span<const std::string_view> names, std::string_view pattern,
                 std::string_view separator) {
  std::string text;
  for (const auto name : names) {
    if (!text.empty()) text += separator;
    text += fmt::format(fmt::runtime(pattern), name);
  }
  return text;
}

[[noreturn]] void wrong(std::string_view text, std::string_view what) {
  throw Failure(Error{.kind = ErrorKind::internal,
                      .message = fmt::format("\"{}\" {}", first_words(text), what),
                      .code = "sql.wrong_statement"});
}

}  // namespace

MariadbSession::MariadbSession(const MariadbConfig& config, Use use) : config_(config), use_(use) {
  static std::once_flag library_started;
  std::call_once(library_started, [] { mysql_library_init(0, nullptr, nullptr); });
  SystemRng rng;
  rng.fill(writer_);
}

MariadbSession::~MariadbSession() {
  if (is_usable_ && use_ == Use::write) {
    try {
      const Arg writer(writer_);
      execute("delete from commit_marks where writer = ?", {&writer, 1});
    } catch (const Failure&) {
      // The row is swept up a month later.
    }
  }
  disconnect();
}

// ---- Connecting ------------------------------------------------------------------------------

void MariadbSession::disconnect() noexcept {
  statements_.clear();
  if (raw_ != nullptr) mysql_close(std::exchange(raw_, nullptr));
  is_usable_ = false;
}

void MariadbSession::connect() {
  if (is_usable_) return;
  const auto until = clock_.steady() + config_.connect_for;
  for (auto pause = std::chrono::milliseconds(20);; pause = std::min(pause * 2, pause_max)) {
    Error why;
    if (try_connect(why)) return;
    if (why.kind != ErrorKind::unavailable || clock_.steady() + pause > until)
      throw Failure(std::move(why));
    std::this_thread::sleep_for(pause);
  }
}

bool MariadbSession::try_connect(Error& why) {
  disconnect();
  raw_ = mysql_init(nullptr);
  MIRANTE_CHECK(raw_ != nullptr);
  const unsigned answer_timeout = use_ == Use::migrate ? 0 : answer_timeout_s;
  mysql_options(raw_, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout_s);
  mysql_options(raw_, MYSQL_OPT_READ_TIMEOUT, &answer_timeout);
  mysql_options(raw_, MYSQL_OPT_WRITE_TIMEOUT, &answer_timeout);
  mysql_options(raw_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (config_.tls == MariadbConfig::Tls::verify) {
    const my_bool yes = 1;
    mysql_options(raw_, MYSQL_OPT_SSL_ENFORCE, &yes);
    mysql_options(raw_, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
    const char* ca =
        config_.ca_file.empty() ? "/etc/ssl/certs/ca-certificates.crt" : config_.ca_file.c_str();
    mysql_options(raw_, MYSQL_OPT_SSL_CA, ca);
  }
  const bool is_socket = !config_.socket.empty();
  MYSQL* connected = mysql_real_connect(
      raw_, is_socket ? "localhost" : config_.host.c_str(), config_.user.c_str(),
      config_.password.c_str(), config_.database.c_str(), is_socket ? 0 : config_.port,
      is_socket ? config_.socket.c_str() : nullptr, CLIENT_FOUND_ROWS);
  if (connected == nullptr) {
    why = error_for(mysql_errno(raw_), mysql_error(raw_), "connect");
    return false;
  }
  is_usable_ = true;
  lost_.reset();
  try {
    configure();
  } catch (const Failure& failure) {
    why = failure.error();
    is_usable_ = false;
    return false;
  }
  return true;
}

void MariadbSession::configure() {
  server_thread_ = mysql_thread_id(raw_);
  run_script("set names utf8mb4 collate utf8mb4_nopad_bin");
  run_script(
      "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,"
      "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT', time_zone = '+00:00',"
      " innodb_lock_wait_timeout = 5, autocommit = 1");
  run_script(use_ == Use::read ? "set session transaction isolation level repeatable read"
                               : "set session transaction isolation level read committed");
  if (use_ == Use::write && !has_mark_) claim_mark();
}

void MariadbSession::claim_mark() {
  run_script(
      "create table if not exists commit_marks (writer binary(16) not null primary key,"
      " number bigint not null, used_at bigint not null)");
  const auto now = clock_.now();
  exec("insert into commit_marks (writer, number, used_at) values (?, 0, ?)", writer_, now);
  has_mark_ = true;
  // By key, as a scan would wait for the rows of writers that are busy.
  for (const auto& row :
       all("select writer from commit_marks where used_at < ? limit 100", now - marks_kept))
    exec("delete from commit_marks where writer = ? and used_at < ?", row.bytes(0),
         now - marks_kept);
}

// ---- Errors ----------------------------------------------------------------------------------

Error MariadbSession::error_for(unsigned code, const std::string& said,
                                std::string_view text) const {
  const auto unavailable = [&](std::string error_code, std::string message) {
    return Error{.kind = ErrorKind::unavailable,
                 .message = std::move(message),
                 .code = std::move(error_code)};
  };
  switch (code) {
    case ER_DUP_ENTRY:
    case ER_DUP_ENTRY_WITH_KEY_NAME:
      return {
          .kind = ErrorKind::conflict,
          .message = fmt::format("a row with this key exists already (\"{}\")", first_words(text)),
          .code = "sql.duplicate"};
    case ER_BAD_NULL_ERROR:
    case ER_NO_DEFAULT_FOR_FIELD:
    case ER_CONSTRAINT_FAILED:
      return {.kind = ErrorKind::internal,
              .message = fmt::format("\"{}\": {}", first_words(text), said),
              .code = "sql.constraint"};
    case ER_DATA_TOO_LONG:
    case ER_NET_PACKET_TOO_LARGE:
    case CR_NET_PACKET_TOO_LARGE:
      return {
          .kind = ErrorKind::limit,
          .message = fmt::format("a value is too long to be stored (\"{}\")", first_words(text)),
          .code = "sql.too_long"};
    case ER_LOCK_DEADLOCK:
    case ER_LOCK_WAIT_TIMEOUT:
      return unavailable(
          "sql.busy",
          fmt::format("the database {} is busy with the same rows; try again", shown(config_)));
    case ER_DISK_FULL:
    case ER_RECORD_FILE_FULL:
    case ER_GET_ERRNO:
      if (code != ER_GET_ERRNO || said.find(" 28 ") != std::string::npos)
        return unavailable("sql.disk_full",
                           fmt::format("no space is left on the disk of the database {}; free some "
                                       "space, then try again (nothing was half written)",
                                       shown(config_)));
      break;
    case ER_ACCESS_DENIED_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
    case ER_BAD_DB_ERROR:
      return {
          .kind = ErrorKind::unauthorized,
          .message = fmt::format("the database {} refuses us ({}); check user, password and the "
                                 "user's rights",
                                 shown(config_), said),
          .code = "sql.refused"};
    case ER_CRASHED_ON_USAGE:
    case ER_CRASHED_ON_REPAIR:
    case ER_NOT_KEYFILE:
      return {.kind = ErrorKind::corrupt,
              .message = fmt::format("the database {} is damaged ({}); stop Mirante and put its "
                                     "newest backup in place",
                                     shown(config_), said),
              .code = "sql.corrupt"};
    default: break;
  }
  if (is_connection_lost(code) || (code >= CR_MIN_ERROR && code <= CR_MAX_ERROR) ||
      code == ER_CON_COUNT_ERROR || code == ER_TOO_MANY_USER_CONNECTIONS)
    return unavailable("sql.unavailable",
                       fmt::format("the database {} cannot be reached ({}); check that it runs and "
                                   "that this machine may connect",
                                   shown(config_), said));
  return {.kind = ErrorKind::internal,
          .message = fmt::format("\"{}\": {}", first_words(text), said),
          .code = "sql.wrong_statement"};
}

void MariadbSession::throw_error(unsigned code, const std::string& said, std::string_view text) {
  Error error = error_for(code, said, text);
  if (is_connection_lost(code)) is_usable_ = false;
  // What MySQL undoes by itself differs from error to error; here it is always the whole.
  if ((is_connection_lost(code) || is_lock_conflict(code)) && !lost_)
    lost_ = Ending{.kind = Ending::Kind::undone, .error = error, .may_retry = true};
  if (code == ER_NET_PACKET_TOO_LARGE) {  // The server hangs up after this one.
    is_usable_ = false;
    lost_ = Ending{.kind = Ending::Kind::undone, .error = error};
  }
  throw Failure(std::move(error));
}

// ---- Statements ------------------------------------------------------------------------------

void MariadbSession::run_script(const std::string& sql) {
  if (!is_usable_) throw_error(CR_SERVER_LOST, "the connection was lost", sql);
  if (mysql_real_query(raw_, sql.data(), sql.size()) != 0)
    throw_error(mysql_errno(raw_), mysql_error(raw_), sql);
}

MariadbSession::Lease MariadbSession::prepared(std::string_view text) {
  if (!is_usable_) throw_error(CR_SERVER_LOST, "the connection was lost", text);
  return statements_.lease(text, [this](std::string_view sql) {
    MariadbStatement statement(mysql_stmt_init(raw_));
    MIRANTE_CHECK(statement.raw() != nullptr);
    if (mysql_stmt_prepare(statement.raw(), sql.data(), sql.size()) != 0)
      throw_error(mysql_stmt_errno(statement.raw()), mysql_stmt_error(statement.raw()), sql);
    return statement;
  });
}

void MariadbSession::run_prepared(MYSQL_STMT* statement, std::string_view text, Args args) {
  if (mysql_stmt_param_count(statement) != args.size())
    wrong(text, fmt::format("takes {} arguments, {} were given", mysql_stmt_param_count(statement),
                            args.size()));
  std::vector<MYSQL_BIND> binds(args.size());
  std::vector<unsigned long> lengths(args.size());
  for (std::size_t i = 0; i < args.size(); ++i) {
    auto& bind = binds[i];
    const auto bind_bytes = [&](enum_field_types type, const void* data, std::size_t size) {
      lengths[i] = size;
      bind.buffer_type = type;
      bind.buffer = const_cast<void*>(data != nullptr ? data : "");
      bind.buffer_length = size;
      bind.length = &lengths[i];
    };
    const auto& value = args[i].value();
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      bind.buffer_type = MYSQL_TYPE_LONGLONG;
      bind.buffer = const_cast<std::int64_t*>(number);
    } else if (const auto* words = std::get_if<std::string_view>(&value)) {
      bind_bytes(MYSQL_TYPE_STRING, words->data(), words->size());
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
      bind_bytes(MYSQL_TYPE_BLOB, bytes->span.data(), bytes->span.size());
    } else {
      bind.buffer_type = MYSQL_TYPE_NULL;
    }
  }
  if ((!binds.empty() && mysql_stmt_bind_param(statement, binds.data()) != 0) ||
      mysql_stmt_execute(statement) != 0)
    throw_error(mysql_stmt_errno(statement), mysql_stmt_error(statement), text);
}

std::int64_t MariadbSession::execute(std::string_view statement, Args args) {
  auto lease = prepared(statement);
  if (mysql_stmt_field_count(lease->raw()) != 0)
    wrong(statement, "answers rows, but was used to write");
  run_prepared(lease->raw(), statement, args);
  has_written_ = true;
  return static_cast<std::int64_t>(mysql_stmt_affected_rows(lease->raw()));
}

void MariadbSession::each(std::string_view statement, Args args,
                          const std::function<bool(const Row&)>& take) {
  auto lease = prepared(statement);
  if (mysql_stmt_field_count(lease->raw()) == 0) wrong(statement, "writes, but was used to read");
  run_prepared(lease->raw(), statement, args);
  // The answer is taken in whole, so that `take` may use the connection.
  if (mysql_stmt_store_result(lease->raw()) != 0)
    throw_error(mysql_stmt_errno(lease->raw()), mysql_stmt_error(lease->raw()), statement);
  fetch_rows(lease->raw(), take);
}

void MariadbSession::each_for_update(std::string_view statement, Args args,
                                     const std::function<bool(const Row&)>& take) {
  each(std::string(statement) + " for update", args, take);
}

Instant MariadbSession::now() {
  return one("select cast(unix_timestamp(sysdate(6)) * 1000000 as signed)")->instant(0);
}

void MariadbSession::upsert(std::string_view table, std::span<const std::string_view> keys,
                            std::span<const std::string_view> others, Args values) {
  // Not `on duplicate key update`: that looks at every unique key of the table, not at this one.
  const auto where = join(keys, "{} = ?", " and ");
  const std::vector<Arg> key_values(values.begin(), values.begin() + std::ssize(keys));
  const auto is_there = [&] {
    if (others.empty()) {
      bool found = false;
      each(fmt::format("select 1 from {} where {}", table, where), key_values, [&](const Row&) {
        found = true;
        return false;
      });
      return found;
    }
    std::vector<Arg> reordered(values.begin() + std::ssize(keys), values.end());
    reordered.insert(reordered.end(), key_values.begin(), key_values.end());
    return execute(
               fmt::format("update {} set {} where {}", table, join(others, "{} = ?", ", "), where),
               reordered) > 0;
  };
  if (is_there()) return;
  std::vector<std::string_view> all(keys.begin(), keys.end());
  all.insert(all.end(), others.begin(), others.end());
  const std::vector<std::string_view> marks(all.size(), "?");
  try {
    execute(fmt::format("insert into {} ({}) values ({})", table, join(all, "{}", ", "),
                        join(marks, "{}", ", ")),
            values);
  } catch (const Failure& failure) {
    // Somebody else may have inserted it in between; another unique key may be the reason too.
    if (failure.error().code != "sql.duplicate" || !is_there()) throw;
  }
}

// ---- Transactions ----------------------------------------------------------------------------

void MariadbSession::begin_write() {
  connect();
  lost_.reset();
  has_written_ = false;
  take_after_commit();
  try {
    run_script("start transaction");
  } catch (const Failure&) {
    if (is_usable_) throw;
    connect();  // The server closed an idle connection.
    lost_.reset();
    run_script("start transaction");
  }
}

void MariadbSession::begin_read() {
  constexpr auto start = "start transaction with consistent snapshot, read only";
  connect();
  lost_.reset();
  try {
    run_script(start);
  } catch (const Failure&) {
    if (is_usable_) throw;
    connect();
    lost_.reset();
    run_script(start);
  }
}

Ending MariadbSession::commit() {
  try {
    if (has_written_ && use_ == Use::write) {
      ++number_;
      const auto now = clock_.now();
      if (exec("update commit_marks set number = ?, used_at = ? where writer = ?", number_, now,
               writer_) == 0)
        exec("insert into commit_marks (writer, number, used_at) values (?, ?, ?)", writer_,
             number_, now);
    }
  } catch (const Failure& failure) {
    rollback();
    return lost_.value_or(Ending{.kind = Ending::Kind::undone, .error = failure.error()});
  }
  constexpr std::string_view statement = "commit";
  if (mysql_real_query(raw_, statement.data(), statement.size()) == 0) return {};
  const unsigned code = mysql_errno(raw_);
  Error error = error_for(code, mysql_error(raw_), statement);
  if (is_connection_lost(code)) {
    is_usable_ = false;
    if (!has_written_) return {};
    if (use_ == Use::write) return look_up_outcome(error);
    return {.kind = Ending::Kind::unknown, .error = error};
  }
  rollback();
  return {.kind = Ending::Kind::undone, .error = error, .may_retry = is_lock_conflict(code)};
}

Ending MariadbSession::look_up_outcome(const Error& why) {
  log::warning("sql.commit.lost", log::kv("database", shown(config_)), log::kv("why", why.message));
  const auto old_thread = server_thread_;
  const auto until = clock_.steady() + config_.connect_for;
  while (clock_.steady() <= until) {
    try {
      connect();
      if (const auto is_committed = is_number_committed()) {
        log::info("sql.commit.found", log::kv("committed", *is_committed));
        if (*is_committed) return {};
        return {.kind = Ending::Kind::undone, .error = why, .may_retry = true};
      }
      // The old transaction still holds the row: the server has not noticed that nobody listens.
      // Threads are numbered upwards; a smaller number means that the server was started anew.
      if (server_thread_ > old_thread) run_script(fmt::format("kill {}", old_thread));
    } catch (const Failure& failure) {
      log::warning("sql.commit.lookup", log::kv("why", failure.error().message));
    }
  }
  return {.kind = Ending::Kind::unknown,
          .error = {.kind = ErrorKind::unavailable,
                    .message = fmt::format(
                        "the connection to the database {} was lost while a change was being "
                        "stored, and it did not come back to say whether it was; look before you "
                        "repeat the change",
                        shown(config_)),
                    .code = "sql.unknown_outcome"}};
}

std::optional<bool> MariadbSession::is_number_committed() {
  run_script("set session innodb_lock_wait_timeout = 1");
  run_script("start transaction");
  std::optional<bool> answer;
  try {
    const auto row = one_for_update("select number from commit_marks where writer = ?", writer_);
    answer = row && row->integer(0) == number_;
  } catch (const Failure& failure) {
    if (failure.error().code != "sql.busy") throw;
  }
  run_script("rollback");
  run_script("set session innodb_lock_wait_timeout = 5");
  return answer;
}

void MariadbSession::rollback() noexcept {
  if (is_usable_ && mysql_query(raw_, "rollback") != 0) is_usable_ = false;
}

void MariadbSession::end_read() noexcept {
  if (is_usable_ && mysql_query(raw_, "commit") != 0) is_usable_ = false;
}

bool MariadbSession::wait_to_retry(int attempt) {
  if (is_usable_) {  // Somebody else has the rows; do not meet again at once.
    SystemRng rng;
    const auto most = std::min(500, 5 << std::min(attempt, 7));
    std::this_thread::sleep_for(
        std::chrono::milliseconds(rng.below(static_cast<std::uint64_t>(most))));
  }
  return true;
}

}  // namespace mirante::sql
