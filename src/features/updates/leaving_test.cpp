// Leaving the updates (RFC 8058): what a token proves and what it does not, who is told, how it is taken back, and that
// nothing but updates ends by it.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "features/audit/audit.hpp"
#include "features/updates/audience_store.hpp"
#include "features/updates/leaving_store.hpp"
#include "features/updates/send_job.hpp"
#include "features/updates/update_world_test.hpp"
#include "features/updates/updates.hpp"
#include "tests/support/html_check.hpp"

using namespace muster;
using namespace muster::updates;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void check_page(const http::Response& response, int status = 200) {
  CHECK(response.status == status);
  const auto problems = test::check_html(response.body, test::Markup::page);
  CHECK_MESSAGE(problems.empty(), join(problems, "; "));
}

mail::Makers make_makers(UpdateWorld& world) { return {{std::string(kMailSource), make_update_maker({world.texts, update_programme(), "https://muster.example.org", world.parts.counting, world.parts.leaving})}}; }

PersonId amina(UpdateWorld& world) { return world.people_of.at(world.kenya).front(); }
PersonId brian(UpdateWorld& world) { return world.people_of.at(world.kenya).back(); }

std::string token_of(UpdateWorld& world, PersonId person, const std::string& address, OrganisationId organisation) {
  return make_leave_token(world.parts.leaving, person, organisation, Locale::en, Email::parse(address).value().key());
}
std::string aminas_token(UpdateWorld& world) { return token_of(world, amina(world), "amina@kenya.example", world.kenya); }

bool has_left(UpdateWorld& world, PersonId person) {
  return world.read([&](db::Read& read) { return find_leaving(read, person).has_value(); });
}

std::vector<mail::MailRow> list_mails(UpdateWorld& world, std::string_view kind) {
  auto mails = world.read([](db::Read& read) { return mail::list_mails(read, {.limit = 500}); });
  std::erase_if(mails, [&](const mail::MailRow& mail) { return mail.kind != kind; });
  std::ranges::sort(mails, {}, &mail::MailRow::to);
  return mails;
}

std::vector<std::string> list_actions(UpdateWorld& world, PersonId person) {
  std::vector<std::string> actions;
  for (const auto& entry : world.read([&](db::Read& read) { return audit::list_entries(read, {.action = "updates.", .person = person}); })) actions.push_back(entry.action);
  std::ranges::reverse(actions);
  return actions;
}

}  // namespace

TEST_CASE("a token names person, organisation, language and address; nobody can make or change one without the key") {
  const Secret key = make_leave_key(Secret("one installation")), other = make_leave_key(Secret("another"));
  std::set<std::string> seen;
  for (const std::int64_t person : {std::int64_t{1}, std::int64_t{17}, std::int64_t{9223372036854775807}}) {
    for (const Locale locale : kLocales) {
      const std::string token = make_leave_token(key, PersonId(person), OrganisationId(142), locale, "a@example.org");
      CHECK(seen.insert(token).second);
      CHECK(token.size() <= 64);
      CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos);
      const auto read = parse_leave_token(key, token);
      REQUIRE(read);
      CHECK(read->person == PersonId(person));
      CHECK(read->organisation == OrganisationId(142));
      CHECK(read->locale == locale);
      CHECK(is_address_of(key, *read, "a@example.org"));
      CHECK_FALSE(is_address_of(key, *read, "b@example.org"));
      CHECK_FALSE(is_address_of(other, *read, "a@example.org"));  // the mark alone tells nobody the address
      CHECK_FALSE(parse_leave_token(other, token));
    }
  }
  // Any letter that changes, any that is missing or too many.
  const std::string token = make_leave_token(key, PersonId(17), OrganisationId(142), Locale::en, "a@example.org");
  for (std::size_t at = 0; at < token.size(); ++at) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    CHECK_FALSE(parse_leave_token(key, changed));
    CHECK_FALSE(parse_leave_token(key, token.substr(0, at)));
  }
  for (const std::string_view bad : {"", "x", "....", "=", "%00"}) CHECK_FALSE(parse_leave_token(key, bad));
  CHECK_FALSE(parse_leave_token(key, token + "A"));
  CHECK_FALSE(parse_leave_token(key, std::string(5000, 'A')));
  CHECK_FALSE(parse_leave_token(Secret(), token));
  CHECK_THROWS(make_leave_token(Secret(), PersonId(1), OrganisationId(1), Locale::en, "a@x"));
  CHECK_THROWS(make_leave_token(key, PersonId(), OrganisationId(1), Locale::en, "a@x"));
  CHECK(make_leave_url("https://x.org", token) == "https://x.org/u/" + token);
}

