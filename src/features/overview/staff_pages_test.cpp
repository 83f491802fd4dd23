// Staff's first screen over real rows, on both engines: its numbers are counts of everything, not of what fits.
#include <doctest/doctest.h>

#include "features/organisations/organisations.hpp"
#include "features/overview/overview_pages.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"
#include "platform/log/log.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/html_check.hpp"

namespace muster::overview {
namespace {

using Form = std::vector<std::pair<std::string, std::string>>;

constexpr int kOrganisations = 260;

const Programme& programme() {
  static const Programme made = config::load_programme(config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv")).value();
  return made;
}

struct StaffSite {
  explicit StaffSite(db::Database& database, int organisations = kOrganisations) : db(database) {
    const By by{clock, random, system};
    for (int first = 0; first < organisations; first += 20) {
      db.write([&](db::Write& write) {
        for (int at = first; at < first + 20; ++at) {
          organisations::Edit edit;
          edit.name = "Society <" + std::to_string(at) + ">";
          edit.country = "LK";
          if (at < 10) edit.contact = "https://example.org/" + std::to_string(at);
          organisations::insert_organisation(write, by, programme(), edit, organisations::Status::accredited).value();
        }
      });
    }
  }

  http::Response get(const Form& query = {}, Locale locale = Locale::en) {
    http::Request request;
    request.locale = locale;
    request.actor.kind = Actor::Kind::person;
    request.actor.seats = {{.id = SeatId(1), .role = Role::staff}};
    for (const auto& [name, value] : query) request.query.add(name, value);
    http::Context context = make_context();
    return std::get<http::PrivateHandler>(make_staff_routes().front().handler)(request, context);
  }
  // Their own first page.
  std::string text_of_representative(OrganisationId organisation) {
    http::Request request;
    request.actor.kind = Actor::Kind::person;
    request.actor.seats = {{.id = SeatId(2), .role = Role::representative, .organisation = organisation}};
    http::Context context = make_context();
    return test::visible_text(std::get<http::PrivateHandler>(make_me_routes().front().handler)(request, context).body);
  }
  http::Context make_context() {
    return {db, clock, random, texts, *log, programme(),
            [](const http::Request& of, const Message& title) { return html::Shell{.locale = of.locale, .title = title, .brand = "Sample", .home_url = "/en/", .csrf_token = "token"}; },
            [](std::string_view, std::string_view) { return true; }};
  }
  std::string text(const Form& query = {}) { return test::visible_text(get(query).body); }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::parse("2026-11-23"))};
  SeededRandom random{3};
  Actor system = Actor::system();
  i18n::Texts texts;
  std::unique_ptr<log::Log> log = log::make_stderr_log(log::Level::error);
};

void in_site(const std::function<void(StaffSite&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    StaffSite site(database);
    check(site);
  });
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

int count(const std::string& text, std::string_view part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("what is to be put right is counted whole, one line a kind, each with a list of exactly those") {
  in_site([](StaffSite& site) {
    const http::Response page = site.get();
    // Nobody represents any of them, none has a main contact, and ten have a public contact.
    CHECK(has(test::visible_text(page.body), "To put right 770"));
    CHECK(count(page.body, "260 organisations</p>") == 2);
    CHECK(count(page.body, "250 organisations") == 1);
    CHECK_FALSE(has(page.body, "Society"));
    CHECK(has(page.body, "/en/staff?show=no_contact"));
    CHECK(site.text({{"show", "other"}}).find("No public contact") != std::string::npos);
    int listed = 0;
    for (const char* number : {"1", "2", "3", "4", "5"}) listed += count(site.get({{"show", "no_contact"}, {"page", number}}).body, "It has no public contact.");
    CHECK(listed == 250);
    CHECK(count(site.get({{"show", "no_prime"}, {"page", "6"}}).body, "It has no main contact") == 10);
  });
}

TEST_CASE("S36: an address for passing on whose mail comes back is put right by staff, and stands on the desk of its representatives") {
  static const db::Statement kGive{"test.give", "UPDATE organisation SET redistribution_address = 'list@example.org' WHERE id = (SELECT MIN(o.id) FROM organisation o)", ""};
  static const db::Statement kAsk{"test.ask", "INSERT INTO update_address (organisation, address_key, token_hash, asked_at, confirmed_at, waived_reason) SELECT id, 'list@example.org', '', 1, 2, '' FROM organisation WHERE redistribution_address <> ''", ""};
  static const db::Statement kStop{"test.stop", "INSERT INTO bounce_address (address_key, address, state, cause, event, since, stopped_at) VALUES ('list@example.org', 'list@example.org', 'stopped', 'unknown', 1, 3, 3)", ""};
  static const db::Statement kFirst{"test.first", "SELECT MIN(id) AS id FROM organisation", ""};
  in_site([](StaffSite& site) {
    const std::string line = "Mail to the address for passing on comes back";
    CHECK_FALSE(has(site.text(), line));
    const auto id = site.db.write([](db::Write& write) {
      write.execute(kGive, {});
      write.execute(kAsk, {});
      write.execute(kStop, {});
      return write.find(kFirst, {}, [](const db::Row& row) { return row.id<OrganisationId>("id"); }).value();
    });
    CHECK(has(site.text(), line));
    CHECK(has(site.text({{"show", "list_comes_back"}}), "Its members get no updates."));
    for (const Locale locale : kLocales) CHECK(test::check_html(site.get({{"show", "list_comes_back"}}, locale).body, test::Markup::page).empty());
    CHECK(has(site.text_of_representative(id), "Mail to your address for passing on comes back"));
    CHECK_FALSE(has(site.text_of_representative(OrganisationId(id.value() + 1)), "Mail to your address for passing on"));
  });
}

TEST_CASE("an odd list or page of the overview is answered with one that exists") {
  in_site([](StaffSite& site) {
    for (const char* odd : {"x", "", "no_such_kind", "<b>"}) CHECK(site.text({{"show", odd}}) == site.text());
    for (const char* odd : {"0", "-1", "x", "999999", "99999999999999999999"}) {
      const http::Response page = site.get({{"show", "no_prime"}, {"page", odd}});
      CHECK(page.status == 200);
      CHECK(has(page.body, "It has no main contact"));
    }
    CHECK(has(site.text({{"show", "late"}, {"page", "3"}}), "Nothing needs you"));
  });
}

TEST_CASE("before the first round the first screen says what to do, and what is done") {
  test::for_each_engine(test::all_migrations(), [](db::Database& database) {
    StaffSite site(database, 0);
    const http::Response page = site.get();
    for (const char* link : {"/en/staff/imports", "/en/staff/schedule", "/en/staff/settings/mail"}) CHECK(has(page.body, link));
    CHECK_FALSE(has(page.body, "in the register"));
    for (const Locale locale : kLocales) CHECK(test::check_html(site.get({}, locale).body, test::Markup::page).empty());
  });
  in_site([](StaffSite& site) { CHECK(has(site.text(), "260 organisations in the register")); });
}

TEST_CASE("staff's first screen is sound in every language") {
  in_site([](StaffSite& site) {
    for (const Locale locale : kLocales) {
      for (const char* show : {"", "reviews", "late", "other", "no_prime", "no_contact", "too_few_representatives"}) {
        for (const auto& problem : test::check_html(site.get({{"show", show}}, locale).body, test::Markup::page)) FAIL_CHECK(show << " " << locale_tag(locale) << ": " << problem);
      }
    }
  });
}

}  // namespace muster::overview
