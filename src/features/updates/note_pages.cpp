// What leaders of a region add to an issue (S43): their own page, and the same for staff. Another region's note is
// never there for a leader.
#include <algorithm>

#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

// Who works on which region's note.
struct Desk {
  std::string region;
  bool is_staff = false;
  std::string url;  // of the page
};

std::string own_region(const Request& request) {
  const Seat* seat = request.actor.find_seat(Role::regional_leader);
  return seat == nullptr ? "" : seat->region;
}

std::optional<Desk> find_desk(const Request& request, const Context& context, const Issue& issue) {
  const auto named = request.parameters.find("region");
  if (named != request.parameters.end()) {
    if (context.programme.find_region(named->second) == nullptr) return std::nullopt;
    return Desk{named->second, true, issue_url(request, issue.id, "/regions/" + named->second)};
  }
  const std::string region = own_region(request);
  if (region.empty()) return std::nullopt;
  return Desk{region, false, local_url(request, "/region/updates/" + issue.id.format() + "/note")};
}

Response render(const Request& request, Context& context, html::Shell shell, const NotePage& page, int status) {
  shell.has_error = status != 200;
  html::Writer w(context.texts, request.locale);
  views::update_note(w, shell, page);
  return Response::page(w.take(), status);
}

// A leader sees the first text, or the own language's where it is there.
void show_text(const Request& request, Context& context, const Opened& at, NotePage& page) {
  const auto find = [&](Locale locale) { return std::ranges::find_if(at.versions, [&](const Version& one) { return one.locale == locale && !one.body.empty(); }); };
  auto version = find(request.locale);
  if (version == at.versions.end()) version = find(at.issue.source);
  if (version == at.versions.end()) return;
  page.subject = version->subject;
  page.source_tag = locale_tag(version->locale);
  page.source_direction = locale_direction(version->locale);
  (void)context;
  if (const auto document = markdown::parse(version->body, body_options())) page.shown = markdown::write_page(*document, 3);
}

Response render_note(const Request& request, Context& context, const Opened& at, const Desk& desk, Locale locale, const Problem* problem = nullptr) {
  const auto notes = context.db.read([&](db::Read& read) { return list_notes(read, at.issue.id); });
  const auto stored = std::ranges::find_if(notes, [&](const Note& note) { return note.region == desk.region && note.locale == locale; });
  const auto allowed = may_write_note(at.issue, desk.is_staff, context.clock.today());
  const auto* region = context.programme.find_region(desk.region);
  NotePage page{.is_staff = desk.is_staff, .head = make_head(request, at.issue, "regions"), .url = desk.url, .back_url = desk.is_staff ? issue_url(request, at.issue.id, "/regions") : local_url(request, "/region/updates"), .line = region ? verbatim(region->name.in(request.locale)) : Message{}, .languages = make_language_tabs(desk.url, locale), .can_edit = allowed.has_value(), .why_not = allowed ? Message{} : allowed.error().message, .revision = stored == notes.end() ? 0 : stored->revision, .language = std::string(locale_tag(locale))};
  if (problem != nullptr) page.errors.push_back({problem->field, problem->message});
  const std::string words = stored == notes.end() ? "" : stored->body;
  page.body = {.id = "body", .name = "body", .label = tr("Note for your region"), .is_optional = true, .hint = tr("Organisations of your region read it below the text, marked as yours. Empty: no note."), .error = find_error(page.errors, "body"), .value = problem != nullptr ? request.form.get("body") : words, .max_length = static_cast<int>(kNoteLength), .rows = 8};
  if (desk.is_staff) page.body.label = tr("Note of this region");
  if (problem != nullptr && problem->kind == Problem::Kind::conflict && allowed && words != request.form.get("body")) page.meanwhile.push_back({html::make_diff_pair(page.body.label, words, request.form.get("body")), {}});
  show_text(request, context, at, page);
  html::Shell shell = context.make_shell(request, verbatim(at.issue.title));
  if (request.query.has("saved")) shell.notice = html::Notice{"done", tr("Everything is saved.")};
  return render(request, context, std::move(shell), page, problem != nullptr ? http::status_of(*problem) : 200);
}

