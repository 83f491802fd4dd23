// Mail in: kept once, handed to one room in the transaction of what follows from it, on both engines.
#include "platform/mail/intake.hpp"

#include <doctest/doctest.h>

#include "tests/support/jobs_world.hpp"

using namespace muster;
using namespace muster::mail;
using test::JobsWorld;

namespace {

const std::string kMessage = "From: Amal Haddad <amal@example.org>\nTo: r+1.x@example.org\nSubject: Re: Your report\n\nYes.\n";
const Secret kKey("return paths of a test");

void for_each_world(const std::function<void(JobsWorld&)>& test) {
  test::for_each_engine(test::migrations_of({"jobs", "mail", "mail_list", "mail_group", "incoming"}), [&](db::Database& db) {
    JobsWorld world(db);
    test(world);
  });
}

IncomingId keep(JobsWorld& world, std::string_view message, std::string_view recipient = "r+1.x@example.org") {
  return world.db.write([&](db::Write& write) { return keep_incoming(write, world.clock, message, recipient); });
}

Incoming get(JobsWorld& world, IncomingId id) {
  return world.db.read([&](db::Read& read) { return find_incoming(read, id); }).value();
}

int run_jobs(JobsWorld& world, Takers takers) {
  jobs::Runner runner(world.context(), {make_take_in_job(std::move(takers), kKey)}, {});
  return runner.run_due();
}

}  // namespace

TEST_CASE("a message is kept as it came, byte for byte, once for each recipient") {
  for_each_world([](JobsWorld& world) {
    const std::string odd = std::string("Subject: \xff\xfe\r\n\r\na\0b\n", 18);
    const IncomingId first = keep(world, odd);
    CHECK(get(world, first).bytes == odd);
    CHECK(get(world, first).arrived_for == "r+1.x@example.org");
    CHECK(get(world, first).arrived_at == world.clock.now());
    CHECK(keep(world, odd) == first);
    CHECK(keep(world, odd, "r+2.x@example.org") != first);
    CHECK(keep(world, odd + "\n") != first);
    // A mailbox file's first line tells the time at which it was handed over.
    const IncomingId boxed = keep(world, "From a@b.org Fri Nov 27 09:00:00 2026\n" + kMessage);
    CHECK(keep(world, "From a@b.org Fri Nov 27 09:10:00 2026\n" + kMessage) == boxed);
  });
}

TEST_CASE("recipients that no column may hold are left out, the message is kept") {
  for_each_world([](JobsWorld& world) {
    for (const std::string_view recipient : {std::string_view("a\0b@example.org", 15), std::string_view("\xff@example.org"), std::string_view("a\nX: y@example.org")}) {
      CHECK(get(world, keep(world, kMessage, recipient)).arrived_for.empty());
    }
    CHECK(get(world, keep(world, kMessage, " пример@example.org ")).arrived_for == "пример@example.org");
  });
}

TEST_CASE("of a message that is too long the beginning is kept, and that is said") {
  for_each_world([](JobsWorld& world) {
    const std::string longer = kMessage + std::string(kInboundBytesMax, 'x');
    const Incoming kept = get(world, keep(world, longer));
    CHECK(kept.bytes.size() == kInboundBytesMax);
    CHECK(kept.size == static_cast<std::int64_t>(longer.size()));
    CHECK(kept.is_cut());
    CHECK_FALSE(get(world, keep(world, kMessage)).is_cut());
  });
}

TEST_CASE("rooms are asked in order until one takes it; what none takes is left for staff") {
  for_each_world([](JobsWorld& world) {
    const IncomingId id = keep(world, kMessage);
    const IncomingId other = keep(world, "Subject: nobody's\n\nHello\n");
    std::string asked;
    const auto room = [&](const std::string& name, std::string_view subject) {
      return Takers::value_type{name, [&asked, name, subject = std::string(subject)](db::Write&, jobs::Context&, const Incoming& incoming, const Answer& answer) {
                                  asked += name + incoming.id.format() + " ";
                                  return answer.mail.subject == subject;
                                }};
    };
    CHECK(run_jobs(world, {room("a", "-"), room("b", "Re: Your report"), room("c", "Re: Your report")}) == 2);
    CHECK(asked == "a1 b1 a2 b2 c2 ");
    CHECK(get(world, id).taken_by == "b");
    CHECK(get(world, id).taken_at == world.clock.now());
    CHECK(get(world, other).taken_by.empty());
    CHECK(get(world, other).taken_at.has_value());
    world.db.read([&](db::Read& read) {
      CHECK(count_left(read) == 1);
      const auto left = list_left(read, {}, 10);
      REQUIRE(left.size() == 1);
      CHECK(left.front().id == other);
      CHECK(list_left(read, other, 10).empty());
    });
    // A repeat of either is no work for anybody.
    CHECK(keep(world, kMessage) == id);
    CHECK(run_jobs(world, {}) == 0);
  });
}

TEST_CASE("what a room wrote before it failed is undone, and it is asked again") {
  for_each_world([](JobsWorld& world) {
    const IncomingId id = keep(world, kMessage);
    int asked = 0;
    const Taker fails_once = [&](db::Write& write, jobs::Context& context, const Incoming&, const Answer&) {
      jobs::enqueue(write, context.clock, {.kind = "sample.follows", .key = std::to_string(asked)});
      if (++asked == 1) throw std::runtime_error("a crash");
      return true;
    };
    run_jobs(world, {{"a", fails_once}});
    CHECK_FALSE(get(world, id).taken_at.has_value());
    world.clock.set(world.clock.now() + std::chrono::minutes(5));
    run_jobs(world, {{"a", fails_once}});
    CHECK(asked == 2);
    CHECK(get(world, id).taken_by == "a");
    const auto rows = world.db.read([&](db::Read& read) { return jobs::list_jobs(read, "waiting", 10); });
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().key == "1");
  });
}

TEST_CASE("old messages lose their words and are still known") {
  for_each_world([](JobsWorld& world) {
    const IncomingId id = keep(world, kMessage);
    const Instant later = world.clock.now() + std::chrono::hours(1);
    CHECK(world.db.read([&](db::Read& read) { return count_incoming_before(read, world.clock.now()); }) == 0);
    CHECK(world.db.read([&](db::Read& read) { return count_incoming_before(read, later); }) == 1);
    CHECK(world.db.write([&](db::Write& write) { return erase_incoming_before(write, later, 10); }) == 1);
    CHECK(world.db.write([&](db::Write& write) { return erase_incoming_before(write, later, 10); }) == 0);
    CHECK(get(world, id).bytes.empty());
    CHECK(get(world, id).arrived_for.empty());
    CHECK(keep(world, kMessage) == id);
    run_jobs(world, {});  // nothing is left to read, and nothing fails
    CHECK(world.db.read([](db::Read& read) { return jobs::count_jobs(read, "failed"); }) == 0);
  });
}
