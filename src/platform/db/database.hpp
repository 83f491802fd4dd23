// The one door to stored data: SQLite or PostgreSQL by URL behind one interface. Reads run in
// read-only transactions; writes on SQLite go through one writer thread that groups commits (each
// closure in a savepoint, up to 64 share one COMMIT, everybody is answered only after it), on
// PostgreSQL through a session pool. What a PublicRead can see is decided by the engine itself
// (SQLite authorizer, PostgreSQL role): only tables that a migration declares public.
// It never builds SQL: statements are named and come from queries.sql files.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"

namespace muster::db {

// A named statement of a queries.sql. `postgres` is empty unless the statement is forked.
struct Statement {
  std::string_view name;  // "reports.find_report"
  std::string_view sql;
  std::string_view postgres;
};

using Bytes = std::vector<std::byte>;

// A bound value. Text must be clean UTF-8 without NUL; anything else is an Error of kind invalid_value.
class Value {
 public:
  using Variant = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
  Value(std::nullptr_t) {}
  Value(bool v) : v_(std::int64_t{v}) {}
  Value(int v) : v_(std::int64_t{v}) {}
  Value(unsigned v) : v_(std::int64_t{v}) {}
  Value(std::int64_t v) : v_(v) {}
  Value(std::size_t v) : v_(static_cast<std::int64_t>(v)) {}
  Value(double v) : v_(v) {}
  Value(const char* v) : v_(std::string(v)) {}
  Value(std::string_view v) : v_(std::string(v)) {}
  Value(std::string v) : v_(std::move(v)) {}
  Value(Bytes v) : v_(std::move(v)) {}
  Value(Instant v) : v_(v.microseconds()) {}
  Value(Date v) : v_(v.format_iso()) {}
  template <class Tag>
  Value(Id<Tag> v) {  // the null id is stored as NULL
    if (v) v_ = v.value();
  }
  template <class T>
  Value(const std::optional<T>& v) {
    if (v) *this = Value(*v);
  }
  const Variant& variant() const { return v_; }

 private:
  Variant v_;
};

struct Parameter {
  std::string_view name;  // without the colon
  Value value;
};
using Parameters = std::vector<Parameter>;

// What went wrong in the machinery. what() never carries a bound value.
class Error : public std::runtime_error {
 public:
  enum class Kind { unique, foreign_key, check, not_null, busy, lost, full, invalid_value, missing, denied, other };
  Error(Kind kind, const std::string& what, std::string constraint = {})
      : std::runtime_error(what), kind_(kind), constraint_(std::move(constraint)) {}
  Kind kind() const { return kind_; }
  // unique: "table.column[, table.column]" as far as the engine tells; else empty.
  const std::string& constraint() const { return constraint_; }

 private:
  Kind kind_;
  std::string constraint_;
};

// One row while it is visited. Columns are found by name; a name that is not there is a
// std::logic_error, NULL in a getter that is not optional an Error of kind missing.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(std::string_view column) const = 0;
  virtual std::int64_t int64(std::string_view column) const = 0;
  virtual double real(std::string_view column) const = 0;
  virtual std::string text(std::string_view column) const = 0;
  virtual Bytes bytes(std::string_view column) const = 0;

  bool flag(std::string_view column) const { return int64(column) != 0; }
  Instant instant(std::string_view column) const { return Instant::from_microseconds(int64(column)); }
  Date date(std::string_view column) const;
  template <class AnyId>
  AnyId id(std::string_view column) const {  // NULL is the null id
    return is_null(column) ? AnyId{} : AnyId(int64(column));
  }
  std::optional<std::int64_t> optional_int64(std::string_view column) const;
  std::optional<std::string> optional_text(std::string_view column) const;
  std::optional<Instant> optional_instant(std::string_view column) const;
  std::optional<Date> optional_date(std::string_view column) const;
};

// Reads what is public. Valid only inside the closure it is given to.
class PublicRead {
 public:
  virtual ~PublicRead() = default;
  // Rows as they come. `visit` must not use this object: one statement at a time.
  virtual void each(const Statement& statement, const Parameters& parameters,
                    const std::function<void(const Row&)>& visit) = 0;

  template <class F>
  auto list(const Statement& statement, const Parameters& parameters, F&& make)
      -> std::vector<std::invoke_result_t<F, const Row&>> {
    std::vector<std::invoke_result_t<F, const Row&>> rows;
    each(statement, parameters, [&](const Row& row) { rows.push_back(make(row)); });
    return rows;
  }
  // First row, if any.
  template <class F>
  auto find(const Statement& statement, const Parameters& parameters, F&& make)
      -> std::optional<std::invoke_result_t<F, const Row&>> {
    std::optional<std::invoke_result_t<F, const Row&>> found;
    each(statement, parameters, [&](const Row& row) {
      if (!found) found.emplace(make(row));
    });
    return found;
  }
  // First row; none is an Error of kind missing.
  template <class F>
  auto get(const Statement& statement, const Parameters& parameters, F&& make) -> std::invoke_result_t<F, const Row&> {
    auto found = find(statement, parameters, std::forward<F>(make));
    if (!found) throw Error(Error::Kind::missing, std::string(statement.name) + ": no row");
    return std::move(*found);
  }
  std::int64_t count(const Statement& statement, const Parameters& parameters = {});  // one row, one column "count"
  bool exists(const Statement& statement, const Parameters& parameters = {});
};

// Reads everything.
class Read : public PublicRead {};

