// Check and send, what the public will read, the own copy, earlier reports, and taking a report back.
#include <algorithm>

#include "features/organisations/organisations.hpp"
#include "features/reports/fill_pages.hpp"
#include "platform/html/writer.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

std::optional<Fill> load(http::Context& context, const Desk& desk) {
  return context.db.read([&](db::Read& read) { return find_fill(read, context.programme, desk.organisation, context.clock.today()); });
}

http::Response nothing_there(const http::Request& request, http::Context& context) {
  return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/me/report"));
}

http::Response render_check(const http::Request& request, http::Context& context, const Desk& desk, const Fill& fill, std::vector<html::ErrorLine> errors, int status = 422) {
  CheckPage page{.url = desk.url("check"), .back_url = desk.base, .preview_url = desk.url("preview"), .is_staff = desk.is_staff, .version = fill.version()};
  page.errors = std::move(errors);
  page.parts = make_parts(fill, &desk, request, context);
  page.declaration = {.id = "declare", .name = "declare", .is_declaration = true};
  page.declaration.label = desk.is_staff ? tr("This is what the organisation told us.") : tr("I send this for my organisation. It is right as far as I know.");
  for (const auto& line : page.errors) {
    if (line.field == "declare") page.declaration.error = line.text;
  }
  html::Shell shell = context.make_shell(request, tr("Check your answers"));
  shell.has_error = !page.errors.empty();
  html::Writer w(context.texts, request.locale);
  desk.is_staff ? views::fill_check_staff(w, shell, page) : views::fill_check(w, shell, page);
  return http::Response::page(w.take(), page.errors.empty() ? 200 : status);
}

http::Response render_reading(const http::Request& request, http::Context& context, const ReadingPage& page) {
  const html::Shell shell = context.make_shell(request, page.hero.title);
  html::Writer w(context.texts, request.locale);
  page.is_staff ? views::fill_reading_staff(w, shell, page) : views::fill_reading(w, shell, page);
  return http::Response::page(w.take());
}

}  // namespace

http::Response show_check(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto fill = load(context, *desk);
  if (!fill || !check_act(Act::send, fill->standpoint(), request.actor)) return http::Response::see_other(desk->base);
  if (!count_progress(fill->pages).is_complete) return http::Response::see_other(desk->base);
  return render_check(request, context, *desk, *fill, {});
}

http::Response send_checked(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto fill = load(context, *desk);
  if (!fill) return nothing_there(request, context);
  // The button pressed twice: it is sent already.
  if (fill->report && fill->report->state == State::sent) return http::Response::see_other(desk->base);
  if (!request.form.has("declare")) return render_check(request, context, *desk, *fill, {{"declare", tr("Tick the box to send the report.")}});
  const By by{context.clock, context.random, request.actor};
  const auto version = Id<struct VersionTag>::parse(request.form.get("version"));
  try {
    const auto sent = context.db.write([&](db::Write& write) {
      return send_fill(write, by, context.programme, desk->organisation, version ? version->value() : 0);
    });
    if (sent) return http::Response::see_other(desk->base);
    const auto now = load(context, *desk);
    if (sent.error().kind == Problem::Kind::conflict && now && check_act(Act::send, now->standpoint(), request.actor)) {
      return render_check(request, context, *desk, *now, {{"declare", sent.error().message}}, 409);
    }
    if (sent.error().kind != Problem::Kind::invalid) return show_problem(request, context, sent.error(), desk->base);
    return http::Response::see_other(desk->url(sent.error().field));
  } catch (const RegisterRefused& refused) {
    const forms::Page* part = fill->form->find_page_of(refused.problem.field);
    return show_problem(request, context, refused.problem, part == nullptr ? desk->base : desk->url(part->code));
  }
}

