// gettext catalogues (.po) and templates (.pot) as the build needs them: entries with context, plural
// forms and flags, and the header's fields. Reads what msgmerge and people write; writes nothing.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace catalogc {

struct Entry {
  int line = 0;
  std::string context;
  std::string one;
  std::string many;                // empty without plural
  std::vector<std::string> forms;  // msgstr, or msgstr[0], [1], ...
  bool is_fuzzy = false;
  bool is_obsolete = false;
};

struct Catalogue {
  std::string file;
  std::string tag;  // from the file's name: locales/ar.po is "ar"
  std::map<std::string, std::string> header;
  std::vector<Entry> entries;  // without the header
};

// Thrown as "file:line: text".
struct PoError {
  std::string text;
};

Catalogue parse_po(const std::string& file, const std::string& source);

// "nplurals=3; plural=..." taken apart.
struct PluralForms {
  int count = 1;
  std::string expression;  // C, in n
};
PluralForms parse_plural_forms(const Catalogue& catalogue);

// A C++ string literal.
std::string quote(std::string_view text);

// Everything that is wrong with a catalogue measured by the template, a line each; empty when it may be
// released: missing, unused, untranslated and fuzzy messages, slots and numbered marks that differ,
// plural forms that are not the language's.
std::vector<std::string> check_catalogue(const Catalogue& catalogue, const Catalogue& pot);

}  // namespace catalogc
