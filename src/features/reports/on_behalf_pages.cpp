// A report that came by mail, document or telephone: staff say how it came and fill in; a representative
// confirms it with one button.
#include <algorithm>
#include <array>

#include "features/organisations/organisations.hpp"
#include "features/reports/fill_pages.hpp"

namespace muster::reports {
namespace {

constexpr std::array<std::string_view, 3> kWays = {"mail", "document", "telephone"};

http::Response nothing_there(const http::Request& request, http::Context& context) {
  return show_problem(request, context, {Problem::Kind::not_found, {}, {}}, local_url(request, "/staff"));
}

http::Response render_entry(const http::Request& request, http::Context& context, const Desk& desk, const std::optional<Problem>& problem) {
  const auto of = context.db.read([&](db::Read& read) { return organisations::find_organisation(read, desk.organisation); });
  if (!of) return nothing_there(request, context);
  AskPage page{.hero = {.title = tr("Enter a report for an organisation"), .eyebrow = verbatim(organisations::display_name(*of))}, .url = desk.base,
               .back_url = local_url(request, "/staff"), .lead = tr("A representative confirms it afterwards. Until then it is marked."), .action = tr("Start entering")};
  page.choice = html::ChoiceField{.id = "way", .name = "way", .label = tr("How did it come?")};
  page.choice->choices = {{.value = "mail", .label = tr("By mail"), .is_chosen = request.form.get("way") == "mail"},
                          {.value = "document", .label = tr("In a document"), .is_chosen = request.form.get("way") == "document"},
                          {.value = "telephone", .label = tr("By telephone"), .is_chosen = request.form.get("way") == "telephone"}};
  page.texts = {{.id = "note", .name = "note", .label = tr("From whom, and when?"), .value = request.form.get("note")}};
  if (problem) {
    page.errors.push_back({problem->field, problem->message});
    if (problem->field == "way") page.choice->error = problem->message;
    if (problem->field == "note") page.texts.front().error = problem->message;
  }
  return show_ask(request, context, page, true);
}

}  // namespace

http::Response show_entry(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  return desk ? render_entry(request, context, *desk, {}) : nothing_there(request, context);
}

http::Response begin_entry(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk || !context.db.read([&](db::Read& read) { return organisations::find_organisation(read, desk->organisation).has_value(); })) return nothing_there(request, context);
  const std::string& way = request.form.get("way");
  const auto note = read_words(request, "note", forms::Kind::text, 200);
  if (std::ranges::find(kWays, way) == kWays.end()) return render_entry(request, context, *desk, Problem{Problem::Kind::invalid, "way", tr("Choose how the report came.")});
  if (!note) return render_entry(request, context, *desk, note.error());
  if (note->empty()) return render_entry(request, context, *desk, Problem{Problem::Kind::invalid, "note", tr("Write from whom and when, in a few words.")});
  const By by{context.clock, context.random, request.actor};
  const auto begun = context.db.write([&](db::Write& write) { return enter_on_behalf(write, by, context.programme, desk->organisation, way + ": " + *note); });
  if (!begun) return show_problem(request, context, begun.error(), local_url(request, "/staff"));
  return http::Response::see_other(desk->base);
}

http::Response show_confirmation(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const auto fill = context.db.read([&](db::Read& read) { return find_fill(read, context.programme, desk->organisation, context.clock.today()); });
  if (!fill || !check_act(Act::confirm, fill->standpoint(), request.actor)) return http::Response::see_other(desk->base);
  return show_confirm(request, context,
                      {.title = tr("Is this report right?"), .line = tr("Staff filled it in for you. If something is wrong, go back and take it back to change it."),
                       .confirm = {.action_url = desk->url("confirm"), .back_url = desk->base, .action = tr("Yes, this is right"), .is_danger = false},
                       .parts = make_parts(*fill, nullptr, request, context)});
}

http::Response confirm_entry(const http::Request& request, http::Context& context) {
  const auto desk = find_desk(request);
  if (!desk) return nothing_there(request, context);
  const By by{context.clock, context.random, request.actor};
  const auto done = context.db.write([&](db::Write& write) { return confirm_fill(write, by, context.programme, desk->organisation); });
  // Pressed twice: it is confirmed already.
  if (!done && done.error().kind != Problem::Kind::conflict) return show_problem(request, context, done.error(), desk->base);
  return http::Response::see_other(desk->base + "?saved=1");
}

}  // namespace muster::reports
