// The inbox by its pages: from a message that waits to an answer that is threaded, closed and published without names.
#include <set>

#include "base/text.hpp"
#include "features/inbox/inbox_world_test.hpp"
#include "features/inbox/publication_store.hpp"
#include "tests/support/html_check.hpp"

namespace muster::inbox {
namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Begun : InboxWorld {
  explicit Begun(db::Database& database) : InboxWorld(database) {
    one = arrive({.from = "Amina <amina@kenya.example>", .to = reply_path(mail_to(amina())), .words = "What does this mean for us? <b>Please</b> tell.\r\n\r\n> Hello", .id = "q1@kenya.example"});
    clock.advance(std::chrono::hours(2));
  }
  http::Response answer(const Actor& actor, const std::string& words, Form more = {}) {
    Form form = {{"words", words}, {"to", "amina@kenya.example"}, {"last", last(one.id)}};
    form.insert(form.end(), more.begin(), more.end());
    return post(actor, path(one.id, "/answer"), form);
  }
  std::vector<mail::MailRow> answers() {
    auto rows = read([](db::Read& r) { return mail::list_mails(r, {.limit = 100}); });
    std::erase_if(rows, [](const mail::MailRow& row) { return row.kind != "inbox.answer"; });
    return rows;
  }
  Conversation one;
};

void in_begun_world(const std::function<void(Begun&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    Begun world(database);
    test(world);
  });
}

}  // namespace

TEST_CASE("every page of the inbox in six languages, sound and with foreign words as text") {
  in_begun_world([](Begun& world) {
    world.arrive({.from = "Shop <offers@shop.example>", .subject = "", .words = "Buy", .id = "s@shop.example"});
    world.answer(world.maria, "It means this.").status;
    world.post(world.maria, world.path(world.one.id, "/note"), {{"note", "Ask Omar."}});
    world.post(world.maria, world.path(world.one.id, "/publication"), {{"language", "en"}, {"revision", "0"}, {"question", "What does it mean?"}, {"answer", "This. Ask Amina."}});
    const std::string entry = world.entries(world.one.id).front().id.format();
    for (const Locale locale : kLocales) {
      for (const std::string& path : {std::string("/staff/inbox"), world.path(world.one.id), world.path(world.one.id, "/raw/" + entry), world.path(world.one.id, "/publication"), world.path(world.one.id, "/publication/check")}) {
        const auto page = world.get(world.maria, path, {}, locale);
        CHECK_MESSAGE(page.status == 200, path);
        const auto problems = test::check_html(page.body, test::Markup::page);
        CHECK_MESSAGE(problems.empty(), path, ": ", problems.empty() ? "" : problems.front());
        CHECK_FALSE(holds(page.body, "<b>Please</b>"));
      }
      for (const char* show : {"waiting", "mine", "all", "closed", "unknown", "automatic", "aside", "nonsense"}) CHECK(world.get(world.maria, "/staff/inbox", {{"show", show}}, locale).status == 200);
    }
    CHECK(holds(world.get(world.maria, "/staff/inbox", {{"show", "unknown"}}).body, "No subject"));
  });
}

TEST_CASE("the list: the longest wait first, in words, filtered by update, language, region and words") {
  in_begun_world([](Begun& world) {
    world.clock.advance(std::chrono::hours(47));
    world.arrive({.from = "Nour <nour@egypt.example>", .to = world.reply_path(world.mail_to(world.nour())), .subject = "سؤال", .words = "متى؟", .id = "n@egypt.example"});
    const auto list = world.get(world.maria, "/staff/inbox").body;
    CHECK(holds(list, "2 conversations wait for an answer."));
    CHECK(holds(list, "Waits for 2 days"));
    CHECK(list.find("November news</bdi></a>") < list.find("سؤال"));
    CHECK(holds(list, "lang=\"ar\" dir=\"rtl\""));
    const auto names = [&](const Form& query) {
      const auto body = world.get(world.maria, "/staff/inbox", query).body;
      return std::string(holds(body, "Kenya Users</bdi>") ? "K" : "") + (holds(body, "مستخدمو مصر</bdi>") ? "E" : "");
    };
    CHECK(names({}) == "KE");
    CHECK(names({{"language", "ar"}}) == "E");
    CHECK(names({{"update", world.issue.format()}}) == "KE");
    CHECK(names({{"update", "999"}}) == "");
    CHECK(names({{"q", "kenya"}}) == "K");
    CHECK(names({{"q", "سؤال"}}) == "E");
    CHECK(names({{"region", "EU"}}) == "");
    CHECK(names({{"show", "mine"}}) == "");
    CHECK(holds(world.get(world.maria, "/staff/inbox", {{"q", "nobody writes this"}}).body, "No conversation matches"));
  });
}

