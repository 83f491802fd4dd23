// P1: a unique word in every personal field, then everything that the public and the log can show (see README.md).
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "app/app.hpp"
#include "app/installation.hpp"
#include "features/access/session_store.hpp"
#include "features/organisations/message_store.hpp"
#include "features/reports/publication_world_test.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/http/csrf.hpp"
#include "tests/support/test_http.hpp"

namespace muster {
namespace {

using reports::PublicationWorld;
const std::string kToken(reports::kHidden);  // stands in every answer of PublicationWorld that is not public
const std::string kOpenWord = "zqopenword";  // planted in public fields: the search must find it
const std::string kFormToken(43, 'A');

std::string token(std::string_view what) { return kToken + std::string(what); }

// One organisation a story; every private field of each carries the word.
class Canary {
 public:
  explicit Canary(db::Database& database) : world_(database) {
    published_ = add("Open Society");
    quiet_ = add("Quiet " + kToken);
    withdrawn_ = add("Former Society");
    held_ = add("Held Society");
    taken_down_ = add("Silent Society");
    waiting_ = add("Waiting Society");
    plant_registers();
    plant_reports();
    plant_traffic();
    config_.data = "/nonexistent";
    config_.metrics_token = Secret("metrics-token-of-the-test");
    programme_ = app::load_embedded_programme();
    app_ = std::make_unique<app::App>(app::AppParts{.config = config_, .database = world_.db, .clock = world_.clock, .random = world_.random, .log = log_,
                                                    .programme = programme_, .secret = secret_, .has_cheap_passwords = true});
    app_->run_due();
  }

  net::RawResponse get(const std::string& target, test::HeaderList headers = {}) { return ask(test::make_get(target, std::move(headers))); }
  net::RawResponse post(const std::string& target, test::HeaderList fields) {
    const http::CsrfTokens tokens(crypto::derive_key(secret_, "csrf"), world_.random);
    fields.emplace_back("csrf", tokens.make("form:" + kFormToken));
    return ask(test::make_post(target, fields, {{"cookie", std::string(http::kFormCookie) + "=" + kFormToken}, {"origin", config_.public_url}, {"sec-fetch-site", "same-origin"}}));
  }
  net::RawResponse ask(net::RawRequest request) {
    request.remote_address = "127.0.0.1";
    return app_->answer(request);
  }
  net::RawResponse get_as_staff(const std::string& target) {
    const std::string session = world_.db.write([&](db::Write& write) {
      access::grant_seat(write, world_.by(), {.person = world_.staff_person, .role = Role::staff, .from = world_.clock.today()});
      const auto account = access::ensure_account(write, world_.clock, world_.staff_person);
      return access::insert_session(write, world_.clock, world_.random, {.account = account, .strength = access::Strength::full});
    });
    return get(target, {{"cookie", std::string(http::kSessionCookie) + "=" + session}});
  }

  // Every GET route in every language with every number that stands for something, asked by nobody in particular.
  std::vector<std::string> list_targets() const {
    std::set<std::string> targets;
    for (const auto& route : app_->list_routes()) {
      if (route.method != http::Method::get) continue;
      for (const Locale locale : kLocales) {
        for (const auto& organisation : organisations()) targets.insert(fill(route.pattern, locale, organisation));
      }
    }
    for (const char* extra : {"/en/nothing-here", "/en/organisations?q=zq", "/en/organisations?q=person", "/en/organisations.csv?q=a", "/en/reports?year=2026&region=EU",
                              "/robots.txt", "/en/reports/2026-1-2"}) {
      targets.insert(extra);
    }
    return {targets.begin(), targets.end()};
  }

  PublicationWorld& world() { return world_; }
  const std::string& public_url() const { return config_.public_url; }
  std::string log() const { return log_.text() + world_.log.text(); }
  OrganisationId published() const { return published_; }
  OrganisationId waiting() const { return waiting_; }
  ReportId waiting_report() const { return waiting_report_; }
  std::vector<OrganisationId> organisations() const { return {published_, quiet_, withdrawn_, held_, taken_down_, waiting_, OrganisationId(999)}; }

 private:
  static std::string fill(std::string pattern, Locale locale, OrganisationId id) {
    const std::map<std::string, std::string> values = {{"{lang}", std::string(locale_tag(locale))}, {"{id}", id.format()}, {"{organisation}", id.format()},
                                                       {"{address}", "2026-" + id.format()}, {"{token}", "A2Zu-nothing"}, {"{part}", "why"}};
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{')) {
      const auto name = pattern.substr(open, pattern.find('}', open) - open + 1);
      const auto found = values.find(name);
      pattern.replace(open, name.size(), found == values.end() ? "1" : found->second);
    }
    return pattern;
  }

