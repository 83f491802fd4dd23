#include "app/installation.hpp"

#include <filesystem>
#include <map>

#include "embedded_map.hpp"
#include "embedded_migrations.hpp"
#include "embedded_programme.hpp"
#include "features/forms/form_file.hpp"
#include "features/updates/glossary_file.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"

namespace muster::app {
namespace {

constexpr std::string_view kProgrammeFolder = "icann-at-large/";

config::ProgrammeFiles read_embedded_files() {
  config::ProgrammeFiles files;
  for (const embedded::File& file : embedded::list_programme_files()) {
    if (file.path.starts_with(kProgrammeFolder)) files.emplace(std::string(file.path.substr(kProgrammeFolder.size())), std::string(file.bytes));
  }
  for (const embedded::File& file : embedded::list_map_files()) files.emplace(std::string(file.path), std::string(file.bytes));
  return files;
}

// Complaints about one form file, or the form.
std::expected<forms::Form, std::vector<std::string>> read_form(const std::string& path, const std::string& content, const Programme& programme) {
  auto node = config::parse_toml(content, path);
  if (!node) return std::unexpected(std::vector<std::string>{node.error()});
  return forms::read_form(*node, path, programme);
}

constexpr std::string_view kGlossaryFile = "glossary.toml";

std::expected<std::vector<updates::Term>, std::vector<std::string>> read_glossary(const config::ProgrammeFiles& files) {
  const auto file = files.find(kGlossaryFile);
  if (file == files.end()) return {};  // a programme may have none
  auto node = config::parse_toml(file->second, kGlossaryFile);
  if (!node) return std::unexpected(std::vector<std::string>{node.error()});
  return updates::read_glossary(*node, kGlossaryFile);
}

bool is_form(const std::string& path) { return path.starts_with("forms/") && path.ends_with(".toml"); }

std::vector<std::string> check_files(const config::ProgrammeFiles& files) {
  std::vector<std::string> complaints = config::check_programme(files);
  const auto programme = config::load_programme(files);
  if (!programme) return complaints;
  for (const auto& [path, content] : files) {
    if (!is_form(path)) continue;
    if (const auto form = read_form(path, content, *programme); !form) complaints.insert(complaints.end(), form.error().begin(), form.error().end());
  }
  if (const auto terms = read_glossary(files); !terms) complaints.insert(complaints.end(), terms.error().begin(), terms.error().end());
  return complaints;
}

}  // namespace

config::Config load_configuration(const Arguments& arguments) {
  config::Environment environment = config::read_environment();
  if (!arguments.listen.empty()) {
    environment["MUSTER_LISTEN"] = arguments.listen;
    environment.try_emplace("MUSTER_PUBLIC_URL", "http://localhost:" + arguments.listen.substr(arguments.listen.rfind(':') + 1));
  }
  if (!arguments.data.empty()) {
    std::filesystem::create_directories(arguments.data);
    environment["MUSTER_DATA"] = arguments.data;
    environment.try_emplace("MUSTER_DATABASE", "sqlite:" + arguments.data + "/muster.db");
  }
  auto config = config::load_config(arguments.config_file.empty() ? std::nullopt : std::optional(arguments.config_file), environment);
  if (!config) throw OperatorError(config.error());
  return std::move(*config);
}

std::unique_ptr<db::Database> open_database(const config::Config& config) {
  return db::Database::open({.url = config.database, .public_url = config.database_public, .readers = config.workers});
}

void check_schema(db::Database& database) {
  const auto migrations = embedded::migrations();
  const int newest = migrations.empty() ? 0 : migrations.back().number;
  const int version = database.schema_version();
  if (version > newest) {
    throw OperatorError("The database is at version " + std::to_string(version) + ", this program knows " + std::to_string(newest) + ". Install the newer program.");
  }
  if (version < newest) {
    throw OperatorError("The database is at version " + std::to_string(version) + ", this program needs " + std::to_string(newest) + ". Run: muster migrate");
  }
}

log::Level log_level(const config::Config& config) {
  switch (config.log_level) {
    case config::LogLevel::debug: return log::Level::debug;
    case config::LogLevel::warning: return log::Level::warning;
    case config::LogLevel::error: return log::Level::error;
    case config::LogLevel::info: break;
  }
  return log::Level::info;
}

Programme load_embedded_programme() {
  auto programme = config::load_programme(read_embedded_files());
  if (!programme) throw OperatorError("programme: " + programme.error().message.verbatim);
  return std::move(*programme);
}

std::vector<forms::Form> load_embedded_forms(const Programme& programme) {
  std::vector<forms::Form> forms;
  for (const auto& [path, content] : read_embedded_files()) {
    if (!is_form(path)) continue;
    auto form = read_form(path, content, programme);
    if (!form) throw OperatorError("programme: " + form.error().front());
    forms.push_back(std::move(*form));
  }
  return forms;
}

std::vector<updates::Term> load_embedded_glossary() {
  auto terms = read_glossary(read_embedded_files());
  if (!terms) throw OperatorError("programme: " + terms.error().front());
  return std::move(*terms);
}

std::vector<std::string> check_programme_folder(const std::string& folder) {
  if (folder.empty()) return check_files(read_embedded_files());
  auto files = config::read_programme_files(folder, "");
  for (const embedded::File& file : embedded::list_map_files()) files.emplace(std::string(file.path), std::string(file.bytes));
  return check_files(files);
}

}  // namespace muster::app
