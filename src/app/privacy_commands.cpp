// `muster privacy`: what would be let go by age, who was forgotten, and which copies of the data lie beside the database.
#include <cstdio>
#include <filesystem>

#include "app/commands.hpp"
#include "app/erasure_list.hpp"
#include "app/installation.hpp"
#include "features/privacy/privacy.hpp"

namespace muster::app {
namespace {

namespace fs = std::filesystem;

// Made before a migration or a restore; they hold people who were forgotten since.
std::vector<std::string> list_copies(const std::string& database) {
  constexpr std::string_view scheme = "sqlite:";
  if (!database.starts_with(scheme)) return {};
  const fs::path path = database.substr(scheme.size());
  const std::string name = path.filename().string();
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::vector<std::string> copies;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string each = entry.path().filename().string();
    if (each.starts_with(name + ".before-") || each.starts_with(name + ".replaced")) copies.push_back(entry.path().string());
  }
  return copies;
}

void print_kinds(db::Database& database, Instant now) {
  std::printf("%-16s %6s %10s  %s\n", "kind", "days", "older now", "at night");
  for (const privacy::Kept& kept : privacy::list_kept(database, now)) {
    std::printf("%-16s %6d %10lld  %s\n", kept.code.c_str(), kept.days, static_cast<long long>(kept.waiting), kept.is_on ? "deleted" : "left alone");
  }
}

}  // namespace

int run_privacy(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  const auto database = open_database(config);
  check_schema(*database);
  SystemClock clock;
  print_kinds(*database, clock.now());
  if (arguments.is_for_real) {
    SystemRandom random;
    const Actor actor = Actor::system();
    const auto gone = privacy::let_go_now(*database, By{clock, random, actor}, load_embedded_programme());
    std::printf("%lld rows of the kinds that are switched on were let go.\n", static_cast<long long>(gone));
  }
  const auto erased = database->read([](db::Read& read) { return privacy::list_erased(read); });
  write_erasure_list(erasure_list_path(config.data), erased);
  std::printf("%zu people were forgotten; the list that a restore reads is %s\n", erased.size(), erasure_list_path(config.data).c_str());
  for (const std::string& copy : list_copies(config.database)) std::printf("This copy may still hold them; delete it when you need it no more: %s\n", copy.c_str());
  return 0;
}

}  // namespace muster::app