  OrganisationId add(const std::string& name) {
    const std::string number = std::to_string(++count_);
    return world_.add(name, "LK", "Amina " + token("person"), "amina" + number + "@" + token("mail") + ".example", "en");
  }

  // Contacts, notes, reasons, people: what the register knows and the public must not.
  void plant_registers() {
    world_.db.write([&](db::Write& write) {
      for (const auto id : {published_, quiet_, withdrawn_, held_, taken_down_, waiting_}) {
        organisations::Edit edit;
        edit.summary = "We help people online. " + (id == quiet_ ? kToken : kOpenWord);
        edit.prefers_relay = true;
        edit.contact = "contact@" + token("contact") + ".example";
        edit.relay_address = "relay@" + token("relay") + ".example";
        edit.redistribution_address = "list@" + token("list") + ".example";
        edit.waiver_wish = "One topic " + token("wish");
        edit.region_override = "EU";
        edit.override_reason = "Because " + token("override");
        organisations::apply_edit(write, world_.by(), reports::publication_programme(), id, edit).value();
        organisations::set_source_note(write, id, "Seen " + token("note"));
        organisations::set_external_key(write, id, token("key") + id.format());
        const auto leader = people::insert_person(write, world_.by(), people::parse_person("Otieno " + token("leader"), "Otieno " + token("latin"), "", "ar").value());
        organisations::set_leaders(write, world_.by(), id, {{leader, "Chair " + token("office")}});
        organisations::set_key_roles(write, world_.by(), id, {{leader, "GNSO", token("role")}});
        people::rename_person(write, world_.by(), world_.representatives.at(id), "Amina " + token("renamed"), "Amina " + token("renamedlatin"));
      }
      organisations::set_status(write, world_.by(), withdrawn_, organisations::Status::withdrawn, PartialDate::parse("2025"), "Left " + token("left"));
      organisations::set_quiet(write, world_.by(), quiet_, true, "At risk " + token("risk"));
    });
    world_.runner.run_due();
  }

  // Published although the leak guard knows the word: staff allowed it.
  ReportId publish_anyway(OrganisationId of, const std::string& why) {
    const ReportId id = world_.publish(of, why);
    world_.db.write([&](db::Write& write) {
      const auto report = reports::get_report(write, id);
      for (const auto& one : reports::guard_report(write, world_.clock, report)) reports::allow_finding(write, world_.by(), report, one.id).value();
    });
    world_.runner.run_due();
    REQUIRE(world_.published(id).has_value());
    return id;
  }

  // A report in every state, each with the word in all answers that are not public.
  void plant_reports() {
    publish_anyway(published_, "We teach people. " + kOpenWord);
    publish_anyway(quiet_, "Words of a quiet one " + kToken);
    const ReportId held = publish_anyway(held_, "Lindiwe Khumalo " + kToken + " spoke.");
    world_.db.write([&](db::Write& write) {
      const auto person = people::insert_person(write, world_.by(), people::parse_person("Lindiwe Khumalo", "", "", "en").value());
      organisations::add_representative(write, world_.by(), reports::publication_programme(), held_, person, false).value();
    });
    const ReportId down = publish_anyway(taken_down_, "Words that went " + kToken);
    waiting_report_ = world_.send(waiting_, "Not read yet " + kToken);
    world_.runner.run_due();
    REQUIRE(world_.published(held)->is_held);
    const Actor staff = world_.staff();
    const Actor representative = world_.representative(waiting_);
    const By asker{world_.clock, world_.random, staff}, replier{world_.clock, world_.random, representative};
    world_.db.write([&](db::Write& write) {
      reports::take_down(write, asker, down, "Because " + token("reason")).value();
      const auto question = reports::ask_question(write, asker, waiting_report_, 0, "members", "Who is " + token("question")).value();
      reports::answer_question(write, replier, question, "It is " + token("reply")).value();
      reports::insert_certification(write, replier, published_, {}, Locale::en, "I confirm " + token("confirmed"));
      reports::open_task(write, world_.clock, published_, 1, "no_answer", "Called " + token("task"));
    });
  }

  // What people type at the public doors.
  void plant_traffic() {
    world_.db.write([&](db::Write& write) {
      for (const bool is_for_staff : {false, true}) {
        organisations::insert_message(write, world_.by(), {.organisation = published_, .is_for_staff = is_for_staff, .writer_name = "Writer " + token("writer"),
                                                           .writer_address = "writer@" + token("writer") + ".example", .words = "Hello " + token("message")});
      }
    });
  }

