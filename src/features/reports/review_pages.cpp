// Review by staff: old and new side by side, notes from checks, accept, or ask about one answer. Reading changes
// nothing: review begins with a button, and from then on the report cannot be taken back.
#include <boost/json.hpp>
#include <charconv>

#include "base/text.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/review_store.hpp"
#include "features/reports/review_view.hpp"
#include "features/reports/standing.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

namespace json = boost::json;

std::int64_t parse_number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string review_url(const http::Request& request, ReportId id) { return local_url(request, "/staff/reports/" + id.format()); }

Message kind_word(LeakKind kind) {
  switch (kind) {
    case LeakKind::address: return tr("Perhaps an address");
    case LeakKind::phone: return tr("Perhaps a telephone number");
    case LeakKind::handle: return tr("Perhaps a name in a message service");
    case LeakKind::name: break;
  }
  return tr("Perhaps a person’s name");
}

// Texts that staff need again and again; sent in the language of the main contact.
const std::vector<Message>& ready_words() {
  static const std::vector<Message> words = {
      tr("We do not understand this answer. Please say it in other words."), tr("This number is very different from last time. Is it right?"),
      tr("This answer may name a person. Please write it without names, addresses and telephone numbers.")};
  return words;
}

Message describe_state(const Review& review) {
  const Message by = tr("Sent on {date} by {name}.", {{"date", review.report.sent_at->date()}, {"name", review.sent_by}});
  switch (review.report.state) {
    case State::question: return tr("We asked about an answer. The representatives can change it now.");
    case State::accepted: return tr("Accepted.");
    case State::started: return tr("The representative has taken the report back.");
    default: return review.sent_by.empty() ? tr("Sent on {date}.", {{"date", review.report.sent_at->date()}}) : by;
  }
}

void add_row(std::vector<html::SummaryRow>& rows, Message label, std::vector<std::string> values, bool is_ltr = false) {
  std::erase(values, "");
  if (!values.empty()) rows.push_back({.label = std::move(label), .values = std::move(values), .is_ltr = is_ltr});
}

// The register as it stood when the report was sent.
std::vector<html::SummaryRow> make_register_rows(const std::string& text) {
  std::vector<html::SummaryRow> rows;
  boost::system::error_code failed;
  const json::value parsed = json::parse(text, failed);
  if (failed || !parsed.is_object()) return rows;
  const auto word = [&](const json::object& of, std::string_view name) {
    const json::value* found = of.if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
  };
  const auto people = [&](std::string_view list) {
    std::vector<std::string> names;
    const json::value* found = parsed.as_object().if_contains(list);
    if (found == nullptr || !found->is_array()) return names;
    for (const json::value& one : found->as_array()) {
      if (!one.is_object()) continue;
      const std::string office = word(one.as_object(), "office");
      names.push_back(word(one.as_object(), "name") + (office.empty() ? "" : " – " + office));
    }
    return names;
  };
  add_row(rows, tr("Representatives"), people("representatives"));
  add_row(rows, tr("Leaders"), people("leaders"));
  add_row(rows, tr("Public contact"), {word(parsed.as_object(), "contact")}, true);
  add_row(rows, tr("Website"), {word(parsed.as_object(), "website")}, true);
  add_row(rows, tr("Page that names ICANN"), {word(parsed.as_object(), "reference_url")}, true);
  add_row(rows, tr("Updates go to"), {word(parsed.as_object(), "redistribution_address")}, true);
  return rows;
}

bool is_prose(const forms::Question& question) {
  return question.kind == forms::Kind::text || question.kind == forms::Kind::long_text || question.kind == forms::Kind::items;
}

html::DiffPair make_pair(const forms::Question& question, const std::string& was, const std::string& is, bool is_first, Locale locale) {
  html::DiffPair pair{.label = verbatim(question.name.in(locale)), .is_same = is_first || was == is};
  if (!pair.is_same && is_prose(question) && !was.empty() && !is.empty()) {
    const auto difference = compare_texts(was, is);
    for (const TextPiece& piece : difference.before) pair.before.push_back({piece.text, piece.is_changed});
    for (const TextPiece& piece : difference.after) pair.after.push_back({piece.text, piece.is_changed});
    return pair;
  }
  if (!was.empty()) pair.before.push_back({was, !pair.is_same});
  if (!is.empty()) pair.after.push_back({is, !pair.is_same});
  return pair;
}

