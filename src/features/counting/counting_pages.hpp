// Pages of counted links, of questions, of results and of the switch. The first two are for everybody and need no
// script; results are for staff alone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "features/counting/counter.hpp"
#include "features/counting/counting_view.hpp"
#include "features/counting/target_store.hpp"
#include "platform/http/http.hpp"

namespace muster::counting {

// Where staff find an issue, told by the room that knows it; empty for a number that is none.
struct IssueName {
  std::string title;
  std::string path;  // without the language: "/staff/updates/7"
};
using FindIssue = std::function<std::optional<IssueName>(db::Read&, std::int64_t issue, Locale reader)>;

struct Parts {
  Keys keys;
  std::shared_ptr<Counter> counter;
  std::shared_ptr<Targets> targets = std::make_shared<Targets>();
  bool is_secure = true;           // our own address begins with https:
  std::string archive_path = "/";  // without the language: where everybody finds all updates
  FindIssue find_issue;            // may be empty: pages then go by the number
};

http::Routes make_link_routes(const Parts& parts);
// Answers to "/t/…" from memory: nothing where the database must be asked, or a page shown. Never waits.
using QuickAnswer = std::function<std::optional<http::Response>(const http::Request&)>;
inline constexpr std::string_view kLinkPrefix = "/t/";
QuickAnswer make_quick_answer(const Parts& parts, const Clock& clock);
http::Routes make_question_routes(const Parts& parts);
http::Routes make_result_routes(const Parts& parts);

std::string token_of(const http::Request& request);
// The same request at its address with a language, so that the page's language menu works.
http::Request localise(const http::Request& request, Locale locale, std::string_view path);
void set_unindexed(http::Response& response);

// A page with a line, for either kind of handler.
template <class AnyContext>
http::Response say(const http::Request& request, AnyContext& context, const SayPage& page, int status);

}  // namespace muster::counting