Response show_note(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  const auto desk = at ? find_desk(request, context, at->issue) : std::nullopt;
  // A leader sees what is to be sent soon, not staff's first words.
  if (!desk || (!desk->is_staff && at->versions.empty())) return http::nothing_here();
  return render_note(request, context, *at, *desk, choose_language(request, request.locale));
}

Response save_words(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  const auto desk = at ? find_desk(request, context, at->issue) : std::nullopt;
  if (!desk) return http::nothing_here();
  const Locale locale = parse_locale(request.form.get("language")).value_or(request.locale);
  const auto body = check_note(request.form.get("body"));
  if (!body) return render_note(request, context, *at, *desk, locale, &body.error());
  const auto saved = context.db.write([&](db::Write& write) {
    return save_note(write, make_by(request, context), at->issue.id, {desk->region, locale, *body, 0}, parse_number(request.form.get("revision")), desk->is_staff);
  });
  if (saved) return Response::see_other(desk->url + "?language=" + std::string(locale_tag(locale)) + "&saved=1");
  return render_note(request, context, *at, *desk, locale, &saved.error());
}

Response show_regions(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  const auto notes = context.db.read([&](db::Read& read) { return list_notes(read, at->issue.id); });
  RegionsPage page{.head = make_head(request, at->issue, "regions"), .deadline = at->issue.note_deadline, .rows = {}};
  for (const auto& region : context.programme.regions) {
    const bool has_note = choose_note(notes, region.code, at->issue.source) != nullptr;
    page.rows.push_back({issue_url(request, at->issue.id, "/regions/" + region.code), region.name.in(request.locale), region.colour,
                         has_note ? html::Tag{"done", "check", tr("Note")} : html::Tag{"", "minus", tr("No note")}});
  }
  html::Writer w(context.texts, request.locale);
  views::update_regions(w, context.make_shell(request, title_window(request, context, page.head)), page);
  return Response::page(w.take());
}

// A leader's list: what a note can still be written for.
Response show_region_updates(const Request& request, Context& context) {
  const std::string region = own_region(request);
  if (region.empty()) return http::nothing_here();
  RegionUpdatesPage page;
  context.db.read([&](db::Read& read) {
    for (const Issue& issue : list_open_for_notes(read, context.clock.today())) {
      if (list_versions(read, issue.id).empty()) continue;
      const bool has_note = choose_note(list_notes(read, issue.id), region, request.locale) != nullptr;
      page.rows.push_back({local_url(request, "/region/updates/" + issue.id.format() + "/note"), issue.title, has_note ? html::Tag{"done", "check", tr("Note")} : html::Tag{"", "minus", tr("No note")},
                           issue.note_deadline ? tr("Notes until {date}", {{"date", *issue.note_deadline}}) : tr("Notes until it is approved")});
    }
  });
  html::Writer w(context.texts, request.locale);
  views::region_updates(w, context.make_shell(request, tr("Updates")), page);
  return Response::page(w.take());
}

}  // namespace

http::Routes make_note_routes() {
  using enum http::Method;
  http::Routes routes;
  const auto add = [&](http::Method method, const std::string& path, Permission permission, auto* handler) {
    routes.push_back({method, "/{lang}" + path, permission, http::PrivateHandler(handler), {}});
  };
  add(get, "/staff/updates/{issue}/regions", Permission::run_programme, show_regions);
  add(get, "/staff/updates/{issue}/regions/{region}", Permission::run_programme, show_note);
  add(post, "/staff/updates/{issue}/regions/{region}", Permission::run_programme, save_words);
  add(get, "/region/updates", Permission::lead_region, show_region_updates);
  add(get, "/region/updates/{issue}/note", Permission::lead_region, show_note);
  add(post, "/region/updates/{issue}/note", Permission::lead_region, save_words);
  return routes;
}

}  // namespace muster::updates
