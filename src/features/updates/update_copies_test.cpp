// What a mail, a list's copy, the kit and the archive carry, and what they must not.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "features/updates/update_page_samples_test.hpp"

using namespace muster;
using namespace muster::updates;

TEST_CASE("a preview as an organisation sees it, in its language and direction; the mail stands in a document of its own") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    const Form query = {{"organisation", world.egypt.format()}, {"language", "ar"}, {"width", "390"}};
    const auto page = world.get(world.maria, path_of(id, "/preview"), query);
    check_page(page);
    CHECK(page.policy == http::Policy::framing);
    CHECK(has(page.body, "width=\"390\""));
    const auto part = world.get(world.maria, path_of(id, "/preview/html"), query);
    CHECK(part.policy == http::Policy::mail_part);
    CHECK(has(part.body, "dir=\"rtl\""));
    CHECK(has(part.body, "مستخدمو مصر"));
    CHECK(world.get(world.maria, path_of(id, "/preview/html"), {{"language", "zh"}}).status == 404);
  });
}

TEST_CASE("a mail: languages on top, note marked, question with links, counted links by the caller, at most 30 KB, in six languages") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    MailParts parts = make_parts(world);
    parts.link = [](int number, const std::string& target) { return "https://muster.example.org/t/" + std::to_string(number) + "?" + std::to_string(target.size()); };
    parts.answer = [](int choice) { return "https://muster.example.org/t/answer" + std::to_string(choice); };
    parts.leave_url = "https://muster.example.org/u/leave";
    const auto content = world.read([&](db::Read& read) { return make_content(read, parts, id, world.kenya, Locale::en, Copy::representative); });
    CHECK(content.subject == "November news for Kenya Users");
    for (const std::string_view part : {"/ar/updates/", "العربية", "From the regional leaders of Africa", "Nairobi", "Was this useful?", "/t/answer2", "/t/0?", "/u/leave", "/en/me/updates/", "You get this mail because you represent Kenya Users."}) {
      CHECK_MESSAGE(has(content.html, part), part);
      CHECK_MESSAGE(has(content.text, part), part);
    }
    CHECK(has(test::visible_text(content.html), "Hello Kenya Users in Kenya."));
    CHECK(content.html.size() < 30 * 1024);
    const auto problems = test::check_html(content.html, test::Markup::mail);
    CHECK_MESSAGE(problems.empty(), join(problems, "; "));
    const auto links = world.read([&](db::Read& read) { return list_links(*find_issue_text(read, id, Locale::en)); });
    REQUIRE(links.size() == 1);
    CHECK(links[0].target == "https://example.org/news");
    const auto arabic = world.read([&](db::Read& read) { return make_content(read, parts, id, world.egypt, Locale::ar, Copy::representative); });
    CHECK(has(arabic.html, "dir=\"rtl\""));
    // Every language of the frame around the words.
    for (const Locale locale : kLocales) {
      const auto any = world.read([&](db::Read& read) {
        auto text = *find_issue_text(read, id, Locale::en);
        text.version.locale = locale;
        return make_content(text, parts, organisations::get_organisation(read, world.kenya), Copy::representative);
      });
      CHECK(test::check_html(any.html, test::Markup::mail).empty());
    }
  });
}

TEST_CASE("S36, S54: a copy for a list and the kit carry nothing that acts for the organisation and nobody's name") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    MailParts parts = make_parts(world);
    parts.leave_url = "https://muster.example.org/u/leave";
    for (const Copy copy : {Copy::redistribution, Copy::kit}) {
      const auto content = world.read([&](db::Read& read) { return make_content(read, parts, id, world.kenya, Locale::en, copy); });
      for (const std::string_view part : {"/u/leave", "/me/", "/go/", "/sign-in", "Amina", "Brian", "amina@", "passed-on"}) {
        CHECK_MESSAGE(!has(content.html, part), part);
        CHECK_MESSAGE(!has(content.text, part), part);
      }
      CHECK(has(content.html, "/en/updates/" + id.format()));
    }
  });
}

TEST_CASE("S54: the kit in any sent language; passing on is said and taken back, never asked for, and nothing comes of it") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = send_rich(world);
    const std::string url = "/me/updates/" + id.format();
    const auto count_attention = [&] { return world.read([&](db::Read& read) { return organisations::list_attention(read, update_programme(), world.clock.today(), 50); }).size(); };
    const auto attention = count_attention();
    const auto count_mails = [&] { return world.read([](db::Read& read) { return mail::count_mails(read, ""); }); };
    const auto mails = count_mails();
    const auto page = world.get(world.representative, url, {{"language", "ar"}});
    check_page(page);
    CHECK(has(page.body, "lang=\"ar\" dir=\"rtl\""));
    CHECK(has(page.body, "Pass these on to whom you like, as often as you like."));
    check_page(world.post(world.representative, url + "/passed-on", {{"way", "By mail"}, {"many", "a lot"}}), 422);
    check_page(world.post(world.representative, url + "/passed-on", {{"many", "-5"}}), 422);
    CHECK(world.post(world.representative, url + "/passed-on", {{"way", "By mail"}, {"many", "420"}}).status == 303);
    CHECK(has(world.get(world.representative, url).body, "about 420 people"));
    // No anomaly, no task, no mail, no line in anybody's history.
    CHECK(count_attention() == attention);
    CHECK(count_mails() == mails);
    CHECK(world.post(world.representative, url + "/passed-on/undo", {}).status == 303);
    CHECK_FALSE(has(world.get(world.representative, url).body, "about 420 people"));
    // No ban and no warning (S54).
    for (const std::string_view words : {"do not pass", "must not", "only to your members", "not allowed", "permission"}) {
      CHECK_FALSE(has(test::visible_text(page.body), words));
      CHECK_FALSE(has(test::visible_text(world.get(Actor::nobody(), "/updates/" + id.format()).body), words));
    }
    // A draft has no kit.
    CHECK(world.get(world.representative, "/me/updates/" + world.begin("Draft").format()).status == 404);
  });
}

