// One part of the report: shown, saved by a button or by script, and all unchanged answers on one page.
#include <algorithm>
#include <boost/json.hpp>

#include "features/reports/fill_pages.hpp"
#include "features/reports/register_link.hpp"
#include "platform/html/writer.hpp"
#include "views_reports.hpp"

namespace muster::reports {
namespace {

struct Loaded {
  std::optional<Fill> fill;
  std::vector<Representative> people;
  std::vector<Question> questions;
};

Loaded load(http::Context& context, const Desk& desk, const Actor& reader) {
  return context.db.read([&](db::Read& read) {
    Loaded loaded;
    const Date today = context.clock.today();
    loaded.fill = find_fill(read, context.programme, desk.organisation, today);
    if (!loaded.fill) return loaded;
    loaded.people = list_representatives(read, desk, reader, today);
    loaded.questions = list_open_questions(read, *loaded.fill);
    return loaded;
  });
}

// What one showing of a part is made of, beside what is stored.
struct Showing {
  const forms::SaveOutcome* outcome = nullptr;
  const forms::RawFields* typed = nullptr;
  Problems problems;
  int status = 200;
  bool is_lost = false;  // the database took nothing: what was typed stands in the form alone
};

void add_question_of_staff(const Loaded& loaded, const forms::Page& part, const http::Request& request, PartPage& page) {
  for (const Question& question : loaded.questions) {
    const forms::Question* about = part.find_question(question.question);
    if (about == nullptr) continue;
    page.asked = PartPage::Asked{.id = question.id, .name = about->name.in(request.locale), .words = question.words};
    page.asked->reply = {.id = "reply", .name = "reply", .label = tr("Your words to staff"), .is_optional = true, .value = request.form.get("reply"),
                         .max_length = 2000, .rows = 4, .audience = html::Audience::not_published};
    return;
  }
}

Message describe_lost(int status) {
  return status == 507 ? tr("Not saved: there is no room on our disk at the moment. Your answers still stand below. Try again in some minutes.")
                       : tr("Not saved: we are busy. Your answers still stand below. Try again in a moment.");
}

http::Response render_part(const http::Request& request, http::Context& context, const Desk& desk, const Loaded& loaded, const forms::Page& part, const Showing& showing) {
  const Fill& fill = *loaded.fill;
  PartPage page{.url = desk.url(part.code), .back_url = desk.base, .is_staff = desk.is_staff};
  page.next = request.query.get("next") == "check" || request.form.get("next") == "check" ? "check" : "";
  page.has_heading = part.questions.size() == 1 && part.find_question(kRepresentativesRight) == nullptr;
  html::Shell shell = context.make_shell(request, {});
  page.form = forms::make_page_view({.form = *fill.form, .page = part, .stored = fill.answers, .outcome = showing.outcome, .typed = showing.typed,
                                     .problems = showing.problems, .reader = request.actor.person, .is_heading = page.has_heading, .is_staff = desk.is_staff, .icons = shell.assets.icons},
                                    context.texts, request.locale);
  page.shows_people = part.find_question(kRepresentativesRight) != nullptr;
  page.representatives = loaded.people;
  if (!desk.is_staff && static_cast<int>(loaded.people.size()) < context.programme.representatives_most) page.add_url = desk.url("representatives/add");
  if (showing.is_lost) page.not_saved = describe_lost(showing.status);
  add_question_of_staff(loaded, part, request, page);
  page.save_bar = {.action = page.asked ? tr("Save and answer") : tr("Save and continue"), .has_later = true, .has_status = true,
                   .sign_in_url = local_url(request, "/sign-in")};
  shell.title = verbatim(page.form.title);
  shell.has_error = page.form.has_errors || showing.is_lost;
  html::Writer w(context.texts, request.locale);
  desk.is_staff ? views::fill_part_staff(w, shell, page) : views::fill_part(w, shell, page);
  return http::Response::page(w.take(), showing.status);
}

http::Response nothing_there(const http::Request& request, http::Context& context) {
  return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/me/report"));
}

// The database took nothing: no word of "saved", and what was typed is not given up.
http::Response keep_typed(const http::Request& request, http::Context& context, const Desk& desk, const Loaded& loaded, const forms::Page& part, const forms::RawFields& fields, int status) {
  context.log.error("reports.save_failed", {{"status", std::to_string(status)}, {"part", part.code}});
  if (!request.wants_json) return render_part(request, context, desk, loaded, part, {.typed = &fields, .status = status, .is_lost = true});
  const boost::json::object reply{{"saved", false}, {"text", context.texts.translate(request.locale, describe_lost(status))}};
  return http::Response::json(boost::json::serialize(reply), status);
}

// Where to go after a part was saved by the button.
std::string next_url(const http::Request& request, const Desk& desk, const Fill& fill, const std::string& done) {
  if (request.form.has("later")) return desk.base + "?saved=1";
  if (request.form.get("next") == "check") return desk.url("check");
  const std::string next = find_next_page(fill.pages, done);
  return next.empty() ? desk.url("check") : desk.url(next);
}

http::Response finish_save(const http::Request& request, http::Context& context, const Desk& desk, const forms::Page& part, const forms::SaveOutcome& outcome, const forms::RawFields& fields) {
  Loaded loaded = load(context, desk, request.actor);
  if (!outcome.is_saved()) {
    return render_part(request, context, desk, loaded, part, {.outcome = &outcome, .typed = &fields, .status = outcome.conflicts.empty() ? 422 : 409});
  }
  const Fill& fill = *loaded.fill;
  if (!request.form.has("later")) {
    const Problems missing = forms::check_page_complete(*fill.form, part, forms::list_values(fill.answers));
    if (!missing.empty()) return render_part(request, context, desk, loaded, part, {.problems = missing, .status = 422});
  }
  const auto asked = Id<struct QuestionTag>::parse(request.form.get("question"));
  if (!asked || request.form.has("later")) return http::Response::see_other(next_url(request, desk, fill, part.code));
  const By by{context.clock, context.random, request.actor};
  const auto replied = context.db.write([&](db::Write& write) {
    return reply_to_question(write, by, context.programme, desk.organisation, asked->value(), request.form.get("reply"));
  });
  if (replied || replied.error().kind == Problem::Kind::conflict) return http::Response::see_other(desk.base + "?saved=1");
  return render_part(request, context, desk, loaded, part, {.problems = {replied.error()}, .status = 422});
}

}  // namespace

http::Response show_part(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const Loaded loaded = load(context, *desk, request.actor);
  if (!loaded.fill) return http::Response::see_other(desk->base);
  const forms::Page* part = loaded.fill->form->find_page(request.parameters.at("part"));
  if (part == nullptr) return nothing_there(request, context);
  // What is sent is read elsewhere.
  if (!check_act(Act::fill, loaded.fill->standpoint(), request.actor)) return http::Response::see_other(desk->base);
  return render_part(request, context, *desk, loaded, *part, {});
}

http::Response save_part_page(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  Loaded loaded = load(context, *desk, request.actor);
  if (!loaded.fill) return nothing_there(request, context);
  const forms::Page* part = loaded.fill->form->find_page(request.parameters.at("part"));
  if (part == nullptr) return nothing_there(request, context);
  forms::RawFields fields = request.form.pairs();
  if (!request.wants_json && forms::change_rows(*part, fields)) return render_part(request, context, *desk, loaded, *part, {.typed = &fields});
  const By by{context.clock, context.random, request.actor};
  try {
    const auto saved = context.db.write([&](db::Write& write) {
      return save_part(write, by, context.programme, desk->organisation,
                       {.page = part->code, .fields = fields, .written_in = request.locale, .is_auto = request.wants_json});
    });
    if (!saved) return show_problem(request, context, saved.error(), desk->base);
    if (!request.wants_json) return finish_save(request, context, *desk, *part, *saved, fields);
    auto reply = forms::format_saved(*saved, request.actor.person, context.texts, request.locale);
    return http::Response::json(std::move(reply.body), reply.status);
  } catch (const RegisterRefused& refused) {
    const forms::SaveOutcome outcome{.problems = {refused.problem}};
    return render_part(request, context, *desk, loaded, *part, {.outcome = &outcome, .typed = &fields, .status = 422});
  } catch (const db::Error& failure) {
    if (failure.kind() == db::Error::Kind::full) return keep_typed(request, context, *desk, loaded, *part, fields, 507);
    if (failure.kind() != db::Error::Kind::busy && failure.kind() != db::Error::Kind::lost) throw;
    return keep_typed(request, context, *desk, loaded, *part, fields, 503);
  }
}

namespace {

http::Response render_unchanged(const http::Request& request, http::Context& context, const Desk& desk, const Loaded& loaded, bool has_error) {
  const Fill& fill = *loaded.fill;
  UnchangedPage page{.url = desk.url("unchanged"), .back_url = desk.base, .is_staff = desk.is_staff};
  page.parts = fill.list_unchanged();
  page.count = static_cast<std::int64_t>(page.parts.size());
  for (const std::string& code : page.parts) {
    const forms::Page& part = *fill.form->find_page(code);
    for (const forms::Question* question : list_asked(fill, part)) {
      page.rows.push_back(make_summary_row(*question, fill, request, context));
      page.rows.back().change_url = desk.url(code) + "#" + question->code;
      if (question->code != kRepresentativesRight) continue;
      page.rows.back().markup = {};
      for (const auto& one : loaded.people) page.rows.back().values.push_back(one.name);
    }
  }
  page.tick = {.id = "right", .name = "right", .label = tr("All these answers are still right."), .is_declaration = true};
  if (has_error) {
    page.tick.error = tr("Tick the box if the answers are right, or change one.");
    page.errors.push_back({"right", tr("Tick the box if the answers are right, or change one.")});
  }
  html::Shell shell = context.make_shell(request, tr("Answers that may not have changed"));
  shell.has_error = has_error;
  html::Writer w(context.texts, request.locale);
  desk.is_staff ? views::fill_unchanged_staff(w, shell, page) : views::fill_unchanged(w, shell, page);
  return http::Response::page(w.take(), has_error ? 422 : 200);
}

}  // namespace

http::Response show_unchanged(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const Loaded loaded = load(context, *desk, request.actor);
  if (!loaded.fill || loaded.fill->list_unchanged().empty()) return http::Response::see_other(desk->base);
  return render_unchanged(request, context, *desk, loaded, false);
}

http::Response confirm_unchanged(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  Loaded loaded = load(context, *desk, request.actor);
  if (!loaded.fill) return http::Response::see_other(desk->base);
  if (!request.form.has("right")) return render_unchanged(request, context, *desk, loaded, true);
  const By by{context.clock, context.random, request.actor};
  // Only what the page showed: a part that became copied meanwhile was not read.
  const auto done = context.db.write([&](db::Write& write) { return confirm_parts(write, by, context.programme, desk->organisation, request.form.list("part")); });
  if (!done) return show_problem(request, context, done.error(), desk->base);
  loaded = load(context, *desk, request.actor);
  const std::string next = find_next_page(loaded.fill->pages, "");
  return http::Response::see_other(next.empty() ? desk->url("check") : desk->base + "?saved=1");
}

}  // namespace muster::reports
