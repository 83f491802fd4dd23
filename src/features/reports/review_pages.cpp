#include <charconv>

#include "features/organisations/organisations.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/publication_view.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/standing.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

std::string local(const http::Request& request, std::string_view path) { return "/" + std::string(locale_tag(request.locale)) + std::string(path); }

std::int64_t parse_number(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Message kind_word(LeakKind kind) {
  switch (kind) {
    case LeakKind::address: return tr("Perhaps an address");
    case LeakKind::phone: return tr("Perhaps a telephone number");
    case LeakKind::handle: return tr("Perhaps a name in a message service");
    case LeakKind::name: break;
  }
  return tr("Perhaps a person’s name");
}

// Old and new side by side, question by question.
void add_pairs(db::Read& read, const Report& report, const http::Request& request, http::Context& context, ReviewPage& page) {
  const auto& form = forms::get_form(read, forms::get_response(read, report.response).form_version);
  const auto now = forms::list_values(forms::list_answers(read, report.response));
  const auto last = find_last_accepted(read, report.organisation, report.id);
  const auto before = last ? forms::list_values(forms::list_answers(read, last->response)) : forms::Answers{};
  for (const auto& part : form.pages) {
    for (const auto& question : part.questions) {
      const auto plain = [&](const forms::Answers& answers) {
        const auto found = answers.find(question.code);
        return found == answers.end() ? std::string() : forms::format_plain(question, found->second, context.texts, request.locale);
      };
      const std::string was = plain(before), is = plain(now);
      if (was.empty() && is.empty()) continue;
      html::DiffPair pair{.label = verbatim(question.name.in(request.locale)), .is_same = was == is};
      if (!was.empty()) pair.before.push_back({was, was != is});
      if (!is.empty()) pair.after.push_back({is, was != is});
      page.pairs.push_back(std::move(pair));
    }
  }
}

http::Response render_review(const http::Request& request, http::Context& context, ReportId id, const std::optional<Problem>& problem) {
  ReviewPage page{.url = local(request, "/staff/reports/" + id.format()), .queue_url = local(request, "/staff/reports")};
  html::Shell shell;
  const bool is_there = context.db.write([&](db::Write& write) {
    page.findings.clear();
    page.pairs.clear();
    const auto report = find_report(write, id);
    if (!report) return false;
    const auto of = organisations::get_organisation(write, report->organisation);
    shell = context.make_shell(request, verbatim(organisations::display_name(of)));
    const auto& form = forms::get_form(write, forms::get_response(write, report->response).form_version);
    for (const Finding& one : guard_report(write, context.clock, *report)) {
      const auto* question = form.find_question(one.question);
      page.findings.push_back({one.id, question ? question->name.in(request.locale) : one.question, one.span, kind_word(one.kind)});
    }
    add_pairs(write, *report, request, context, page);
    const auto publication = find_publication(write, id);
    page.version = report->version;
    page.is_published = publication && !publication->is_withdrawn;
    page.can_review = report->state == State::sent || report->state == State::review;
    page.can_publish = report->state == State::accepted && !page.is_published && page.findings.empty();
    return true;
  });
  if (!is_there) return http::Response::page({}, 404);
  page.reason = {.id = "reason", .name = "reason", .label = tr("Why is it taken down?")};
  if (problem) page.errors.push_back({problem->field, problem->message});
  shell.has_error = problem.has_value();
  html::Writer w(context.texts, request.locale);
  views::review_page(w, shell, page);
  return http::Response::page(w.take(), problem ? (problem->kind == Problem::Kind::invalid ? 422 : 409) : 200);
}

http::Response show_review(const http::Request& request, http::Context& context) {
  const auto id = request.id<ReportId>("id");
  return id ? render_review(request, context, *id, {}) : http::Response::page({}, 404);
}

template <class Act>
http::Response act(const http::Request& request, http::Context& context, Act&& write_it) {
  const auto id = request.id<ReportId>("id");
  if (!id) return http::Response::page({}, 404);
  const By by{context.clock, context.random, request.actor};
  const Result<void> done = context.db.write([&](db::Write& write) -> Result<void> {
    const auto report = find_report(write, *id);
    if (!report) return refused(Problem::Kind::not_found, tr("There is no such report."));
    return write_it(write, by, *report);
  });
  if (!done && done.error().kind == Problem::Kind::not_found) return http::Response::page({}, 404);
  if (!done) return render_review(request, context, *id, done.error());
  return http::Response::see_other(local(request, "/staff/reports/" + id->format()));
}

http::Response accept(const http::Request& request, http::Context& context) {
  return act(request, context, [&](db::Write& write, const By& by, const Report& report) {
    return accept_report(write, by, report.id, parse_number(request.form.get("version")));
  });
}
http::Response publish(const http::Request& request, http::Context& context) {
  return act(request, context, [](db::Write& write, const By& by, const Report& report) { return publish_report(write, by, report.id); });
}
http::Response allow(const http::Request& request, http::Context& context) {
  return act(request, context, [&](db::Write& write, const By& by, const Report& report) {
    return allow_finding(write, by, report, parse_number(request.form.get("finding")));
  });
}
http::Response withdraw(const http::Request& request, http::Context& context) {
  return act(request, context, [&](db::Write& write, const By& by, const Report& report) { return take_down(write, by, report.id, request.form.get("reason")); });
}

}  // namespace

http::Routes make_review_routes() {
  using enum http::Method;
  const std::string base = "/{lang}/staff/reports/{id}";
  return {{get, base, Permission::run_programme, http::PrivateHandler(show_review)},
          {post, base + "/accept", Permission::run_programme, http::PrivateHandler(accept)},
          {post, base + "/publish", Permission::run_programme, http::PrivateHandler(publish)},
          {post, base + "/allow", Permission::run_programme, http::PrivateHandler(allow)},
          {post, base + "/take-down", Permission::run_programme, http::PrivateHandler(withdraw)}};
}

}  // namespace muster::reports
