// /q/TOKEN: the question of an issue. Opening it counts nothing; its button counts one answer for the copy that the
// link stands in. A browser remembers what it answered until it is closed, so that another answer takes the place of
// the first; that mark is the same for all who chose the same. Answers are counted, never people.
#include "features/counting/count_store.hpp"
#include "features/counting/counting_pages.hpp"
#include "features/counting/token.hpp"
#include "views_counting.hpp"

namespace muster::counting {
namespace {

using http::Context;
using http::PublicContext;
using http::Request;
using http::Response;

constexpr std::string_view kMarkCookie = "here-answer";

std::string page_path(const Request& request) { return "/q/" + token_of(request); }

int read_choice(const std::string& text, const Question& question) {
  if (text.size() != 1 || text[0] < '1' || static_cast<std::size_t>(text[0] - '0') > question.choices.size()) return 0;
  return text[0] - '0';
}

struct Asked {
  CountedLink copy;
  Question question;
  Locale locale = Locale::en;  // of its words
};

// In the reader's language, else in that of the copy.
std::optional<Asked> find_asked(const Parts& parts, const Request& request, db::PublicRead& read) {
  const auto copy = parse_question_token(parts.keys, token_of(request));
  if (!copy) return std::nullopt;
  for (const Locale locale : {request.locale, copy->locale}) {
    if (auto question = find_question(read, copy->issue, locale)) return Asked{*copy, std::move(*question), locale};
  }
  return std::nullopt;
}

template <class AnyContext>
Response say_unknown(const Parts& parts, const Request& request, AnyContext& context) {
  return say(localise(request, request.locale, page_path(request)), context,
             {.hero = {.title = tr("This link does not work"), .is_narrow = true},
              .line = tr("Perhaps it was cut off on the way. Copy the whole link once more."),
              .more = {},
              .other_url = local_url(request, parts.archive_path),
              .other = tr("See all updates")},
             404);
}

// `request` at its address with a language.
template <class AnyContext>
Response render(const Parts& parts, const Request& request, AnyContext& context, const Asked& asked, int chosen, bool has_error) {
  QuestionPage page{.hero = {.title = tr("One question"), .is_narrow = true},
                    .field = {.id = "choice", .name = "choice", .label = verbatim(asked.question.words)},
                    .errors = {},
                    .url = page_path(request),
                    .locale = std::string(locale_tag(asked.locale)),
                    .direction = std::string(locale_direction(asked.locale)),
                    .archive_url = local_url(request, parts.archive_path)};
  int number = 0;
  for (const std::string& choice : asked.question.choices) {
    ++number;
    page.field.choices.push_back({.value = std::to_string(number), .label = verbatim(choice), .is_chosen = number == chosen});
  }
  if (has_error) {
    page.field.error = tr("Choose an answer");
    page.errors.push_back({"choice", tr("Choose an answer")});
  }
  html::Shell shell = context.make_shell(request, page.hero.title);
  shell.has_error = has_error;
  html::Writer w(context.texts, request.locale);
  views::question(w, shell, page);
  Response response = Response::page(w.take(), has_error ? 422 : 200);
  set_unindexed(response);
  return response;
}

Response show_answered(const Request& request, PublicContext& context, const Asked& asked, int choice) {
  return say(request, context,
             {.hero = {.title = tr("Thank you. Your answer was counted."), .lead = verbatim(asked.question.choices[static_cast<std::size_t>(choice) - 1]), .is_narrow = true, .is_done = true},
              .line = tr("We count answers, not people. Nobody can see who answered what."),
              .more = tr("Until you close this browser you can go back and choose another answer. It takes the place of this one."),
              .other_url = local_url(request, page_path(request)),
              .other = tr("Choose another answer")},
             200);
}

// The address that mails have: on to the page in the language of the copy.
Response go_to_page(const Parts& parts, const Request& request, PublicContext& context) {
  const auto copy = parse_question_token(parts.keys, token_of(request));
  if (!copy) return say_unknown(parts, request, context);
  const Request localised = localise(request, copy->locale, "");
  const std::string& choice = request.query.get("choice");
  const bool is_plain = choice.size() == 1 && choice[0] >= '1' && choice[0] <= '9';
  return Response::see_other(local_url(localised, page_path(request)) + (is_plain ? "?choice=" + choice : ""));
}

Response show_question(const Parts& parts, const Request& request, PublicContext& context) {
  const auto asked = context.db.read([&](db::PublicRead& read) { return find_asked(parts, request, read); });
  if (!asked) return say_unknown(parts, request, context);
  if (const int counted = read_choice(request.query.get("counted"), asked->question); counted != 0) return show_answered(request, context, *asked, counted);
  return render(parts, request, context, *asked, read_choice(request.query.get("choice"), asked->question), false);
}

int read_former(const Parts& parts, const Request& request, const CountedLink& copy) {
  const auto mark = request.cookies.find(kMarkCookie);
  return mark == request.cookies.end() ? 0 : parse_answer_mark(parts.keys, copy, mark->second).value_or(0);
}

Response post_answer(const Parts& parts, const Request& posted, Context& context) {
  const Request request = localise(posted, parse_locale(posted.form.get("lang")).value_or(posted.locale), page_path(posted));
  const auto asked = context.db.read([&](db::Read& read) { return find_asked(parts, request, read); });
  if (!asked) return say_unknown(parts, request, context);
  const int choice = read_choice(request.form.get("choice"), asked->question);
  if (choice == 0) return render(parts, request, context, *asked, 0, true);
  if (!parts.counter->may_answer(asked->copy, request.network, context.clock.now())) return Response::text("", 429);
  const int former = read_former(parts, request, asked->copy);
  context.db.write([&](db::Write& write) { add_answer(write, asked->copy, choice, former); });
  Response response = Response::see_other(local_url(request, page_path(request)) + "?counted=" + std::to_string(choice));
  response.set_cookie({.name = std::string(kMarkCookie), .value = make_answer_mark(parts.keys, asked->copy, choice), .path = page_path(request)});
  return response;
}

}  // namespace

http::Routes make_question_routes(const Parts& parts) {
  const auto with_parts = [&parts](auto handler) { return [parts, handler](const Request& request, PublicContext& context) { return handler(parts, request, context); }; };
  return {{http::Method::get, "/q/{token}", Permission::everyone, http::PublicHandler(with_parts(go_to_page)), {}},
          {http::Method::get, "/{lang}/q/{token}", Permission::everyone, http::PublicHandler(with_parts(show_question)), {}},
          {http::Method::post, "/q/{token}", Permission::everyone, http::PrivateHandler([parts](const Request& request, Context& context) { return post_answer(parts, request, context); }), {}}};
}

}  // namespace muster::counting
