#include "platform/db/pg_connection.hpp"

#include <array>
#include <charconv>

#include <poll.h>

#include <fmt/core.h>

#include "platform/db/parameters.hpp"
#include "platform/db/pg_binding.hpp"
#include "platform/db/pg_error.hpp"
#include "platform/db/pg_row.hpp"
#include "platform/db/sql_text.hpp"

namespace muster::db {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kStatementsKept = 200;
constexpr std::size_t kVariantsKept = 16;
constexpr int kOldestServer = 150000;  // security_invoker views (docs/adr/0003-public-role.md)
// The server ends a slow statement itself; a server that does not answer even then is given up.
constexpr std::chrono::milliseconds kGrace{5'000};
constexpr std::chrono::hours kNoTimeout{24};

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

}  // namespace

// Rows of the running statement, one at a time. Another statement on the connection has the rest
// fetched into memory first.
class PgConnection::Stream {
 public:
  Stream(PgConnection& connection, std::string_view what) : connection_(connection), what_(what) {
    connection_.stream_ = this;
    PQsetSingleRowMode(connection_.handle());
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    try {
      while (!is_finished_) fetch();
    } catch (...) {  // the closure is ending with an exception already, or the caller has what it wants
    }
  }

  PgResult next() {
    if (waiting_.empty()) return is_finished_ ? nullptr : fetch();
    PgResult row = std::move(waiting_.front());
    waiting_.pop_front();
    return row;
  }
  void drain() {
    while (!is_finished_) {
      if (PgResult row = fetch()) waiting_.push_back(std::move(row));
    }
  }

 private:
  PgResult fetch() {
    try {
      while (PgResult result = connection_.next_result(connection_.patience(), what_)) {
        if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) return result;
        if (PQresultStatus(result.get()) == PGRES_TUPLES_OK || PQresultStatus(result.get()) == PGRES_COMMAND_OK)
          continue;
        while (connection_.next_result(connection_.patience(), what_)) {
        }
        connection_.check_result(result.get(), what_);
      }
    } catch (...) {
      finish();
      throw;
    }
    finish();
    return nullptr;
  }
  void finish() {
    is_finished_ = true;
    connection_.stream_ = nullptr;
  }

  PgConnection& connection_;
  std::string_view what_;
  std::deque<PgResult> waiting_;
  bool is_finished_ = false;
};

PgConnection::PgConnection(PgSettings settings) : settings_(std::move(settings)), cache_(kStatementsKept) {
  const std::array<const char*, 6> keywords = {"connect_timeout", "fallback_application_name", "keepalives_idle",
                                               "dbname",          "client_encoding",           nullptr};
  const std::array<const char*, 6> values = {"5", "muster", "30", settings_.url.c_str(), "UTF8", nullptr};
  connection_.reset(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (!connection_) throw std::bad_alloc();
  if (PQstatus(handle()) != CONNECTION_OK) {
    throw Error(Error::Kind::lost, "cannot connect to the database: " + first_line(PQerrorMessage(handle())));
  }
  PQsetnonblocking(handle(), 1);
  // Notices may quote values, so nobody sees them; but that a COMMIT was warned about is known.
  const auto note = [](void* self, const PGresult* notice) {
    if (const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED))
      static_cast<PgConnection*>(self)->is_warned_ |= std::string_view(severity) == "WARNING";
  };
  PQsetNoticeReceiver(handle(), note, this);
  set_up();
}

void PgConnection::set_up() {
  if (PQserverVersion(handle()) < kOldestServer) {
    throw Error(Error::Kind::other, "the database server is too old; PostgreSQL 15 or newer is needed");
  }
  const char* encoding = PQparameterStatus(handle(), "server_encoding");
  if (!encoding || std::string_view(encoding) != "UTF8") {
    throw Error(Error::Kind::other, "the database does not keep text as UTF-8; create it with ENCODING 'UTF8'");
  }
  const auto timeout = settings_.statement_timeout.count();
  run("settings",
      fmt::format("SET statement_timeout = {}; SET idle_in_transaction_session_timeout = {}; SET bytea_output = 'hex'; "
                  "SET standard_conforming_strings = on; SET TimeZone = 'UTC'; SET extra_float_digits = 1",
                  timeout, timeout * 2));
  if (!settings_.role.empty()) set_role();
}

