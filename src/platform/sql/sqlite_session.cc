#include "platform/sql/sqlite_session.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>

namespace mirante::sql {
namespace {

constexpr int busy_wait_ms = 5'000;

Row::Cell cell_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL: return nullptr;
    case SQLITE_INTEGER: return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }
    case SQLITE_BLOB: {
      const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
      return std::vector<std::uint8_t>(data, data + sqlite3_column_bytes(statement, column));
    }
    default:
      throw Failure(
          ErrorKind::internal,
          fmt::format("column {} of \"{}\" is a floating-point number; the store holds none",
                      column, first_words(sqlite3_sql(statement))));
  }
}

/// Otherwise each allocation of each thread takes one lock to be counted, and nobody reads the
/// count. Before the first use of SQLite; later it does nothing.
void count_no_memory() {
  static const int set = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  (void)set;
}

std::string join(std::span<const std::string_view> names, std::string_view pattern) {
  std::string text;
  for (const auto name : names) {
    if (!text.empty()) text += ", ";
    text += fmt::format(fmt::runtime(pattern), name);
  }
  return text;
}

}  // namespace

SqliteSession::SqliteSession(SqliteOptions options) : options_(std::move(options)) {
  count_no_memory();
  const int flags =
      SQLITE_OPEN_NOMUTEX |
      (options_.is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  const int code = sqlite3_open_v2(options_.file.c_str(), &raw_, flags, options_.vfs);
  try {
    if (code != SQLITE_OK) throw_error(code, "open");
    configure();
  } catch (...) {
    sqlite3_close_v2(raw_);
    throw;
  }
}

SqliteSession::~SqliteSession() {
  statements_.clear();
  sqlite3_close_v2(raw_);
}

void SqliteSession::configure() {
  sqlite3_extended_result_codes(raw_, 1);
  sqlite3_busy_timeout(raw_, busy_wait_ms);
  // "text" in double quotes is a name in both engines, never a string.
  sqlite3_db_config(raw_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(raw_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // A statement that was prepared is not prepared again for each new text that is looked for.
  sqlite3_db_config(raw_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
  run_script("pragma case_sensitive_like = on");
  run_script("pragma temp_store = memory");
  if (options_.is_read_only) {
    run_script("pragma query_only = on");
    return;
  }
  if (options_.is_exclusive) run_script("pragma locking_mode = exclusive");
  if (options_.file != ":memory:") run_script("pragma journal_mode = wal");
  run_script(options_.is_synced ? "pragma synchronous = full" : "pragma synchronous = off");
  run_script("pragma journal_size_limit = 67108864");
  if (options_.file != ":memory:" && !options_.is_exclusive) find_log_header();
}

/// The index of the write-ahead log begins with a header that each commit changes (its counter,
/// the log's length and checksum), and by which SQLite itself tells whether what a connection read
/// is still the newest (sqlite.org/walformat.html, 2.1). All processes share it.
void SqliteSession::find_log_header() {
  constexpr int first_piece = 0, piece_bytes = 32 << 10;
  run_script("pragma schema_version");  // Reads once, so that the index is there.
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(raw_, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) return;
  if (file == nullptr || file->pMethods == nullptr || file->pMethods->iVersion < 2) return;
  void volatile* piece = nullptr;
  if (file->pMethods->xShmMap(file, first_piece, piece_bytes, 0, &piece) != SQLITE_OK) return;
  log_header_ = static_cast<const volatile std::uint64_t*>(piece);
}

Error SqliteSession::error_for(int code, std::string_view text) const {
  const std::string said = raw_ != nullptr ? sqlite3_errmsg(raw_) : sqlite3_errstr(code);
  const auto& file = options_.shown_name;
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
          code == SQLITE_CONSTRAINT_ROWID)
        return {.kind = ErrorKind::conflict,
                .message =
                    fmt::format("a row with this key exists already (\"{}\")", first_words(text)),
                .code = "sql.duplicate"};
      return {.kind = ErrorKind::internal,
              .message = fmt::format("\"{}\": {}", first_words(text), said),
              .code = "sql.constraint"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {.kind = ErrorKind::unavailable,
              .message = fmt::format("the database {} is locked by another program; close what has "
                                     "it open and try again",
                                     file),
              .code = "sql.busy"};
    case SQLITE_FULL:
      return {
          .kind = ErrorKind::unavailable,
          .message = fmt::format("no space is left on the disk of {}; free some space, then try "
                                 "again (nothing was half written)",
                                 file),
          .code = "sql.disk_full"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {
          .kind = ErrorKind::corrupt,
          .message = fmt::format("the database {} is damaged ({}); stop Mirante, keep a copy of "
                                 "the file, and put the newest backup in its place",
                                 file, said),
          .code = "sql.corrupt"};
    case SQLITE_IOERR:
      return {.kind = ErrorKind::unavailable,
              .message = fmt::format("the disk of {} fails ({}); see the system's log", file, said),
              .code = "sql.io_error"};
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {
          .kind = ErrorKind::unavailable,
          .message = fmt::format("the database {} cannot be opened for writing ({}); check that "
                                 "its folder exists and belongs to this user",
                                 file, said),
          .code = "sql.cannot_open"};
    case SQLITE_TOOBIG:
      return {
          .kind = ErrorKind::limit,
          .message = fmt::format("a value is too long to be stored (\"{}\")", first_words(text)),
          .code = "sql.too_long"};
    default:
      return {.kind = ErrorKind::internal,
              .message = fmt::format("\"{}\": {}", first_words(text), said),
              .code = "sql.wrong_statement"};
  }
}

void SqliteSession::throw_error(int code, std::string_view text) {
  Error error = error_for(code, text);
  // On a full disk and the like SQLite rolls the whole transaction back by itself.
  if (in_write_ && sqlite3_get_autocommit(raw_) != 0 && !lost_why_) lost_why_ = error;
  throw Failure(std::move(error));
}

SqliteSession::Lease SqliteSession::prepared(std::string_view text) {
  return statements_.lease(text, [this](std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, &rest);
    if (code != SQLITE_OK) throw_error(code, sql);
    SqliteStatement owned(statement);
    const std::string_view left(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (statement == nullptr || left.find_first_not_of(" \t\r\n;") != std::string_view::npos)
      throw Failure(
          Error{.kind = ErrorKind::internal,
                .message = fmt::format("\"{}\" is not exactly one statement", first_words(sql)),
                .code = "sql.wrong_statement"});
    return owned;
  });
}

void SqliteSession::bind(sqlite3_stmt* statement, std::string_view text, Args args) {
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(args.size()))
    throw Failure(
        Error{.kind = ErrorKind::internal,
              .message = fmt::format("\"{}\" takes {} arguments, {} were given", first_words(text),
                                     sqlite3_bind_parameter_count(statement), args.size()),
              .code = "sql.wrong_statement"});
  int index = 0;
  for (const auto& arg : args) {
    ++index;
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&arg.value())) {
      code = sqlite3_bind_int64(statement, index, *number);
    } else if (const auto* words = std::get_if<std::string_view>(&arg.value())) {
      code = sqlite3_bind_text64(statement, index, words->data() != nullptr ? words->data() : "",
                                 words->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<Bytes>(&arg.value())) {
      // A null pointer would bind NULL.
      code = bytes->span.empty() ? sqlite3_bind_zeroblob(statement, index, 0)
                                 : sqlite3_bind_blob64(statement, index, bytes->span.data(),
                                                       bytes->span.size(), SQLITE_STATIC);
    }
    if (code != SQLITE_OK) throw_error(code, text);
  }
}

void SqliteSession::each(std::string_view statement, Args args,
                         const std::function<bool(const Row&)>& take) {
  auto lease = prepared(statement);
  auto* raw = lease->raw();
  if (sqlite3_stmt_readonly(raw) == 0)
    throw Failure(
        Error{.kind = ErrorKind::internal,
              .message = fmt::format("\"{}\" writes, but was used to read", first_words(statement)),
              .code = "sql.wrong_statement"});
  bind(raw, statement, args);
  const int columns = sqlite3_column_count(raw);
  for (;;) {
    const int code = sqlite3_step(raw);
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_ROW) throw_error(code, statement);
    std::vector<Row::Cell> cells;
    cells.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column) cells.push_back(cell_of(raw, column));
    if (!take(Row(std::move(cells)))) return;
  }
}

