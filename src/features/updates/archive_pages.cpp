// Sent updates for everybody, in each language, and as a feed (RFC 4287). These handlers see public tables alone.
#include <algorithm>
#include <charconv>

#include "base/xml.hpp"
#include "features/updates/archive_store.hpp"
#include "features/updates/mail_view.hpp"
#include "features/updates/update_pages.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::PublicContext;
using http::Request;
using http::Response;

constexpr int kRows = 50;

Response with_topic(Response response) {
  response.topics = {std::string(kPublicTopic)};
  return response;
}

std::int64_t parse_time(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value < 0 ? 0 : value;
}

Response show_list(const Request& request, PublicContext& context) {
  html::Shell shell = context.make_shell(request, tr("Updates"));
  shell.has_alternates = true;
  shell.is_indexed = request.query.get("before").empty();
  html::set_canonical(shell, "/updates");
  shell.feed_url = local_url(request, "/updates.atom");
  ArchivePage page{.hero = {.title = tr("Updates"), .lead = tr("News about the internet’s names and numbers in plain words. You may pass them on to anybody.")}, .rows = {}, .next_url = {}, .feed_url = shell.feed_url, .rate = say_rate(context.programme)};
  const auto rows = context.db.read([&](db::PublicRead& read) { return list_public(read, request.locale, parse_time(request.query.get("before")), kRows); });
  const MergeValues values = make_values(context.texts, context.programme, shell.origin(), {}, request.locale, nullptr, Copy::web);
  for (const PublicVersion& one : rows) {
    page.rows.push_back({local_url(request, "/updates/" + one.issue.format()), fill_line(one.subject, values), std::string(locale_tag(one.locale)), std::string(locale_direction(one.locale)), one.sent_at});
  }
  if (rows.size() == kRows) page.next_url = local_url(request, "/updates?before=" + std::to_string(rows.back().sent_at.microseconds()));
  html::Writer w(context.texts, request.locale);
  views::archive(w, shell, page);
  return with_topic(Response::page(w.take()));
}

// The notes of all regions, each once: in the reader's language where it is there.
std::string write_notes(const Request& request, PublicContext& context, const std::vector<Note>& notes) {
  std::string markup;
  for (const auto& region : context.programme.regions) {
    const Note* note = choose_note(notes, region.code, request.locale);
    const auto document = note != nullptr ? markdown::parse(note->body) : Result<markdown::Document>(invalid("", {}));
    if (!document) continue;
    html::Writer w(context.texts, request.locale);
    views::note_part(w, {tr("From the regional leaders of {region}", {{"region", region.name.in(request.locale)}}), std::string(locale_tag(note->locale)), std::string(locale_direction(note->locale)), markdown::write_page(*document, 3)});
    markup += w.take();
  }
  return markup;
}

std::string write_question(const Request& request, PublicContext& context, const PublicVersion& version) {
  if (version.question.empty()) return {};
  QuestionPart part{.words = version.question, .choices = {}};
  for (const std::string& choice : version.choices) part.choices.push_back({choice, ""});
  html::Writer w(context.texts, request.locale);
  views::question_part(w, part);
  return w.take();
}

// `link`: see make_counted_address; empty: true addresses.
Html write_words(PublicContext& context, const html::Shell& shell, const PublicVersion& version, const CountedAddress& link = {}) {
  const auto document = markdown::parse(version.body, body_options());
  if (!document) return {};
  const MergeValues values = make_values(context.texts, context.programme, shell.origin(), version.issue, version.locale, nullptr, Copy::web);
  markdown::Fill fill{.field = [&](std::string_view name) { return values.find(name); }, .link = {}, .place = {}, .place_text = {}};
  if (link) {
    fill.link = [&](const markdown::Link& one, const std::string& target) { return one.field.empty() && !target.starts_with("mailto:") ? link(one.position, target) : target; };
  }
  return markdown::write_page(*document, 2, fill);
}

Response show_absent(const Request& request, PublicContext& context) {
  html::Writer w(context.texts, request.locale);
  views::archive_absent(w, context.make_shell(request, tr("There is no such update")), local_url(request, "/updates"));
  return with_topic(Response::page(w.take(), 404));
}

