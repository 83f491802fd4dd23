// Mail as it comes in, on both engines: to which mail, update, organisation and person it is tied, and what never is.
#include "features/inbox/inbox_world_test.hpp"

namespace muster::inbox {

TEST_CASE("S49: an answer to an update is tied to update, organisation, person, language, by its return path") {
  in_inbox_world([](InboxWorld& world) {
    const auto mail = world.mail_to(world.nour());
    const Conversation one = world.arrive({.from = "Nour <nour@egypt.example>", .to = world.reply_path(mail), .subject = "Re: أخبار نوفمبر", .words = "ما معنى هذا لنا؟\r\n\r\n> مرحبا", .id = "a1@egypt.example"});
    CHECK(one.proof == Proof::token);
    CHECK(one.issue == world.issue);
    CHECK(one.organisation == world.egypt);
    CHECK(one.person == world.nour());
    CHECK(one.locale == Locale::ar);
    CHECK(one.standing.place == Place::inbox);
    CHECK(one.standing.state == State::waiting);
    CHECK(world.waiting() == 1);
    const auto entries = world.entries(one.id);
    REQUIRE(entries.size() == 1);
    CHECK(entries.front().words == "ما معنى هذا لنا؟");
    CHECK(entries.front().quoted == "> مرحبا");
    CHECK(world.read([&](db::Read& r) { return count_replies(r, world.issue); }) == 1);
  });
}

TEST_CASE("S49: without a return path the Message-IDs tell; a From alone is a claim and proves nothing") {
  in_inbox_world([](InboxWorld& world) {
    const auto mail = world.mail_to(world.wei());
    REQUIRE(mail.message_id.find('@') != std::string::npos);
    const Conversation named = world.arrive({.from = "Wei <wei@china.example>", .words = "这是什么意思？", .id = "b1@china.example", .fields = "In-Reply-To: <" + mail.message_id + ">\r\n"});
    CHECK(named.proof == Proof::thread);
    CHECK(named.issue == world.issue);
    CHECK(named.organisation == world.china);
    CHECK(named.locale == Locale::zh);
    world.clock.advance(std::chrono::minutes(1));
    const Conversation claimed = world.arrive({.from = "Amina <amina@kenya.example>", .subject = "A question", .id = "c1@kenya.example"});
    CHECK(claimed.proof == Proof::address);
    CHECK(claimed.person == world.amina());
    CHECK(claimed.organisation == world.kenya);
    CHECK_FALSE(claimed.issue);
    CHECK(world.get(world.maria, world.path(claimed.id)).body.find("Says it is from Amina. Nothing proves that.") != std::string::npos);
    world.clock.advance(std::chrono::minutes(1));
    const Conversation stranger = world.arrive({.from = "Shop <offers@shop.example>", .subject = "Cheap names", .id = "d1@shop.example"});
    CHECK(stranger.proof == Proof::none);
    CHECK(stranger.standing.place == Place::unknown);
    CHECK(world.waiting() == 2);
  });
}

TEST_CASE("a token in the hands of another address ties the mail, not the person") {
  in_inbox_world([](InboxWorld& world) {
    const Conversation one = world.arrive({.from = "Somebody <member@elsewhere.example>", .to = world.reply_path(world.mail_to(world.amina())), .id = "e1@elsewhere.example"});
    CHECK(one.proof == Proof::token);
    CHECK(one.organisation == world.kenya);
    CHECK_FALSE(one.person);
    CHECK(world.get(world.maria, world.path(one.id)).body.find("from another address") != std::string::npos);
    // A made-up tag proves nothing.
    std::string forged = world.reply_path(world.mail_to(world.amina()));
    forged[forged.find('.') + 1] = forged[forged.find('.') + 1] == 'a' ? 'b' : 'a';
    world.clock.advance(std::chrono::minutes(1));
    CHECK(world.arrive({.from = "X <x@elsewhere.example>", .to = forged, .id = "e2@elsewhere.example"}).proof == Proof::none);
  });
}

TEST_CASE("a holiday notice is set aside, is never answered and makes nobody wait; a person in the same place does") {
  in_inbox_world([](InboxWorld& world) {
    const std::string to = world.reply_path(world.mail_to(world.amina()));
    const auto mails = world.read([](db::Read& r) { return mail::count_mails(r, ""); });
    const Conversation notice = world.arrive({.to = to, .subject = "Out of office", .words = "I am away.", .id = "f1@kenya.example", .fields = "Auto-Submitted: auto-replied\r\n"});
    CHECK(notice.standing.place == Place::automatic);
    CHECK(world.waiting() == 0);
    CHECK(world.read([](db::Read& r) { return mail::count_mails(r, ""); }) == mails);
    CHECK(world.read([&](db::Read& r) { return count_replies(r, world.issue); }) == 0);
    world.clock.advance(std::chrono::hours(1));
    const Conversation person = world.arrive({.to = to, .words = "Back again. A question.", .id = "f2@kenya.example"});
    CHECK(person.id == notice.id);
    CHECK(person.standing.place == Place::inbox);
    CHECK(world.waiting() == 1);
    // Another notice in a conversation that waits changes nothing of it.
    world.clock.advance(std::chrono::hours(1));
    world.arrive({.to = to, .subject = "Out of office", .words = "Away once more.", .id = "f3@kenya.example", .fields = "Auto-Submitted: auto-replied\r\n"});
    CHECK(world.find(person.id).standing.waiting_since == person.standing.waiting_since);
    CHECK(world.entries(person.id).size() == 3);
  });
}

TEST_CASE("who writes again stays in one conversation and opens it again; one message twice is one") {
  in_inbox_world([](InboxWorld& world) {
    const std::string to = world.reply_path(world.mail_to(world.amina()));
    const Letter first{.to = to, .id = "g1@kenya.example"};
    const Conversation one = world.arrive(first);
    world.arrive(first);
    // The same message by another way, with lines that servers wrote upon it.
    world.arrive_raw("Received: from a by b; Mon, 23 Nov 2026 10:00:01 +0000\r\n" + first.text(), "office@example.org");
    CHECK(world.all().size() == 1);
    CHECK(world.entries(one.id).size() == 1);
    world.write([&](db::Write& w) { take_step(w, world.by(world.maria), one.id, Step::close, 0).value(); });
    CHECK(world.waiting() == 0);
    world.clock.advance(std::chrono::hours(5));
    const Conversation again = world.arrive({.to = to, .words = "One more thing.", .id = "g2@kenya.example"});
    CHECK(again.id == one.id);
    CHECK(again.standing.state == State::waiting);
    CHECK(again.standing.waiting_since == world.clock.now());
    CHECK(world.all().size() == 1);
  });
}

TEST_CASE("nobody comes into the conversation of others by naming its messages") {
  in_inbox_world([](InboxWorld& world) {
    const Conversation one = world.arrive({.to = world.reply_path(world.mail_to(world.amina())), .id = "h1@kenya.example"});
    world.clock.advance(std::chrono::minutes(1));
    const Conversation other = world.arrive({.from = "Eve <eve@elsewhere.example>", .subject = "Re: November news", .words = "Send the answer to me.", .id = "h2@elsewhere.example", .fields = "In-Reply-To: <h1@kenya.example>\r\nReferences: <h1@kenya.example>\r\n"});
    CHECK(other.id != one.id);
    CHECK(other.standing.place == Place::unknown);
    CHECK(world.entries(one.id).size() == 1);
    world.clock.advance(std::chrono::minutes(1));
    CHECK(world.arrive({.subject = "Something else", .words = "Also this.", .id = "h3@kenya.example", .fields = "References: <h1@kenya.example>\r\n"}).id == one.id);
  });
}

TEST_CASE("bad input: no message is refused, none breaks a page, and what is too long is said") {
  in_inbox_world([](InboxWorld& world) {
    const std::vector<std::string> messages = {
        std::string("\0\0\0", 3),
        "",
        "From: \xff\xfe\r\n\r\n\xff\xff\xff",
        std::string("From: a@b.example\r\nSubject: x\0y\r\n\r\nNUL \0 inside", 47),
        "From: <script>alert(1)</script> <x@y.example>\r\nSubject: <img src=x onerror=alert(1)>\r\n\r\n<b>not bold</b>",
        "From: a@b.example\r\nMessage-ID: <" + std::string(5000, 'm') + "@x>\r\nReferences: " + std::string(100'000, '<') + "\r\nSubject: =?utf-8?B?4oCu?= hidden\r\n\r\nwords",
        "From: a@b.example, c@d.example\r\nSubject: long\r\n\r\n" + std::string(10'000'000, 'w')};
    for (const std::string& each : messages) {
      world.clock.advance(std::chrono::minutes(1));
      world.arrive_raw(each);
    }
    CHECK(world.waiting() == 0);
    for (const Conversation& one : world.all()) {
      const auto page = world.get(world.maria, world.path(one.id));
      CHECK(page.status == 200);
      CHECK(page.body.find("<script>alert") == std::string::npos);
      CHECK(page.body.find("<img src=x") == std::string::npos);
      CHECK(page.body.find("<b>not bold") == std::string::npos);
      for (const Entry& entry : world.entries(one.id)) {
        const auto raw = world.get(world.maria, world.path(one.id, "/raw/" + entry.id.format()));
        CHECK((raw.status == 200 || raw.status == 404));  // an empty message has nothing to show
        CHECK(raw.body.find("<script>alert") == std::string::npos);
        CHECK(raw.body.size() < 2'000'000);
      }
    }
    CHECK(world.get(world.maria, "/staff/inbox", {{"show", "unknown"}}).status == 200);
    const auto entries = world.entries(world.newest().id);
    CHECK(entries.back().is_cut);
  });
}

}  // namespace muster::inbox
