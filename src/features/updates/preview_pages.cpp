// An issue as one organisation gets it, in one language and as one kind of copy: as HTML mail, narrow if asked for, and
// as text. The mail stands in a document of its own that may do nothing but show itself.
#include <algorithm>

#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

constexpr int kNarrow = 390;
constexpr int kWide = 640;

Copy parse_copy(std::string_view name) {
  for (const Copy copy : {Copy::redistribution, Copy::kit}) {
    if (copy_name(copy) == name) return copy;
  }
  return Copy::representative;
}

struct Asked {
  Locale language = Locale::en;
  Copy copy = Copy::representative;
  organisations::Organisation of;
  std::optional<IssueText> text;
};

Asked find_asked(const Request& request, Context& context, const Issue& issue) {
  Asked asked{.language = choose_language(request, issue.source), .copy = parse_copy(request.query.get("copy")), .of = {}, .text = {}};
  context.db.read([&](db::Read& read) {
    asked.text = find_issue_text(read, issue.id, asked.language);
    const auto id = OrganisationId::parse(request.query.get("organisation"));
    if (auto of = id ? organisations::find_organisation(read, *id) : std::nullopt) asked.of = std::move(*of);
  });
  if (asked.of.id) return asked;
  asked.of.name = context.texts.translate(asked.language, tr("Sample organisation"));
  if (!context.programme.regions.empty()) asked.of.region = context.programme.regions.front().code;
  return asked;
}

html::ChoiceField make_copy_field(Copy chosen) {
  html::ChoiceField field{.id = "copy", .name = "copy", .label = tr("Who gets it")};
  const auto add = [&](Copy copy, Message label) { field.choices.push_back({.value = std::string(copy_name(copy)), .label = std::move(label), .is_chosen = copy == chosen}); };
  add(Copy::representative, tr("A representative"));
  add(Copy::redistribution, tr("The organisation’s address for passing on"));
  add(Copy::kit, tr("Somebody to whom it is passed on"));
  return field;
}

html::ChoiceField make_organisation_field(const Request& request, Context& context, OrganisationId chosen) {
  html::ChoiceField field{.id = "organisation", .name = "organisation", .label = tr("Organisation"), .empty_choice = tr("A sample")};
  for (const auto& of : context.db.read([](db::Read& read) { return organisations::list_reporting(read); })) {
    field.choices.push_back({.value = of.id.format(), .label = verbatim(organisations::display_name(of)), .is_chosen = of.id == chosen});
  }
  std::ranges::stable_sort(field.choices, [&](const auto& a, const auto& b) { return context.texts.compare(request.locale, a.label.verbatim, b.label.verbatim) < 0; });
  return field;
}

Response show_preview(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  const Asked asked = find_asked(request, context, at->issue);
  PreviewPage page{.head = make_head(request, at->issue, "preview"), .url = issue_url(request, at->issue.id, "/preview"), .organisation_field = make_organisation_field(request, context, asked.of.id), .language = make_language_field("language", tr("Language"), asked.language), .copy = make_copy_field(asked.copy), .width = {}, .subject = {}, .tag = std::string(locale_tag(asked.language)), .direction = std::string(locale_direction(asked.language)), .text = {}, .part_url = {}};
  page.is_narrow = request.query.get("width") == std::to_string(kNarrow);
  page.frame_width = page.is_narrow ? kNarrow : kWide;
  page.width = {.id = "width", .name = "width", .label = tr("Width"), .choices = {{.value = std::to_string(kWide), .label = tr("Computer"), .is_chosen = !page.is_narrow}, {.value = std::to_string(kNarrow), .label = tr("Phone"), .is_chosen = page.is_narrow}}};
  if (asked.text) {
    const auto content = make_content(*asked.text, make_parts(request, context), asked.of, asked.copy);
    page.subject = content.subject;
    page.text = content.text;
    page.part_url = page.url + "/html?language=" + page.tag + "&copy=" + std::string(copy_name(asked.copy)) + "&organisation=" + (asked.of.id ? asked.of.id.format() : "");
  }
  html::Writer w(context.texts, request.locale);
  views::update_preview(w, context.make_shell(request, title_window(request, context, page.head)), page);
  Response response = Response::page(w.take());
  response.policy = http::Policy::framing;
  return response;
}

Response show_part(const Request& request, Context& context) {
  const auto at = open_issue(request, context);
  if (!at) return http::nothing_here();
  const Asked asked = find_asked(request, context, at->issue);
  if (!asked.text) return http::nothing_here();
  Response response = Response::page(make_content(*asked.text, make_parts(request, context), asked.of, asked.copy).html);
  response.policy = http::Policy::mail_part;
  return response;
}

}  // namespace

http::Routes make_preview_routes() {
  using enum http::Method;
  return {{get, "/{lang}/staff/updates/{issue}/preview", Permission::run_programme, http::PrivateHandler(show_preview), {}},
          {get, "/{lang}/staff/updates/{issue}/preview/html", Permission::run_programme, http::PrivateHandler(show_part), {}}};
}

}  // namespace muster::updates
