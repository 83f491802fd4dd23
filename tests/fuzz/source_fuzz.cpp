// What the build reads of ourselves: statements with named parameters, migrations, and catalogues.
// Nothing is lost on the way through the tokenizer; a statement written with numbers has no name left.
#include <algorithm>
#include <string>

#include "catalogc/po.hpp"
#include "platform/db/sql_text.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

void check_sql(std::string_view sql) {
  std::string whole;
  for (const auto& token : db::tokenize(sql)) {
    require(!token.text.empty(), "a token is something");
    whole += token.text;
  }
  require(whole == sql, "every character is in one token");
  const auto numbered = db::number_parameters(sql);
  // A dollar of the statement's own before a name would quote what follows; none of ours has one.
  const auto again = db::number_parameters(numbered.sql);
  const bool is_plain = sql.find('$') == std::string_view::npos;
  if (is_plain) require(again.names.empty() && again.sql == numbered.sql, "a numbered statement has no name left");
  auto names = numbered.names;
  std::ranges::sort(names);
  require(std::ranges::adjacent_find(names) == names.end(), "a name has one number");
  for (const auto& statement : db::split_statements(sql)) require(!statement.empty() && statement.back() != '\n', "a statement is something");
  (void)db::find_word(sql, 2);
}

void check_po(const std::string& source) {
  try {
    const auto catalogue = catalogc::parse_po("locales/ar.po", source);
    for (const auto& entry : catalogue.entries) require(entry.line > 0, "an entry has its line");
    (void)catalogc::parse_plural_forms(catalogue);
    (void)catalogc::check_catalogue(catalogue, catalogue);
    for (const auto& entry : catalogue.entries) require(catalogc::quote(entry.one).size() >= entry.one.size(), "a literal holds its text");
  } catch (const catalogc::PoError& error) {
    require(error.text.starts_with("locales/ar.po"), "a complaint names its file");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  if (input.byte() % 2 == 0) {
    check_sql(input.rest());
  } else {
    check_po(std::string(input.rest()));
  }
  return 0;
}
