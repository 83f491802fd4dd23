#include "features/updates/plain_words.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "features/updates/readability.hpp"
#include "features/updates/word_form.hpp"
#include "platform/markdown/prose.hpp"

namespace muster::updates {
namespace {

using markdown::ProseBlock;
using markdown::Sentence;
using Range = i18n::TextRange;

// --- The glossary, ready to be looked up ----------------------------------------------------------------

class Lookup {
 public:
  struct Form {
    std::vector<std::string> stems;
    const Term* term = nullptr;
  };

  Lookup(const std::vector<Term>& glossary, Locale locale) {
    for (const Term& term : glossary) {
      if (!term.short_form.empty()) acronyms_.emplace(term.short_form, &term);
      if (term.is_known) continue;
      add_name(term, term.name.in(locale), locale);
      if (locale != Locale::en) add_name(term, term.name.in(Locale::en), locale);
    }
    // The longest name counts: "new gTLD round" is not "round".
    for (auto& [first, forms] : forms_) std::ranges::stable_sort(forms, [](const Form& a, const Form& b) { return a.stems.size() > b.stems.size(); });
  }

  const Term* find_acronym(const std::string& word) const {
    const auto found = acronyms_.find(word);
    return found == acronyms_.end() ? nullptr : found->second;
  }

  // The name that begins with the word at `first`; how many words it has.
  std::pair<const Term*, std::size_t> find_name(const std::vector<std::string>& stems, std::size_t first) const {
    const auto found = forms_.find(stems[first]);
    if (found == forms_.end()) return {};
    for (const Form& form : found->second) {
      if (form.stems.size() <= stems.size() - first && std::equal(form.stems.begin(), form.stems.end(), stems.begin() + static_cast<std::ptrdiff_t>(first))) return {form.term, form.stems.size()};
    }
    return {};
  }

  // Names in a script without blanks.
  const std::vector<std::pair<std::string, const Term*>>& unspaced() const { return unspaced_; }

 private:
  void add_name(const Term& term, const std::string& name, Locale locale) {
    if (name.empty() || name == term.short_form) return;
    if (locale == Locale::zh && static_cast<unsigned char>(name.front()) >= 0xe3) {
      unspaced_.emplace_back(name, &term);
      return;
    }
    Form form{.term = &term};
    for (const std::string& word : split_name(name)) form.stems.push_back(make_stem(word, locale));
    if (!form.stems.empty()) forms_[form.stems.front()].push_back(std::move(form));
  }

  std::unordered_map<std::string, const Term*> acronyms_;
  std::unordered_map<std::string, std::vector<Form>> forms_;
  std::vector<std::pair<std::string, const Term*>> unspaced_;
};

// --- Brackets --------------------------------------------------------------------------------------------

constexpr std::string_view kQuotes[] = {" ", "\u00a0", "“", "”", "\"", "«", "»", "„", "‘", "’"};

std::string_view skip_back(std::string_view text) {
  for (bool is_cut = true; is_cut;) {
    is_cut = false;
    for (const std::string_view quote : kQuotes) {
      if (text.ends_with(quote)) text.remove_suffix(quote.size()), is_cut = true;
    }
  }
  return text;
}
std::string_view skip_forward(std::string_view text) {
  for (bool is_cut = true; is_cut;) {
    is_cut = false;
    for (const std::string_view quote : kQuotes) {
      if (text.starts_with(quote)) text.remove_prefix(quote.size()), is_cut = true;
    }
  }
  return text;
}

// The letters of the acronym in their order among the first letters of the words.
bool has_initials(const std::vector<std::string>& words, std::string_view acronym) {
  const std::string wanted = lower_letters(acronym);
  std::string initials;
  for (const std::string& word : words) initials += lower_letters(take_code_points(word, 1));
  std::size_t at = 0;
  for (const char c : initials) at += at < wanted.size() && c == wanted[at] ? 1 : 0;
  return at == wanted.size();
}

// --- The check -------------------------------------------------------------------------------------------

class Checker {
 public:
  Checker(const markdown::Document& document, Locale locale, const std::vector<Term>& glossary) : document_(document), locale_(locale), lookup_(glossary, locale) {}

  PlainWords check() {
    for (const ProseBlock& block : markdown::cut_prose(document_, locale_)) check_block(block);
    found_.readability = estimate_readability(figures_, locale_);
    std::ranges::stable_sort(pending_, {}, &Pending::source);
    PlaceFinder places(document_.source);
    for (Pending& pending : pending_) {
      pending.finding.place = places.find(pending.source);
      found_.findings.push_back(std::move(pending.finding));
    }
    return std::move(found_);
  }