void PgConnection::set_role() {
  try {
    run("SET ROLE", "SET ROLE " + quote_name(settings_.role));
  } catch (const Error& error) {
    if (error.kind() == Error::Kind::lost) throw;
    throw Error(Error::Kind::denied,
                fmt::format("the database role {} is not there for this user; run 'muster migrate'", settings_.role));
  }
}

std::chrono::milliseconds PgConnection::patience() const {
  return settings_.statement_timeout.count() == 0 ? kNoTimeout : settings_.statement_timeout + kGrace;
}

void PgConnection::fail_lost(std::string_view what) {
  is_broken_ = true;
  has_failed_ = true;
  throw Error(Error::Kind::lost, fmt::format("{}: the connection to the database was lost", what));
}

void PgConnection::check_sent(int result, std::string_view what) {
  if (result != 1) fail_lost(what);
}

void PgConnection::wait_for_socket(short events, Clock::time_point deadline, std::string_view what) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{PQsocket(handle()), events, 0};
    const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
    if (ready > 0) return;
    if (ready == 0 || errno != EINTR) fail_lost(what);
  }
}

void PgConnection::flush(std::string_view what) {
  const auto deadline = Clock::now() + patience();
  for (;;) {
    const int left = PQflush(handle());
    if (left == 0) return;
    if (left < 0) fail_lost(what);
    // Reading meanwhile: a server that waits for us to take its answer would not read either.
    wait_for_socket(POLLIN | POLLOUT, deadline, what);
    if (PQconsumeInput(handle()) != 1) fail_lost(what);
  }
}

PgResult PgConnection::next_result(std::chrono::milliseconds patience, std::string_view what) {
  const auto deadline = Clock::now() + patience;
  while (PQisBusy(handle())) {
    wait_for_socket(POLLIN, deadline, what);
    if (PQconsumeInput(handle()) != 1 && PQisBusy(handle())) fail_lost(what);
  }
  return PgResult(PQgetResult(handle()));
}

PgResult PgConnection::last_result(std::chrono::milliseconds patience, std::string_view what) {
  PgResult last;
  while (PgResult result = next_result(patience, what)) {
    const bool has_failed = last && PQresultStatus(last.get()) == PGRES_FATAL_ERROR;
    if (!has_failed) last = std::move(result);
  }
  check_result(last.get(), what);
  return last;
}

void PgConnection::check_result(const PGresult* result, std::string_view what) {
  switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
    case PGRES_SINGLE_TUPLE:
      return;
    default:
      break;
  }
  has_failed_ = true;
  if (sql_state(result).empty()) fail_lost(what);
  try {
    throw_postgres(result, what);
  } catch (const PgRetry&) {
    // A stale plan would fail again and again on this session.
    if (sql_state(result) == "0A000") is_broken_ = true;
    throw;
  } catch (const Error& error) {
    if (error.kind() == Error::Kind::lost) is_broken_ = true;
    throw;
  }
}

PgConnection::Prepared& PgConnection::find_or_number(std::string_view sql) {
  if (Prepared* found = cache_.find(sql)) return *found;
  if (settings_.only_reads) {
    const auto verb = find_word(sql, 0);
    if (verb != "select" && verb != "with" && verb != "values") {
      throw Error(Error::Kind::denied, "public reads are SELECT statements only");
    }
  }
  if (const auto old = cache_.take_surplus([](const Prepared&) { return true; })) {
    for (const Variant& variant : old->variants) forget(variant);
  }
  NumberedSql numbered = number_parameters(sql);
  return cache_.insert(std::string(sql), {std::move(numbered.sql), std::move(numbered.names), {}});
}

std::string PgConnection::find_or_prepare(std::string_view what, Prepared& prepared, const PgBinding& binding) {
  for (const Variant& variant : prepared.variants) {
    if (variant.signature == binding.signature) return variant.name;
  }
  if (prepared.variants.size() >= kVariantsKept) {
    const Variant oldest = prepared.variants.front();
    prepared.variants.erase(prepared.variants.begin());
    forget(oldest);
  }
  const std::string name = fmt::format("s{}", next_name_++);
  check_sent(PQsendPrepare(handle(), name.c_str(), prepared.sql.c_str(), binding.size(), binding.types.data()), what);
  flush(what);
  last_result(patience(), what);
  prepared.variants.push_back({binding.signature, name});
  return name;
}

