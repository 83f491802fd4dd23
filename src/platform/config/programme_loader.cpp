#include "platform/config/programme_loader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "base/email.hpp"
#include "base/table_reader.hpp"
#include "base/text.hpp"
#include "platform/config/toml_node.hpp"

namespace muster::config {
namespace {

constexpr std::array<std::string_view, 5> kRuleKinds = {"expectation", "criterion", "suggestion", "not_expected", "note"};
constexpr std::array<std::string_view, 5> kNeeded = {"programme.toml", "lists.toml", "rules.toml", "countries.csv", "country-points.csv"};
constexpr int kColoursMost = 8;

// One row of a CSV file without line breaks inside its cells. Quotes are taken off, doubled ones kept once.
std::vector<std::string> split_csv(std::string_view line) {
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (is_quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back().push_back(line[i++]);
      } else {
        is_quoted = !is_quoted;
      }
    } else if (line[i] == ',' && !is_quoted) {
      cells.emplace_back();
    } else if (line[i] != '\r') {
      cells.back().push_back(line[i]);
    }
  }
  return cells;
}

class ProgrammeReader {
 public:
  explicit ProgrammeReader(const ProgrammeFiles& files) : files_(files) {}

  void read() {
    for (const std::string_view name : kNeeded) {
      if (!files_.contains(name) && name != "country-points.csv") complain(std::string(name), "is missing; add the file");
    }
    if (const auto root = parse("programme.toml")) read_programme(*root);
    if (const auto root = parse("lists.toml")) read_lists(*root);
    if (const auto root = parse("rules.toml")) read_rules(*root);
    read_countries();
    read_points();
    check_whole();
  }

  Programme programme;
  std::vector<std::string> complaints;
  std::vector<std::string> map_complaints;

 private:
  void complain(const std::string& where, std::string_view what) { complaints.push_back(fmt::format("{}: {}", where, what)); }

  std::optional<Node> parse(std::string_view name) {
    const auto file = files_.find(name);
    if (file == files_.end()) return std::nullopt;
    auto root = parse_toml(file->second, name);
    if (root) return std::move(*root);
    complaints.push_back(std::move(root.error()));
    return std::nullopt;
  }

  void take(Complaints& from) { std::ranges::move(from.lines, std::back_inserter(complaints)); }

  // Calls `read_one(reader, node)` for each table of the list and refuses a code used twice.
  template <class F>
  void each(TableReader& parent, std::string_view key, Complaints& notes, F read_one) {
    std::set<std::string> codes;
    std::size_t number = 0;
    for (const Node& node : parent.tables(key)) {
      TableReader reader(node, fmt::format("{}[{}]", key, ++number), notes);
      const std::string code = read_one(reader);
      if (!code.empty() && !codes.insert(code).second) reader.complain("code", fmt::format("\"{}\" is used twice; give each entry its own", code));
      reader.finish();
    }
    if (number == 0) parent.complain(key, fmt::format("add at least one [[{}]]", key));
  }

  void read_programme(const Node& root) {
    Complaints notes{"programme.toml", {}};
    TableReader reader(root, "", notes);
    programme.code = reader.text("code");
    programme.brand = reader.local("brand");
    programme.short_description = reader.local("short_description");
    programme.member_word = reader.local("member_word");
    programme.staff_email = reader.text("staff_email");
    if (!programme.staff_email.empty() && !Email::parse(programme.staff_email)) reader.complain("staff_email", "write an e-mail address, like staff@example.org");
    read_regions(reader, notes);
    read_reminders(reader, notes);
    read_milestones(reader, notes);
    read_numbers(reader, notes);
    reader.finish();
    take(notes);
  }

  void read_regions(TableReader& parent, Complaints& notes) {
    each(parent, "regions", notes, [&](TableReader& reader) {
      Programme::Region region{.code = reader.text("code"), .name = reader.local("name"), .body = reader.text("body"), .body_name = reader.local("body_name")};
      region.colour = static_cast<int>(reader.integer("colour"));
      if (region.colour < 1 || region.colour > kColoursMost) reader.complain("colour", "choose a colour from 1 to 8");
      programme.regions.push_back(region);
      return region.code;
    });
  }