Response show_update(const Parts& parts, const Request& request, PublicContext& context) {
  const auto id = request.id<IssueId>("issue");
  if (!id) return show_absent(request, context);
  const auto [versions, notes] = context.db.read([&](db::PublicRead& read) { return std::pair(list_public_versions(read, *id), list_public_notes(read, *id)); });
  if (versions.empty()) return show_absent(request, context);
  auto version = std::ranges::find(versions, request.locale, &PublicVersion::locale);
  if (version == versions.end()) version = std::ranges::find(versions, versions.front().source, &PublicVersion::locale);
  if (version == versions.end()) version = versions.begin();
  html::Shell shell = context.make_shell(request, {});
  const MergeValues values = make_values(context.texts, context.programme, shell.origin(), *id, version->locale, nullptr, Copy::web);
  shell.title = verbatim(fill_line(version->subject, values));
  shell.is_indexed = version->locale == request.locale;
  shell.has_alternates = versions.size() == kLocales.size();
  html::set_canonical(shell, "/updates/" + id->format());
  shell.feed_url = local_url(request, "/updates.atom");
  ArchiveIssuePage page{.hero = {.title = shell.title, .eyebrow = verbatim(context.texts.format_date(request.locale, version->sent_at.date())), .crumb_url = local_url(request, "/updates"), .crumb = tr("Updates")},
                        .tag = std::string(locale_tag(version->locale)),
                        .direction = std::string(locale_direction(version->locale)),
                        .other_language = {},
                        .words = {},
                        .after = {},
                        .answers = {},
                        .languages = {}};
  if (version->locale != request.locale) page.other_language = locale_own_name(version->locale);
  // Counted for nobody's copy (docs/adr/0015). The feed keeps true addresses: programs fetch it, and show it elsewhere.
  page.words = write_words(context, shell, *version, context.db.read([&](db::PublicRead& read) { return make_counted_address(read, parts.counting, shell.origin(), {.issue = id->value(), .organisation = {}, .locale = version->locale}); }));
  for (const PublicAnswer& one : context.db.read([&](db::PublicRead& read) { return list_public_answers(read, *id, version->locale); })) page.answers.push_back({one.question, one.answer});
  page.after = Html::from_trusted(write_question(request, context, *version) + write_notes(request, context, notes));
  for (const PublicVersion& one : versions) {
    if (one.locale != version->locale) page.languages.push_back({.locale = one.locale, .url = "/" + std::string(locale_tag(one.locale)) + "/updates/" + id->format(), .absolute_url = {}});
  }
  html::Writer w(context.texts, request.locale);
  views::archive_update(w, shell, page);
  return with_topic(Response::page(w.take()));
}

// Issues in this language alone, with their words: whoever follows may read them there.
Response show_feed(const Request& request, PublicContext& context) {
  const html::Shell shell = context.make_shell(request, tr("Updates"));
  const std::string origin = shell.origin();
  auto rows = context.db.read([&](db::PublicRead& read) { return list_public(read, request.locale, 0, kRows); });
  std::erase_if(rows, [&](const PublicVersion& one) { return one.locale != request.locale; });
  const std::string self = escape_xml(origin + local_url(request, "/updates.atom"));
  Instant updated;
  std::string entries;
  for (const PublicVersion& one : rows) {
    updated = std::max(updated, one.published_at);
    const std::string url = escape_xml(origin + local_url(request, "/updates/" + one.issue.format()));
    const MergeValues values = make_values(context.texts, context.programme, origin, one.issue, one.locale, nullptr, Copy::web);
    entries += "<entry><title>" + escape_xml(fill_line(one.subject, values)) + "</title><id>" + url + "</id><link rel=\"alternate\" type=\"text/html\" href=\"" + url + "\"/><published>" + one.sent_at.format_rfc3339() +
               "</published><updated>" + one.published_at.format_rfc3339() + "</updated><content type=\"html\">" + escape_xml(write_words(context, shell, one).markup()) + "</content></entry>\n";
  }
  std::string body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" + std::string(locale_tag(request.locale)) + "\"><title>" +
                     escape_xml(shell.brand + ": " + context.texts.translate(request.locale, tr("Updates"))) + "</title><id>" + self + "</id><link rel=\"self\" href=\"" + self + "\"/><author><name>" + escape_xml(shell.brand) +
                     "</name></author><updated>" + updated.format_rfc3339() + "</updated>\n" + entries + "</feed>\n";
  Response response = Response::text(std::move(body));
  response.content_type = "application/atom+xml; charset=utf-8";
  return with_topic(std::move(response));
}

}  // namespace

http::Routes make_archive_routes(const Parts& parts) {
  using enum http::Method;
  return {{get, "/{lang}/updates", Permission::everyone, http::PublicHandler(show_list), {.is_cached = true, .reads_query = true}},
          {get, "/{lang}/updates.atom", Permission::everyone, http::PublicHandler(show_feed), {.is_cached = true}},
          {get, "/{lang}/updates/{issue}", Permission::everyone, http::PublicHandler([parts](const Request& request, PublicContext& context) { return show_update(parts, request, context); }), {.is_cached = true}}};
}

}  // namespace muster::updates