 private:
  struct Pending {
    Finding finding;
    std::size_t source = 0;
  };

  void check_block(const ProseBlock& block) {
    for (const Sentence& sentence : block.sentences) {
      count(block, sentence);
      check_words(block, sentence);
    }
    for (const auto& [name, term] : lookup_.unspaced()) find_unspaced(block, name, *term);
  }

  void count(const ProseBlock& block, const Sentence& sentence) {
    const int words = static_cast<int>(sentence.words.size());
    if (words == 0) return;
    ++found_.sentences;
    found_.words += words;
    if (words > (locale_ == Locale::zh ? kSentenceCharacters : kSentenceWords)) {
      add(Finding::Kind::long_sentence, block, sentence.range, {})->count = words;
    }
    if (block.is_heading) return;
    ++figures_.sentences;
    for (const Range& word : sentence.words) count_word(figures_, word.of(block.text), locale_);
  }

  void check_words(const ProseBlock& block, const Sentence& sentence) {
    std::vector<std::string> stems;
    stems.reserve(sentence.words.size());
    for (const Range& word : sentence.words) stems.push_back(make_stem(word.of(block.text), locale_));
    const bool is_shouted = is_all_capitals(block, sentence);
    for (std::size_t i = 0; i < sentence.words.size(); ++i) {
      const auto [term, length] = lookup_.find_name(stems, i);
      if (term != nullptr) {
        const Range range{sentence.words[i].begin, sentence.words[i + length - 1].end};
        note_term(block, range, *term);
        i += length - 1;
      } else {
        check_acronym(block, sentence, i, is_shouted);
      }
    }
  }

  // A heading or a cry in capitals is no row of acronyms.
  bool is_all_capitals(const ProseBlock& block, const Sentence& sentence) const {
    if (sentence.words.size() < 3 || locale_ == Locale::zh || locale_ == Locale::ar) return false;
    return std::ranges::all_of(sentence.words, [&](const Range& word) {
      const std::string_view text = word.of(block.text);
      return lower_letters(take_code_points(text, 1)) != take_code_points(text, 1) && (count_code_points(text) == 1 || !read_acronym(text).empty() || text.size() > 12);
    });
  }

  void check_acronym(const ProseBlock& block, const Sentence& sentence, std::size_t index, bool is_shouted) {
    const Range& range = sentence.words[index];
    const std::string_view word = range.of(block.text);
    const Term* term = lookup_.find_acronym(std::string(word));
    std::string acronym = term != nullptr ? std::string(word) : read_acronym(word);
    if (acronym.empty() || (is_shouted && term == nullptr)) return;
    if (term == nullptr) term = lookup_.find_acronym(acronym);
    if (term != nullptr && term->is_known) return;
    const auto [seen, is_first] = acronyms_.try_emplace(acronym, kNone);
    if (!is_first) {
      if (seen->second != kNone) ++pending_[seen->second].finding.count;
      return;
    }
    if (is_explained(block, sentence, index, acronym, term)) {
      if (term != nullptr) note_term(block, range, *term), seen->second = terms_[term];
      return;
    }
    if (add(Finding::Kind::acronym, block, range, acronym, term) == nullptr) return;
    seen->second = pending_.size() - 1;
    if (term != nullptr) terms_.try_emplace(term, seen->second);
  }

  // "long form (ACRONYM)" or "ACRONYM (long form)".
  bool is_explained(const ProseBlock& block, const Sentence& sentence, std::size_t index, std::string_view acronym, const Term* term) const {
    const std::string_view text = block.text;
    const Range& range = sentence.words[index];
    const std::string_view before = skip_back(text.substr(0, range.begin));
    if (before.ends_with("(") || before.ends_with("（")) return is_long_form(block, sentence, index, acronym, term);
    const std::string_view behind = skip_forward(text.substr(range.end));
    const bool is_wide = behind.starts_with("（");
    if (!is_wide && !behind.starts_with("(")) return false;
    const std::size_t begin = text.size() - behind.size();
    const std::size_t end = std::min(text.find(is_wide ? "）" : ")", begin), text.size());
    const auto inside = std::ranges::count_if(sentence.words, [&](const Range& word) { return word.begin > begin && word.end <= end; });
    return inside >= (locale_ == Locale::zh ? 4 : 2);
  }