http::Response show_preview(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto fill = load(context, *desk);
  if (!fill) return http::Response::see_other(desk->base);
  ReadingPage page{.is_staff = desk->is_staff, .hero = {.title = tr("What people will see"), .eyebrow = verbatim(fill->organisation_name), .crumb_url = desk->base, .crumb = tr("Your two-year report"), .is_narrow = true},
                   .note = tr("This is all that we publish. Names and contact details are not in it.")};
  const auto open = forms::list_public_answers(*fill->form, forms::list_values(fill->answers));
  for (const forms::Page& part : fill->form->pages) {
    CheckPage::Part shown{.title = part.title.in(request.locale)};
    for (const forms::PublicAnswer& answer : open) {
      const forms::Question* question = part.find_question(answer.question());
      if (question == nullptr) continue;
      const forms::StoredAnswer* stored = forms::find_answer(fill->answers, answer.question());
      const auto view = forms::make_answer_view(*question, answer.answer(), stored == nullptr ? "" : stored->language, context.texts, request.locale);
      html::SummaryRow row{.label = verbatim(question->name.in(request.locale))};
      row.markup = forms::render_answer(view, context.texts, request.locale);
      shown.rows.push_back(std::move(row));
    }
    if (!shown.rows.empty()) page.parts.push_back(std::move(shown));
  }
  return render_reading(request, context, page);
}

http::Response show_copy(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto wanted = ReportId::parse(request.query.get("report"));
  if (request.query.has("report") && !wanted) return nothing_there(request, context);
  const auto fill = context.db.read([&](db::Read& read) -> std::optional<Fill> {
    if (!wanted) return find_fill(read, context.programme, desk->organisation, context.clock.today());
    const auto report = find_report(read, *wanted);
    if (!report || report->organisation != desk->organisation) return std::nullopt;
    return find_fill_of(read, *report);
  });
  if (!fill) return nothing_there(request, context);
  ReadingPage page{.is_staff = desk->is_staff, .hero = {.title = tr("Your own copy"), .eyebrow = verbatim(fill->organisation_name), .crumb_url = desk->base, .crumb = tr("Your two-year report"), .is_narrow = true},
                   .note = tr("All your answers, also those that are not published."), .parts = make_parts(*fill, nullptr, request, context), .is_copy = true};
  if (fill->report && fill->report->sent_at) page.hero.lead = tr("It was sent on {date}.", {{"date", fill->report->sent_at->date()}});
  return render_reading(request, context, page);
}

http::Response show_earlier(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto reports = context.db.read([&](db::Read& read) { return list_reports(read, desk->organisation); });
  StatusPage page{.hero = {.title = tr("Earlier reports"), .crumb_url = desk->base, .crumb = tr("Your two-year report"), .is_narrow = true}};
  for (const Report& report : reports) {
    if (report.sent_at) page.links.push_back({tr("Report sent on {date}", {{"date", report.sent_at->date()}}), desk->url("copy") + "?report=" + report.id.format(), "file-text"});
  }
  if (page.links.empty()) page.lines.push_back(tr("There are no earlier reports here."));
  return show_status(request, context, page);
}

http::Response ask_take_back(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto fill = load(context, *desk);
  if (!fill || !check_act(Act::take_back, fill->standpoint(), request.actor)) return http::Response::see_other(desk->base);
  return show_confirm(request, context, {.title = tr("Take the report back?"), .line = tr("You can change it then. Please send it again when you are ready."),
                                         .confirm = {.action_url = desk->url("take-back"), .back_url = desk->base, .action = tr("Take it back"), .is_danger = false},
                                         .version = std::to_string(fill->version())});
}

http::Response take_back(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const By by{context.clock, context.random, request.actor};
  const auto version = Id<struct VersionTag>::parse(request.form.get("version"));
  const auto done = context.db.write([&](db::Write& write) { return take_back_fill(write, by, context.programme, desk->organisation, version ? version->value() : 0); });
  if (!done) return show_problem(request, context, done.error(), desk->base);
  return http::Response::see_other(desk->base);
}

}  // namespace muster::reports
