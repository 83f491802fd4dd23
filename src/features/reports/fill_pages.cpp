// What the pages of filling in share.
#include "features/reports/fill_pages.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "features/access/access.hpp"
#include "features/people/people.hpp"
#include "features/reports/register_link.hpp"
#include "platform/html/charts.hpp"
#include "platform/html/writer.hpp"
#include "views_reports.hpp"

namespace muster::reports {

std::optional<Desk> find_desk(const http::Request& request) {
  if (request.parameters.contains("organisation")) {
    const auto id = request.id<OrganisationId>("organisation");
    if (!id) return std::nullopt;
    return Desk{*id, local_url(request, "/staff/reports/" + id->format() + "/enter"), true};
  }
  const OrganisationId own = request.actor.organisation();
  if (!own) return std::nullopt;
  return Desk{own, local_url(request, "/me/report"), false};
}

Result<std::string> read_words(const http::Request& request, const std::string& name, forms::Kind kind, int most) {
  const auto answer = forms::check_answer({.code = name, .kind = kind, .length_most = most}, request.form.pairs());
  if (!answer) return std::unexpected(answer.error().front());
  return answer->text();
}

http::Response show_status(const http::Request& request, http::Context& context, const StatusPage& page, int status) {
  const html::Shell shell = context.make_shell(request, page.hero.title);
  html::Writer w(context.texts, request.locale);
  page.is_staff ? views::fill_status_staff(w, shell, page) : views::fill_status(w, shell, page);
  return http::Response::page(w.take(), status);
}

http::Response show_ask(const http::Request& request, http::Context& context, const AskPage& page, bool is_staff) {
  html::Shell shell = context.make_shell(request, page.hero.title);
  shell.has_error = !page.errors.empty();
  html::Writer w(context.texts, request.locale);
  is_staff ? views::fill_ask_staff(w, shell, page) : views::fill_ask(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : 422);
}

http::Response show_confirm(const http::Request& request, http::Context& context, const ConfirmPage& page) {
  const html::Shell shell = context.make_shell(request, page.title);
  html::Writer w(context.texts, request.locale);
  views::fill_confirm(w, shell, page);
  return http::Response::page(w.take());
}

namespace {

// For the script: 422 with words, because 409 stands for two texts of one answer and has a link to both.
http::Response refuse_as_json(const http::Request& request, http::Context& context, const Problem& problem) {
  const Message words = problem.kind == Problem::Kind::not_found ? tr("There is no such page") : problem.message;
  const boost::json::object reply{{"saved", false}, {"text", context.texts.translate(request.locale, words)}};
  return http::Response::json(boost::json::serialize(reply), 422);
}

}  // namespace

http::Response show_problem(const http::Request& request, http::Context& context, const Problem& problem, const std::string& back_url) {
  int status = 422;
  if (problem.kind == Problem::Kind::not_found) status = 404;
  if (problem.kind == Problem::Kind::conflict) status = 409;
  if (problem.kind == Problem::Kind::gone) status = 410;
  if (request.wants_json) return refuse_as_json(request, context, problem);
  StatusPage page{.is_staff = request.parameters.contains("organisation"), .has_problem = true, .hero = {.title = status == 404 ? tr("There is no such page") : tr("This cannot be done now"), .is_narrow = true}};
  if (status != 404) page.lines.push_back(problem.message);
  page.action = html::NavItem{.label = tr("Back to the report"), .url = back_url};
  return show_status(request, context, page, status);
}

std::vector<html::DotMark> make_progress_dots(const std::vector<forms::PageState>& pages) {
  std::vector<html::Dot> dots;
  for (const auto& page : pages) {
    dots.push_back(page.status == forms::PageStatus::ready ? html::Dot::ready : page.status == forms::PageStatus::check ? html::Dot::check : html::Dot::to_do);
  }
  std::ranges::sort(dots);
  return html::make_dots(dots);
}

std::vector<const forms::Question*> list_asked(const Fill& fill, const forms::Page& page) {
  std::vector<const forms::Question*> asked;
  const forms::Answers values = forms::list_values(fill.answers);
  for (const forms::Question& question : page.questions) {
    if (forms::is_shown(*fill.form, question, values)) asked.push_back(&question);
  }
  return asked;
}

html::SummaryRow make_summary_row(const forms::Question& question, const Fill& fill, const http::Request& request, http::Context& context) {
  html::SummaryRow row{.label = verbatim(question.name.in(request.locale))};
  const forms::StoredAnswer* stored = forms::find_answer(fill.answers, question.code);
  if (stored == nullptr || stored->answer.empty()) return row;
  row.markup = forms::render_answer(forms::make_answer_view(question, stored->answer, stored->language, context.texts, request.locale), context.texts, request.locale);
  return row;
}

namespace {

// Who represented the organisation when the report was sent; before that, who does now.
std::vector<std::string> list_names(http::Context& context, const Fill& fill) {
  return context.db.read([&](db::Read& read) {
    const bool is_open = !fill.report || fill.report->state == State::started;
    if (!is_open) {
      const auto snapshots = list_snapshots(read, fill.report->id);
      if (!snapshots.empty()) return list_snapshot_names(snapshots.front().register_json);
    }
    std::vector<std::string> names;
    const Desk desk{.organisation = fill.organisation, .base = {}, .is_staff = true};
    for (const auto& one : list_representatives(read, desk, Actor::system(), context.clock.today())) names.push_back(one.name);
    return names;
  });
}

}  // namespace

std::vector<CheckPage::Part> make_parts(const Fill& fill, const Desk* desk, const http::Request& request, http::Context& context) {
  std::vector<CheckPage::Part> parts;
  for (const forms::PageState& state : fill.pages) {
    const forms::Page& page = *fill.form->find_page(state.page);
    CheckPage::Part part{.title = page.title.in(request.locale)};
    for (const forms::Question* question : list_asked(fill, page)) {
      part.rows.push_back(make_summary_row(*question, fill, request, context));
      if (question->code == kRepresentativesRight && !part.rows.back().markup.empty()) {
        part.rows.back().markup = {};
        part.rows.back().values = list_names(context, fill);
      }
      if (desk != nullptr) part.rows.back().change_url = desk->url(page.code) + "?next=check#" + question->code;
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<Representative> list_representatives(db::Read& read, const Desk& desk, const Actor& reader, Date today) {
  std::vector<Representative> list;
  for (const auto& seat : access::list_seats_of_organisation(read, desk.organisation, today)) {
    const auto known = std::ranges::find(list, seat.person, &Representative::person);
    if (known != list.end()) {
      known->is_prime = known->is_prime || seat.is_prime;
      continue;
    }
    list.push_back({.person = seat.person, .name = people::get_person(read, seat.person).name, .is_prime = seat.is_prime, .is_reader = seat.person == reader.person});
    if (!desk.is_staff) list.back().remove_url = desk.url("representatives/" + seat.person.format() + "/remove");
  }
  for (Representative& one : list) {
    if (!desk.is_staff && !one.is_prime) one.prime_url = desk.url("representatives/" + one.person.format() + "/main");
  }
  std::ranges::stable_sort(list, [](const auto& a, const auto& b) { return a.is_prime > b.is_prime; });
  return list;
}

}  // namespace muster::reports
