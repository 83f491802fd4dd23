// Programme data as operators edit it: one file is the input, the others are the programme's own. Whatever
// stands in it, there is a programme that keeps its own rules, or a complaint that names file and line.
#include <string>

#include "base/text.hpp"
#include "features/forms/form_file.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

const config::ProgrammeFiles& own_files() {
  static const config::ProgrammeFiles files =
      config::read_programme_files(MUSTER_TOP "/programmes/icann-at-large", MUSTER_TOP "/web/assets/country-points.csv");
  return files;
}

const Programme& own_programme() {
  static const Programme programme = [] {
    auto loaded = config::load_programme(own_files());
    require(loaded.has_value(), "the programme that we ship is one");
    return std::move(*loaded);
  }();
  return programme;
}

void check_form(std::string_view text) {
  const auto root = config::parse_toml(text, "form.toml");
  if (!root) return require(root.error().starts_with("form.toml:"), "a complaint names its file");
  const auto form = forms::read_form(*root, "form.toml", own_programme());
  if (!form) require(!form.error().empty() && form.error().front().starts_with("form.toml:"), "a complaint names its file");
}

bool is_about(std::string_view complaint, std::string_view file) { return complaint.starts_with(file); }

// The file alone first, which is quick; where nothing is wrong with it, with all the others.
void check_programme(const std::string& name, std::string_view text) {
  config::ProgrammeFiles files;
  for (const auto& [file, whole] : own_files()) files[file] = "";
  files[name] = text;
  bool is_sound = true;
  for (const auto& complaint : config::check_programme(files)) {
    require(!is_clean_utf8(text) || is_clean_utf8(complaint), "a complaint is clean");
    is_sound = is_sound && (!is_about(complaint, name) || !name.ends_with(".toml"));
  }
  if (!is_sound) return;
  files = own_files();
  files[name] = text;
  const auto programme = config::load_programme(files);
  if (!programme) return require(!programme.error().message.verbatim.empty(), "a programme is read or refused with words");
  for (const auto& [code, country] : programme->countries) {
    require(country.map_x >= 0 && country.map_x <= 900 && country.map_y >= 0 && country.map_y <= 420, "a place is on the map");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  switch (input.byte() % 6) {
    case 0: check_programme("programme.toml", input.rest()); break;
    case 1: check_programme("lists.toml", input.rest()); break;
    case 2: check_programme("rules.toml", input.rest()); break;
    case 3: check_programme("countries.csv", input.rest()); break;
    case 4: check_programme("country-points.csv", input.rest()); break;
    default: check_form(input.rest()); break;
  }
  return 0;
}