// Old and new side by side; what was and is empty is left out.
void add_pairs(const Review& review, const http::Request& request, http::Context& context, ReviewPage& page) {
  for (const auto& part : review.form->pages) {
    for (const auto& question : part.questions) {
      const auto plain = [&](const forms::Answers& answers) {
        const auto found = answers.find(question.code);
        return found == answers.end() ? std::string() : forms::format_plain(question, found->second, context.texts, request.locale);
      };
      const std::string was = plain(review.before), is = plain(review.now);
      if (review.facts.is_first) {
        if (!is.empty()) page.answers.push_back({.label = verbatim(question.name.in(request.locale)), .values = {is}});
        continue;
      }
      if (!was.empty() || !is.empty()) page.pairs.push_back(make_pair(question, was, is, review.facts.is_first, request.locale));
    }
  }
}

void add_form(const Review& review, const http::Request& request, ReviewPage& page) {
  page.question = {.id = "question", .name = "question", .label = tr("Which answer?"), .empty_choice = tr("Choose an answer")};
  for (const auto& part : review.form->pages) {
    for (const auto& question : part.questions) {
      page.question.choices.push_back({.value = question.code, .label = verbatim(question.name.in(request.locale)), .is_chosen = question.code == request.form.get("question")});
    }
  }
  page.ready = {.id = "ready", .name = "ready", .label = tr("A prepared text"), .is_optional = true};
  for (std::size_t i = 0; i < ready_words().size(); ++i) {
    const std::string value = std::to_string(i + 1);
    page.ready.choices.push_back({.value = value, .label = ready_words()[i], .is_chosen = request.form.get("ready") == value});
  }
  page.words = {.id = "words", .name = "words", .label = tr("Or in your own words"), .is_optional = true, .value = request.form.get("words"), .max_length = 2000, .rows = 4};
  page.reason = {.id = "reason", .name = "reason", .label = tr("Why is it taken down?"), .value = request.form.get("reason")};
}

ReviewPage make_page(const Review& review, const http::Request& request, http::Context& context) {
  const Report& report = review.report;
  ReviewPage page{.url = review_url(request, report.id), .queue_url = local_url(request, "/staff/reports"), .line = describe_state(review)};
  page.notes = list_notes(review.facts);
  for (const Finding& one : review.findings) {
    const auto* question = review.form->find_question(one.question);
    page.findings.push_back({one.id, one.question, question ? question->name.in(request.locale) : one.question, one.span, kind_word(one.kind)});
  }
  page.is_first = review.facts.is_first;
  page.differences = review.facts.differences;
  add_pairs(review, request, context, page);
  for (const Question& one : review.questions) {
    const auto* question = review.form->find_question(one.question);
    page.talk.push_back({question ? question->name.in(request.locale) : one.question, one.words, one.reply.value_or(""), one.asked_at, !one.answered_at});
  }
  if (review.certification) {
    page.certified = review.certification->words;
    page.certified_by = review.certified_by;
    page.certified_at = review.certification->certified_at;
  }
  page.waiver_wish = review.waiver_wish;
  if (review.snapshot) {
    page.registered = make_register_rows(review.snapshot->register_json);
    page.registered_at = review.snapshot->taken_at;
  }
  page.version = report.version;
  page.can_begin = report.state == State::sent;
  page.can_review = report.state == State::sent || report.state == State::review;
  page.is_held = review.publication && review.publication->is_held && !review.publication->is_withdrawn;
  page.is_published = review.publication && !review.publication->is_withdrawn;
  page.can_publish = report.state == State::accepted && (!page.is_published || page.is_held) && page.findings.empty() && !review.facts.waits_for_confirmation;
  if (review.publication && review.publication->is_shown()) page.published_url = local_url(request, "/reports/" + review.publication->publication.address());
  add_form(review, request, page);
  return page;
}

http::Response nothing_there(const http::Request& request, http::Context& context) {
  return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/staff/reports"));
}

http::Response render_review(const http::Request& request, http::Context& context, ReportId id, const std::optional<Problem>& problem) {
  const auto review = context.db.read([&](db::Read& read) { return find_review(read, context.programme, context.clock.today(), id); });
  if (!review) return nothing_there(request, context);
  ReviewPage page = make_page(*review, request, context);
  html::Shell shell = context.make_shell(request, verbatim(review->organisation_name));
  if (request.query.has("accepted")) shell.notice = html::Notice{"done", tr("The report before was accepted. This is the next one.")};
  if (problem) {
    page.errors.push_back({problem->field, problem->message});
    if (problem->field == "question") page.question.error = problem->message;
    if (problem->field == "words") page.words.error = problem->message;
    if (problem->field == "reason") page.reason.error = problem->message;
  }
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::review_page(w, shell, page);
  return http::Response::page(w.take(), problem ? (problem->kind == Problem::Kind::invalid ? 422 : 409) : 200);
}