TEST_CASE("S49: an answer goes out threaded, in the conversation's language, from the programme, and its state is shown") {
  in_begun_world([](Begun& world) {
    CHECK(world.answer(world.maria, "It means this.\r\n\r\nSee the page & more.").status == 303);
    const auto mails = world.answers();
    REQUIRE(mails.size() == 1);
    const mail::MailRow& sent = mails.front();
    CHECK(sent.subject == "Re: November news");
    CHECK(sent.to == "amina@kenya.example");
    CHECK(sent.person == world.amina());
    CHECK(sent.organisation == world.kenya);
    CHECK(sent.mail_class == mail::Class::notice);
    CHECK(sent.thread.in_reply_to == "q1@kenya.example");
    CHECK(sent.thread.references == std::vector<std::string>{world.mail_to(world.amina()).message_id, "q1@kenya.example"});
    CHECK(holds(sent.html, "See the page &amp; more."));
    CHECK(holds(sent.text, "Maria"));
    CHECK(holds(sent.text, "What does this mean for us?"));
    const std::string wire = mail::format_message(sent, world.mail_settings());
    CHECK(holds(wire, "In-Reply-To: <q1@kenya.example>\r\n"));
    CHECK(holds(wire, "multipart/alternative"));
    CHECK_FALSE(holds(wire, "Auto-Submitted"));
    CHECK(world.waiting() == 0);
    CHECK(world.find(world.one.id).standing.state == State::answered);
    CHECK(holds(world.get(world.maria, world.path(world.one.id)).body, "On its way"));
    world.send_mails();
    CHECK(holds(world.get(world.maria, world.path(world.one.id)).body, "Sent"));
    // What comes back to the answer is of the same conversation.
    world.clock.advance(std::chrono::hours(1));
    const auto again = world.arrive({.to = world.reply_path(world.mail_to(world.amina(), "inbox.answer")), .words = "Thank you. And now?", .id = "q2@kenya.example"});
    CHECK(again.id == world.one.id);
    CHECK(world.waiting() == 1);
  });
}

TEST_CASE("an answer speaks the conversation's language, all of its own words") {
  const db::Statement speak{"test.speak", "UPDATE inbox_conversation SET locale = :locale WHERE id = :id", {}};
  in_begun_world([&](Begun& world) {
    std::set<std::string> reasons;
    for (const Locale locale : kLocales) {
      CAPTURE(locale_tag(locale));
      world.write([&](db::Write& w) { w.execute(speak, {{"locale", locale_tag(locale)}, {"id", world.one.id}}); });
      REQUIRE(world.answer(world.maria, "In short: yes.").status == 303);
      const mail::MailRow sent = world.answers().front();  // the newest first
      CHECK(sent.locale == locale);
      CHECK(holds(sent.html, "lang=\"" + std::string(locale_tag(locale)) + "\""));
      CHECK(holds(sent.html, "dir=\"" + std::string(locale_direction(locale)) + "\""));
      CHECK(holds(sent.text, "In short: yes."));
      reasons.insert(world.texts.translate(locale, tr("You get this mail because you wrote to us.")));
      CHECK(holds(sent.html, world.texts.translate(locale, tr("You get this mail because you wrote to us."))));
    }
    CHECK(reasons.size() == std::size(kLocales));
  });
}

TEST_CASE("name and address of whom one answers stay apart in pages of either direction") {
  in_begun_world([](Begun& world) {
    const std::string apart = "\u2069 \u2066&lt;";  // the name ends, the address begins
    for (const Locale locale : {Locale::en, Locale::ar}) CHECK(holds(world.get(world.maria, world.path(world.one.id), {}, locale).body, apart));
  });
}

