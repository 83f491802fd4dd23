// Mail for tests from outside, put into a database while the program does not run on it.
//   mail_target enqueue URL FILE            one mail for each line of JSON: key, class, to, name, subject, text, html,
//                                           after_ms (from now)
//   mail_target issue URL RECIPIENTS        organisations with representatives and addresses for passing on, in six
//                                           languages, and an update that is sent as soon as the program runs; prints its
//                                           number
//   mail_target approved URL RECIPIENTS     the same, approved and not sent
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/updates/address_store.hpp"
#include "features/updates/issue_store.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/db/database.hpp"
#include "platform/mail/mail.hpp"

using namespace muster;

namespace {

constexpr int kRepresentatives = 3;
constexpr int kAtOnce = 100;  // organisations in one transaction
constexpr int kListEvery = 5;  // every fifth organisation has an address for passing on
constexpr std::array<const char*, 6> kCountries = {"KE", "EG", "PE", "FR", "AM", "CN"};

struct World {
  explicit World(const std::string& url) : database(db::Database::open({.url = url})) {}
  By by(const Actor& actor) { return {clock, random, actor}; }
  std::unique_ptr<db::Database> database;
  SystemClock clock;
  SystemRandom random;
  Actor system = Actor::system();
  Programme programme = config::load_programme(config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv")).value();
};

std::string text_of(const boost::json::object& line, const char* key, const char* otherwise = "") {
  const auto* value = line.if_contains(key);
  return value == nullptr ? otherwise : boost::json::value_to<std::string>(*value);
}

// Of a step that has to work here.
template <class T>
T must(Result<T> done) {
  if (!done) throw std::runtime_error(std::string(done.error().field) + ": " + std::string(done.error().message.one) + done.error().message.verbatim);
  if constexpr (!std::is_void_v<T>) return std::move(*done);
}

mail::Class class_of(const std::string& word) {
  if (word == "sign_in") return mail::Class::sign_in;
  return word == "notice" ? mail::Class::notice : mail::Class::bulk;
}

void enqueue(World& world, const std::string& path) {
  std::ifstream file(path);
  world.database->write([&](db::Write& write) {
    for (std::string line; std::getline(file, line);) {
      const auto mail = boost::json::parse(line).as_object();
      const auto* after = mail.if_contains("after_ms");
      mail::enqueue(write, world.clock, world.random,
                    {.kind = "test", .key = text_of(mail, "key"), .mail_class = class_of(text_of(mail, "class", "bulk")), .to = must(Email::parse(text_of(mail, "to"))), .to_name = text_of(mail, "name"),
                     .content = {.subject = text_of(mail, "subject", "A test"), .text = text_of(mail, "text"), .html = text_of(mail, "html")},
                     .not_before = world.clock.now() + std::chrono::milliseconds(after == nullptr ? 0 : after->to_number<std::int64_t>()),
                     .list = {.id = "test.example.org", .words = "Tests", .unsubscribe_url = "https://muster.example.org/u/test", .is_one_click = true}, .group = "test"});
    }
  });
}

PersonId add_person(db::Write& write, const By& by, const std::string& name, const std::string& address, const std::string& language) {
  return people::insert_person(write, by, must(people::parse_person(name, "", address, language)));
}

void add_organisation(World& world, db::Write& write, int number, int people) {
  const By by = world.by(world.system);
  const std::string text = std::to_string(number);
  const Locale locale = kLocales[static_cast<std::size_t>(number) % kLocales.size()];
  organisations::Edit edit;
  edit.name = "Mail users " + text;
  edit.country = kCountries[static_cast<std::size_t>(number) % kCountries.size()];
  edit.languages = {std::string(locale_tag(locale))};
  if (number % kListEvery == 0) edit.redistribution_address = "list-" + text + "@lists.example.org";
  const OrganisationId id = must(organisations::insert_organisation(write, by, world.programme, edit, organisations::Status::accredited));
  for (int each = 0; each < people; ++each) {
    const std::string name = "mail-user-" + text + "-" + std::to_string(each);
    const PersonId person = add_person(write, by, name, name + "@d" + std::to_string(number % 20) + ".example.org", std::string(locale_tag(locale)));
    must(organisations::add_representative(write, by, world.programme, id, person, each == 0));
  }
  if (edit.redistribution_address) updates::answer_address(write, by, updates::ask_address(write, by, id, must(Email::parse(*edit.redistribution_address)).key()), true);
}

void add_organisations(World& world, int recipients) {
  for (int number = 0, left = recipients; left > 0;) {
    world.database->write([&](db::Write& write) {
      for (int each = 0; each < kAtOnce && left > 0; ++each, ++number) {
        const int people = std::min(left, kRepresentatives);
        add_organisation(world, write, number, people);
        left -= people + (number % kListEvery == 0 && left > people);
      }
    });
  }
}

void add_issue(World& world, int recipients, bool is_sent) {
  add_organisations(world, recipients);
  world.database->write([&](db::Write& write) {
    const Actor writer{.kind = Actor::Kind::person, .person = add_person(write, world.by(world.system), "Test writer", "test-writer@office.example", "en")};
    const Actor second{.kind = Actor::Kind::person, .person = add_person(write, world.by(world.system), "Test second", "test-second@office.example", "en")};
    const auto id = updates::insert_issue(write, world.by(writer), "An issue for a test", Locale::en);
    std::vector<Locale> locales = {Locale::en};  // the source first: others are translations of what is ready
    std::ranges::copy_if(kLocales, std::back_inserter(locales), [](Locale locale) { return locale != Locale::en; });
    for (const Locale locale : locales) {
      const std::string tag(locale_tag(locale));
      must(updates::save_version(write, world.by(writer), id, {.locale = locale, .subject = "Issue in " + tag + " for {{organisation}}", .body = "Hello {{organisation}}.\n\n.\n\nA dot stands alone. See [our page](https://example.org/news/" + tag + ").", .social = {}}, 0));
      must(updates::mark_version(write, world.by(writer), id, locale));
    }
    must(updates::mark_ready(write, world.by(writer), id));
    must(updates::approve(write, world.by(second), world.programme, id, "A test"));
    if (is_sent) must(updates::schedule(write, world.by(second), world.programme, id, {}, "A test"));
    std::printf("%s\n", id.format().c_str());
  });
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const std::string what = count == 4 ? arguments[1] : "";
    if (what != "enqueue" && what != "issue" && what != "approved") throw std::runtime_error("enqueue URL FILE, issue URL RECIPIENTS, or approved URL RECIPIENTS");
    World world(arguments[2]);
    what == "enqueue" ? enqueue(world, arguments[3]) : add_issue(world, std::stoi(arguments[3]), what == "issue");
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "mail_target: %s\n", error.what());
    return 2;
  }
}