TEST_CASE("what a mail program posts is one pair of names, in whatever case") {
  CHECK(is_one_click("List-Unsubscribe", "One-Click"));
  CHECK(is_one_click("list-unsubscribe", " one-click"));
  CHECK_FALSE(is_one_click("List-Unsubscribe", "no"));
  CHECK_FALSE(is_one_click("answer", "One-Click"));
}

TEST_CASE("S73: a representative's copy has the link and both fields; a copy for a list, the kit and the archive have none") {
  in_update_world([](UpdateWorld& world) {
    world.write([&](db::Write& write) {
      organisations::apply_edit(write, world.by(), update_programme(), world.egypt, {.redistribution_address = "list@egypt.example"}).value();
    });
    const IssueId id = world.begin();
    world.send(id);
    const auto mails = list_mails(world, "updates.update");
    const auto made = world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mails.front()); }).value();
    const std::string url = "https://muster.example.org/u/" + aminas_token(world);
    CHECK(made.list.unsubscribe_url == url);
    CHECK(made.list.is_one_click);
    CHECK(has(made.text, url));
    CHECK(has(made.html, url));
    const std::string source = mail::format_message(made, {.smarthost = "log", .helo = "muster.example.org", .from = *Email::parse("programme@example.org"), .from_name = "ICANN At-Large", .reply_to = *Email::parse("staff@example.org")});
    CHECK(has(source, "List-Unsubscribe: <" + url + ">"));
    CHECK(has(source, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    // The same mail as it would go to a list.
    mail::MailRow list = mails.front();
    list.person = {};
    list.source_values = id.format() + " redistribution";
    const auto copy = world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), list); }).value();
    CHECK(copy.list.unsubscribe_url.empty());
    CHECK_FALSE(copy.list.is_one_click);
    CHECK_FALSE(has(copy.text + copy.html, "/u/"));
    const std::string list_source = mail::format_message(copy, {.smarthost = "log", .helo = "muster.example.org", .from = *Email::parse("programme@example.org"), .from_name = "ICANN At-Large", .reply_to = *Email::parse("staff@example.org")});
    CHECK_FALSE(has(list_source, "List-Unsubscribe"));
    CHECK_FALSE(has(world.get(world.representative, "/me/updates/" + id.format()).body, "/u/"));
    CHECK_FALSE(has(world.get(Actor::nobody(), "/updates/" + id.format()).body, "/u/"));
    CHECK_FALSE(has(world.get(Actor::nobody(), "/updates.atom").body, "/u/"));
  });
}

TEST_CASE("opening the link changes nothing; the button ends updates, also those in the queue, and nothing else") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();
    world.send(id);
    const std::string path = "/u/" + aminas_token(world);
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), path, {}, locale));
    CHECK_FALSE(has_left(world, amina(world)));
    CHECK(list_actions(world, amina(world)).empty());
    // Nothing on the page is about a person: whoever holds a forwarded mail learns nothing.
    CHECK_FALSE(has(world.get(Actor::nobody(), path).body, "amina@"));
    CHECK_FALSE(has(world.get(Actor::nobody(), path).body, "Amina"));
    const auto left = world.post(Actor::nobody(), path, {{"answer", "leave"}});
    check_page(left);
    CHECK(has(left.body, "value=\"undo\""));
    CHECK(has_left(world, amina(world)));
    CHECK_FALSE(has_left(world, brian(world)));
    // The mail of this issue that waits in the queue is not made for her, and is for the other one.
    const auto mails = list_mails(world, "updates.update");
    REQUIRE(mails.size() >= 2);
    CHECK_FALSE(world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mails[0]); }));
    CHECK(world.read([&](db::Read& read) { return mail::fill_in(read, make_makers(world), mails[1]); }));
    // The next issue does not count her.
    const IssueId next = world.begin("December news");
    const auto counted = world.read([&](db::Read& read) { return find_audience(read, update_programme(), *find_issue(read, next), world.clock.today()); });
    CHECK(std::ranges::none_of(counted.recipients, [&](const Recipient& one) { return one.person == amina(world); }));
    CHECK(std::ranges::any_of(counted.recipients, [&](const Recipient& one) { return one.person == brian(world); }));
    CHECK(std::ranges::count(counted.excluded, Why::left, &Excluded::why) == 1);
    CHECK(has(world.get(world.maria, "/staff/updates/" + next.format() + "/audience").body, "A representative wants no updates."));
    // S74: mail about the organisation reaches her as before.
    CHECK(std::ranges::count(world.read([&](db::Read& read) { return organisations::list_recipients(read, world.kenya, true, world.clock.today()); }), amina(world)) == 1);
    // Again, however often: one row, one entry.
    for (int time = 0; time < 3; ++time) check_page(world.post(Actor::nobody(), path, {{"answer", "leave"}}));
    CHECK(list_actions(world, amina(world)) == std::vector<std::string>{"updates.leave"});
    CHECK(world.read([](db::Read& read) { return list_left(read).size(); }) == 1);
  });
}