TEST_CASE("an answer to an address that gets no mail says so") {
  in_begun_world([](Begun& world) {
    world.write([&](db::Write& w) { mail::suppress(w, world.clock, Email::parse("amina@kenya.example").value(), "unknown address"); });
    CHECK(world.answer(world.maria, "It means this.").status == 303);
    world.send_mails();
    const auto page = world.get(world.maria, world.path(world.one.id)).body;
    CHECK(holds(page, "Not sent: this address gets no mail"));
    CHECK(holds(page, "unknown address"));
  });
}

TEST_CASE("two of staff who answer at once: the second reads the first answer before anything is sent") {
  in_begun_world([](Begun& world) {
    const std::string seen = world.last(world.one.id);
    CHECK(world.answer(world.maria, "From Maria.").status == 303);
    const auto second = world.post(world.omar, world.path(world.one.id, "/answer"), {{"words", "From Omar."}, {"to", "amina@kenya.example"}, {"last", seen}});
    CHECK(second.status == 409);
    CHECK(holds(second.body, "From Maria."));
    CHECK(holds(second.body, "From Omar."));  // what was typed is not lost
    CHECK(world.answers().size() == 1);
    CHECK(world.answer(world.omar, "From Omar, after reading.").status == 303);
    CHECK(world.answers().size() == 2);
    // A message that came meanwhile is read first as well.
    const std::string before = world.last(world.one.id);
    world.clock.advance(std::chrono::hours(1));
    world.arrive({.to = world.reply_path(world.mail_to(world.amina())), .words = "Never mind.", .id = "q3@kenya.example"});
    CHECK(world.post(world.omar, world.path(world.one.id, "/answer"), {{"words", "Third."}, {"to", "amina@kenya.example"}, {"last", before}}).status == 409);
  });
}