std::int64_t SqliteSession::execute(std::string_view statement, Args args) {
  auto lease = prepared(statement);
  if (sqlite3_column_count(lease->raw()) != 0)
    throw Failure(Error{.kind = ErrorKind::internal,
                        .message = fmt::format("\"{}\" answers rows, but was used to write",
                                               first_words(statement)),
                        .code = "sql.wrong_statement"});
  bind(lease->raw(), statement, args);
  const int code = sqlite3_step(lease->raw());
  if (code != SQLITE_DONE) throw_error(code, statement);
  return sqlite3_changes64(raw_);
}

void SqliteSession::upsert(std::string_view table, std::span<const std::string_view> keys,
                           std::span<const std::string_view> others, Args values) {
  std::vector<std::string_view> all(keys.begin(), keys.end());
  all.insert(all.end(), others.begin(), others.end());
  const std::vector<std::string_view> marks(all.size(), "?");
  const auto text =
      fmt::format("insert into {} ({}) values ({}) on conflict ({}) do {}", table, join(all, "{}"),
                  join(marks, "{}"), join(keys, "{}"),
                  others.empty() ? "nothing" : "update set " + join(others, "{0} = excluded.{0}"));
  execute(text, values);
}

void SqliteSession::step_to_end(std::string_view text) {
  auto lease = prepared(text);
  const int code = sqlite3_step(lease->raw());
  if (code != SQLITE_DONE) throw_error(code, text);
}

