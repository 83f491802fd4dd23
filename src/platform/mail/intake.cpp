#include "platform/mail/intake.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <span>

#include "base/crash_point.hpp"
#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/mail/decoding.hpp"
#include "queries_mail.hpp"

namespace muster::mail {

namespace {

constexpr std::string_view kTakeIn = "mail.take_in";
constexpr std::size_t kRecipientMax = 320;  // characters (RFC 5321 section 4.5.3.1, with room for a delimiter's part)

// A mailbox file's separator says when it was handed over: a repeat would not be known by it.
std::string_view without_separator(std::string_view bytes) {
  if (!bytes.starts_with("From ")) return bytes;
  const std::size_t end = bytes.find('\n');
  return end == std::string_view::npos ? bytes : bytes.substr(end + 1);
}

// Text of the envelope, from whoever connected: what no column may hold is no address either.
std::string clean_recipient(std::string_view text) {
  text = trim(text);
  if (!is_clean_utf8(text) || has_hidden_controls(text) || text.find_first_of("\t\r\n") != std::string_view::npos) return {};
  return std::string(take_code_points(text, kRecipientMax));
}

db::Bytes to_bytes(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  return {bytes.begin(), bytes.end()};
}

std::string to_text(const db::Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Whoever keeps the same message at the same time waits; others do not.
std::int64_t lock_number(std::string_view digest) {
  std::int64_t number = 0;
  std::from_chars(digest.data(), digest.data() + 15, number, 16);
  return number;
}

Incoming make_incoming(const db::Row& row) {
  return {.id = row.id<IncomingId>("id"),
          .arrived_at = row.instant("arrived_at"),
          .arrived_for = row.text("arrived_for"),
          .bytes = {},
          .size = row.int64("size"),
          .taken_by = row.text("taken_by"),
          .taken_at = row.optional_instant("taken_at")};
}

struct TakeIn {
  Takers takers;
  Secret return_key;

  jobs::Outcome run(jobs::Context& context, const jobs::Job& job) const;
  void hand_over(db::Write& write, jobs::Context& context, const Incoming& incoming, const Answer& answer) const;
};

jobs::Outcome TakeIn::run(jobs::Context& context, const jobs::Job& job) const {
  const auto id = IncomingId::parse(job.value("incoming"));
  const auto incoming = id ? context.db.read([&](db::Read& read) { return find_incoming(read, *id); }) : std::nullopt;
  if (!incoming || incoming->taken_at) return jobs::Outcome::done();
  const Answer answer = read_answer(incoming->bytes, incoming->arrived_for, return_key);
  crash_point("incoming.after_reading");
  context.db.write([&](db::Write& write) {
    jobs::check_fence(write, job);
    hand_over(write, context, *incoming, answer);
  });
  crash_point("incoming.after_taking");
  return jobs::Outcome::done();
}

void TakeIn::hand_over(db::Write& write, jobs::Context& context, const Incoming& incoming, const Answer& answer) const {
  write.lock("mail_incoming", incoming.id.value());
  if (write.count(sql::count_asked, {{"id", incoming.id}}) > 0) return;
  const auto taken = std::ranges::find_if(takers, [&](const auto& each) { return each.second(write, context, incoming, answer); });
  const std::string room = taken == takers.end() ? std::string() : taken->first;
  write.execute(sql::mark_taken, {{"id", incoming.id}, {"room", room}, {"now", context.clock.now()}});
}

}  // namespace

Arrival make_arrival(std::string_view bytes, std::string_view arrived_for, std::int64_t size) {
  Arrival arrival{.arrived_for = clean_recipient(arrived_for), .bytes = to_bytes(bytes.substr(0, kInboundBytesMax)), .size = std::max(size, static_cast<std::int64_t>(bytes.size()))};
  std::string both = arrival.arrived_for;
  both.push_back('\0');
  both += without_separator(bytes.substr(0, kInboundBytesMax));
  arrival.digest = crypto::sha256_hex(both);
  return arrival;
}

IncomingId keep_incoming(db::Write& write, const Clock& clock, const Arrival& arrival) {
  write.lock("mail_incoming_digest", lock_number(arrival.digest));
  const auto known = write.find(sql::find_incoming_by_digest, {{"digest", arrival.digest}}, [](const db::Row& row) { return row.id<IncomingId>("id"); });
  if (known) return *known;
  const IncomingId id(write.insert(sql::insert_incoming, {{"digest", arrival.digest}, {"now", clock.now()}, {"arrived_for", arrival.arrived_for}, {"bytes", arrival.bytes}, {"size", arrival.size}}));
  jobs::enqueue(write, clock, {.kind = std::string(kTakeIn), .key = id.format(), .values = {{"incoming", id.format()}}});
  return id;
}

IncomingId keep_incoming(db::Write& write, const Clock& clock, std::string_view bytes, std::string_view arrived_for) {
  return keep_incoming(write, clock, make_arrival(bytes, arrived_for));
}

std::optional<Incoming> find_incoming(db::Read& read, IncomingId id) {
  return read.find(sql::find_incoming, {{"id", id}}, [](const db::Row& row) {
    Incoming incoming = make_incoming(row);
    incoming.bytes = to_text(row.bytes("bytes"));
    return incoming;
  });
}

std::string show_message(std::string_view bytes, std::size_t most) { return clean_text(bytes.substr(0, most)); }

std::vector<Incoming> list_left(db::Read& read, IncomingId before, int limit) {
  return read.list(sql::list_left, {{"before", before.value()}, {"limit", limit}}, make_incoming);
}

std::int64_t count_left(db::Read& read) { return read.count(sql::count_left); }

std::int64_t count_incoming_before(db::Read& read, Instant before) { return read.count(sql::count_incoming_before, {{"before", before}}); }

std::int64_t erase_incoming_before(db::Write& write, Instant before, int limit) {
  return write.execute(sql::erase_incoming_before, {{"before", before}, {"limit", limit}, {"nothing", db::Bytes{}}});
}

void erase_incoming(db::Write& write, IncomingId id) { write.execute(sql::erase_incoming, {{"id", id}, {"nothing", db::Bytes{}}}); }

IncomingPart look_through_incoming(db::Read& read, const std::vector<std::string>& words, IncomingId after, int limit) {
  IncomingPart part;
  read.each(sql::find_incoming_end, {{"after", after.value()}, {"limit", limit}}, [&](const db::Row& row) { part.last = row.id<IncomingId>("id"); });
  if (!part.last) return part;
  for (const std::string& each : words) {
    if (each.empty()) continue;
    read.each(sql::list_incoming_with, {{"after", after.value()}, {"until", part.last}, {"words", to_bytes(each)}, {"small", to_bytes(to_lower_ascii(each))}},
              [&](const db::Row& row) { part.found.push_back(row.id<IncomingId>("id")); });
  }
  return part;
}

void erase_incoming_with(db::Write& write, std::string_view words, Instant since) {
  if (words.empty()) return;
  write.execute(sql::erase_incoming_with, {{"since", since}, {"words", to_bytes(words)}, {"small", to_bytes(to_lower_ascii(words))}, {"nothing", db::Bytes{}}});
}

jobs::Kind make_take_in_job(Takers takers, Secret return_key) {
  jobs::Kind kind;
  kind.name = std::string(kTakeIn);
  kind.run = [take_in = std::make_shared<const TakeIn>(TakeIn{std::move(takers), std::move(return_key)})](jobs::Context& context, const jobs::Job& job) {
    return take_in->run(context, job);
  };
  return kind;
}

}  // namespace muster::mail