TEST_CASE("the archive in each language, its feed, and no page before sending") {
  in_update_world([](UpdateWorld& world) {
    const IssueId draft = world.begin("Draft");
    check_page(world.get(Actor::nobody(), "/updates/" + draft.format()), 404);
    const IssueId id = send_rich(world);
    const auto english = world.get(Actor::nobody(), "/updates/" + id.format());
    CHECK(has(english.body, "News for your organisation") == false);
    CHECK(has(english.body, "November news for your organisation"));
    CHECK(has(english.body, "From the regional leaders of Africa"));
    CHECK(english.topics == std::vector<std::string>{"updates"});
    CHECK_FALSE(has(english.body, "Kenya Users"));
    const auto french = world.get(Actor::nobody(), "/updates/" + id.format(), {}, Locale::fr);
    CHECK(has(french.body, "lang=\"en\""));
    CHECK(has(french.body, "English"));
    const auto feed = world.get(Actor::nobody(), "/updates.atom");
    CHECK(has(feed.body, "<entry>"));
    CHECK(has(feed.content_type, "atom"));
    CHECK_FALSE(has(world.get(Actor::nobody(), "/updates.atom", {}, Locale::fr).body, "<entry>"));
    CHECK(has(world.get(world.maria, "/staff/updates").body, "How often"));
  });
}

TEST_CASE("S52: links of the kit are counted for its organisation, those of the archive for none; the feed has true ones") {
  in_update_world([](UpdateWorld& world) {
    const IssueId id = world.begin();  // with one link
    world.send(id);
    const auto find_link = [&](const std::string& body) -> std::optional<counting::CountedLink> {
      const auto at = body.find("/t/");
      if (at == std::string::npos) return std::nullopt;
      return counting::parse_link_token(world.parts.counting, body.substr(at + 3, body.find_first_of("\"&<> \n", at) - at - 3));
    };
    const counting::CountedLink expected{.issue = id.value(), .organisation = world.kenya, .locale = Locale::en, .link = 1};
    const auto kit = world.get(world.representative, "/me/updates/" + id.format());
    check_page(kit);
    CHECK(find_link(kit.body) == expected);
    CHECK_FALSE(has(kit.body, "https://example.org/news"));
    const auto archive = world.get(Actor::nobody(), "/updates/" + id.format());
    check_page(archive);
    CHECK(find_link(archive.body) == counting::CountedLink{.issue = id.value(), .organisation = {}, .locale = Locale::en, .link = 1});
    CHECK(has(world.get(Actor::nobody(), "/updates.atom").body, "https://example.org/news"));
    // Neither has the link that people cannot see.
    const auto decoy = counting::make_link_token(world.parts.counting, {.issue = id.value(), .organisation = world.kenya, .locale = Locale::en, .link = counting::kDecoy});
    CHECK_FALSE(has(kit.body, decoy));
    CHECK(has(world.get(world.maria, path_of(id)).body, "/en/staff/counting/" + id.format()));
    world.write([&](db::Write& write) { counting::set_counting(write, world.by(world.maria), false); });
    CHECK(has(world.get(world.representative, "/me/updates/" + id.format()).body, "https://example.org/news"));
    CHECK(has(world.get(Actor::nobody(), "/updates/" + id.format()).body, "https://example.org/news"));
  });
}

TEST_CASE("the newest update for everybody: in the reader's language or its first one, with its fields filled") {
  in_update_world([](UpdateWorld& world) {
    const auto latest = [&](Locale reader) {
      return world.public_context.db.read([&](db::PublicRead& read) { return find_latest(read, update_programme(), [&](Locale locale, const Message& words) { return world.texts.translate(locale, words); }, reader); });
    };
    CHECK_FALSE(latest(Locale::en));
    const IssueId id = send_rich(world);
    world.begin("A draft");
    REQUIRE(latest(Locale::en));
    CHECK(latest(Locale::en)->issue == id);
    CHECK(latest(Locale::en)->subject == "November news for your organisation");
    CHECK(latest(Locale::ar)->locale == Locale::ar);
    CHECK(latest(Locale::fr)->locale == Locale::en);
  });
}

TEST_CASE("S54: what an organisation says of passing on is read by its own page alone") {
  std::vector<std::string> readers;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("src")) {
    const auto path = entry.path();
    if (path.extension() != ".cpp" || has(path.filename().string(), "_test.")) continue;
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (has(text, "passed_on(")) readers.push_back(path.filename().string());
  }
  std::ranges::sort(readers);
  CHECK(readers == std::vector<std::string>{"kit_pages.cpp", "kit_store.cpp"});
}