TEST_CASE("the others are told once, after some minutes; who takes it back at once bothers nobody") {
  in_update_world([](UpdateWorld& world) {
    const std::string path = "/u/" + aminas_token(world);
    world.post(Actor::nobody(), path, {{"answer", "leave"}});
    check_page(world.post(Actor::nobody(), path, {{"answer", "undo"}}));
    CHECK_FALSE(has_left(world, amina(world)));
    world.clock.advance(16min);
    world.run_jobs();
    CHECK(list_mails(world, kTellLeft).empty());
    world.post(Actor::nobody(), path, {{"answer", "leave"}});
    world.run_jobs();
    CHECK(list_mails(world, kTellLeft).empty());  // not yet
    world.clock.advance(16min);
    world.run_jobs();
    const auto mails = list_mails(world, kTellLeft);
    REQUIRE(mails.size() == 1);
    CHECK(mails.front().to == "brian@kenya.example");
    CHECK(mails.front().mail_class == mail::Class::notice);
    CHECK(has(mails.front().text, "Kenya Users"));
    CHECK_FALSE(has(mails.front().text, "amina@"));
    CHECK(test::check_html(mails.front().html, test::Markup::mail).empty());
    // Somebody with the link changes it to and fro: one mail a day.
    for (int time = 0; time < 3; ++time) {
      world.post(Actor::nobody(), path, {{"answer", "undo"}});
      world.post(Actor::nobody(), path, {{"answer", "leave"}});
      world.clock.advance(16min);
      world.run_jobs();
    }
    CHECK(list_mails(world, kTellLeft).size() == 1);
    CHECK(list_actions(world, amina(world)).size() == 9);
  });
}

TEST_CASE("the mail to the others in six languages") {
  in_update_world([](UpdateWorld& world) {
    for (const Locale locale : kLocales) {
      const std::string tag(locale_tag(locale));
      const OrganisationId id = world.add_organisation("Organisation " + tag, "KE", {tag}, {{"Person A", "a@" + tag + ".example"}, {"Person B", "b@" + tag + ".example"}});
      world.write([&](db::Write& write) { leave(write, world.by(), world.people_of.at(id).front(), id, LeftBy::one_click); });
    }
    world.clock.advance(16min);
    world.run_jobs();
    const auto mails = list_mails(world, kTellLeft);
    CHECK(mails.size() == 6);
    for (const auto& mail : mails) CHECK(test::check_html(mail.html, test::Markup::mail).empty());
  });
}

TEST_CASE("the link takes it back for seven days; signed in it always goes; staff do it with a reason") {
  in_update_world([](UpdateWorld& world) {
    const std::string path = "/u/" + aminas_token(world);
    world.post(Actor::nobody(), path, {{"answer", "leave"}});
    world.clock.advance(std::chrono::hours(24) * 8);
    CHECK_FALSE(has(world.post(Actor::nobody(), path, {{"answer", "leave"}}).body, "value=\"undo\""));
    check_page(world.post(Actor::nobody(), path, {{"answer", "undo"}}), 409);
    CHECK(has_left(world, amina(world)));
    // Her own page.
    for (const Locale locale : kLocales) check_page(world.get(world.representative, "/me/updates/mail", {}, locale));
    CHECK(has(world.get(world.representative, "/me/updates/mail").body, "value=\"back\""));
    CHECK(world.post(world.representative, "/me/updates/mail", {{"answer", "nonsense"}}).status == 303);
    CHECK(has_left(world, amina(world)));
    CHECK(world.post(world.representative, "/me/updates/mail", {{"answer", "back"}}).status == 303);
    CHECK_FALSE(has_left(world, amina(world)));
    for (const Locale locale : kLocales) check_page(world.get(world.representative, "/me/updates/mail", {}, locale));
    CHECK(has(world.get(world.representative, "/me/updates/mail").body, "amina@kenya.example"));
    CHECK(world.post(world.representative, "/me/updates/mail", {{"answer", "leave"}}).status == 303);
    CHECK(has_left(world, amina(world)));
    // Staff.
    for (const Locale locale : kLocales) check_page(world.get(world.maria, "/staff/updates/left", {}, locale));
    CHECK(has(world.get(world.maria, "/staff/updates/left").body, "Amina"));
    CHECK(has(world.get(world.maria, "/staff/updates").body, "1 representative wants no updates"));
    const std::string back = "/staff/updates/left/" + amina(world).format() + "/back";
    check_page(world.post(world.maria, back, {{"reason", " "}}), 422);
    CHECK(has_left(world, amina(world)));
    CHECK(world.post(world.maria, "/staff/updates/left/" + brian(world).format() + "/back", {{"reason", "Asked"}}).status == 404);
    CHECK(world.post(world.maria, back, {{"reason", "Asked by telephone today"}}).status == 303);
    CHECK_FALSE(has_left(world, amina(world)));
    CHECK(list_actions(world, amina(world)) == std::vector<std::string>{"updates.leave", "updates.come_back", "updates.leave", "updates.come_back"});
    for (const Locale locale : kLocales) check_page(world.get(world.maria, "/staff/updates/left", {}, locale));
  });
}