  void read_reminders(TableReader& parent, Complaints& notes) {
    each(parent, "reminders", notes, [&](TableReader& reader) {
      const Programme::Reminder reminder{.days = static_cast<int>(reader.integer("days")), .to_all = reader.flag("to_all")};
      if (!programme.reminders.empty() && programme.reminders.back().days >= reminder.days) reader.complain("days", "put the reminders in order, the earliest first");
      programme.reminders.push_back(reminder);
      return std::string();
    });
  }

  void read_milestones(TableReader& parent, Complaints& notes) {
    const Node* node = parent.table("milestones");
    if (node == nullptr) return parent.complain("milestones", "is missing; add it");
    TableReader reader(*node, "milestones", notes);
    programme.milestones.rules_approved = reader.optional_date("rules_approved");
    programme.milestones.needs_board_approval = reader.flag("needs_board_approval");
    programme.milestones.board_approved = reader.optional_date("board_approved");
    programme.milestones.implementation_months = get_number(reader, "implementation_months", 0, 36);
    reader.finish();
  }

  int get_number(TableReader& reader, std::string_view key, int least, int most) {
    const std::int64_t value = reader.integer(key);
    if (value < least || value > most) reader.complain(key, fmt::format("write a number from {} to {}", least, most));
    return static_cast<int>(value);
  }

  void read_numbers(TableReader& parent, Complaints& notes) {
    const Node* node = parent.table("numbers");
    if (node == nullptr) return parent.complain("numbers", "is missing; add it");
    TableReader reader(*node, "numbers", notes);
    programme.representatives_least = get_number(reader, "representatives_least", 1, 20);
    programme.representatives_most = get_number(reader, "representatives_most", 1, 20);
    programme.cycle_months = get_number(reader, "cycle_months", 1, 120);
    programme.departure_grace_days = get_number(reader, "departure_grace_days", 0, 366);
    programme.contest_days = get_number(reader, "contest_days", 0, 60);
    programme.invitation_days = get_number(reader, "invitation_days", 1, 90);
    programme.person_after_days = get_number(reader, "person_after_days", 1, 90);
    programme.updates_per_year_usual = get_number(reader, "updates_per_year_usual", 1, 60);
    programme.updates_per_year_least = get_number(reader, "updates_per_year_least", 0, 60);
    programme.updates_per_month_most = get_number(reader, "updates_per_month_most", 1, 31);
    if (programme.representatives_least > programme.representatives_most) reader.complain("representatives_most", "is smaller than representatives_least");
    if (programme.updates_per_year_least > programme.updates_per_year_usual) reader.complain("updates_per_year_usual", "is smaller than updates_per_year_least");
    reader.finish();
  }

  void read_choices(TableReader& parent, std::string_view key, Complaints& notes, std::vector<Programme::Choice>& list) {
    each(parent, key, notes, [&](TableReader& reader) {
      list.push_back({.code = reader.text("code"), .name = reader.local("name")});
      return list.back().code;
    });
  }

  void read_lists(const Node& root) {
    Complaints notes{"lists.toml", {}};
    TableReader reader(root, "", notes);
    read_choices(reader, "topics", notes, programme.topics);
    read_choices(reader, "kinds", notes, programme.kinds);
    read_choices(reader, "statuses", notes, programme.other_body_statuses);
    each(reader, "other_bodies", notes, [&](TableReader& body) {
      programme.other_bodies.push_back({.code = body.text("code"), .name = body.local("name")});
      return programme.other_bodies.back().code;
    });
    reader.finish();
    take(notes);
  }

  void read_rules(const Node& root) {
    Complaints notes{"rules.toml", {}};
    TableReader parent(root, "", notes);
    each(parent, "rules", notes, [&](TableReader& reader) {
      Programme::Rule rule{.source = reader.text("source"), .kind = reader.text("kind"), .text = reader.local("text")};
      if (std::ranges::find(kRuleKinds, rule.kind) == kRuleKinds.end()) {
        reader.complain("kind", "choose expectation, criterion, suggestion, not_expected or note");
      }
      if (!is_source(rule.source)) reader.complain("source", "name the sentence of the source document, like S71");
      programme.rules.push_back(std::move(rule));
      return std::string();
    });
    parent.finish();
    take(notes);
  }

  static bool is_source(std::string_view source) {
    return source.size() >= 2 && source.size() <= 4 && source.front() == 'S' &&
           std::ranges::all_of(source.substr(1), [](char c) { return c >= '0' && c <= '9'; });
  }

