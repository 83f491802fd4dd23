// From the sent report to the public page and back: what the public reads, what it never reads, and how it stops.
#include <algorithm>

#include "base/csv.hpp"
#include "features/audit/audit.hpp"
#include "features/reports/publication_table_pages.hpp"
#include "features/reports/publication_world_test.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

const std::vector<std::string> kPublicPaths = {"/en/reports", "/en/reports.atom", "/en/reports.csv", "/en/reports.json", "/en/reports/2026-1", "/en/organisations/1/report"};

bool has(const std::string& body, std::string_view words) { return body.find(words) != std::string::npos; }

std::int64_t count_actions(PublicationWorld& world, std::string_view action) {
  return world.db.read([&](db::Read& read) { return static_cast<std::int64_t>(audit::list_entries(read, {.action = std::string(action)}).size()); });
}

}  // namespace

TEST_CASE("S31, S32: an accepted report is published from its public answers alone, on page, feed, JSON and CSV") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.publish(world.organisation);
    REQUIRE(world.published(id).has_value());
    const std::string page = world.read("/en/reports/" + world.published(id)->publication.address()).body;
    CHECK(has(page, "Affordable access."));
    CHECK(has(page, "420"));
    CHECK(has(world.read("/en/reports").body, "Lanka Internet Users"));
    CHECK(has(world.read("/en/reports.atom").body, "/en/reports/2026-" + world.organisation.format()));
    CHECK(has(world.read("/en/reports.csv").body, "Affordable access."));
    CHECK(has(world.read("/en/reports.json").body, "Affordable access."));
    CHECK(has(world.read("/en/organisations/" + world.organisation.format() + "/report").body, "Affordable access."));
    for (const std::string& path : kPublicPaths) {
      const std::string body = world.read(path).body;
      CHECK_MESSAGE(!has(body, kHidden), path);
      CHECK_MESSAGE(!has(body, "Amina"), path);
    }
    // The submitter saw the same words before.
    const std::string preview = world.go(world.representative(world.organisation), "/en/me/report/preview").body;
    CHECK(has(preview, "Affordable access."));
    CHECK_FALSE(has(preview, kHidden));
    for (const auto& problem : test::check_html(page, test::Markup::page)) FAIL_CHECK(problem);
  });
}

TEST_CASE("acceptance publishes once and tells the submitter in their language") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.publish(world.organisation);
    const auto mails = world.mails(kTellPublished);
    REQUIRE(mails.size() == 1);
    CHECK(mails.front().to == "amina@lanka.example");
    world.runner.run_due();
    world.db.write([&](db::Write& write) { CHECK(publish_report(write, world.by(), id).has_value()); });
    world.runner.run_due();
    CHECK(world.mails(kTellPublished).size() == 1);
    CHECK(count_actions(world, "reports.publish") == 1);
  });
}

TEST_CASE("a report that is not accepted, or that no representative has confirmed, is not published") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.send(world.organisation);
    world.db.write([&](db::Write& write) {
      const auto refused = publish_report(write, world.by(), id);
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().kind == Problem::Kind::conflict);
      CHECK(publish_report(write, world.by(), ReportId(999)).error().kind == Problem::Kind::not_found);
    });
    CHECK_FALSE(world.published(id).has_value());
  });
}

TEST_CASE("two reports in one calendar year have addresses of their own") {
  for_each_publication_world([](PublicationWorld& world) {
    // The first one is accepted two years late, and the next one is on time.
    const ReportId first = world.send(world.organisation, "First words.");
    world.clock.set(Instant::from_date(*Date::from_ymd(2028, 1, 20)));
    world.accept(first);
    world.runner.run_due();
    const ReportId second = world.publish(world.organisation, "Second words.");
    REQUIRE(first != second);
    REQUIRE(world.published(second).has_value());
    CHECK(world.published(first)->publication.address() == "2028-" + world.organisation.format());
    CHECK(world.published(second)->publication.address() == "2028-" + world.organisation.format() + "-2");
    CHECK(world.read("/en/reports/" + world.published(first)->publication.address()).status == 200);
    CHECK(world.read("/en/reports/" + world.published(second)->publication.address()).status == 200);
    CHECK(world.read("/en/reports/" + world.published(first)->publication.address() + "-1").status == 404);
    CHECK(world.read("/en/reports/" + world.published(first)->publication.address() + "-3").status == 404);
    CHECK(has(world.read("/en/reports.atom").body, world.published(second)->publication.address()));
    world.db.write([&](db::Write& write) { take_down(write, world.by(), second, "Doubled").value(); });
    CHECK(world.read("/en/reports/" + world.published(first)->publication.address()).status == 200);
    CHECK(world.read("/en/reports/2028-" + world.organisation.format() + "-2").status == 410);
  });
}

