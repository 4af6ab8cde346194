// The face of the relational store, as rooms see it. A use case writes once:
//
//   co_await db.write([&](sql::Tx& tx) { insert(tx, ctx.tenant, schedule); audit::append(tx, ...);
//   });
//
// Store functions are plain and synchronous: writes take `Tx&`, reads take `Snapshot&`, tenant
// first. Two engines answer it, SQLite and MariaDB, with the same SQL text. To stay portable:
//   column types  binary(16) for ids, bigint for integers and instants (µs UTC), varchar(n) and
//   longtext for text,
//                 varbinary(n) and longblob for bytes; key columns are `not null`; no foreign keys
//                 across rooms
//   placeholders  `?` only            upserts  Tx::upsert, never engine syntax
//   counters      `n bigint auto_number primary key` gives growing numbers (with gaps)
//   limits        `limit ?` works     no `returning`, no engine functions; concat and time come
//   from C++ (leases: Snapshot::now)
//   text          compared byte by byte, `like` too; 'text' in single quotes, no backslashes
// Writers of several processes run at once on MariaDB (READ COMMITTED): whoever reads a row in
// order to decide about writing it reads it with `one_for_update` (or writes `… where version = ?`
// and looks at the count); a plain `one` may be out of date when the write comes. A closure given
// to `write` may run more than once (deadlock, lost connection before COMMIT): it must have no
// effect but through `tx` and must set, never append to, what it captures.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/task.h"

namespace mirante::sql {

/// Bytes, as opposed to text.
struct Bytes {
  std::span<const std::uint8_t> span;
};

/// One argument of a statement. Refers to the caller's memory for the length of the call.
class Arg {
 public:
  using Stored = std::variant<std::nullptr_t, std::int64_t, std::string_view, Bytes>;

  Arg(std::nullptr_t) : value_(nullptr) {}
  Arg(std::integral auto number) : value_(static_cast<std::int64_t>(number)) {}
  Arg(std::string_view text) : value_(text) {}
  Arg(const std::string& text) : value_(std::string_view(text)) {}
  Arg(const char* text) : value_(std::string_view(text)) {}
  Arg(Bytes bytes) : value_(bytes) {}
  Arg(const std::vector<std::uint8_t>& bytes) : value_(Bytes{bytes}) {}
  Arg(const Id16& id) : value_(Bytes{id}) {}
  template <class Tag>
  Arg(const Id<Tag>& id) : value_(Bytes{id.bytes}) {}
  template <class Tag>
  Arg(const StrongString<Tag>& text) : value_(std::string_view(text.value)) {}
  Arg(Instant instant) : value_(to_micros(instant)) {}
  template <class T>
  Arg(const std::optional<T>& maybe) : value_(nullptr) {
    if (maybe) value_ = Arg(*maybe).value_;
  }
  Arg(double) = delete;  // No floating point in the store.

  const Stored& value() const { return value_; }

 private:
  Stored value_;
};

/// One row that was read; owns its values. Columns count from 0. Reading a column as a type that it
/// does not hold throws Failure(corrupt) naming the column.
class Row {
 public:
  using Cell = std::variant<std::nullptr_t, std::int64_t, std::string, std::vector<std::uint8_t>>;
  explicit Row(std::vector<Cell> cells);
  // Written once, in sql.cc: every source that reads rows would compile them otherwise.
  Row(const Row&);
  Row(Row&&) noexcept;
  Row& operator=(const Row&);
  Row& operator=(Row&&) noexcept;
  ~Row();

  std::size_t size() const { return cells_.size(); }
  const Cell& cell(std::size_t column) const { return cells_.at(column); }
  bool is_null(std::size_t column) const;
  std::int64_t integer(std::size_t column) const;
  const std::string& text(std::size_t column) const;
  const std::vector<std::uint8_t>& bytes(std::size_t column) const;
  Id16 id16(std::size_t column) const;
  Instant instant(std::size_t column) const { return from_micros(integer(column)); }
  bool boolean(std::size_t column) const { return integer(column) != 0; }
  template <class IdType>
  IdType id(std::size_t column) const {
    return IdType{id16(column)};
  }

  /// nullopt for NULL: `row.maybe(3, &Row::text)`.
  template <class T>
  std::optional<std::remove_cvref_t<T>> maybe(std::size_t column,
                                              T (Row::*read)(std::size_t) const) const {
    if (is_null(column)) return std::nullopt;
    return (this->*read)(column);
  }

 private:
  std::vector<Cell> cells_;
};

using Args = std::span<const Arg>;

/// Reads that see one moment. Errors: Failure(unavailable) when the engine is busy or gone,
/// Failure(corrupt) when the file is damaged, Failure(internal) with the statement's first words
/// for wrong SQL.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  /// Calls `take` for each row, in the order of the statement. `take` returns false to stop.
  virtual void each(std::string_view statement, Args args,
                    const std::function<bool(const Row&)>& take) = 0;

  /// The engine's wall clock, the same for every process that shares the store. Leases use it.
  virtual Instant now() = 0;