  int count_ = 0;
  PublicationWorld world_;
  OrganisationId published_, quiet_, withdrawn_, held_, taken_down_, waiting_;
  ReportId waiting_report_;
  config::Config config_;
  log::MemoryLog log_;
  Secret secret_{std::string(32, 'k')};
  Programme programme_;
  std::unique_ptr<app::App> app_;
};

// Whether a word stands anywhere in an answer: in its text, or in a header.
bool has(const net::RawResponse& answer, const std::string& word) {
  const auto is_in = [&](std::string_view text) { return to_lower_ascii(text).find(word) != std::string::npos; };
  if (is_in(answer.content())) return true;
  return std::ranges::any_of(test::list_headers(answer), [&](const auto& header) { return is_in(header.first) || is_in(header.second); });
}

void for_each_canary(const std::function<void(Canary&)>& test) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    Canary canary(database);
    test(canary);
  });
}

}  // namespace

TEST_CASE("P1, S32: no personal word stands on any page, feed, export, header or error page that the public can ask for") {
  for_each_canary([](Canary& canary) {
    int pages = 0;
    for (const auto& target : canary.list_targets()) {
      const auto answer = canary.get(target);
      CHECK_MESSAGE(answer.status < 500, target);
      CHECK_MESSAGE(!has(answer, kToken), target);
      // The second time it may come from the cache.
      CHECK_MESSAGE(!has(canary.get(target), kToken), target);
      if (answer.status == 200) ++pages;
    }
    CHECK(pages > 150);
    for (const auto& target : {"/metrics", "/healthz", "/readyz"}) CHECK_FALSE(has(canary.get(target, {{"authorization", "Bearer metrics-token-of-the-test"}}), kToken));
    CHECK_FALSE(has(canary.ask(test::make_request("DELETE", "/en/reports")), kToken));
    CHECK_FALSE(has(canary.ask(test::make_request("POST", "/en/sign-in")), kToken));
  });
}

TEST_CASE("P1: no personal word gets into the log, whatever people send") {
  for_each_canary([](Canary& canary) {
    const std::string id = canary.published().format();
    for (const auto& target : canary.list_targets()) canary.get(target);
    const auto written = canary.post("/en/organisations/" + id + "/contact", {{"name", "Writer " + kToken}, {"address", "writer@" + kToken + ".example"}, {"words", "Hello " + kToken}});
    CHECK(written.status < 400);
    CHECK(canary.post("/en/sign-in", {{"email", "amina1@" + token("mail") + ".example"}}).status < 400);
    canary.post("/en/sign-in", {{"email", "not an address " + kToken}});
    canary.ask(test::make_post("/en/sign-in", {{"email", kToken + "@example.org"}}));  // without a form token
    canary.post("/en/sign-in/code", {{"code", "000000"}});
    canary.world().runner.run_due();
    CHECK_FALSE(canary.log().empty());
    CHECK(to_lower_ascii(canary.log()).find(kToken) == std::string::npos);
  });
}

TEST_CASE("P1: the search bites: public words are found, and staff see what the public does not") {
  for_each_canary([](Canary& canary) {
    const std::string id = canary.published().format();
    for (const std::string& target : {"/en/organisations/" + id, "/en/reports/2026-" + id, std::string("/en/reports.csv"), std::string("/en/reports.json"), "/en/organisations/" + id + "/report"}) {
      CHECK_MESSAGE(has(canary.get(target), kOpenWord), target);
    }
    CHECK(has(canary.get_as_staff("/en/staff/reports/" + canary.waiting_report().format()), kToken));
    CHECK(has(canary.get_as_staff("/en/staff/organisations/" + canary.waiting().format()), kToken));
    // A personal word in a public field is what the search is there for.
    canary.world().db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.summary = "Ask " + kToken;
      organisations::apply_edit(write, canary.world().by(), reports::publication_programme(), canary.published(), edit).value();
    });
    int found = 0;
    for (const auto& target : canary.list_targets()) found += has(canary.get(target), kToken) ? 1 : 0;
    CHECK(found >= 6);  // the organisation's page in six languages
  });
}