TEST_CASE("a token of an address that is nobody's any more ends nothing, and one that is none is a page") {
  in_update_world([](UpdateWorld& world) {
    const std::string path = "/u/" + token_of(world, amina(world), "former@kenya.example", world.kenya);
    check_page(world.post(Actor::nobody(), path, {{"answer", "leave"}}));
    CHECK_FALSE(has_left(world, amina(world)));
    check_page(world.post(Actor::nobody(), path, {{"answer", "undo"}}), 409);
    for (const Locale locale : kLocales) check_page(world.get(Actor::nobody(), "/u/none", {}, locale), 404);
    check_page(world.post(Actor::nobody(), "/u/none", {{"answer", "leave"}}), 404);
    // Of somebody else: each token for itself.
    world.post(Actor::nobody(), "/u/" + token_of(world, amina(world), "brian@kenya.example", world.kenya), {{"answer", "leave"}});
    CHECK_FALSE(has_left(world, amina(world)));
    CHECK_FALSE(has_left(world, brian(world)));
  });
}

TEST_CASE("too often in a day is refused, and what is done stays done") {
  in_update_world([](UpdateWorld& world) {
    const std::string path = "/u/" + aminas_token(world);
    int asked = 0;
    world.context.allow = [&](std::string_view limit, std::string_view who) {
      CHECK(limit == "updates_leave");
      CHECK(who == amina(world).format());
      return ++asked <= 2;
    };
    for (int time = 0; time < 2; ++time) {
      CHECK(world.post(Actor::nobody(), path, {{"answer", "leave"}}).status == 200);
      CHECK(world.post(Actor::nobody(), path, {{"answer", "undo"}}).status == 200);
    }
    CHECK(world.post(Actor::nobody(), path, {{"answer", "leave"}}).status == 429);
    CHECK_FALSE(has_left(world, amina(world)));
    // Who left already is answered without being counted.
    world.write([&](db::Write& write) { leave(write, world.by(), amina(world), world.kenya, LeftBy::own_page); });
    for (int time = 0; time < 50; ++time) CHECK(world.post(Actor::nobody(), path, {{"answer", "leave"}}).status == 200);
    CHECK(asked == 3);
  });
}

TEST_CASE("an address that is also an organisation's list gets nothing when its owner left") {
  in_update_world([](UpdateWorld& world) {
    world.write([&](db::Write& write) {
      organisations::apply_edit(write, world.by(), update_programme(), world.china, {.redistribution_address = "amina@kenya.example"}).value();
      write.execute(db::Statement{"test.confirmed", "INSERT INTO update_address (organisation, address_key, token_hash, confirmed_at, waived_reason) VALUES (:organisation, 'amina@kenya.example', '', 1, '')", ""}, {{"organisation", world.china}});
      leave(write, world.by(), amina(world), world.kenya, LeftBy::one_click);
    });
    const IssueId id = world.begin();
    const auto counted = world.read([&](db::Read& read) { return find_audience(read, update_programme(), *find_issue(read, id), world.clock.today()); });
    CHECK(std::ranges::none_of(counted.recipients, [](const Recipient& one) { return one.address == "amina@kenya.example"; }));
    CHECK(std::ranges::count(counted.excluded, Why::left, &Excluded::why) == 2);
  });
}