  template <class... A>
  std::vector<Row> all(std::string_view statement, const A&... args) {
    std::vector<Row> rows;
    const std::vector<Arg> bound{Arg(args)...};
    each(statement, bound, [&](const Row& row) {
      rows.push_back(row);
      return true;
    });
    return rows;
  }

  /// The first row, if any.
  template <class... A>
  std::optional<Row> one(std::string_view statement, const A&... args) {
    std::optional<Row> found;
    const std::vector<Arg> bound{Arg(args)...};
    each(statement, bound, [&](const Row& row) {
      found = row;
      return false;
    });
    return found;
  }
};

/// A transaction that writes; commits when its closure returns, rolls back when it throws.
class Tx : public Snapshot {
 public:
  /// Returns how many rows were changed (matched rows, the same on both engines).
  /// Failure(conflict) with code "sql.duplicate" when a unique key exists already.
  virtual std::int64_t execute(std::string_view statement, Args args) = 0;

  template <class... A>
  std::int64_t exec(std::string_view statement, const A&... args) {
    const std::vector<Arg> bound{Arg(args)...};
    return execute(statement, bound);
  }

  /// As `each`, and nobody else changes these rows before this transaction ends.
  virtual void each_for_update(std::string_view statement, Args args,
                               const std::function<bool(const Row&)>& take) = 0;

  template <class... A>
  std::vector<Row> all_for_update(std::string_view statement, const A&... args) {
    std::vector<Row> rows;
    const std::vector<Arg> bound{Arg(args)...};
    each_for_update(statement, bound, [&](const Row& row) {
      rows.push_back(row);
      return true;
    });
    return rows;
  }

  template <class... A>
  std::optional<Row> one_for_update(std::string_view statement, const A&... args) {
    std::optional<Row> found;
    const std::vector<Arg> bound{Arg(args)...};
    each_for_update(statement, bound, [&](const Row& row) {
      found = row;
      return false;
    });
    return found;
  }

  /// Inserts, or where `keys` (a unique key) exist already sets the other columns. `values`: keys
  /// first, then others.
  virtual void upsert(std::string_view table, std::span<const std::string_view> keys,
                      std::span<const std::string_view> others, Args values) = 0;

  template <class... A>
  void put(std::string_view table, std::initializer_list<std::string_view> keys,
           std::initializer_list<std::string_view> others, const A&... values) {
    const std::vector<Arg> bound{Arg(values)...};
    upsert(table, std::span(keys.begin(), keys.size()), std::span(others.begin(), others.size()),
           bound);
  }

  /// Calls `done` on the loop's thread after this transaction was committed, never if it was not.
  /// For wake-ups; what it captures must outlive the loop's work, not only this closure.
  virtual void after_commit(std::move_only_function<void()> done) = 0;

  /// After this transaction was committed, what every loop of this process gave to
  /// `Database::on_announcement` is called there. For events, whose readers are on any loop.
  virtual void announce() = 0;
};

/// One relational store. Thread-safe towards the loops of one process: closures run on the engine's
/// own threads, the awaiting coroutine resumes on its loop. In a simulation they run at once on the
/// caller's thread.
class Database {
 public:
  virtual ~Database() = default;

  /// Runs `work(Tx&)` in a transaction that is durable when this returns; gives back what it
  /// returned. Several writers may share one commit; a closure that throws is rolled back alone and
  /// its exception comes out here. Failure(unavailable) with code "sql.unknown_outcome": COMMIT was
  /// sent and the answer is lost; the caller must look.
  template <class Work>
  auto write(Work work) -> Task<std::invoke_result_t<Work&, Tx&>> {
    using R = std::invoke_result_t<Work&, Tx&>;
    if constexpr (std::is_void_v<R>) {
      co_await run_write([&work](Tx& tx) { work(tx); });
    } else {
      std::optional<R> result;
      co_await run_write([&work, &result](Tx& tx) { result.emplace(work(tx)); });
      co_return *std::move(result);
    }
  }

  /// `heard` runs on this database's loop some time after each commit that announced something;
  /// several may come as one. It must not refer to what ends before this database.
  virtual void on_announcement(std::function<void()> heard) = 0;

  /// Closures that wait for a writer, of all loops of the process; none where they run at once.
  virtual std::size_t writes_waiting() const = 0;

  /// Runs `work(Snapshot&)` against what was committed; gives back what it returned.
  template <class Work>
  auto read(Work work) -> Task<std::invoke_result_t<Work&, Snapshot&>> {
    using R = std::invoke_result_t<Work&, Snapshot&>;
    if constexpr (std::is_void_v<R>) {
      co_await run_read([&work](Snapshot& snapshot) { work(snapshot); });
    } else {
      std::optional<R> result;
      co_await run_read([&work, &result](Snapshot& snapshot) { result.emplace(work(snapshot)); });
      co_return *std::move(result);
    }
  }

 private:
  // Cancellation does not interrupt a closure; the frame that owns it must wait. Implementations
  // see to that.
  virtual Task<void> run_write(std::function<void(Tx&)> work) = 0;
  virtual Task<void> run_read(std::function<void(Snapshot&)> work) = 0;
};

}  // namespace mirante::sql