TEST_CASE("P1: the site map and robots.txt name what the public may see, in six languages, and nothing else") {
  for_each_canary([](Canary& canary) {
    const std::string map(canary.get("/sitemap.xml").content());
    const std::string origin = canary.public_url();
    const auto names = [&](const std::string& path) { return map.find("<loc>" + origin + path + "</loc>") != std::string::npos; };
    for (const Locale locale : kLocales) {
      const std::string language = "/" + std::string(locale_tag(locale));
      for (const std::string path : {"/", "/about", "/about/rules", "/organisations", "/reports", "/help", "/privacy", "/accessibility"}) CHECK(names(language + path));
      CHECK(names(language + "/organisations/" + canary.published().format()));
      CHECK(names(language + "/reports/2026-" + canary.published().format()));
    }
    const auto all = canary.organisations();
    const OrganisationId quiet = all[1], withdrawn = all[2], held = all[3], taken_down = all[4];
    CHECK_FALSE(names("/en/organisations/" + quiet.format()));
    for (const OrganisationId id : {quiet, held, taken_down}) CHECK_FALSE(names("/en/reports/2026-" + id.format()));
    CHECK(names("/en/organisations/" + withdrawn.format()) == (canary.get("/en/organisations/" + withdrawn.format()).status == 200));
    CHECK(map.find("hreflang=\"x-default\" href=\"" + origin + "/en/about\"") != std::string::npos);
    // Every address that is named can be read, and lists itself.
    int read = 0;
    for (auto at = map.find("<loc>"); at != std::string::npos; at = map.find("<loc>", at + 1)) {
      const std::string url = map.substr(at + 5, map.find("</loc>", at) - at - 5);
      const auto page = canary.get(url.substr(origin.size()));
      CHECK_MESSAGE(page.status == 200, url);
      const std::string html(page.content());
      CHECK_MESSAGE(html.find("<link rel=\"canonical\" href=\"" + url + "\">") != std::string::npos, url);
      CHECK_MESSAGE(html.find("hreflang=\"x-default\"") != std::string::npos, url);
      CHECK_MESSAGE(html.find("noindex") == std::string::npos, url);
      ++read;
    }
    CHECK(read >= 60);
    const std::string robots(canary.get("/robots.txt").content());
    CHECK(robots.find("Sitemap: " + origin + "/sitemap.xml") != std::string::npos);
    CHECK(canary.get("/sitemaps/2").status == 404);
    CHECK(canary.get("/sitemaps/x").status == 404);
  });
}

TEST_CASE("linked data of an organisation and of a report can be read, say what the page says, and no contact of people") {
  for_each_canary([](Canary& canary) {
    const auto read = [&](const std::string& path) {
      const std::string html(canary.get(path).content());
      const std::string_view begin = "<script type=\"application/ld+json\">";
      const auto at = html.find(begin);
      REQUIRE(at != std::string::npos);
      const auto end = html.find("</script>", at);
      return boost::json::parse(html.substr(at + begin.size(), end - at - begin.size())).as_object();
    };
    const auto of = read("/fr/organisations/" + canary.published().format());
    CHECK(of.at("@type").as_string() == "Organization");
    CHECK(of.at("name").as_string() == "Open Society");
    CHECK(of.at("url").as_string() == canary.public_url() + "/fr/organisations/" + canary.published().format());
    CHECK(std::string(of.at("description").as_string()).find(kOpenWord) != std::string::npos);
    CHECK_FALSE(of.contains("email"));
    const auto report = read("/en/reports/2026-" + canary.published().format());
    CHECK(report.at("@type").as_string() == "Report");
    CHECK(report.at("author").as_object().at("name").as_string() == "Open Society");
    // What an organisation says of itself cannot end the block.
    canary.world().db.write([&](db::Write& write) {
      organisations::Edit edit;
      edit.summary = "</script><script>alert(1)</script><!-- \"' & \u2028";
      organisations::apply_edit(write, canary.world().by(), reports::publication_programme(), canary.published(), edit).value();
    });
    CHECK(std::string(read("/en/organisations/" + canary.published().format()).at("description").as_string()).starts_with("</script><script>alert(1)"));
    CHECK(canary.get("/en/organisations/" + canary.published().format()).content().find("<script>alert") == std::string_view::npos);
  });
}

TEST_CASE("the feed is as new as its newest entry, and a page about reports leads to it") {
  for_each_canary([](Canary& canary) {
    const std::string feed(canary.get("/ar/reports.atom").content());
    const std::string url = canary.public_url() + "/ar/reports/2026-" + canary.published().format();
    for (const std::string part : {"xml:lang=\"ar\"", "<link rel=\"self\" type=\"application/atom+xml\"", "<published>", "<summary>"}) CHECK_MESSAGE(feed.find(part) != std::string::npos, part);
    CHECK(feed.find("<id>" + url + "</id>") != std::string::npos);
    CHECK(feed == canary.get("/ar/reports.atom").content());
    CHECK(canary.get("/ar/reports").content().find("<link rel=\"alternate\" type=\"application/atom+xml\"") != std::string_view::npos);
  });
}

}  // namespace muster
