// Every page and mail of filling in, in every state, in six languages, through the strict reader of markup.
#include "features/reports/fill_world_test.hpp"
#include "platform/html/mail_frame.hpp"
#include "views_reports.hpp"

using namespace muster;
using namespace muster::reports;

namespace {

// Pages are asked for in each language; a form that is refused is posted in each, too.
class Walk {
 public:
  explicit Walk(FillWorld& world) : world_(world) {}
  void show(const Actor& actor, const std::string& path, int status = 200, const Form& form = {}) {
    for (const Locale locale : kLocales) {
      const std::string local = "/" + std::string(locale_tag(locale)) + path;
      const auto page = world_.go(actor, local, !form.empty(), form, locale);
      CHECK_MESSAGE(page.status == status, local);
      for (const auto& problem : test::check_html(page.body, test::Markup::page)) FAIL_CHECK(local << ": " << problem);
      CHECK(page.body.find("lang=\"" + std::string(locale_tag(locale)) + "\"") != std::string::npos);
      ++shown_;
    }
  }
  int shown() const { return shown_; }

 private:
  FillWorld& world_;
  int shown_ = 0;
};

const std::string kOwn = "/me/report";

void walk_parts(FillWorld& world, Walk& walk, const Actor& actor, const std::string& base) {
  for (const auto& [part, form] : FillWorld::whole_report()) walk.show(actor, base + "/" + part);
  (void)world;
}

}  // namespace

TEST_CASE("every page of filling in is sound in every state and language") {
  for_each_fill_world([](FillWorld& world) {
    Walk walk(world);
    const Actor actor = world.representative();
    const std::string desk = "/staff/reports/" + world.organisation.format() + "/enter";
    const std::string bo = kOwn + "/representatives/" + world.bo.format();
    walk.show(actor, kOwn);
    walk.show(actor, kOwn + "/earlier");
    walk_parts(world, walk, actor, kOwn);
    for (const auto& [part, form] : FillWorld::whole_report()) {
      if (part != "activities") walk.show(actor, kOwn + "/" + part, 422, {{"x", "1"}});
    }
    walk.show(actor, kOwn + "/members", 422, {{"members", "<many>"}});
    walk.show(actor, kOwn + "/more-time", 422, {{"wished-day", "32"}});
    walk.show(actor, kOwn + "/hand-over");
    walk.show(actor, kOwn + "/hand-over", 422, {{"person", "x"}});
    walk.show(actor, kOwn + "/representatives/add");
    walk.show(actor, kOwn + "/representatives/add", 422, {{"name", "<b>"}, {"email", "none"}});
    walk.show(actor, bo + "/remove");
    walk.show(actor, bo + "/main");
    walk.show(actor, kOwn + "/no-such-part", 404);
    world.post(actor, "/en/me/report/more-time", {{"wished-day", "1"}, {"wished-month", "2"}, {"wished-year", "2027"}});
    walk.show(actor, kOwn + "/more-time");
    world.fill_all(actor);
    walk.show(actor, kOwn);
    walk.show(actor, kOwn + "/why", 409, {{"why", "Other"}, {"why-version", "0"}});
    walk_parts(world, walk, world.second(), kOwn);
    for (const std::string path : {"/check", "/preview", "/copy"}) walk.show(actor, kOwn + path);
    walk.show(actor, kOwn + "/check", 422, {{"x", "1"}});
    walk.show(actor, kOwn + "/check", 409, {{"declare", "1"}, {"version", "1"}});
    world.send(actor);
    walk.show(actor, kOwn);
    walk.show(actor, kOwn + "/take-back");
    walk.show(actor, kOwn + "/earlier");
    walk.show(actor, kOwn + "/why", 409, {{"why", "Late"}});
    world.ask("why", "What do you mean by <access>?");
    walk.show(actor, kOwn);
    walk.show(actor, kOwn + "/why");
    walk.show(actor, kOwn + "/why", 422, {{"why", ""}, {"why-version", "1"}, {"question", "1"}, {"reply", "<b>"}});
    walk.show(world.staff(), "/staff/reports/" + world.other.format() + "/enter");
    walk.show(world.staff(), "/staff/reports/" + world.other.format() + "/enter", 422, {{"way", "x"}, {"note", "<"}});
    walk.show(world.staff(), desk, 409, {{"way", "mail"}, {"note", "x"}});
    CHECK(walk.shown() > 300);
  });
}

TEST_CASE("every page of an entry by staff, of later reports and of none is sound in every language") {
  for_each_fill_world([](FillWorld& world) {
    Walk walk(world);
    const Actor staff = world.staff();
    const std::string desk = "/staff/reports/" + world.organisation.format() + "/enter";
    world.post(staff, "/en" + desk, {{"way", "document"}, {"note", "<Bo>"}});
    walk.show(staff, desk);
    walk_parts(world, walk, staff, desk);
    world.fill_all(staff, "/en" + desk);
    walk.show(staff, desk);
    walk.show(staff, desk + "/check");
    walk.show(staff, desk + "/preview");
    walk.show(staff, desk + "/copy");
    world.send(staff, "/en" + desk);
    walk.show(staff, desk);
    walk.show(world.representative(), kOwn);
    walk.show(world.representative(), kOwn + "/confirm");
    world.db.write([&](db::Write& write) { open_review(write, world.by(), world.fill()->report->id).value(); });
    walk.show(world.representative(), kOwn);
    world.db.write([&](db::Write& write) { accept_report(write, world.by(), world.fill()->report->id, 0).value(); });
    walk.show(world.representative(), kOwn);
    world.clock.set(Instant::from_date(*Date::from_ymd(2027, 12, 1)));
    walk.show(world.representative(), kOwn);
    world.clock.set(Instant::from_date(*Date::from_ymd(2028, 12, 20)));  // past its day
    walk.show(world.representative(), kOwn);
    walk.show(world.representative(), kOwn + "/unchanged");
    walk.show(world.representative(), kOwn + "/unchanged", 422, {{"x", "1"}});
    world.clock.set(Instant::from_date(*Date::from_ymd(2026, 1, 5)));
    walk.show(world.representative(), kOwn);
  });
}

TEST_CASE("mails about filling in are sound in every language") {
  const i18n::Texts texts;
  for (const Locale locale : kLocales) {
    html::MailFrame frame;
    frame.locale = locale;
    frame.brand = "Sample";
    const FillMail view{"Lanka <Internet> Users", "https://muster.example.org/go/x"};
    for (auto* make : {&views::fill_receipt_mail, &views::fill_hand_over_mail, &views::fill_confirm_mail}) {
      const auto content = (*make)(texts, locale, frame, view);
      for (const auto& problem : test::check_html(content.html, test::Markup::mail)) FAIL_CHECK(locale_tag(locale) << ": " << problem);
      CHECK_FALSE(content.subject.empty());
      CHECK(content.text.find("https://muster.example.org/go/x") != std::string::npos);
      CHECK(content.text.find("Lanka <Internet> Users") != std::string::npos);
    }
  }
}
