#include "features/counting/target_store.hpp"

#include <algorithm>

#include "base/email.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "features/audit/audit.hpp"
#include "queries_counting.hpp"

namespace muster::counting {
namespace {

constexpr std::size_t kKeptMost = 256;
constexpr Duration kKeptFor = std::chrono::seconds(1);
constexpr std::size_t kWordsMost = 300;  // code points
constexpr std::size_t kChoicesMost = 9;

std::string tag(Locale locale) { return std::string(locale_tag(locale)); }

// One address and nothing behind it: a subject or a copy to others may be somebody else's words.
Result<std::string> check_mail_target(std::string_view address) {
  const auto email = Email::parse(address);
  if (!email) return invalid("url", tr("This is no e-mail address that a link can have."));
  return "mailto:" + percent_encode(email->text().substr(0, email->text().rfind('@'))) + email->text().substr(email->text().rfind('@'));
}

std::string shorten(std::string_view words) { return std::string(take_code_points(trim(words), kWordsMost)); }

}  // namespace

Result<std::string> check_target(std::string_view url) {
  const std::string_view typed = trim(url);
  if (to_lower_ascii(typed.substr(0, 7)) == "mailto:") return check_mail_target(typed.substr(7));
  const std::string lower = to_lower_ascii(typed.substr(0, 8));
  if (!lower.starts_with("http://") && lower != "https://") return invalid("url", tr("A link begins with https://, http:// or mailto:."));
  const auto web = Url::parse(typed);
  if (!web) return invalid("url", web.error().message);
  return web->text();
}

Result<void> register_links(db::Write& write, std::int64_t issue, Locale locale, const std::vector<Target>& targets) {
  std::vector<std::string> urls;
  for (const Target& target : targets) {
    if (target.number <= kDecoy || target.number > kLinkMost) throw std::invalid_argument("a counted link without a number");
    auto url = check_target(target.url);
    if (!url) return std::unexpected(url.error());
    urls.push_back(std::move(*url));
  }
  for (std::size_t at = 0; at < targets.size(); ++at) {
    write.execute(sql::put_target, {{"issue", issue}, {"locale", tag(locale)}, {"link", targets[at].number}, {"url", urls[at]}, {"words", shorten(targets[at].words)}});
  }
  return {};
}

std::vector<std::int64_t> list_link_numbers(db::PublicRead& read, std::int64_t issue, Locale locale) {
  return read.list(sql::list_targets, {{"issue", issue}, {"locale", tag(locale)}}, [](const db::Row& row) { return row.int64("link"); });
}

Result<void> register_question(db::Write& write, std::int64_t issue, Locale locale, const Question& question) {
  if (trim(question.words).empty()) return invalid("question", tr("Write the question."));
  if (question.choices.size() < 2 || question.choices.size() > kChoicesMost) return invalid("choices", tr("A question has 2 to 9 choices."));
  if (std::ranges::any_of(question.choices, [](const std::string& choice) { return trim(choice).empty(); })) return invalid("choices", tr("Write each choice."));
  write.execute(sql::put_question, {{"issue", issue}, {"locale", tag(locale)}, {"words", shorten(question.words)}});
  std::int64_t number = 0;
  for (const std::string& choice : question.choices) write.execute(sql::put_choice, {{"issue", issue}, {"locale", tag(locale)}, {"choice", ++number}, {"words", shorten(choice)}});
  write.execute(sql::delete_choices_after, {{"issue", issue}, {"locale", tag(locale)}, {"last", number}});
  return {};
}

std::optional<Question> find_question(db::PublicRead& read, std::int64_t issue, Locale locale) {
  auto words = read.find(sql::find_question, {{"issue", issue}, {"locale", tag(locale)}}, [](const db::Row& row) { return row.text("words"); });
  if (!words) return std::nullopt;
  return Question{std::move(*words), read.list(sql::list_choices, {{"issue", issue}, {"locale", tag(locale)}}, [](const db::Row& row) { return row.text("words"); })};
}

bool is_counting(db::PublicRead& read) {
  return read.get(sql::find_switch, {}, [](const db::Row& row) { return row.flag("is_on"); });
}

void set_counting(db::Write& write, const By& by, bool is_on) {
  write.lock("counting_switch", 1);
  const bool was_on = is_counting(write);
  if (was_on == is_on) return;
  write.execute(sql::update_switch, {{"is_on", is_on}});
  audit::record(write, by, {.action = "counting.switch", .subject_kind = "setting", .subject = 1, .changes = {{"is_on", was_on ? "1" : "0", is_on ? "1" : "0"}}});
}

std::shared_ptr<const CopyTargets> Targets::find_kept(std::int64_t issue, Locale locale, Instant now) {
  const std::lock_guard lock(mutex_);
  const auto kept = kept_.find({issue, locale});
  if (kept == kept_.end() || kept->second.read_at > now) return nullptr;
  const Duration age = now - kept->second.read_at;
  if (age < kKeptFor || (kept->second.is_renewing && age < 2 * kKeptFor)) return kept->second.targets;
  return nullptr;
}

void Targets::begin_to_renew(std::int64_t issue, Locale locale) {
  const std::lock_guard lock(mutex_);
  if (const auto kept = kept_.find({issue, locale}); kept != kept_.end()) kept->second.is_renewing = true;
}

void Targets::keep(std::int64_t issue, Locale locale, Kept kept) {
  const std::lock_guard lock(mutex_);
  const std::pair key(issue, locale);
  if (kept_.size() >= kKeptMost && !kept_.contains(key)) kept_.erase(std::ranges::min_element(kept_, {}, [](const auto& entry) { return entry.second.read_at; }));
  kept_[key] = std::move(kept);
}

std::shared_ptr<const CopyTargets> Targets::find(db::PublicDatabase& database, std::int64_t issue, Locale locale, Instant now) {
  if (auto kept = find_kept(issue, locale, now)) return kept;
  begin_to_renew(issue, locale);
  auto targets = std::make_shared<CopyTargets>();
  database.read([&](db::PublicRead& read) {
    read.each(sql::list_targets, {{"issue", issue}, {"locale", tag(locale)}}, [&](const db::Row& row) { targets->urls[row.int64("link")] = row.text("url"); });
    targets->is_counting = is_counting(read);
  });
  keep(issue, locale, {now, false, targets});
  return targets;
}

}  // namespace muster::counting
