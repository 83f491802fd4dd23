#include "features/updates/glossary.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "platform/search/search.hpp"

namespace muster::updates {
namespace {

std::string one_line(std::string_view text) {
  std::string line(trim(text));
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return line;
}

class Check {
 public:
  explicit Check(CheckedTerm& checked) : checked_(checked) {}

  void text(const std::string& field, std::string& value, std::size_t most) {
    value = one_line(value);
    if (has_hidden_controls(value)) complain(field, tr("Hidden control characters stand here. Type the words again."));
    if (count_code_points(value) > most) complain(field, tr("Write at most {count} characters.", {{"count", static_cast<std::int64_t>(most)}}));
  }

  void complain(std::string field, Message message) { checked_.problems.push_back({Problem::Kind::invalid, std::move(field), std::move(message)}); }

 private:
  CheckedTerm& checked_;
};

}  // namespace

const std::string& Term::title(Locale locale) const {
  if (!short_form.empty()) return short_form;
  return name.in(locale).empty() ? name.in(Locale::en) : name.in(locale);
}

ShownText show_text(const LocalText& text, Locale locale) {
  const bool is_there = !text.in(locale).empty();
  return {text.in(is_there ? locale : Locale::en), !is_there && locale != Locale::en};
}

CheckedTerm check_term(Term typed) {
  CheckedTerm checked{.term = std::move(typed)};
  Check check(checked);
  Term& term = checked.term;
  check.text("short", term.short_form, kShortLength);
  for (const Locale locale : kLocales) {
    const std::string tag(locale_tag(locale));
    std::string& name = term.name.texts[static_cast<std::size_t>(locale)];
    std::string& plain = term.plain.texts[static_cast<std::size_t>(locale)];
    check.text("name-" + tag, name, kNameLength);
    check.text("plain-" + tag, plain, kPlainLength);
    if (!plain.empty() && name.empty() && locale != Locale::en) check.complain("name-" + tag, tr("Write the word in this language too."));
  }
  if (term.is_known && !term.short_form.empty()) return checked;
  if (term.name.in(Locale::en).empty()) check.complain("name-en", tr("Write the word in English, or what the acronym stands for."));
  if (!term.is_known && term.plain.in(Locale::en).empty()) check.complain("plain-en", tr("Explain the word in English."));
  return checked;
}

std::string make_code(const Term& term) {
  std::string code;
  for (const char c : search::fold(term.short_form.empty() ? term.name.in(Locale::en) : term.short_form)) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_plain) code += c;
    if (!is_plain && !code.empty() && !code.ends_with('_')) code += '_';
  }
  while (code.ends_with('_')) code.pop_back();
  return code.empty() ? "term" : code.substr(0, 60);
}

std::vector<Term> search_terms(const std::vector<Term>& terms, std::string_view query) {
  const auto words = search::split_terms(query);
  std::vector<Term> found;
  for (const Term& term : terms) {
    std::string all = term.short_form;
    for (const LocalText* text : {&term.name, &term.plain}) {
      for (const std::string& one : text->texts) all += "\n" + one;
    }
    const std::string folded = search::fold(all);
    if (std::ranges::all_of(words, [&](const std::string& word) { return folded.find(word) != std::string::npos; })) found.push_back(term);
  }
  return found;
}

}  // namespace muster::updates
