// A public answer of a published report is put right: by staff, or by a representative of the organisation. The leak
// guard reads the new words before the public does.
#include "base/text.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/fill_pages.hpp"
#include "features/reports/publication_answers_view.hpp"
#include "features/reports/publication_store.hpp"
#include "features/reports/report_pages.hpp"
#include "features/reports/review_view.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

constexpr std::size_t kReasonLongest = 500;

struct Corrected {
  Report report;
  std::string organisation_name;
  const forms::Form* form = nullptr;
  std::vector<forms::StoredAnswer> stored;
};

// Published, and the reader's own: others do not learn whether it exists.
std::optional<Corrected> find_corrected(const http::Request& request, http::Context& context) {
  const auto id = request.id<ReportId>("id");
  return context.db.read([&](db::Read& read) -> std::optional<Corrected> {
    const auto report = id ? find_report(read, *id) : std::nullopt;
    if (!report) return std::nullopt;
    const bool is_own = request.actor.organisation() == report->organisation;
    if (request.path.find("/staff/") == std::string::npos && !is_own) return std::nullopt;
    const auto page = find_publication(read, report->id);
    if (!page || page->is_withdrawn) return std::nullopt;
    return Corrected{*report, organisations::display_name(organisations::get_organisation(read, report->organisation)),
                     &forms::get_form(read, forms::get_response(read, report->response).form_version), forms::list_answers(read, report->response)};
  });
}

// A question that the public reads now.
const forms::Question* find_public_question(const Corrected& of, std::string_view code) {
  const forms::Question* question = of.form->find_question(code);
  if (question == nullptr || question->audience != forms::Audience::open || question->kind == forms::Kind::confirm) return nullptr;
  return forms::is_shown(*of.form, *question, forms::list_values(of.stored)) ? question : nullptr;
}

CorrectPage make_page(const http::Request& request, const Corrected& of) {
  const bool is_staff = request.path.find("/staff/") != std::string::npos;
  const std::string id = of.report.id.format();
  CorrectPage page{.url = local_url(request, (is_staff ? "/staff/reports/" : "/me/reports/") + id + "/correct"),
                   .back_url = local_url(request, is_staff ? "/staff/reports/" + id : "/me/report"), .is_staff = is_staff};
  page.hero = {.title = tr("Correct the published report"), .eyebrow = verbatim(of.organisation_name), .crumb_url = page.back_url, .crumb = tr("Report"), .is_narrow = true};
  page.reason = {.id = "reason", .name = "reason", .label = tr("Why is it corrected?"), .hint = tr("This stays in the log and is not published."), .value = request.form.get("reason"), .max_length = kReasonLongest};
  return page;
}

http::Response render(const http::Request& request, http::Context& context, const CorrectPage& page, int status) {
  html::Shell shell = context.make_shell(request, tr("Correct the published report"));
  shell.has_error = status != 200;
  html::Writer w(context.texts, request.locale);
  page.is_staff ? views::correct_staff(w, shell, page) : views::correct_own(w, shell, page);
  return http::Response::page(w.take(), status);
}

// One question's fields, as stored or as typed.
http::Response render_question(const http::Request& request, http::Context& context, const Corrected& of, const forms::Question& question,
                               const forms::SaveOutcome* outcome, const std::optional<Problem>& problem) {
  CorrectPage page = make_page(request, of);
  page.question = question.code;
  forms::Page only{.code = "correct", .title = of.form->find_page_of(question.code)->title};
  only.questions = {question};
  const forms::RawFields& typed = request.form.pairs();
  const auto icons = context.make_shell(request, tr("Correct the published report")).assets.icons;
  auto view = forms::make_page_view({.form = *of.form, .page = only, .stored = of.stored, .outcome = outcome, .typed = outcome == nullptr ? nullptr : &typed,
                                     .reader = request.actor.person, .is_heading = false, .icons = icons}, context.texts, request.locale);
  html::Writer w(context.texts, request.locale);
  w.text(view.errors);
  for (const Html& one : view.questions) w.text(one);
  page.fields = w.take_html();
  if (problem && problem->field == "reason") page.reason.error = problem->message;
  if (problem) page.errors.push_back({problem->field, problem->message});
  const bool is_bad = problem || view.has_errors;
  return render(request, context, page, !is_bad ? 200 : problem && problem->kind == Problem::Kind::conflict ? 409 : 422);
}

http::Response show_correct(const http::Request& request, http::Context& context) {
  const auto of = find_corrected(request, context);
  if (!of) return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/"));
  if (request.query.has("question")) {
    const auto* question = find_public_question(*of, request.query.get("question"));
    if (question == nullptr) return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/"));
    return render_question(request, context, *of, *question, nullptr, {});
  }
  CorrectPage page = make_page(request, *of);
  for (const forms::Page& part : of->form->pages) {
    for (const forms::Question& question : part.questions) {
      if (find_public_question(*of, question.code) == nullptr) continue;
      html::SummaryRow row{.label = verbatim(question.name.in(request.locale)), .change_url = page.url + "?question=" + percent_encode(question.code)};
      const forms::StoredAnswer* stored = forms::find_answer(of->stored, question.code);
      if (stored != nullptr && !stored->answer.empty())
        row.markup = forms::render_answer(forms::make_answer_view(question, stored->answer, stored->language, context.texts, request.locale), context.texts, request.locale);
      page.rows.push_back(std::move(row));
    }
  }
  return render(request, context, page, 200);
}

http::Response save_correction(const http::Request& request, http::Context& context) {
  const auto of = find_corrected(request, context);
  const forms::Question* question = of ? find_public_question(*of, request.form.get("question")) : nullptr;
  if (question == nullptr) return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/"));
  auto answer = forms::check_answer(*question, request.form.pairs());
  if (!answer) {
    const forms::SaveOutcome outcome{.problems = answer.error()};
    return render_question(request, context, *of, *question, &outcome, {});
  }
  const forms::SaveOutcome kept;
  const std::string& reason = request.form.get("reason");
  if (count_code_points(reason) > kReasonLongest) return render_question(request, context, *of, *question, &kept, Problem{Problem::Kind::invalid, "reason", tr("This is too long. Write up to 500 characters.")});
  const By by{context.clock, context.random, request.actor};
  const auto done = context.db.write([&](db::Write& write) { return correct_report(write, by, of->report.id, {question->code, *answer}, reason); });
  if (!done && done.error().kind == Problem::Kind::not_found) return show_problem(request, context, done.error(), local_url(request, "/"));
  if (!done) return render_question(request, context, *of, *question, &kept, done.error());
  return http::Response::see_other(make_page(request, *of).url);
}

}  // namespace

http::Routes make_correct_routes() {
  using enum http::Method;
  http::Routes routes;
  for (const auto& [base, permission] : {std::pair("/{lang}/staff/reports/{id}/correct", Permission::run_programme), std::pair("/{lang}/me/reports/{id}/correct", Permission::represent)}) {
    routes.push_back({get, base, permission, http::PrivateHandler(show_correct), {}});
    routes.push_back({post, base, permission, http::PrivateHandler(save_correction), {}});
  }
  return routes;
}

}  // namespace muster::reports