http::Response show_review(const http::Request& request, http::Context& context) {
  const auto id = request.id<ReportId>("id");
  return id ? render_review(request, context, *id, {}) : nothing_there(request, context);
}

// One step of review; afterwards the same page, or `go_on`.
template <class Act>
http::Response act(const http::Request& request, http::Context& context, Act&& write_it, const std::function<std::string(ReportId)>& go_on = {}) {
  const auto id = request.id<ReportId>("id");
  if (!id) return nothing_there(request, context);
  const By by{context.clock, context.random, request.actor};
  const Result<void> done = context.db.write([&](db::Write& write) -> Result<void> {
    const auto report = find_report(write, *id);
    if (!report || !report->sent_at) return refused(Problem::Kind::not_found, tr("There is no such report."));
    return write_it(write, by, *report);
  });
  if (!done && done.error().kind == Problem::Kind::not_found) return nothing_there(request, context);
  if (!done) return render_review(request, context, *id, done.error());
  return http::Response::see_other(go_on ? go_on(*id) : review_url(request, *id));
}

http::Response begin(const http::Request& request, http::Context& context) {
  return act(request, context, [](db::Write& write, const By& by, const Report& report) { return open_review(write, by, report.id); });
}

http::Response accept(const http::Request& request, http::Context& context) {
  const auto next = [&](ReportId id) {
    const auto report = context.db.read([&](db::Read& read) { return find_next_to_review(read, id); });
    return report ? review_url(request, report->id) + "?accepted=" + id.format() : local_url(request, "/staff/reports");
  };
  return act(request, context, [&](db::Write& write, const By& by, const Report& report) {
    return accept_and_publish(write, by, report.id, parse_number(request.form.get("version")));
  }, next);
}

// A prepared text is sent in the main contact's language.
std::string find_words(db::Read& read, const http::Request& request, http::Context& context, const Report& report) {
  const std::string typed(trim(request.form.get("words")));
  const auto ready = parse_number(request.form.get("ready"));
  if (!typed.empty() || ready < 1 || ready > static_cast<std::int64_t>(ready_words().size())) return typed;
  const auto readers = organisations::list_recipients(read, report.organisation, true, context.clock.today());
  const Locale locale = readers.empty() ? Locale::en : people::get_person(read, readers.front()).locale;
  return context.texts.translate(locale, ready_words()[static_cast<std::size_t>(ready - 1)]);
}

http::Response ask(const http::Request& request, http::Context& context) {
  return act(request, context, [&](db::Write& write, const By& by, const Report& report) {
    return ask_about(write, by, report.id, parse_number(request.form.get("version")), request.form.get("question"), find_words(write, request, context, report));
  });
}

http::Response publish(const http::Request& request, http::Context& context) {
  return act(request, context, [](db::Write& write, const By& by, const Report& report) { return publish_report(write, by, report.id); });
}
http::Response allow(const http::Request& request, http::Context& context) {
  return act(request, context, [&](db::Write& write, const By& by, const Report& report) -> Result<void> {
    const std::int64_t number = parse_number(request.form.get("finding"));
    if (number > 0) return allow_finding(write, by, report, number);
    // Seen on the page, and not written down before.
    for (const Finding& one : guard_report(write, context.clock, report)) {
      if (one.question == request.form.get("question") && one.span == request.form.get("span")) return allow_finding(write, by, report, one.id);
    }
    return refused(Problem::Kind::conflict, tr("These words have changed meanwhile. Look at the report again."));
  });
}
http::Response withdraw(const http::Request& request, http::Context& context) {
  return act(request, context, [&](db::Write& write, const By& by, const Report& report) { return take_down(write, by, report.id, request.form.get("reason")); });
}

}  // namespace

http::Routes make_review_routes() {
  using enum http::Method;
  const std::string base = "/{lang}/staff/reports/{id}";
  http::Routes routes = {{get, base, Permission::run_programme, http::PrivateHandler(show_review)}};
  const auto add = [&](const std::string& path, http::PrivateHandler handler) { routes.push_back({post, base + path, Permission::run_programme, std::move(handler), {}}); };
  add("/begin", begin);
  add("/accept", accept);
  add("/ask", ask);
  add("/publish", publish);
  add("/allow", allow);
  add("/take-down", withdraw);
  return routes;
}

}  // namespace muster::reports