TEST_CASE("S31: a report that is taken down is gone everywhere at once, and no public word stays behind") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.publish(world.organisation);
    const std::string address = "/en/reports/" + world.published(id)->publication.address();
    CHECK(world.post(world.staff(), world.url(id) + "/take-down", {{"reason", " "}}).status == 422);
    CHECK(world.read(address).status == 200);
    const auto before = world.stamp();
    CHECK(world.post(world.staff(), world.url(id) + "/take-down", {{"reason", "They asked for it"}}).status == 303);
    CHECK(world.stamp() != before);
    const auto gone = world.read(address);
    CHECK(gone.status == 410);
    CHECK(has(test::visible_text(gone.body), "no longer published"));
    CHECK_FALSE(has(gone.body, "They asked for it"));
    for (const auto& problem : test::check_html(gone.body, test::Markup::page)) FAIL_CHECK(problem);
    CHECK(world.read("/en/organisations/" + world.organisation.format() + "/report").status == 404);
    for (const std::string path : {"/en/reports", "/en/reports.atom", "/en/reports.csv", "/en/reports.json"}) {
      CHECK_MESSAGE(!has(world.read(path).body, "Affordable access."), path);
      CHECK_MESSAGE(!has(world.read(path).body, "Lanka"), path);
    }
    CHECK(world.open([&](db::PublicRead& read) { return list_published_answers(read, *find_publication(read, id)); }).empty());
    world.runner.run_due();  // the job of acceptance does not bring it back
    CHECK(world.read(address).status == 410);
    CHECK(world.post(world.staff(), world.url(id) + "/publish").status == 303);
    CHECK(world.read(address).status == 200);
  });
}

TEST_CASE("addresses that stand for nothing get a page of their own, for everybody the same") {
  for_each_publication_world([](PublicationWorld& world) {
    for (const std::string path : {"/en/reports/2026-999", "/en/reports/nothing", "/en/reports/2026-", "/en/reports/2026-1-1", "/en/reports/2026-1-x", "/en/organisations/x/report", "/en/organisations/999/report"}) {
      const auto answer = world.read(path);
      CHECK_MESSAGE(answer.status == 404, path);
      CHECK_MESSAGE(has(answer.body, "<h1>"), path);
    }
    const ReportId id = world.publish(world.organisation);
    world.db.write([&](db::Write& write) { organisations::set_quiet(write, world.by(), world.organisation, true, "At risk"); });
    CHECK(world.read("/en/reports/" + world.published(id)->publication.address()).status == 404);
    CHECK_FALSE(has(world.read("/en/reports.csv").body, "Affordable access."));
  });
}

TEST_CASE("S32: words that may name a person hold publication until staff decide about each, and the decision is remembered") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.send(world.organisation, "Amina Yusuf leads our work.");
    world.accept(id);
    world.runner.run_due();
    CHECK_FALSE(world.published(id).has_value());
    CHECK(world.mails(kTellPublished).empty());
    const auto held = world.db.read([](db::Read& read) { return list_held_reports(read, 10); });
    REQUIRE(held.size() == 1);
    CHECK(held.front().report == id);
    CHECK(world.post(world.staff(), world.url(id) + "/publish").status == 409);
    const auto findings = world.db.write([&](db::Write& write) { return guard_report(write, world.clock, get_report(write, id)); });
    REQUIRE(findings.size() == 1);
    CHECK(findings.front().span == "Amina Yusuf");
    const std::string finding = std::to_string(findings.front().id);
    const ReportId others = world.send(world.other);
    CHECK(world.post(world.staff(), world.url(others) + "/allow", {{"finding", finding}}).status == 404);
    CHECK(world.post(world.staff(), world.url(id) + "/allow", {{"finding", finding}}).status == 303);
    world.runner.run_due();
    REQUIRE(world.published(id).has_value());
    CHECK(world.db.read([](db::Read& read) { return list_held_reports(read, 10); }).empty());
    // The same person changes again: this span was decided.
    world.db.write([&](db::Write& write) { people::rename_person(write, world.by(), world.representatives.at(world.organisation), "Amina Yusuf", "Amina A. Yusuf"); });
    world.runner.run_due();
    CHECK(world.published(id)->is_shown());
  });
}

