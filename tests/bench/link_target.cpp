// Counted links for a load, made and added up while the program does not run.
//   link_target make DATA COUNT   registers eight links of an issue in the demo's database under DATA; prints COUNT paths
//   link_target sample DATA        an issue in six languages with a question and made-up sums; prints "LINK QUESTION"
//   link_target sum DATA          prints how many openings the database holds
#include <cstdio>
#include <stdexcept>
#include <string>

#include "base/random.hpp"
#include "features/counting/counting.hpp"
#include "platform/config/config.hpp"

using namespace muster;

namespace {

constexpr std::int64_t kIssue = 1;
constexpr std::int64_t kLinks = 8;
constexpr db::Statement kAdd{"test.add", "INSERT INTO link_count (issue, organisation, locale, link, day, kind, times) VALUES (1, :organisation, :locale, :link, :day, :kind, :times)", ""};
constexpr db::Statement kAnswer{"test.answer", "INSERT INTO answer_count (issue, organisation, locale, choice, times) VALUES (1, 2, :locale, :choice, :times)", ""};
constexpr db::Statement kSum{"test.sum", "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) AS count FROM link_count", ""};

counting::Keys load_keys(const std::string& data) {
  SystemRandom random;
  const auto secret = config::load_or_make_server_secret(data + "/muster.secret", random);
  if (!secret) throw std::runtime_error(secret.error());
  return counting::make_keys(*secret);
}

void make(db::Database& database, const std::string& data, std::int64_t count) {
  const auto keys = load_keys(data);
  database.write([](db::Write& write) {
    std::vector<counting::Target> targets;
    for (std::int64_t link = 1; link <= kLinks; ++link) targets.push_back({link, "https://example.org/page/" + std::to_string(link), "Link"});
    counting::register_links(write, kIssue, Locale::en, targets).value();
  });
  for (std::int64_t at = 0; at < count; ++at) {
    std::printf("/t/%s\n", counting::make_link_token(keys, {kIssue, OrganisationId(at / kLinks + 1), Locale::en, at % kLinks + 1}).c_str());
  }
}

void add(db::Write& write, std::int64_t organisation, Locale locale, std::int64_t link, int day, std::int64_t times, std::string_view kind = "people") {
  write.execute(kAdd, {{"organisation", organisation}, {"locale", locale_tag(locale)}, {"link", link}, {"day", *Date::from_ymd(2026, 11, 2 + static_cast<unsigned>(day))}, {"kind", kind}, {"times", times}});
}

void make_sample(db::Database& database, const std::string& data) {
  const auto keys = load_keys(data);
  database.write([](db::Write& write) {
    for (const Locale locale : kLocales) {
      const bool is_arabic = locale == Locale::ar;
      counting::register_links(write, kIssue, locale,
                               {{1, "https://example.org/reports/2026/names-in-your-own-script?from=update#summary", is_arabic ? "اقرؤوا التقرير" : "Read the report"},
                                {2, "https://example.org/webinar", is_arabic ? "سجلوا في الندوة" : "Register for the webinar"},
                                {3, "mailto:staff@example.org", is_arabic ? "اكتبوا إلينا" : "Write to us"},
                                {4, "https://example.org/glossary", is_arabic ? "المسرد" : "Glossary"}})
          .value();
      counting::register_question(write, kIssue, locale,
                                  is_arabic ? counting::Question{"هل يستطيع أعضاؤكم استخدام أسماء بلغتهم؟", {"نعم", "بعضهم", "لا"}}
                                            : counting::Question{"Can your members use names in their own script?", {"Yes", "Some of them", "No"}})
          .value();
      for (int day = 0; day < 14; ++day) add(write, 1 + day % 3, locale, 1, day, 90 / (day + 1));
      add(write, 0, locale, 2, 1, 17 + static_cast<std::int64_t>(locale));
      add(write, 2, locale, 4, 2, 2 * static_cast<std::int64_t>(locale));
    }
    add(write, 2, Locale::en, 3, 3, 3);
    add(write, 2, Locale::en, 1, 0, 240, "machine");
    add(write, 2, Locale::en, 2, 0, 14, "doubtful");
    for (int choice = 1; choice <= 3; ++choice) write.execute(kAnswer, {{"locale", "en"}, {"choice", choice}, {"times", choice == 3 ? 2 : 30 / choice}});
    write.execute(kAnswer, {{"locale", "ar"}, {"choice", 1}, {"times", 11}});
  });
  std::printf("/t/%s /q/%s\n", counting::make_link_token(keys, {kIssue, OrganisationId(2), Locale::en, 1}).c_str(),
              counting::make_question_token(keys, {kIssue, OrganisationId(2), Locale::en, 0}).c_str());
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count < 3) throw std::runtime_error("make DATA COUNT, sample DATA, or sum DATA");
    const std::string what = arguments[1], data = arguments[2];
    const auto database = db::Database::open({.url = "sqlite:" + data + "/muster.db"});
    if (what == "sum") {
      std::printf("%lld\n", static_cast<long long>(database->read([](db::Read& read) { return read.count(kSum); })));
    } else if (what == "sample") {
      make_sample(*database, data);
    } else {
      make(*database, data, count > 3 ? std::stoll(arguments[3]) : 1);
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "link_target: %s\n", error.what());
    return 2;
  }
}