  // Columns: iso2, icann_region, ralo, basis, follows. The basis says how the region was found; what its
  // author was not sure of is marked, so that staff look at it before they rely on it.
  void read_countries() {
    const auto file = files_.find("countries.csv");
    if (file == files_.end()) return;
    int line = 0;
    for (const std::string_view text : split(file->second, '\n')) {
      ++line;
      if (line == 1 || trim(text).empty()) continue;
      const auto cells = split_csv(text);
      const std::string where = fmt::format("countries.csv:{}", line);
      if (cells.size() != 5) {
        complain(where, "write five cells: iso2, icann_region, ralo, basis, follows");
        continue;
      }
      read_country(cells, where);
    }
  }

  void read_country(const std::vector<std::string>& cells, const std::string& where) {
    const bool is_code = cells[0].size() == 2 && std::ranges::all_of(cells[0], [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!is_code) return complain(where + ": iso2", "write two capital letters");
    const Programme::Region* region = programme.find_region(cells[1]);
    if (region == nullptr) return complain(where + ": icann_region", fmt::format("\"{}\" is not a region of programme.toml", cells[1]));
    if (region->body != cells[2]) complain(where + ": ralo", fmt::format("the body of {} is {}", region->code, region->body));
    const bool is_uncertain = cells[3].find("UNCERTAIN") != std::string::npos || cells[3].find("; check") != std::string::npos;
    if (!programme.countries.emplace(cells[0], Programme::Country{.iso2 = cells[0], .region = cells[1], .is_uncertain = is_uncertain}).second) {
      complain(where + ": iso2", fmt::format("\"{}\" stands here twice", cells[0]));
    }
  }

  static std::optional<double> parse_coordinate(std::string_view text, double most) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= most)) return std::nullopt;
    return value;
  }

  // Columns: iso2, x, y in the 900 x 420 map.
  void read_points() {
    const auto file = files_.find("country-points.csv");
    if (file == files_.end()) return map_complaints.push_back("country-points.csv: is missing; make it with web/tools");
    std::set<std::string> placed;
    int line = 0;
    for (const std::string_view text : split(file->second, '\n')) {
      if (++line == 1 || trim(text).empty()) continue;
      const auto cells = split_csv(text);
      const auto x = cells.size() >= 3 ? parse_coordinate(cells[1], 900) : std::nullopt;
      const auto y = cells.size() >= 3 ? parse_coordinate(cells[2], 420) : std::nullopt;
      if (!x || !y) {
        map_complaints.push_back(fmt::format("country-points.csv:{}: write iso2, x (0 to 900) and y (0 to 420)", line));
        continue;
      }
      const auto country = programme.countries.find(cells[0]);
      if (country == programme.countries.end()) continue;
      country->second.map_x = *x;
      country->second.map_y = *y;
      placed.insert(cells[0]);
    }
    for (const auto& [iso2, country] : programme.countries) {
      if (!placed.contains(iso2)) map_complaints.push_back(fmt::format("country-points.csv: {}: this country has no place on the map; add a line", iso2));
    }
  }

  void check_whole() {
    std::set<std::string> bodies;
    for (const Programme::Region& region : programme.regions) {
      if (!bodies.insert(region.body).second) complain("programme.toml: regions", fmt::format("\"{}\" is the body of two regions", region.body));
      const bool has_country = std::ranges::any_of(programme.countries, [&](const auto& country) { return country.second.region == region.code; });
      if (!has_country && !programme.countries.empty()) complain("countries.csv", fmt::format("region {} has no country", region.code));
    }
  }

  const ProgrammeFiles& files_;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

ProgrammeFiles read_programme_files(const std::string& folder, const std::string& points_path) {
  namespace fs = std::filesystem;
  ProgrammeFiles files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_regular_file() || (extension != ".toml" && extension != ".csv")) continue;
    files[fs::relative(entry.path(), folder).generic_string()] = read_file(entry.path());
  }
  if (fs::is_regular_file(points_path, error)) files["country-points.csv"] = read_file(points_path);
  return files;
}

Result<Programme> load_programme(const ProgrammeFiles& files) {
  ProgrammeReader reader(files);
  reader.read();
  if (!reader.complaints.empty()) return invalid("programme", verbatim(reader.complaints.front()));
  return std::move(reader.programme);
}

std::vector<std::string> check_programme(const ProgrammeFiles& files) {
  ProgrammeReader reader(files);
  reader.read();
  std::ranges::move(reader.map_complaints, std::back_inserter(reader.complaints));
  return std::move(reader.complaints);
}

}  // namespace muster::config