TEST_CASE("S32: when people of the organisation change, published words are looked through again") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.publish(world.organisation, "Lindiwe Khumalo spoke at our meeting.");
    const std::string address = "/en/reports/" + world.published(id)->publication.address();
    CHECK(world.read(address).status == 200);
    SUBCASE("somebody new represents it") {
      world.db.write([&](db::Write& write) {
        const auto person = people::insert_person(write, world.by(), people::parse_person("Lindiwe Khumalo", "", "lindiwe@lanka.example", "en").value());
        organisations::add_representative(write, world.by(), publication_programme(), world.organisation, person, false).value();
      });
    }
    SUBCASE("somebody is called otherwise") {
      world.db.write([&](db::Write& write) { people::rename_person(write, world.by(), world.representatives.at(world.organisation), "Lindiwe Khumalo", ""); });
    }
    const auto before = world.stamp();
    world.runner.run_due();
    CHECK(world.stamp() != before);
    CHECK(world.published(id)->is_held);
    const auto hidden = world.read(address);
    CHECK(hidden.status == 404);
    CHECK_FALSE(has(hidden.body, "Lindiwe"));
    for (const std::string path : {"/en/reports", "/en/reports.atom", "/en/reports.csv", "/en/reports.json"}) CHECK_MESSAGE(!has(world.read(path).body, "Lanka"), path);
    CHECK(world.open([&](db::PublicRead& read) { return list_published_answers(read, *find_publication(read, id)); }).empty());
    const auto held = world.db.read([](db::Read& read) { return list_held_reports(read, 10); });
    REQUIRE(held.size() == 1);
    CHECK(count_actions(world, "reports.hold") == 1);
    CHECK(has(world.go(world.staff(), world.url(id)).body, "Lindiwe Khumalo"));
    const auto findings = world.db.write([&](db::Write& write) { return guard_report(write, world.clock, get_report(write, id)); });
    for (const auto& one : findings) CHECK(world.post(world.staff(), world.url(id) + "/allow", {{"finding", std::to_string(one.id)}}).status == 303);
    CHECK(world.published(id)->is_shown());
    CHECK(has(world.read(address).body, "Lindiwe Khumalo"));
    CHECK(count_actions(world, "reports.release") == 1);
  });
}

TEST_CASE("the table for export holds every shown report, and formulas as text") {
  for_each_publication_world([](PublicationWorld& world) {
    world.publish(world.organisation, "=SUM(A1:A9)");
    const auto table = world.open([&](db::PublicRead& read) { return list_publication_table(read, world.texts, "https://muster.example.org"); });
    REQUIRE(table.rows.size() == 1);
    REQUIRE(table.rows.front().size() == table.columns.size());
    CHECK(std::ranges::find(table.columns, "leaders") == table.columns.end());
    CHECK(std::ranges::find(table.columns, "why") != table.columns.end());
    CHECK(has(format_csv(table.columns, table.rows), "'=SUM(A1:A9)"));
    CHECK(has(format_publication_json(table), "\"=SUM(A1:A9)\""));
    CHECK(has(format_publication_json(table), "https://muster.example.org/en/reports/2026-"));
  });
}

