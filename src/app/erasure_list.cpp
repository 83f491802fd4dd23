#include "app/erasure_list.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <mutex>

#include "app/installation.hpp"
#include "base/text.hpp"
#include "platform/db/file_sync.hpp"

namespace muster::app {
namespace {

bool is_same(const privacy::Erased& a, const privacy::Erased& b) { return a.person == b.person && a.created_at == b.created_at; }

std::optional<Instant> parse_microseconds(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return Instant::from_microseconds(value);
}

std::optional<privacy::Erased> parse_line(std::string_view line) {
  const auto parts = split(line, ' ');
  if (parts.size() != 3 && parts.size() != 4) return std::nullopt;
  const auto person = PersonId::parse(parts[0]);
  const auto created = parse_microseconds(parts[1]);
  const auto erased = parse_microseconds(parts[2]);
  if (!person || !created || !erased) return std::nullopt;
  privacy::Erased each{*person, *created, *erased};
  if (parts.size() == 4) {
    for (const auto& key : split(parts[3], ',')) each.taken_out.emplace_back(key);
  }
  return each;
}

}  // namespace

std::string erasure_list_path(const std::string& data_folder) { return data_folder + "/forgotten.list"; }

std::vector<privacy::Erased> read_erasure_list(const std::string& path) {
  std::vector<privacy::Erased> list;
  std::ifstream file(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const auto erased = parse_line(line);
    if (!erased) throw OperatorError(path + ":" + std::to_string(number) + ": this line cannot be read. Bring back a copy of the file.");
    list.push_back(*erased);
  }
  return list;
}

std::vector<privacy::Erased> merge_erasure_lists(std::vector<privacy::Erased> list, const std::vector<privacy::Erased>& more) {
  for (const auto& each : more) {
    const auto known = std::ranges::find_if(list, [&](const auto& one) { return is_same(one, each); });
    if (known == list.end()) {
      list.push_back(each);
    } else {
      for (const auto& key : each.taken_out) {
        if (std::ranges::find(known->taken_out, key) == known->taken_out.end()) known->taken_out.push_back(key);
      }
    }
  }
  std::ranges::stable_sort(list, {}, [](const auto& each) { return each.person.value(); });
  return list;
}

void write_erasure_list(const std::string& path, std::vector<privacy::Erased> list) {
  static std::mutex writing;  // the job and the watch of stamps may both bring it up to date
  const std::lock_guard lock(writing);
  list = merge_erasure_lists(read_erasure_list(path), list);
  if (list.empty()) return;
  const std::string temporary = db::temporary_name(path);
  db::remove_file(temporary);
  db::create_private_file(temporary);
  std::ofstream file(temporary);
  for (const auto& each : list) file << each.person.format() << ' ' << each.created_at.microseconds() << ' ' << each.erased_at.microseconds() << (each.taken_out.empty() ? "" : " ") << join(each.taken_out, ",") << '\n';
  file.close();
  if (!file) throw std::runtime_error("the list of forgotten people could not be written: " + temporary);
  db::publish_file(temporary, path);
}

}  // namespace muster::app
