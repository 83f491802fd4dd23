#include "features/updates/glossary_pages.hpp"

#include <algorithm>

#include "features/updates/glossary_store.hpp"
#include "features/updates/glossary_view.hpp"
#include "views_updates.hpp"

namespace muster::updates {
namespace {

using http::Context;
using http::Request;
using http::Response;

std::string staff_url(const Request& request) { return local_url(request, "/staff/glossary"); }

void sort_by_title(std::vector<Term>& terms, const i18n::Texts& texts, Locale locale) {
  std::ranges::stable_sort(terms, [&](const Term& a, const Term& b) { return texts.compare(locale, a.title(locale), b.title(locale)) < 0; });
}

// --- The public page -------------------------------------------------------------------------------------

GlossaryLine make_line(const Term& term, Locale locale) {
  const ShownText name = show_text(term.name, locale), plain = show_text(term.plain, locale);
  const bool has_long_form = !term.short_form.empty() && name.text != term.short_form;
  return {.code = term.code, .title = term.title(locale), .long_form = has_long_form ? name.text : "", .plain = plain.text, .is_english_instead = plain.is_english_instead || name.is_english_instead};
}

Response show_glossary(const Request& request, http::PublicContext& context) {
  html::Shell shell = context.make_shell(request, tr("Words explained"));
  shell.has_alternates = shell.is_indexed = true;
  html::set_canonical(shell, "/glossary");
  GlossaryPage page{.hero = {.title = tr("Words explained"), .lead = tr("Words and short forms that you meet when people speak about the internet’s names and numbers, in plain words.")}};
  auto terms = context.db.read([](db::PublicRead& read) { return list_terms(read); });
  sort_by_title(terms, context.texts, request.locale);
  for (const Term& term : terms) {
    if (!term.is_known) page.lines.push_back(make_line(term, request.locale));
  }
  html::Writer w(context.texts, request.locale);
  views::glossary(w, shell, page);
  Response response = Response::page(w.take());
  response.topics = {"glossary"};
  return response;
}

// --- Staff's list ----------------------------------------------------------------------------------------

StaffTermLine make_staff_line(const Request& request, const Term& term) {
  const GlossaryLine shown = make_line(term, request.locale);
  StaffTermLine line{.url = staff_url(request) + "/" + std::to_string(term.id), .title = shown.title, .long_form = shown.long_form, .plain = shown.plain, .is_known = term.is_known};
  line.remove_url = line.url + "/remove";
  for (const Locale locale : kLocales) {
    if (!term.is_known && term.plain.in(locale).empty()) line.missing.push_back(locale);
  }
  return line;
}

std::optional<html::Notice> make_notice(const Request& request) {
  if (request.query.has("saved")) return html::Notice{"done", tr("The word is saved.")};
  if (request.query.has("restored")) return html::Notice{"done", tr("The word is back.")};
  return std::nullopt;
}

// The number in the address; a term that is removed is there to bring back.
std::optional<Term> find_asked(Context& context, const std::string& number) {
  const auto id = Id<struct TermTag>::parse(number);
  if (!id) return std::nullopt;
  return context.db.read([&](db::Read& read) { return find_term(read, id->value()); });
}
std::optional<Term> find_asked(const Request& request, Context& context) {
  const auto found = request.parameters.find("term");
  return found == request.parameters.end() ? std::nullopt : find_asked(context, found->second);
}

Response show_list(const Request& request, Context& context) {
  StaffGlossaryPage page{.url = staff_url(request), .new_url = staff_url(request) + "/new", .public_url = local_url(request, "/glossary"), .query = request.query.get("q")};
  auto terms = context.db.read([](db::Read& read) { return list_terms(read); });
  page.total = static_cast<std::int64_t>(terms.size());
  sort_by_title(terms, context.texts, request.locale);
  for (const Term& term : search_terms(terms, page.query)) page.lines.push_back(make_staff_line(request, term));
  page.search = {.id = "q", .name = "q", .label = tr("Find a word"), .value = page.query, .type = "search"};
  const auto removed = request.query.has("removed") ? find_asked(context, request.query.get("removed")) : std::nullopt;
  if (removed && removed->is_removed) page.restore_url = page.url + "/" + std::to_string(removed->id) + "/restore";
  html::Shell shell = context.make_shell(request, tr("Glossary"));
  shell.notice = make_notice(request);
  html::Writer w(context.texts, request.locale);
  views::staff_glossary(w, shell, page);
  return Response::page(w.take());
}

// --- Staff's form ----------------------------------------------------------------------------------------

std::string field_of(std::string_view part, Locale locale) { return std::string(part) + "-" + std::string(locale_tag(locale)); }

Term read_typed(const Request& request) {
  Term term{.short_form = request.form.get("short"), .is_known = request.form.has("known")};
  for (const Locale locale : kLocales) {
    term.name.texts[static_cast<std::size_t>(locale)] = request.form.get(field_of("name", locale));
    term.plain.texts[static_cast<std::size_t>(locale)] = request.form.get(field_of("plain", locale));
  }
  const auto version = Id<struct VersionTag>::parse(request.form.get("version"));
  term.version = version ? version->value() : 0;
  return term;
}

TermLanguage make_language(const Term& term, Locale locale, const Problems& problems) {
  const bool is_english = locale == Locale::en;
  const std::string direction(locale_direction(locale));
  TermLanguage made{.locale = locale};
  made.name = {.id = field_of("name", locale), .name = field_of("name", locale), .label = tr("Word, or what the acronym stands for"), .is_optional = !is_english, .value = term.name.in(locale), .direction = direction};
  made.plain = {.id = field_of("plain", locale), .name = field_of("plain", locale), .label = tr("Explanation in plain words"), .is_optional = !is_english, .value = term.plain.in(locale),
                .direction = direction, .max_length = static_cast<int>(kPlainLength), .rows = 2};
  if (is_english) made.plain.hint = tr("At most {count} words that a twelve-year-old knows.", {{"count", std::int64_t{kPlainWords}}});
  for (const Problem& problem : problems) {
    for (html::TextField* field : {&made.name, &made.plain}) {
      if (problem.field == field->name) field->error = problem.message;
    }
  }
  return made;
}

// What is stored now beside what was typed, where they differ.
std::vector<html::Conflict> list_differences(const Term& stored, const Term& typed) {
  std::vector<html::Conflict> conflicts;
  const auto add = [&](Message label, const std::string& theirs, const std::string& own) {
    if (theirs != own) conflicts.push_back({html::make_diff_pair(std::move(label), theirs, own), {}});
  };
  add(tr("Acronym"), stored.short_form, typed.short_form);
  for (const Locale locale : kLocales) {
    const std::string language(locale_own_name(locale));
    add(tr("Word – {language}", {{"language", language}}), stored.name.in(locale), typed.name.in(locale));
    add(tr("Explanation – {language}", {{"language", language}}), stored.plain.in(locale), typed.plain.in(locale));
  }
  return conflicts;
}

Response render_form(const Request& request, Context& context, const Term& term, const Problems& problems, const Term* stored = nullptr) {
  const bool is_new = term.id == 0;
  TermFormPage page{.url = staff_url(request) + (is_new ? "" : "/" + std::to_string(term.id)), .back_url = staff_url(request), .version = stored ? stored->version : term.version};
  page.line = is_new ? tr("It then stands on the public page, and the check of an update knows it.") : verbatim(term.title(request.locale));
  if (stored) page.meanwhile = list_differences(*stored, term);
  page.short_form = {.id = "short", .name = "short", .label = tr("Acronym"), .is_optional = true, .hint = tr("As people write it, for example {example}.", {{"example", "DNS"}}), .value = term.short_form, .direction = "ltr", .size = "w10"};
  page.known = {.id = "known", .name = "known", .label = tr("Everybody knows it"), .hint = tr("The check of an update says nothing about it, and the public page leaves it out."), .is_chosen = term.is_known};
  for (const Problem& problem : problems) {
    if (!problem.field.empty()) page.errors.push_back({problem.field, problem.message});
    if (problem.field == "short") page.short_form.error = problem.message;
  }
  // English first: the others are translated from it.
  page.languages.push_back(make_language(term, Locale::en, problems));
  for (const Locale locale : kLocales) {
    if (locale != Locale::en) page.languages.push_back(make_language(term, locale, problems));
  }
  html::Shell shell = context.make_shell(request, is_new ? tr("Add a word") : tr("Change a word"));
  shell.has_error = !problems.empty();
  html::Writer w(context.texts, request.locale);
  views::staff_glossary_form(w, shell, page);
  return Response::page(w.take(), stored ? 409 : problems.empty() ? 200 : 422);
}

Response show_new(const Request& request, Context& context) { return render_form(request, context, {}, {}); }

Response save_new(const Request& request, Context& context) {
  CheckedTerm checked = check_term(read_typed(request));
  if (!checked.problems.empty()) return render_form(request, context, checked.term, checked.problems);
  const By by{context.clock, context.random, request.actor};
  const auto added = context.db.write([&](db::Write& write) { return insert_term(write, by, checked.term); });
  if (!added) return render_form(request, context, checked.term, {added.error()});
  return Response::see_other(staff_url(request) + "?saved=1");
}

Response show_change(const Request& request, Context& context) {
  const auto term = find_asked(request, context);
  return !term || term->is_removed ? http::nothing_here() : render_form(request, context, *term, {});
}

Response save_change(const Request& request, Context& context) {
  const auto stored = find_asked(request, context);
  if (!stored || stored->is_removed) return http::nothing_here();
  CheckedTerm checked = check_term(read_typed(request));
  checked.term.id = stored->id;
  if (!checked.problems.empty()) return render_form(request, context, checked.term, checked.problems);
  const By by{context.clock, context.random, request.actor};
  const auto changed = context.db.write([&](db::Write& write) { return update_term(write, by, checked.term); });
  if (changed) return Response::see_other(staff_url(request) + "?saved=1");
  if (changed.error().kind == Problem::Kind::not_found) return http::nothing_here();
  if (changed.error().kind != Problem::Kind::conflict) return render_form(request, context, checked.term, {changed.error()});
  const auto now = find_asked(request, context);
  return now ? render_form(request, context, checked.term, {changed.error()}, &*now) : http::nothing_here();
}

Response drop(const Request& request, Context& context) {
  const auto term = find_asked(request, context);
  if (!term) return http::nothing_here();
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) { remove_term(write, by, term->id); });
  return Response::see_other(staff_url(request) + "?removed=" + std::to_string(term->id));
}

Response bring_back(const Request& request, Context& context) {
  const auto term = find_asked(request, context);
  if (!term) return http::nothing_here();
  const By by{context.clock, context.random, request.actor};
  context.db.write([&](db::Write& write) { restore_term(write, by, term->id); });
  return Response::see_other(staff_url(request) + "?restored=1");
}

}  // namespace

http::Routes make_glossary_routes() {
  using enum http::Method;
  http::Routes routes = {{get, "/{lang}/glossary", Permission::everyone, http::PublicHandler(show_glossary), {.is_cached = true}}};
  const auto add = [&](http::Method method, std::string path, http::PrivateHandler handler) {
    routes.push_back({method, "/{lang}/staff/glossary" + std::move(path), Permission::run_programme, std::move(handler), {}});
  };
  add(get, "", show_list);
  add(post, "", save_new);
  add(get, "/new", show_new);
  add(get, "/{term}", show_change);
  add(post, "/{term}", save_change);
  add(post, "/{term}/remove", drop);
  add(post, "/{term}/restore", bring_back);
  return routes;
}

}  // namespace muster::updates
