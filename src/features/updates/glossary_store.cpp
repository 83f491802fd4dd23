#include "features/updates/glossary_store.hpp"

#include <algorithm>
#include <map>

#include "features/audit/audit.hpp"
#include "queries_updates.hpp"

namespace muster::updates {
namespace {

constexpr std::size_t kChunk = 10;  // terms a write

Term make_term(const db::Row& row) {
  return {.id = row.int64("id"),
          .code = row.text("code"),
          .short_form = row.text("short"),
          .is_known = row.flag("known"),
          .version = row.int64("version"),
          .is_removed = !row.is_null("removed_at")};
}

void add_text(Term& term, const db::Row& row) {
  const auto locale = parse_locale(row.text("locale"));
  if (!locale) return;
  term.name.texts[static_cast<std::size_t>(*locale)] = row.text("name");
  term.plain.texts[static_cast<std::size_t>(*locale)] = row.text("plain");
}

void insert_texts(db::Write& write, std::int64_t id, const Term& term) {
  for (const Locale locale : kLocales) {
    const std::string& name = term.name.in(locale);
    const std::string& plain = term.plain.in(locale);
    if (name.empty() && plain.empty()) continue;
    write.execute(sql::insert_text, {{"term", id}, {"locale", locale_tag(locale)}, {"name", name}, {"plain", plain}});
  }
}

std::string yes_no(bool value) { return value ? "yes" : "no"; }

std::vector<audit::Change> list_changes(const Term& before, const Term& after) {
  std::vector<audit::Change> changes;
  const auto add = [&](std::string field, const std::string& old, const std::string& now) {
    if (old != now) changes.push_back({std::move(field), old, now});
  };
  add("short", before.short_form, after.short_form);
  add("known", yes_no(before.is_known), yes_no(after.is_known));
  for (const Locale locale : kLocales) {
    add("name-" + std::string(locale_tag(locale)), before.name.in(locale), after.name.in(locale));
    add("plain-" + std::string(locale_tag(locale)), before.plain.in(locale), after.plain.in(locale));
  }
  return changes;
}

void record(db::Write& write, const By& by, std::string action, std::int64_t id, std::vector<audit::Change> changes) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = "glossary_term", .subject = id, .changes = std::move(changes)});
  write.execute(sql::bump_glossary_stamp, {});
}

Result<void> check_is_single(db::Write& write, const Term& term) {
  const bool is_twice = write.exists(sql::find_same_term, {{"term", term.id}, {"short", term.short_form}, {"name", term.name.in(Locale::en)}});
  if (!is_twice) return {};
  return invalid(term.short_form.empty() ? "name-en" : "short", tr("The glossary has this word already."));
}

// The code that the words give, with a number behind it when another term had it.
std::string find_free_code(db::Write& write, const Term& term) {
  const std::string wanted = make_code(term);
  std::string code = wanted;
  for (int number = 2; write.exists(sql::find_term_of_code, {{"code", code}}); ++number) code = wanted + "_" + std::to_string(number);
  return code;
}

}  // namespace

std::vector<Term> list_terms(db::PublicRead& read) {
  std::vector<Term> terms = read.list(sql::list_terms, {}, make_term);
  std::map<std::int64_t, Term*> by_id;
  for (Term& term : terms) by_id[term.id] = &term;
  read.each(sql::list_term_texts, {}, [&](const db::Row& row) {
    if (const auto found = by_id.find(row.int64("term")); found != by_id.end()) add_text(*found->second, row);
  });
  return terms;
}

std::optional<Term> find_term(db::PublicRead& read, std::int64_t id) {
  auto term = read.find(sql::find_term, {{"term", id}}, make_term);
  if (term) read.each(sql::list_texts_of_term, {{"term", id}}, [&](const db::Row& row) { add_text(*term, row); });
  return term;
}

Result<std::int64_t> insert_term(db::Write& write, const By& by, const Term& term) {
  write.lock("glossary", 0);
  if (auto single = check_is_single(write, term); !single) return std::unexpected(single.error());
  if (write.count(sql::count_terms) >= static_cast<std::int64_t>(kTermsMost)) {
    return invalid("name-en", tr("The glossary is full. It has {count} words.", {{"count", static_cast<std::int64_t>(kTermsMost)}}));
  }
  const std::int64_t id = write.insert(sql::insert_term, {{"code", find_free_code(write, term)}, {"short", term.short_form}, {"known", term.is_known}});
  insert_texts(write, id, term);
  record(write, by, "updates.add_term", id, list_changes({}, term));
  return id;
}

Result<void> update_term(db::Write& write, const By& by, const Term& term) {
  write.lock("glossary", 0);
  const auto before = find_term(write, term.id);
  if (!before || before->is_removed) return refused(Problem::Kind::not_found, {});
  if (before->version != term.version) return refused(Problem::Kind::conflict, tr("Somebody else has just changed this word. Compare both versions, then save again."));
  if (auto single = check_is_single(write, term); !single) return single;
  auto changes = list_changes(*before, term);
  if (changes.empty()) return {};
  write.execute(sql::update_term, {{"term", term.id}, {"short", term.short_form}, {"known", term.is_known}, {"version", term.version}});
  write.execute(sql::delete_texts, {{"term", term.id}});
  insert_texts(write, term.id, term);
  record(write, by, "updates.change_term", term.id, std::move(changes));
  return {};
}

void remove_term(db::Write& write, const By& by, std::int64_t id) {
  write.lock("glossary", 0);
  const auto term = find_term(write, id);
  if (!term || write.execute(sql::remove_term, {{"term", id}, {"at", by.clock.now()}}) == 0) return;
  record(write, by, "updates.remove_term", id, {{"title", term->title(Locale::en), ""}});
}

void restore_term(db::Write& write, const By& by, std::int64_t id) {
  write.lock("glossary", 0);
  const auto term = find_term(write, id);
  if (!term || write.execute(sql::restore_term, {{"term", id}}) == 0) return;
  record(write, by, "updates.restore_term", id, {{"title", "", term->title(Locale::en)}});
}

int seed_terms(db::Database& database, const std::vector<Term>& terms) {
  int added = 0;
  for (std::size_t first = 0; first < terms.size(); first += kChunk) {
    const auto last = terms.begin() + static_cast<std::ptrdiff_t>(std::min(first + kChunk, terms.size()));
    const auto is_known = [](db::Read& read, const Term& term) { return read.exists(sql::find_term_of_code, {{"code", term.code}}); };
    const bool is_missing = database.read([&](db::Read& read) { return !std::all_of(terms.begin() + static_cast<std::ptrdiff_t>(first), last, [&](const Term& term) { return is_known(read, term); }); });
    if (!is_missing) continue;
    added += database.write([&](db::Write& write) {
      int count = 0;
      write.lock("glossary", 0);
      for (auto term = terms.begin() + static_cast<std::ptrdiff_t>(first); term != last; ++term) {
        if (is_known(write, *term)) continue;
        insert_texts(write, write.insert(sql::insert_term, {{"code", term->code}, {"short", term->short_form}, {"known", term->is_known}}), *term);
        ++count;
      }
      if (count > 0) write.execute(sql::bump_glossary_stamp, {});
      return count;
    });
  }
  return added;
}

}  // namespace muster::updates