void PgConnection::forget(const Variant& variant) { run("DEALLOCATE", "DEALLOCATE " + variant.name); }

void PgConnection::finish_stream() {
  if (stream_) stream_->drain();
}

void PgConnection::send(const Statement& statement, const Parameters& parameters) {
  finish_stream();
  Prepared& prepared = find_or_number(statement.postgres.empty() ? statement.sql : statement.postgres);
  const PgBinding binding(match_parameters(statement.name, prepared.parameters, parameters));
  const std::string name = find_or_prepare(statement.name, prepared, binding);
  check_sent(PQsendQueryPrepared(handle(), name.c_str(), binding.size(), binding.values.data(), binding.lengths.data(),
                                 binding.formats.data(), 0),
             statement.name);
  flush(statement.name);
}

void PgConnection::each(const Statement& statement, const Parameters& parameters,
                        const std::function<void(const Row&)>& visit) {
  send(statement, parameters);
  Stream stream(*this, statement.name);
  while (const PgResult result = stream.next()) visit(PgRow(statement.name, result.get()));
}

std::optional<std::int64_t> PgConnection::insert(const Statement& statement, const Parameters& parameters) {
  std::optional<std::int64_t> number;
  each(statement, parameters, [&](const Row& row) {
    if (!number) number = row.int64("id");
  });
  return number;
}

std::int64_t PgConnection::execute(const Statement& statement, const Parameters& parameters) {
  send(statement, parameters);
  const PgResult result = last_result(patience(), statement.name);
  const std::string_view verb = PQcmdStatus(result.get());
  if (verb.starts_with("SELECT")) return 0;
  const std::string_view changed = PQcmdTuples(result.get());
  std::int64_t rows = 0;
  std::from_chars(changed.data(), changed.data() + changed.size(), rows);
  return rows;
}

PgResult PgConnection::run(std::string_view what, const std::string& sql, std::chrono::milliseconds patience) {
  finish_stream();
  check_sent(PQsendQuery(handle(), sql.c_str()), what);
  flush(what);
  return last_result(patience, what);
}

void PgConnection::check(const Statement& statement) {
  const auto sql = number_parameters(statement.postgres.empty() ? statement.sql : statement.postgres);
  check_sent(PQsendPrepare(handle(), "", sql.sql.c_str(), 0, nullptr), statement.name);
  flush(statement.name);
  const PgResult untyped = last_result(patience(), statement.name);
}

void PgConnection::commit() {
  is_warned_ = false;
  const PgResult result = run("COMMIT");
  // "canceling wait for synchronous replication" comes as a warning, and then COMMIT succeeds.
  if (is_warned_ || std::string_view(PQcmdStatus(result.get())) != "COMMIT") fail_lost("COMMIT");
}

void PgConnection::roll_back() noexcept {
  try {
    if (!is_broken_ && PQtransactionStatus(handle()) != PQTRANS_IDLE) run("ROLLBACK", "ROLLBACK", kGrace);
  } catch (...) {
    is_broken_ = true;
  }
}

bool PgConnection::is_usable() const {
  return !is_broken_ && PQstatus(handle()) == CONNECTION_OK && PQtransactionStatus(handle()) == PQTRANS_IDLE;
}

std::string PgConnection::quote_name(const std::string& name) const {
  char* quoted = PQescapeIdentifier(handle(), name.c_str(), name.size());
  if (!quoted) throw Error(Error::Kind::invalid_value, "a name that PostgreSQL cannot hold");
  std::string result(quoted);
  PQfreemem(quoted);
  return result;
}

std::string PgConnection::quote_text(const std::string& text) const {
  char* quoted = PQescapeLiteral(handle(), text.c_str(), text.size());
  if (!quoted) throw Error(Error::Kind::invalid_value, "a text that PostgreSQL cannot hold");
  std::string result(quoted);
  PQfreemem(quoted);
  return result;
}

}  // namespace muster::db
