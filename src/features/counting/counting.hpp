// The door of the counting room: links of an issue that are counted, its question, and what came of both. It knows
// numbers only: of an issue, of an organisation, of a language and of a link. It never knows a person, an address, a
// browser or a mail, and nothing that it holds is shown of one organisation, sorted by, or read by another room than
// the one that shows an issue's results (S109, S116).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "base/id.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"
#include "base/problem.hpp"
#include "base/secret.hpp"
#include "features/counting/protect.hpp"
#include "platform/db/database.hpp"

namespace muster::counting {

// --- Links and their tokens. No row stands for a link of an organisation: the token says it all, and its MAC proves it.

// Keys for tokens, derived from the installation's secret; another secret makes every older link a 404.
struct Keys {
  Secret links, answers, cookies;
};
Keys make_keys(const Secret& installation);

// A link of one issue in one language, in the copy of one organisation; organisation 0: archive and web.
struct CountedLink {
  std::int64_t issue = 0;       // above zero
  OrganisationId organisation;  // null: none
  Locale locale = Locale::en;   // of the language version
  std::int64_t link = 0;        // 1 to 9999; 0 is the decoy that people cannot see
  auto operator<=>(const CountedLink&) const = default;
};
inline constexpr std::int64_t kDecoy = 0;
inline constexpr std::int64_t kLinkMost = 9999;

// base64url, 18 to 28 characters (21 for usual numbers): the numbers, and 8 bytes of HMAC-SHA-256 over them.
// Throws std::invalid_argument for numbers outside their bounds.
std::string make_link_token(const Keys& keys, const CountedLink& link);
// Empty for whatever make_link_token did not make with these keys.
std::optional<CountedLink> parse_link_token(const Keys& keys, std::string_view token);

// Page of the issue's question in this copy: "/q/TOKEN". `link` says nothing here and is 0.
std::string make_question_token(const Keys& keys, const CountedLink& copy);
std::optional<CountedLink> parse_question_token(const Keys& keys, std::string_view token);

// Addresses for mails and pages, "https://example.org/t/…". `public_url` is the site's origin. A choice (1 to 9) is
// ticked on the page that opens; nothing is counted by opening it.
std::string make_link_url(const Keys& keys, std::string_view public_url, const CountedLink& link);
std::string make_preview_url(const Keys& keys, std::string_view public_url, const CountedLink& link);  // "Where does this go?"
std::string make_answer_url(const Keys& keys, std::string_view public_url, const CountedLink& copy, int choice = 0);

// --- What is counted. Called when an issue is rendered, in the transaction that makes it final.

struct Target {
  std::int64_t number = 0;  // 1 to kLinkMost, once in an issue and language; the same link has the same number in every language
  std::string url;          // http, https or mailto
  std::string words;        // of the link, for the table of results
};
// Adds and replaces; a number that left in a mail must keep its target. The problem's field is the url. None is
// written unless all are good.
Result<void> register_links(db::Write& write, std::int64_t issue, Locale locale, const std::vector<Target>& targets);
// Numbers of the links that are registered: a text that is not a mail of the issue itself (kit, archive) counts these.
std::vector<std::int64_t> list_link_numbers(db::PublicRead& read, std::int64_t issue, Locale locale);
// What is said of one address, without writing: for the composer.
Result<std::string> check_target(std::string_view url);

struct Question {
  std::string words;
  std::vector<std::string> choices;  // 2 to 9; the same order and number in every language
};
// One question an issue (S51). Adds and replaces the words of this language.
Result<void> register_question(db::Write& write, std::int64_t issue, Locale locale, const Question& question);
std::optional<Question> find_question(db::PublicRead& read, std::int64_t issue, Locale locale);

// The switch for the whole programme. Off: counted links still lead to their targets, and count nothing; new issues
// should carry plain links. Answers to questions are given, not observed: they are counted all the same.
bool is_counting(db::PublicRead& read);
void set_counting(db::Write& write, const By& by, bool is_on);

// --- Results (S52, S53): for the page of an issue's results and for no other page, table, list, export or rule.

struct ResultLine {
  std::int64_t number = 0;  // of the link, or of the choice
  std::string words;
  std::string url;              // of a link
  std::vector<Cell> by_locale;  // in the order of kLocales
  Cell total;
};
struct ResultDay {
  Date day;
  Cell count;
};
// Numbers of people's openings but where it says otherwise, as they may be shown: protect.hpp. Lines stand in the
// order of their numbers, never of their counts; no organisation is named.
struct Results {
  std::vector<ResultLine> links;  // all that are registered; without has_links only their words and targets
  std::vector<Cell> links_by_locale;
  Cell opened;                  // all together
  std::vector<ResultDay> days;  // at most kDaysMost, then all later ones under `later`
  Cell later;
  Cell through_copies, elsewhere;                              // in copies of organisations; on the web, or by browsers that ask not to be counted apart
  bool has_links = false, has_days = false, has_ways = false;  // false: too few to tell them apart
  Cell machine, doubtful;
  std::string question;
  std::vector<ResultLine> choices;
  std::vector<Cell> choices_by_locale;
  Cell answers;
  bool has_choices = false;  // answers by choice and language may be shown
};
inline constexpr int kDaysMost = 60;
// `reader` chooses the language of words where there are several.
Results get_results(db::Read& read, std::int64_t issue, Locale reader);

}  // namespace muster::counting
