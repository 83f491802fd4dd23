// The whole program around a fresh database with one organisation, two representatives and an administrator,
// and browsers that are signed in. People and addresses are invented.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "app/erasure_list.hpp"
#include "app/installation.hpp"
#include "features/access/access.hpp"
#include "features/access/session_store.hpp"
#include "features/audit/audit.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/http/http.hpp"
#include "platform/mail/mail.hpp"
#include "tests/support/browser.hpp"
#include "tests/support/database_fixture.hpp"
#include "tests/support/form.hpp"
#include "tests/support/html_check.hpp"

namespace muster {

class MembersWorld {
 public:
  explicit MembersWorld(db::Database& database) : db(database), programme(app::load_embedded_programme()) {
    config_.data = folder_.path().string();
    app_ = std::make_unique<app::App>(app::AppParts{.config = config_, .database = db, .clock = clock, .random = random, .log = log,
                                                    .programme = programme, .secret = Secret(std::string(32, 'k')), .has_cheap_passwords = true});
    organisation = add({.name = "Lanka Internet Users", .country = "LK", .contact = "hello@lanka.example"});
    prime = add_person("Amina Yusuf", "amina@lanka.example");
    second = add_person("Kofi Mensah", "kofi@lanka.example");
    db.write([&](db::Write& write) {
      organisations::add_representative(write, by, programme, organisation, prime, true).value();
      organisations::add_representative(write, by, programme, organisation, second, false).value();
      staff = people::insert_person(write, by, people::parse_person("Sasha Staff", "", "staff@programme.example", "en").value());
      access::grant_seat(write, by, {.person = staff, .role = Role::administrator, .from = clock.today()});
    });
    app_->run_due();
  }

  OrganisationId add(const organisations::Edit& edit) {
    return db.write([&](db::Write& write) { return organisations::insert_organisation(write, by, programme, edit, organisations::Status::accredited).value(); });
  }
  PersonId add_person(const std::string& name, const std::string& address) {
    return db.write([&](db::Write& write) { return people::insert_person(write, by, people::parse_person(name, "", address, "en").value()); });
  }

  net::RawResponse answer(const net::RawRequest& request) { return app_->answer(request); }
  test::Browser stranger() {
    return test::Browser([this](const net::RawRequest& request) { return app_->answer(request); });
  }
  test::Browser sign_in(PersonId person) {
    test::Browser browser = stranger();
    browser.cookies[std::string(http::kSessionCookie)] = db.write([&](db::Write& write) {
      return access::insert_session(write, clock, random, {.account = access::ensure_account(write, clock, person), .strength = access::Strength::full});
    });
    return browser;
  }

  std::string list_path() const { return app::erasure_list_path(folder_.path().string()); }
  // Jobs, then mails, until nothing is due.
  void run_due() { app_->run_due(); }
  std::vector<mail::MailRow> mails(std::string_view kind) {
    auto rows = db.read([](db::Read& read) { return mail::list_mails(read, {.limit = 200}); });
    std::erase_if(rows, [&](const mail::MailRow& row) { return row.kind != kind; });
    return rows;
  }
  std::vector<audit::EntryRow> log_of(OrganisationId of, const std::string& action) {
    return db.read([&](db::Read& read) { return audit::list_entries(read, {.action = action, .organisation = of}); });
  }
  bool needs(std::string_view kind) {
    const auto items = db.read([&](db::Read& read) { return organisations::list_attention(read, programme, clock.today(), 100); });
    return std::ranges::any_of(items, [&](const auto& item) { return item.organisation == organisation && item.kind == kind; });
  }
  organisations::Organisation facts() {
    return db.read([&](db::Read& read) { return organisations::get_organisation(read, organisation); });
  }
  std::string path(std::string_view rest = "") const { return "/en/organisations/" + organisation.format() + std::string(rest); }
  std::string staff_path(std::string_view rest = "") const { return "/en/staff/organisations/" + organisation.format() + std::string(rest); }

  db::Database& db;
  FixedClock clock{Instant::from_date(*Date::from_ymd(2026, 11, 23))};
  SeededRandom random{23};
  Actor system = Actor::system();
  By by{clock, random, system};
  Programme programme;
  log::MemoryLog log;
  OrganisationId organisation;
  PersonId prime, second, staff;

 private:
  test::ScratchFolder folder_;
  config::Config config_;
  std::unique_ptr<app::App> app_;
};

inline void in_members_world(const std::function<void(MembersWorld&)>& check) {
  test::for_each_engine(test::all_migrations(), [&](db::Database& database) {
    MembersWorld world(database);
    check(world);
  });
}

}  // namespace muster