void SqliteSession::begin_write() {
  lost_why_.reset();
  take_after_commit();
  ++writes_begun_;
  step_to_end("begin immediate");
  in_write_ = true;
}

void SqliteSession::begin_read() {
  lost_why_.reset();
  step_to_end("begin");
}

void SqliteSession::set_mark() { step_to_end("savepoint closure"); }
void SqliteSession::undo_to_mark() { step_to_end("rollback to closure"); }
void SqliteSession::drop_mark() { step_to_end("release closure"); }

std::optional<Ending> SqliteSession::lost() {
  if (!in_write_ || sqlite3_get_autocommit(raw_) == 0) return std::nullopt;
  return Ending{
      .kind = Ending::Kind::undone,
      .error = lost_why_.value_or(Error{.kind = ErrorKind::internal,
                                        .message = "the transaction ended inside its closure",
                                        .code = "sql.wrong_statement"})};
}

Ending SqliteSession::commit() {
  auto lease = prepared("commit");
  const int code = sqlite3_step(lease->raw());
  if (code == SQLITE_DONE) {
    in_write_ = false;
    commits_failed_in_row_ = 0;
    return {};
  }
  Error error = error_for(code, "commit");
  rollback();
  if ((code & 0xff) != SQLITE_IOERR)
    return {.kind = Ending::Kind::undone, .error = std::move(error)};
  // The log may hold the commit although it could not be synced. Running it again overwrites that
  // place; when that works the outcome is known.
  if (++commits_failed_in_row_ == 1)
    return {.kind = Ending::Kind::undone, .error = std::move(error), .may_retry = true};
  error.code = "sql.unknown_outcome";
  return {.kind = Ending::Kind::unknown, .error = std::move(error)};
}

void SqliteSession::rollback() noexcept {
  in_write_ = false;
  if (sqlite3_get_autocommit(raw_) == 0) sqlite3_exec(raw_, "rollback", nullptr, nullptr, nullptr);
}

void SqliteSession::end_read() noexcept {
  try {
    if (sqlite3_get_autocommit(raw_) == 0) step_to_end("commit");
  } catch (const std::exception&) {
    // Rolled back below.
  }
  if (sqlite3_get_autocommit(raw_) == 0) sqlite3_exec(raw_, "rollback", nullptr, nullptr, nullptr);
}

/// The header is there twice: a commit writes the second one first. Whoever sees two that differ
/// sees a commit in the middle. Other processes write it, so no lock of ours is of use.
__attribute__((no_sanitize("thread"))) std::optional<StoreVersion> SqliteSession::version() const {
  if (log_header_ == nullptr) {
    if (options_.file != ":memory:" && !options_.is_exclusive) return std::nullopt;
    return StoreVersion{writes_begun_};
  }
  constexpr std::size_t words = std::tuple_size_v<StoreVersion>;
  StoreVersion first{}, second{};
  for (std::size_t i = 0; i < words; ++i) first[i] = log_header_[i];
  std::atomic_thread_fence(std::memory_order_seq_cst);
  for (std::size_t i = 0; i < words; ++i) second[i] = log_header_[words + i];
  if (first != second) return std::nullopt;
  return first;
}

bool SqliteSession::wait_to_retry(int attempt) { return attempt <= 1; }

void SqliteSession::run_script(const std::string& sql) {
  const int code = sqlite3_exec(raw_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(code, sql);
}

std::vector<std::string> SqliteSession::complaints(const std::string& pragma) {
  std::vector<std::string> lines;
  each(pragma, {}, [&](const Row& row) {
    if (row.text(0) != "ok") lines.push_back(row.text(0));
    return true;
  });
  return lines;
}

void SqliteSession::become_copy_of(SqliteSession& other) {
  auto* copying = sqlite3_backup_init(raw_, "main", other.raw_, "main");
  if (copying == nullptr) throw_error(sqlite3_errcode(raw_), "copy");
  sqlite3_backup_step(copying, -1);
  if (const int code = sqlite3_backup_finish(copying); code != SQLITE_OK) throw_error(code, "copy");
}

void SqliteSession::copy_to(const std::string& path) {
  const Arg target(path);
  auto lease = prepared("vacuum into ?");
  bind(lease->raw(), "vacuum into", {&target, 1});
  const int code = sqlite3_step(lease->raw());
  if (code != SQLITE_DONE) throw_error(code, "vacuum into");
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool is_synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!is_synced)
    throw Failure(ErrorKind::unavailable,
                  fmt::format("the backup {} cannot be made durable", path));
}

}  // namespace mirante::sql
