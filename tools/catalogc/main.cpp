// catalogc --out FILE.cpp PO...      writes the catalogues as C++ tables for platform/i18n
// catalogc --check POT PO...         says everything that keeps the catalogues from being complete
#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include "catalogc/po.hpp"

namespace {

using catalogc::Catalogue;
using catalogc::Entry;
using catalogc::PoError;

Catalogue read_catalogue(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw PoError{path + ": cannot be read"};
  std::ostringstream content;
  content << file.rdbuf();
  return catalogc::parse_po(path, content.str());
}

bool is_translated(const Entry& entry) {
  return !entry.is_obsolete && !entry.is_fuzzy && std::none_of(entry.forms.begin(), entry.forms.end(), [](const std::string& form) { return form.empty(); });
}

// Two tables per language: entries, and their forms one after the other.
void write_tables(std::ostringstream& out, const Catalogue& catalogue, int plural_count) {
  std::ostringstream forms;
  std::ostringstream entries;
  std::size_t next_form = 0;
  for (const Entry& entry : catalogue.entries) {
    if (!is_translated(entry)) continue;
    if (!entry.many.empty() && entry.forms.size() != static_cast<std::size_t>(plural_count)) {
      throw PoError{catalogue.file + ":" + std::to_string(entry.line) + ": needs " + std::to_string(plural_count) + " forms"};
    }
    entries << "    {" << catalogc::quote(entry.context) << ", " << catalogc::quote(entry.one) << ", " << next_form << ", " << entry.forms.size() << "},\n";
    for (const std::string& form : entry.forms) forms << "    " << catalogc::quote(form) << ",\n";
    next_form += entry.forms.size();
  }
  // The first row is never found and keeps an empty catalogue a valid array.
  out << "constexpr std::string_view k_" << catalogue.tag << "_forms[] = {\n" << forms.str() << "    {},\n};\n";
  out << "constexpr CatalogueEntry k_" << catalogue.tag << "_entries[] = {\n" << entries.str() << "    {{}, {}, " << next_form << ", 1},\n};\n\n";
}

std::string generate(const std::vector<Catalogue>& catalogues) {
  std::ostringstream out;
  out << "// Made by catalogc from locales/*.po. Do not edit.\n#include \"platform/i18n/catalogue.hpp\"\n\nnamespace muster::i18n {\nnamespace {\n\n";
  std::ostringstream rows;
  for (const Catalogue& catalogue : catalogues) {
    const catalogc::PluralForms plural = catalogc::parse_plural_forms(catalogue);
    write_tables(out, catalogue, plural.count);
    const auto reviewed = catalogue.header.find("X-Reviewed");
    const bool is_reviewed = reviewed != catalogue.header.end() && reviewed->second == "yes";
    rows << "    {" << catalogc::quote(catalogue.tag) << ", " << (is_reviewed ? "true" : "false")
         << ",\n     []([[maybe_unused]] unsigned long n) -> unsigned { return static_cast<unsigned>(" << plural.expression << "); },\n     k_"
         << catalogue.tag << "_entries, k_" << catalogue.tag << "_forms},\n";
  }
  out << "const Catalogue kCatalogues[] = {\n" << rows.str() << "    {},\n};\n\n}  // namespace\n\n";
  out << "std::span<const Catalogue> list_catalogues() { return {kCatalogues, " << catalogues.size() << "}; }\n\n}  // namespace muster::i18n\n";
  return out.str();
}

int check(const Catalogue& pot, const std::vector<Catalogue>& catalogues) {
  std::size_t problems = 0;
  for (const Catalogue& catalogue : catalogues) {
    for (const std::string& problem : catalogc::check_catalogue(catalogue, pot)) {
      std::cerr << problem << '\n';
      ++problems;
    }
  }
  if (problems > 0) std::cerr << problems << " problems in the catalogues\n";
  return problems == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2 || (arguments[0] != "--out" && arguments[0] != "--check")) {
    std::cerr << "usage: catalogc --out FILE.cpp PO...\n       catalogc --check POT PO...\n";
    return 2;
  }
  try {
    std::vector<Catalogue> catalogues;
    for (std::size_t i = 2; i < arguments.size(); ++i) catalogues.push_back(read_catalogue(arguments[i]));
    std::sort(catalogues.begin(), catalogues.end(), [](const Catalogue& a, const Catalogue& b) { return a.tag < b.tag; });
    if (arguments[0] == "--check") return check(read_catalogue(arguments[1]), catalogues);
    std::ofstream file(arguments[1], std::ios::binary);
    file << generate(catalogues);
    if (!file.flush()) throw PoError{arguments[1] + ": cannot be written"};
  } catch (const PoError& error) {
    std::cerr << error.text << '\n';
    return 1;
  }
  return 0;
}
