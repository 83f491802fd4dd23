// Every job that some room enqueues by name has a kind that runs it. An event without one would wait for ever.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "app/wiring.hpp"
#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"

namespace muster {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> read_sources() {
  std::map<std::string, std::string> sources;
  for (const char* folder : {"src/features", "src/app"}) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string path = entry.path().string();
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
      if (path.find("_test.") != std::string::npos) continue;
      std::ifstream file(path);
      sources[path] = std::string(std::istreambuf_iterator<char>(file), {});
    }
  }
  return sources;
}

// Names of constants, by folder: kPublish in src/features/reports is "reports.publish".
std::map<std::string, std::string> find_names(const std::map<std::string, std::string>& sources) {
  static const std::regex declared("constexpr std::string_view (k[A-Za-z]+) = \"([a-z]+\\.[a-z_]+)\"");
  std::map<std::string, std::string> names;
  for (const auto& [path, text] : sources) {
    for (std::sregex_iterator at(text.begin(), text.end(), declared), end; at != end; ++at) names[(*at)[1]] = (*at)[2];
  }
  return names;
}

// What stands in calls of enqueue, but for mail's.
std::set<std::string> find_enqueued(const std::map<std::string, std::string>& sources) {
  static const std::regex word("k[A-Z][A-Za-z]+|\\.kind = \"([a-z_.]+)\"");
  const auto names = find_names(sources);
  std::set<std::string> enqueued;
  for (const auto& [path, text] : sources) {
    for (std::size_t at = text.find("enqueue("); at != std::string::npos; at = text.find("enqueue(", at + 1)) {
      if (at >= 6 && text.compare(at - 6, 6, "mail::") == 0) continue;
      const std::string call = text.substr(at, text.find(';', at) - at);
      for (std::sregex_iterator found(call.begin(), call.end(), word), end; found != end; ++found) {
        if ((*found)[1].matched) enqueued.insert((*found)[1]);
        else if (const auto name = names.find(found->str()); name != names.end()) enqueued.insert(name->second);
      }
    }
  }
  return enqueued;
}

}  // namespace

TEST_CASE("every job that is enqueued by name has a kind that runs it, and no kind is there twice") {
  std::set<std::string> kinds;
  for (const auto& kind : app::make_all_job_kinds()) {
    CHECK_MESSAGE(kinds.insert(kind.name).second, "twice: ", kind.name);
    CHECK_MESSAGE(kind.run, kind.name);
  }
  const auto enqueued = find_enqueued(read_sources());
  CHECK(enqueued.size() > 10);  // the search finds what it looks for
  for (const std::string_view event : {people::kPersonChanged, organisations::kPeopleChanged, organisations::kStatusChanged}) CHECK(enqueued.contains(std::string(event)));
  for (const auto& name : enqueued) CHECK_MESSAGE(kinds.contains(name), "nobody does the work of ", name);
  for (const auto& recurring : app::make_all_recurring()) CHECK_MESSAGE(kinds.contains(recurring.name), "nobody does the work of ", recurring.name);
}

}  // namespace muster