  // The words before the bracket. In English their first letters give the acronym, or they are the glossary's; in the
  // other languages most acronyms stay English while the words are translated: two words are enough.
  bool is_long_form(const ProseBlock& block, const Sentence& sentence, std::size_t index, std::string_view acronym, const Term* term) const {
    if (index < 2) return false;
    if (locale_ != Locale::en) return true;
    std::vector<std::string> words;
    const std::size_t first = index - std::min(index, acronym.size() + 3);
    for (std::size_t i = first; i < index; ++i) words.emplace_back(sentence.words[i].of(block.text));
    if (has_initials(words, acronym)) return true;
    if (term == nullptr) return false;
    std::vector<std::string> stems, wanted;
    for (const std::string& word : words) stems.push_back(make_stem(word, locale_));
    for (const std::string& word : split_name(term->name.in(locale_))) wanted.push_back(make_stem(word, locale_));
    return wanted.size() <= stems.size() && std::equal(wanted.rbegin(), wanted.rend(), stems.rbegin());
  }

  // The first use of a term is a finding; further ones are counted.
  void note_term(const ProseBlock& block, Range range, const Term& term) {
    const auto [seen, is_first] = terms_.try_emplace(&term, kNone);
    if (!is_first) {
      if (seen->second != kNone) ++pending_[seen->second].finding.count;
      return;
    }
    if (add(Finding::Kind::glossary_word, block, range, std::string(range.of(block.text)), &term) != nullptr) seen->second = pending_.size() - 1;
  }

  void find_unspaced(const ProseBlock& block, std::string_view name, const Term& term) {
    for (std::size_t at = block.text.find(name); at != std::string::npos; at = block.text.find(name, at + name.size())) note_term(block, {at, at + name.size()}, term);
  }

  // Null when there are enough of the kind.
  Finding* add(Finding::Kind kind, const ProseBlock& block, Range range, std::string word, const Term* term = nullptr) {
    if (counts_[kind]++ >= kFindingsMost) return kind == Finding::Kind::long_sentence ? &dropped_ : nullptr;
    Finding finding{.kind = kind, .word = std::move(word), .excerpt = make_excerpt(block.text, range.begin, range.end), .locale = locale_};
    for (std::size_t at = finding.excerpt.find("\ufffc"); at != std::string::npos; at = finding.excerpt.find("\ufffc", at)) finding.excerpt.replace(at, 3, "…");
    if (term != nullptr) {
      const ShownText name = show_text(term->name, locale_), plain = show_text(term->plain, locale_);
      finding.code = term->code;
      finding.plain = plain.text;
      finding.is_english_instead = plain.is_english_instead;
      if (!term->short_form.empty() && name.text != term->short_form) finding.long_form = name.text;
    }
    pending_.push_back({std::move(finding), block.find_source(range.begin)});
    return &pending_.back().finding;
  }

  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  const markdown::Document& document_;
  Locale locale_;
  Lookup lookup_;
  TextFigures figures_;
  PlainWords found_;
  std::vector<Pending> pending_;
  std::map<Finding::Kind, std::size_t> counts_;
  std::map<std::string, std::size_t> acronyms_;    // seen: its finding, or kNone
  std::map<const Term*, std::size_t> terms_;
  Finding dropped_;
};

}  // namespace

Message Finding::message() const {
  const bool is_chinese = locale == Locale::zh;
  switch (kind) {
    case Kind::acronym: return tr("“{word}” is not explained where it first stands. Write the long form first, then the acronym in brackets.", {{"word", word}});
    case Kind::glossary_word: return tr("Many readers do not know “{word}”. Use plain words, or explain it.", {{"word", word}});
    case Kind::long_sentence: break;
  }
  if (is_chinese) {
    return trn("This sentence has {count} character. Split it: {most} are enough.", "This sentence has {count} characters. Split it: {most} are enough.", count, {{"most", std::int64_t{kSentenceCharacters}}});
  }
  return trn("This sentence has {count} word. Split it: {most} are enough.", "This sentence has {count} words. Split it: {most} are enough.", count, {{"most", std::int64_t{kSentenceWords}}});
}

std::string Finding::suggestion() const {
  if (kind != Kind::acronym || long_form.empty()) return {};
  return locale == Locale::zh ? long_form + "（" + word + "）" : long_form + " (" + word + ")";
}

PlainWords check_plain_words(const markdown::Document& document, Locale locale, const std::vector<Term>& glossary) {
  return Checker(document, locale, glossary).check();
}

}  // namespace muster::updates
