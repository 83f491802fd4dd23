// One session with a PostgreSQL server: statements prepared once, values bound with explicit types,
// rows streamed. Every wait has an end, also when the server is stopped in its tracks. Used by one
// thread at a time.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include "platform/db/database.hpp"
#include "platform/db/statement_cache.hpp"

namespace muster::db {

struct PgBinding;

struct PgSettings {
  std::string url;
  std::string role;         // SET ROLE after connecting; empty = the user's own rights
  bool only_reads = false;  // refuses anything but SELECT, so that the role cannot be changed back
  std::chrono::milliseconds statement_timeout{10'000};  // zero = none
};

struct PgResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, PgResultDeleter>;

struct PgDeleter {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};

class PgConnection {
 public:
  // Throws Error(lost) when the server cannot be reached, Error(other) when it refuses us.
  explicit PgConnection(PgSettings settings);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  // `visit` may use the connection too: the rows that are still under way are then fetched first.
  void each(const Statement& statement, const Parameters& parameters, const std::function<void(const Row&)>& visit);
  std::int64_t execute(const Statement& statement, const Parameters& parameters);
  // The number of the first row that an "INSERT ... RETURNING id" made.
  std::optional<std::int64_t> insert(const Statement& statement, const Parameters& parameters);
  // A statement without values. `what` stands for it in errors; `patience` is how long the server may
  // take to answer.
  PgResult run(std::string_view what, const std::string& sql, std::chrono::milliseconds patience);
  PgResult run(std::string_view what, const std::string& sql) { return run(what, sql, patience()); }
  PgResult run(const std::string& sql) { return run(sql, sql, patience()); }
  // Compiles without running; parameters have no types here.
  void check(const Statement& statement);
  // Throws Error(lost) also when the server gave up waiting for its standby: then a failover may lose what
  // it has just written, and nobody may be told that it is kept.
  void commit();
  void roll_back() noexcept;

  // False when the session broke or may hold something unfinished.
  bool is_usable() const;
  void give_up() { is_broken_ = true; }
  // Whether the server has refused something since this was last asked.
  bool take_failure() { return std::exchange(has_failed_, false); }
  std::string quote_name(const std::string& name) const;
  std::string quote_text(const std::string& text) const;
  PGconn* handle() const { return connection_.get(); }

 private:
  // One statement of ours is prepared once for each combination of types and NULLs it is given.
  struct Variant {
    std::string signature;  // a letter for the type of each value
    std::string name;       // on the server
  };
  struct Prepared {
    std::string sql;  // with $1, $2 ...
    std::vector<std::string> parameters;
    std::vector<Variant> variants;
  };
  class Stream;

  void set_up();
  void set_role();
  Prepared& find_or_number(std::string_view sql);
  std::string find_or_prepare(std::string_view what, Prepared& prepared, const PgBinding& binding);
  void forget(const Variant& variant);
  void send(const Statement& statement, const Parameters& parameters);
  void finish_stream();
  std::chrono::milliseconds patience() const;
  void check_sent(int result, std::string_view what);
  void wait_for_socket(short events, std::chrono::steady_clock::time_point deadline, std::string_view what);
  void flush(std::string_view what);
  PgResult next_result(std::chrono::milliseconds patience, std::string_view what);  // null at the end
  PgResult last_result(std::chrono::milliseconds patience, std::string_view what);
  void check_result(const PGresult* result, std::string_view what);
  [[noreturn]] void fail_lost(std::string_view what);

  const PgSettings settings_;
  std::unique_ptr<PGconn, PgDeleter> connection_;
  StatementCache<Prepared> cache_;
  std::int64_t next_name_ = 1;
  Stream* stream_ = nullptr;  // rows under way
  bool is_broken_ = false;
  bool has_failed_ = false;
  bool is_warned_ = false;  // the server warned since the last COMMIT began
};

}  // namespace muster::db
