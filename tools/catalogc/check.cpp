#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "catalogc/po.hpp"

namespace catalogc {
namespace {

using Names = std::multiset<std::string>;

// The {slots} of a text, or its <marks>.
Names list_between(std::string_view text, char open, char close) {
  Names out;
  for (std::size_t i = text.find(open); i != std::string_view::npos; i = text.find(open, i + 1)) {
    const std::size_t end = text.find(close, i);
    if (end == std::string_view::npos) break;
    const std::string name(text.substr(i + 1, end - i - 1));
    const bool is_mark = open == '<';
    if (is_mark && (name.empty() || name.find_first_not_of("0123456789/") != std::string::npos)) continue;
    out.insert(name);
  }
  return out;
}

std::set<std::string> distinct(const Names& names) { return {names.begin(), names.end()}; }

std::string join(const std::set<std::string>& names, const std::string& before, const std::string& after) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : " ") + before + name + after;
  return out.empty() ? "none" : out;
}

// Numbered marks open and close like elements: <1> a <2> b </2> </1>.
bool is_nested(std::string_view text) {
  std::vector<std::string> open;
  for (std::size_t i = text.find('<'); i != std::string_view::npos; i = text.find('<', i + 1)) {
    const std::size_t end = text.find('>', i);
    if (end == std::string_view::npos) break;
    const std::string name(text.substr(i + 1, end - i - 1));
    if (name.empty() || name.find_first_not_of("0123456789/") != std::string::npos || name.back() == '/') continue;
    if (name[0] != '/') {
      open.push_back(name);
    } else if (open.empty() || open.back() != name.substr(1)) {
      return false;
    } else {
      open.pop_back();
    }
  }
  return open.empty();
}

// What each language's catalogue must say; gettext's own forms.
const std::map<std::string, int>& plural_counts() {
  static const std::map<std::string, int> counts = {{"ar", 6}, {"es", 2}, {"fr", 2}, {"ru", 3}, {"zh", 1}};
  return counts;
}

class Checker {
 public:
  Checker(const Catalogue& catalogue, const Catalogue& pot) : catalogue_(catalogue), pot_(pot) {}

  std::vector<std::string> check() {
    check_header();
    std::map<Key, const Entry*> translated;
    for (const Entry& entry : catalogue_.entries) {
      if (entry.is_obsolete) {
        add(entry, "is not used any more; take it out with bin/messages --update");
      } else if (!translated.emplace(key(entry), &entry).second) {
        add(entry, "stands here twice");
      }
    }
    std::set<Key> used;
    for (const Entry& source : pot_.entries) {
      used.insert(key(source));
      const auto found = translated.find(key(source));
      if (found == translated.end()) {
        problems_.push_back(catalogue_.file + ": missing: " + quote(source.one) + "; add it with bin/messages --update");
      } else {
        check_entry(source, *found->second);
      }
    }
    for (const auto& [entry_key, entry] : translated) {
      if (!used.contains(entry_key)) add(*entry, "is not used any more; take it out with bin/messages --update");
    }
    return std::move(problems_);
  }

 private:
  using Key = std::pair<std::string, std::string>;
  static Key key(const Entry& entry) { return {entry.context, entry.one}; }

  void add(const Entry& entry, const std::string& text) {
    problems_.push_back(catalogue_.file + ":" + std::to_string(entry.line) + ": " + quote(entry.one) + " " + text);
  }

  void check_header() {
    const auto expected = plural_counts().find(catalogue_.tag);
    forms_ = parse_plural_forms(catalogue_).count;
    if (expected == plural_counts().end()) {
      problems_.push_back(catalogue_.file + ": '" + catalogue_.tag + "' is no language of the interface");
    } else if (forms_ != expected->second) {
      problems_.push_back(catalogue_.file + ":1: Plural-Forms must have nplurals=" + std::to_string(expected->second));
    }
    const auto reviewed = catalogue_.header.find("X-Reviewed");
    if (reviewed == catalogue_.header.end() || (reviewed->second != "yes" && reviewed->second != "no")) {
      problems_.push_back(catalogue_.file + ":1: the header must say X-Reviewed: yes, or no");
    }
  }

  void check_entry(const Entry& source, const Entry& entry) {
    if (entry.is_fuzzy) return add(entry, "is marked fuzzy; correct it and take the mark away");
    if (entry.many != source.many) return add(entry, "has another plural than the source: " + quote(source.many));
    const std::size_t expected = source.many.empty() ? 1 : static_cast<std::size_t>(forms_);
    if (entry.forms.size() != expected) return add(entry, "needs " + std::to_string(expected) + " forms, has " + std::to_string(entry.forms.size()));
    for (std::size_t i = 0; i < entry.forms.size(); ++i) {
      const std::string which = source.many.empty() ? "" : "form " + std::to_string(i) + " ";
      if (entry.forms[i].empty()) {
        add(entry, which + "is not translated");
      } else {
        check_form(source, entry, entry.forms[i], i + 1 == entry.forms.size(), which);
      }
    }
  }

  // A plural form may leave a slot out that only one of the source's two forms has, and {count} unless
  // it is the last form, which stands for most numbers.
  void check_form(const Entry& source, const Entry& entry, const std::string& form, bool is_last, const std::string& which) {
    const Names one = list_between(source.one, '{', '}');
    const Names many = source.many.empty() ? one : list_between(source.many, '{', '}');
    const Names given = list_between(form, '{', '}');
    std::set<std::string> allowed = distinct(one);
    allowed.merge(distinct(many));
    std::set<std::string> required;
    for (const std::string& name : distinct(many)) {
      const bool may_be_absent = !source.many.empty() && !is_last && (name == "count" || !one.contains(name));
      if (!may_be_absent) required.insert(name);
    }
    const std::set<std::string> names = distinct(given);
    if (!std::includes(allowed.begin(), allowed.end(), names.begin(), names.end()) ||
        !std::includes(names.begin(), names.end(), required.begin(), required.end())) {
      add(entry, which + "has other slots: source " + join(allowed, "{", "}") + ", here " + join(names, "{", "}"));
    }
    const Names marks = list_between(form, '<', '>');
    if (marks != list_between(source.one, '<', '>')) {
      add(entry, which + "has other numbered marks: source " + join(distinct(list_between(source.one, '<', '>')), "<", ">") + ", here " + join(distinct(marks), "<", ">"));
    } else if (!is_nested(form)) {
      add(entry, which + "has numbered marks that cross each other");
    }
  }

  const Catalogue& catalogue_;
  const Catalogue& pot_;
  int forms_ = 1;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> check_catalogue(const Catalogue& catalogue, const Catalogue& pot) { return Checker(catalogue, pot).check(); }

}  // namespace catalogc