TEST_CASE("bad input to an answer: nothing is sent to whom did not write, and typed words stay") {
  in_begun_world([](Begun& world) {
    const auto stranger = world.post(world.maria, world.path(world.one.id, "/answer"), {{"words", "Words"}, {"to", "eve@elsewhere.example"}, {"last", world.last(world.one.id)}});
    CHECK(stranger.status == 422);
    CHECK(holds(stranger.body, "Words</textarea>"));
    CHECK(world.answer(world.maria, "  ").status == 422);
    CHECK(world.answer(world.maria, std::string(20'001, 'x')).status == 422);
    CHECK(world.answers().empty());
    CHECK(world.get(world.maria, "/staff/inbox/999").status == 404);
    CHECK(world.get(world.maria, "/staff/inbox/x").status == 404);
    CHECK(world.post(world.maria, "/staff/inbox/999/answer", {{"words", "x"}}).status == 404);
    CHECK(world.post(world.maria, "/staff/inbox/999/close", {}).status == 404);
    CHECK(world.post(world.maria, "/staff/inbox/999/note", {{"note", "x"}}).status == 404);
    const Conversation other = world.arrive({.from = "Nour <nour@egypt.example>", .to = world.reply_path(world.mail_to(world.nour())), .id = "n1@egypt.example"});
    // A message is shown in its own conversation alone.
    CHECK(world.get(world.maria, world.path(world.one.id, "/raw/" + world.entries(other.id).front().id.format())).status == 404);
    CHECK(world.post(world.maria, world.path(other.id, "/answer"), {{"words", "x"}, {"to", "amina@kenya.example"}, {"last", world.last(other.id)}}).status == 422);
  });
}

TEST_CASE("a draft survives, is one's own, and colleagues see that somebody has begun") {
  in_begun_world([](Begun& world) {
    http::Request request;
    CHECK(world.post(world.maria, world.path(world.one.id, "/draft"), {{"words", "A beginning"}}).status == 303);
    CHECK(holds(world.get(world.maria, world.path(world.one.id)).body, "A beginning</textarea>"));
    const auto other = world.get(world.omar, world.path(world.one.id)).body;
    CHECK_FALSE(holds(other, "A beginning"));
    CHECK(holds(other, "Maria has begun an answer"));
    CHECK(world.answer(world.maria, "A beginning and an end").status == 303);
    CHECK_FALSE(holds(world.get(world.omar, world.path(world.one.id)).body, "has begun an answer"));
    CHECK(world.post(world.maria, world.path(world.one.id, "/answer"), {{"words", "Kept"}, {"keep", "1"}}).status == 303);
    CHECK(holds(world.get(world.maria, world.path(world.one.id)).body, "Kept</textarea>"));
    CHECK(world.post(world.maria, world.path(world.one.id, "/draft"), {{"words", ""}}).status == 303);
    CHECK_FALSE(holds(world.get(world.maria, world.path(world.one.id)).body, "Kept</textarea>"));
  });
}

TEST_CASE("assigned, noted, closed, undone, set aside and brought back; each step once") {
  in_begun_world([](Begun& world) {
    const auto url = [&](const char* rest) { return world.path(world.one.id, rest); };
    CHECK(world.post(world.maria, url("/assign"), {{"me", "1"}}).status == 303);
    CHECK(world.find(world.one.id).standing.assigned_to == world.maria.person);
    CHECK(holds(world.get(world.maria, "/staff/inbox", {{"show", "mine"}}).body, "November news"));
    CHECK(world.post(world.maria, url("/assign"), {{"person", world.omar.person.format()}}).status == 303);
    CHECK(world.post(world.maria, url("/assign"), {{"person", world.amina().format()}}).status == 422);  // not of staff
    CHECK(world.find(world.one.id).standing.assigned_to == world.omar.person);
    const std::string version = std::to_string(world.find(world.one.id).version);
    CHECK(world.post(world.maria, url("/close"), {{"version", version}}).status == 303);
    CHECK(world.post(world.omar, url("/close"), {{"version", version}}).status == 409);
    CHECK(world.waiting() == 0);
    const auto steps = world.read([&](db::Read& r) { return list_steps(r, world.one.id); });
    CHECK(world.post(world.maria, url("/undo"), {{"step", std::to_string(steps.back().id)}}).status == 303);
    CHECK(world.waiting() == 1);
    CHECK(world.post(world.maria, url("/undo"), {{"step", std::to_string(steps.back().id)}}).status == 409);
    CHECK(world.find(world.one.id).standing.waiting_since == world.one.standing.waiting_since);
    CHECK(world.post(world.maria, url("/set-aside"), {}).status == 303);
    CHECK(world.waiting() == 0);
    CHECK(holds(world.get(world.maria, "/staff/inbox", {{"show", "aside"}}).body, "November news"));
    CHECK(world.post(world.maria, url("/bring-in"), {}).status == 303);
    CHECK(world.waiting() == 1);
    CHECK(world.post(world.maria, url("/note"), {{"note", "<i>A note</i>"}}).status == 303);
    CHECK(holds(world.get(world.omar, url("")).body, "&lt;i&gt;A note&lt;/i&gt;"));
    CHECK(world.post(world.maria, url("/note"), {{"note", ""}}).status == 422);
    // An answer is more than a step: what was before it cannot be undone over it.
    const auto now = world.read([&](db::Read& r) { return list_steps(r, world.one.id); });
    world.clock.advance(std::chrono::minutes(1));
    CHECK(world.answer(world.maria, "Words.", {{"close", "1"}}).status == 303);
    CHECK(world.find(world.one.id).standing.state == State::closed);
    CHECK(world.post(world.maria, url("/undo"), {{"step", std::to_string(now.back().id)}}).status == 409);
    CHECK(world.post(world.maria, url("/reopen"), {}).status == 303);
    CHECK(world.waiting() == 1);
  });
}

TEST_CASE("the message as it came: as text, and as a file that no browser opens") {
  in_begun_world([](Begun& world) {
    const std::string url = world.path(world.one.id, "/raw/" + world.entries(world.one.id).front().id.format());
    const auto page = world.get(world.maria, url).body;
    CHECK(holds(page, "Message-ID: &lt;q1@kenya.example&gt;"));
    CHECK(holds(page, "&lt;b&gt;Please&lt;/b&gt;"));
    const auto file = world.get(world.maria, url + "/file");
    CHECK(file.content_type == "application/octet-stream");
    CHECK(std::ranges::any_of(file.headers, [](const auto& header) { return header.first == "Content-Disposition" && header.second.starts_with("attachment"); }));
    CHECK(holds(file.body, "<b>Please</b>"));
  });
}

TEST_CASE("S49, S31, S32: question and answer for everybody are shown first, held for names, public in their language, and removed") {
  in_begun_world([](Begun& world) {
    const auto url = [&](const char* rest) { return world.path(world.one.id, std::string("/publication") + rest); };
    const std::string public_page = "/updates/" + world.issue.format();
    const auto seen = [&](Locale locale = Locale::en) { return world.get({}, public_page, {}, locale).body; };
    CHECK_FALSE(holds(seen(), "Questions that readers asked"));
    CHECK(holds(world.get(world.maria, url(""), {{"copy", "1"}}).body, "What does this mean for us?"));
    CHECK(world.post(world.maria, url(""), {{"language", "en"}, {"revision", "0"}, {"question", "Amina asks: what is it?"}, {"answer", "Write to amina@kenya.example."}}).status == 303);
    CHECK_FALSE(holds(seen(), "Amina asks"));
    const auto check = world.get(world.maria, url("/check"), {{"language", "en"}}).body;
    CHECK(holds(check, "Amina asks: what is it?"));
    CHECK(holds(check, "looks like the name of a person"));
    CHECK(holds(check, "looks like an e-mail address"));
    CHECK(world.post(world.maria, url("/release"), {{"language", "en"}, {"revision", "1"}}).status == 422);
    CHECK_FALSE(holds(seen(), "Amina asks"));
    CHECK(world.post(world.maria, url(""), {{"language", "en"}, {"revision", "1"}, {"question", "What is it?"}, {"answer", "It is a meeting."}}).status == 303);
    // The words of another editor are not written over, and only what was shown is released.
    const auto overtaken = world.post(world.omar, url(""), {{"language", "en"}, {"revision", "1"}, {"question", "Other"}, {"answer", "Words"}});
    CHECK(overtaken.status == 409);
    CHECK(holds(overtaken.body, "Other"));
    CHECK(world.post(world.maria, url("/release"), {{"language", "en"}, {"revision", "1"}}).status == 409);
    CHECK(world.post(world.maria, url("/release"), {{"language", "en"}, {"revision", "2"}}).status == 303);
    CHECK(holds(seen(), "What is it?"));
    CHECK(holds(seen(), "It is a meeting."));
    CHECK_FALSE(holds(seen(), "Amina"));
    CHECK_FALSE(holds(seen(Locale::ar), "What is it?"));
    // Newer words are nobody's before they are released.
    CHECK(world.post(world.maria, url(""), {{"language", "en"}, {"revision", "2"}, {"question", "What is it?"}, {"answer", "It is a long meeting."}}).status == 303);
    CHECK_FALSE(holds(seen(), "a long meeting"));
    CHECK(holds(world.get(world.maria, url("/check"), {{"language", "en"}}).body, "Public, with newer words"));
    CHECK(world.post(world.maria, url("/release"), {{"language", "en"}, {"revision", "3"}}).status == 303);
    CHECK(holds(seen(), "a long meeting"));
    CHECK(world.post(world.maria, url("/remove"), {{"language", "en"}}).status == 303);
    CHECK_FALSE(holds(seen(), "a long meeting"));
    CHECK(world.post(world.maria, url("/remove"), {{"language", "en"}}).status == 409);
    CHECK(world.post(world.maria, url("/release"), {{"language", "en"}, {"revision", "3"}}).status == 303);
    CHECK(holds(seen(), "a long meeting"));
    // In another language by itself.
    CHECK(world.post(world.maria, url(""), {{"language", "ar"}, {"revision", "0"}, {"question", "ما هو؟"}, {"answer", "اجتماع."}}).status == 303);
    CHECK(world.post(world.maria, url("/release"), {{"language", "ar"}, {"revision", "1"}}).status == 303);
    CHECK(holds(seen(Locale::ar), "اجتماع."));
    CHECK_FALSE(holds(seen(), "اجتماع."));
  });
}

TEST_CASE("nothing is published of a conversation that is about no update") {
  in_begun_world([](Begun& world) {
    const Conversation other = world.arrive({.from = "Brian <brian@kenya.example>", .subject = "Our dates", .id = "br@kenya.example"});
    REQUIRE_FALSE(other.issue);
    CHECK(world.get(world.maria, world.path(other.id, "/publication")).status == 404);
    CHECK(world.post(world.maria, world.path(other.id, "/publication"), {{"language", "en"}, {"revision", "0"}, {"question", "Q"}, {"answer", "A"}}).status == 404);
    CHECK_FALSE(holds(world.get(world.maria, world.path(other.id)).body, "For everybody"));
  });
}

}  // namespace muster::inbox
