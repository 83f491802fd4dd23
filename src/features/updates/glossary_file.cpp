#include "features/updates/glossary_file.hpp"

#include <fmt/core.h>

#include <set>

#include "base/table_reader.hpp"

namespace muster::updates {
namespace {

Term read_term(TableReader& reader) {
  return {.code = reader.text("code"), .short_form = reader.optional_text("short"), .name = reader.local("name"), .plain = reader.local("plain")};
}

}  // namespace

std::expected<std::vector<Term>, std::vector<std::string>> read_glossary(const Node& root, std::string_view file) {
  Complaints complaints{std::string(file), {}};
  TableReader reader(root, "", complaints);
  std::vector<Term> terms;
  std::set<std::string> codes;
  std::size_t number = 0;
  for (const Node& node : reader.tables("terms")) {
    TableReader entry(node, fmt::format("terms[{}]", ++number), complaints);
    terms.push_back(read_term(entry));
    if (!codes.insert(terms.back().code).second) entry.complain("code", "is used twice; give each entry its own");
    if (!check_term(terms.back()).problems.empty()) entry.complain("name", fmt::format("an acronym has at most {} characters, a name {}, an explanation {}", kShortLength, kNameLength, kPlainLength));
    entry.finish();
  }
  for (const std::string& known : reader.texts("known")) {
    Term term{.short_form = known, .is_known = true};
    // Apart from the codes of explained terms; an acronym of another script has its own bytes in it.
    term.code = fmt::format("known_{}", known);
    if (!codes.insert(term.code).second) reader.complain("known", fmt::format("\"{}\" stands there twice", known));
    terms.push_back(std::move(term));
  }
  reader.finish();
  if (!complaints.lines.empty()) return std::unexpected(std::move(complaints.lines));
  return terms;
}

}  // namespace muster::updates