TEST_CASE("what is kept of it: in the own copy, gone with the person, and for a while after it ended") {
  in_update_world([](UpdateWorld& world) {
    const auto counts = [&] { return world.read([&](db::Read& read) { return std::pair(count_left(read, world.clock.today()), count_left_of(read, world.kenya, world.clock.today())); }); };
    world.write([&](db::Write& write) {
      leave(write, world.by(), amina(world), world.kenya, LeftBy::one_click);
      leave(write, world.by(), brian(world), world.kenya, LeftBy::page);
      leave(write, world.by(), world.people_of.at(world.egypt).front(), world.egypt, LeftBy::page);
    });
    CHECK(counts() == std::pair<std::int64_t, std::int64_t>(3, 2));
    CHECK(world.read([&](db::Read& read) { return list_held(read, amina(world)); }).front().rows.size() == 1);
    CHECK(world.read([&](db::Read& read) { return find_left_at(read, amina(world)); }) == world.clock.now());
    // Who represents nobody any more stands in no list.
    world.write([&](db::Write& write) { organisations::remove_representative(write, world.by(), update_programme(), world.egypt, world.people_of.at(world.egypt).front(), "Left"); });
    world.clock.advance(std::chrono::hours(24));
    CHECK(counts() == std::pair<std::int64_t, std::int64_t>(2, 2));
    world.write([&](db::Write& write) { updates::forget_person(write, amina(world)); });
    CHECK(world.read([&](db::Read& read) { return list_held(read, amina(world)); }).front().rows.empty());
    // An open wish holds as long as it is one.
    world.clock.advance(std::chrono::hours(24) * 400);
    const auto old = [&] { return world.read([&](db::Read& read) { return count_leavings_before(read, world.clock.now() - Duration(std::chrono::hours(24) * 395)); }); };
    CHECK(old() == 0);
    world.write([&](db::Write& write) { come_back(write, world.by(), brian(world), EndedBy::own_page); });
    CHECK(old() == 0);
    world.clock.advance(std::chrono::hours(24) * 396);
    CHECK(old() == 1);
    CHECK(world.write([&](db::Write& write) { return delete_leavings_before(write, world.clock.now() - Duration(std::chrono::hours(24) * 395), 10); }) == 1);
    CHECK(old() == 0);
    CHECK(world.read([](db::Read& read) { return list_left(read).size(); }) == 1);
  });
}

TEST_CASE("to whom an update went is forgotten with the person, and after some time; that it went stays, and nobody gets it twice") {
  in_update_world([](UpdateWorld& world) {
    static const db::Statement kRows{"test.rows", "SELECT address_key, person FROM update_delivery ORDER BY id", ""};
    const auto addresses = [&] {
      std::vector<std::string> all;
      world.db.read([&](db::Read& read) { read.each(kRows, {}, [&](const db::Row& row) { all.push_back(row.text("address_key") + (row.optional_int64("person") ? "" : " -")); }); });
      return all;
    };
    const IssueId id = world.begin();
    world.send(id);
    CHECK(addresses() == std::vector<std::string>{"amina@kenya.example", "brian@kenya.example"});
    world.write([&](db::Write& write) { updates::forget_person(write, amina(world)); });
    auto rows = addresses();
    CHECK(rows.front().starts_with("forgotten/"));
    CHECK(rows.back() == "brian@kenya.example");
    world.write([&](db::Write& write) { finish_sending(write, world.by(), id); });
    const auto before = [&] { return world.clock.now() - Duration(std::chrono::hours(24) * 395); };
    const auto old = [&] { return world.read([&](db::Read& read) { return count_delivery_addresses_before(read, before()); }); };
    world.clock.advance(std::chrono::hours(24) * 394);
    CHECK(old() == 0);
    world.clock.advance(std::chrono::hours(24) * 2);
    CHECK(old() == 1);
    CHECK(world.write([&](db::Write& write) { return forget_deliveries_before(write, before(), 10); }) == 1);
    CHECK(world.write([&](db::Write& write) { return forget_deliveries_before(write, before(), 10); }) == 0);
    rows = addresses();
    REQUIRE(rows.size() == 2);
    CHECK(std::ranges::all_of(rows, [](const std::string& row) { return row.starts_with("forgotten/"); }));
    CHECK(rows.back().ends_with(" -"));
    // A language that comes as late as that is read in the archive alone: nobody's mail starts anew.
    const auto mails = world.read([](db::Read& read) { return mail::count_mails(read, ""); });
    world.put(id, Locale::zh, "新闻", "你好。").value();
    world.mark(id, Locale::zh, world.omar).value();
    world.run_jobs();
    CHECK(world.read([](db::Read& read) { return mail::count_mails(read, ""); }) == mails);
    CHECK(world.get(Actor::nobody(), "/updates/" + id.format(), {}, Locale::zh).status == 200);
  });
}