TEST_CASE("a published answer is put right by staff or the organisation, with a reason, audited, and everywhere at once") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.publish(world.organisation);
    const std::string address = "/en/reports/" + world.published(id)->publication.address();
    const std::string staff = world.url(id) + "/correct";
    const std::string own = "/en/me/reports/" + id.format() + "/correct";
    CHECK(has(world.go(world.staff(), staff).body, "question=why"));
    CHECK_FALSE(has(world.go(world.staff(), staff).body, kHidden));
    const auto form = world.go(world.staff(), staff + "?question=why");
    CHECK(form.status == 200);
    CHECK(has(form.body, "Affordable access."));
    for (const auto& problem : test::check_html(form.body, test::Markup::page)) FAIL_CHECK(problem);
    CHECK(world.post(world.staff(), staff, {{"question", "why"}, {"why", "Fair access."}}).status == 422);
    CHECK(world.post(world.staff(), staff, {{"question", "members"}, {"members", "many"}, {"reason", "Typing"}}).status == 422);
    CHECK(world.post(world.staff(), staff, {{"question", "leaders"}, {"leaders-0-name", "X"}, {"reason", "Typing"}}).status == 404);
    CHECK(has(world.read(address).body, "Affordable access."));
    const auto before = world.stamp();
    CHECK(world.post(world.staff(), staff, {{"question", "why"}, {"why", "Fair access."}, {"reason", "They wrote to us"}}).status == 303);
    CHECK(world.stamp() != before);
    for (const std::string& path : {address, std::string("/en/reports.csv"), std::string("/en/reports.json")}) {
      CHECK_MESSAGE(has(world.read(path).body, "Fair access."), path);
      CHECK_MESSAGE(!has(world.read(path).body, "Affordable access."), path);
      CHECK_MESSAGE(!has(world.read(path).body, "They wrote to us"), path);
    }
    CHECK(has(test::visible_text(world.read(address).body), "Corrected on"));
    CHECK(count_actions(world, "reports.correct") == 1);
    world.runner.run_due();
    CHECK(world.mails(kTellCorrected).size() == 1);
    // The organisation itself; nobody is told of their own correction, and others see nothing.
    CHECK(world.go(world.representative(world.organisation), own).status == 200);
    CHECK(world.post(world.representative(world.organisation), own, {{"question", "why"}, {"why", "Good access."}, {"reason", "Clearer"}}).status == 303);
    CHECK(has(world.read(address).body, "Good access."));
    world.runner.run_due();
    CHECK(world.mails(kTellCorrected).size() == 1);
    CHECK(world.go(world.representative(world.other), own).status == 404);
    CHECK(world.post(world.representative(world.other), own, {{"question", "why"}, {"why", "Nothing."}, {"reason", "No"}}).status == 404);
    CHECK(has(world.read(address).body, "Good access."));
    CHECK(world.post(world.representative(world.organisation), "/en/me/report/why", {{"why", "Not here."}}).status == 409);
    // The words of a correction are read by the leak guard first.
    CHECK(world.post(world.staff(), staff, {{"question", "why"}, {"why", "Amina Yusuf leads."}, {"reason", "Typing"}}).status == 303);
    CHECK(world.read(address).status == 404);
    CHECK(world.post(world.staff(), staff, {{"question", "why"}, {"why", "We lead."}, {"reason", "Names nobody"}}).status == 303);
    CHECK(has(world.read(address).body, "We lead."));
    CHECK(world.post(world.staff(), world.url(id) + "/take-down", {{"reason", "Gone"}}).status == 303);
    CHECK(world.go(world.staff(), staff).status == 404);
  });
}

TEST_CASE("S19: the committee reads every report that was sent, whole, and nobody else does") {
  for_each_publication_world([](PublicationWorld& world) {
    const ReportId id = world.send(world.organisation);
    const std::string path = "/en/committee/reports/" + id.format();
    CHECK(has(world.go(world.committee(), "/en/committee/reports").body, "Lanka Internet Users"));
    const auto page = world.go(world.committee(), path);
    CHECK(page.status == 200);
    CHECK(has(page.body, "Affordable access."));
    CHECK(has(page.body, kHidden));  // also what is not published
    for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(problem);
    CHECK(world.go(world.committee(), "/en/committee/reports/999").status == 404);
    CHECK(world.go(world.staff(), path).status == 200);
    for (const Actor& actor : {world.representative(world.organisation), world.make(Role::regional_leader), Actor::nobody()}) {
      CHECK(world.go(actor, path).status == 403);
      CHECK(world.go(actor, "/en/committee/reports").status == 403);
    }
    CHECK(world.post(world.representative(world.organisation), "/en/me/report/take-back").status == 303);
    CHECK(world.go(world.committee(), path).status == 404);
    CHECK_FALSE(has(world.go(world.committee(), "/en/committee/reports").body, "Lanka"));
  });
}