// Reads and writes in one transaction. A closure may be run again after a lost race (PostgreSQL), so
// it must have no effect outside the transaction. An Error of the engine ends the closure: it cannot
// catch it and go on, on either engine (catch it around write()).
class Write : public Read {
 public:
  // Rows changed.
  virtual std::int64_t execute(const Statement& statement, const Parameters& parameters) = 0;
  // For "INSERT ... RETURNING id": the new row's number.
  virtual std::int64_t insert(const Statement& statement, const Parameters& parameters) = 0;
  // Serialises check-then-write closures on one thing, e.g. lock("organisation", 142). Take it before
  // the first read. PostgreSQL: advisory transaction lock; SQLite has one writer anyway.
  virtual void lock(std::string_view what, std::int64_t id) = 0;
  // Run once at the end of this closure, in its transaction, however often the key is asked for: what is drawn
  // from rows that a closure changes many times. In the order of the first asking; may ask for more, also for itself.
  virtual void before_commit(std::string key, std::function<void(Write&)> f) = 0;
  // Run after this closure is durably committed (wake a worker, purge a cache), by the thread that
  // called write(); never if it is not. What it throws is counted and dropped.
  virtual void after_commit(std::function<void()> f) = 0;
};

enum class Priority { interactive, bulk };  // bulk never delays interactive by more than one chunk

// A migration as embedded in the binary: number, name, source with {type} words and a
// "-- public: table, table" line.
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;
  std::string_view postgres;  // twin, empty unless forked
};

class PublicDatabase {
 public:
  virtual ~PublicDatabase() = default;
  virtual void read_public(const std::function<void(PublicRead&)>& f) = 0;
  template <class F>
  auto read(F&& f) {
    using T = std::invoke_result_t<F, PublicRead&>;
    if constexpr (std::is_void_v<T>) {
      read_public([&](PublicRead& r) { f(r); });
    } else {
      std::optional<T> result;
      read_public([&](PublicRead& r) { result.emplace(f(r)); });
      return std::move(*result);
    }
  }
};

enum class Engine { sqlite, postgresql };

// A write closure that takes longer holds everybody up; it is counted, and tests refuse it.
inline constexpr std::chrono::microseconds kWriteBudget{20'000};

// Since the database was opened, for /metrics and tests.
struct Counters {
  std::int64_t closures = 0;         // write closures that are committed
  std::int64_t failed_closures = 0;  // ended in an exception, or their COMMIT failed
  std::int64_t commits = 0;          // COMMITs that carried them; fewer than closures when they are grouped
  std::int64_t largest_batch = 0;    // most closures in one COMMIT
  std::int64_t slow_closures = 0;    // took longer than kWriteBudget
  std::int64_t slowest_closure_us = 0;
  std::int64_t retries = 0;           // closures run again after a lost race
  std::int64_t reconnects = 0;        // connections replaced because they broke
  std::int64_t failed_callbacks = 0;  // after_commit functions that threw
};

struct Options {
  std::string url;               // "sqlite:PATH" or "postgresql://..."
  std::string public_url;        // PostgreSQL only: the role of public handlers
  int readers = 16;              // connections for reads, opened when first needed
  bool synchronous_off = false;  // sabotage for the bite checks of durability tests; never configured
};

// For `LIKE :pattern ESCAPE '\'`: finds these words anywhere, taken as they are.
std::string make_like_pattern(std::string_view words);

class Database : public PublicDatabase {
 public:
  // Opens without touching the schema. Throws Error with one clear line (file missing and not
  // creatable, not a database, server unreachable).
  static std::unique_ptr<Database> open(const Options& options);

  virtual Engine engine() const = 0;
  virtual Counters counters() const = 0;
  virtual void read_all(const std::function<void(Read&)>& f) = 0;
  virtual void write_all(Priority priority, const std::function<void(Write&)>& f) = 0;
  // Prepares every statement on this engine; throws naming the first that fails.
  virtual void check_statements(std::span<const Statement> statements) = 0;
  // A consistent copy into one new file, under load.
  virtual void backup(const std::string& path) = 0;
  // Problems found by the engine's own check; empty when sound.
  virtual std::vector<std::string> check_integrity() = 0;

  // What was deleted leaves the files as far as the engine can bring that about: the write-ahead log of SQLite is
  // folded in and emptied, PostgreSQL removes dead rows. Waits for readers a while and then gives up: false.
  virtual bool scrub() = 0;

  // Forward-only, in number order, each in a transaction, under a lock that holds off other servers;
  // on SQLite a backup file is made first when there is something to lose. Throws when the database
  // is newer than this binary. Returns how many were applied.
  virtual int migrate(std::span<const Migration> migrations) = 0;
  // Highest applied number; 0 for an empty database.
  virtual int schema_version() = 0;

  template <class F>
  auto read(F&& f) {
    using T = std::invoke_result_t<F, Read&>;
    if constexpr (std::is_void_v<T>) {
      read_all([&](Read& r) { f(r); });
    } else {
      std::optional<T> result;
      read_all([&](Read& r) { result.emplace(f(r)); });
      return std::move(*result);
    }
  }
  // Returns after the commit is durable. An exception from `f` undoes this closure alone and comes
  // back. A write inside a write closure is a std::logic_error. Error(lost) may mean that the commit
  // was done but its answer did not arrive.
  template <class F>
  auto write(F&& f, Priority priority = Priority::interactive) {
    using T = std::invoke_result_t<F, Write&>;
    if constexpr (std::is_void_v<T>) {
      write_all(priority, [&](Write& w) { f(w); });
    } else {
      std::optional<T> result;
      write_all(priority, [&](Write& w) { result.emplace(f(w)); });
      return std::move(*result);
    }
  }
};

}  // namespace muster::db
