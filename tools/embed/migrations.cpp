#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>

#include "embed/embed.hpp"

namespace embed {

namespace {

struct Migration {
  std::string name;
  std::string path;
  const std::string* sql = nullptr;
  const std::string* postgres = nullptr;
};

constexpr std::string_view kTwinEnding = ".postgres.sql";
constexpr std::string_view kEnding = ".sql";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "0001_people" to 1.
int parse_number(const Source& source, const std::string& name) {
  const bool is_good = name.size() > 5 && name[4] == '_' && std::ranges::all_of(name.substr(0, 4), is_digit);
  const int number = is_good ? std::stoi(name.substr(0, 4)) : 0;
  if (number == 0) throw std::runtime_error(source.path + ": a migration is called NNNN_topic.sql, from 0001 on");
  return number;
}

std::map<int, Migration> collect(const std::vector<Source>& sources) {
  std::map<int, Migration> migrations;
  for (const Source& source : sources) {
    const bool is_twin = source.name.ends_with(kTwinEnding);
    if (!source.name.ends_with(kEnding)) throw std::runtime_error(source.path + ": a migration ends in .sql");
    const std::string name = source.name.substr(0, source.name.size() - (is_twin ? kTwinEnding : kEnding).size());
    Migration& migration = migrations[parse_number(source, name)];
    if (!migration.name.empty() && migration.name != name) {
      throw std::runtime_error(source.path + ": " + migration.path + " has the same number; take the next free one");
    }
    migration.name = name;
    migration.path = source.path;
    (is_twin ? migration.postgres : migration.sql) = &source.bytes;
  }
  for (const auto& [number, migration] : migrations) {
    if (migration.sql == nullptr) throw std::runtime_error(migration.path + ": a twin needs " + migration.name + ".sql");
  }
  return migrations;
}

}  // namespace

Output render_migrations(const std::vector<Source>& sources, const std::string& header) {
  std::ostringstream code;
  const auto migrations = collect(sources);
  code << "#include \"" << header << "\"\n\n#include <array>\n\nnamespace muster::embedded {\n\nnamespace {\n\n"
       << "using namespace std::string_view_literals;\n\nconstexpr std::array<db::Migration, " << migrations.size() << "> kMigrations = {{\n";
  for (const auto& [number, migration] : migrations) {
    code << "{" << number << ", \"" << migration.name << "\",\n" << quote(*migration.sql) << "sv,\n"
         << quote(migration.postgres == nullptr ? std::string_view() : *migration.postgres) << "sv},\n";
  }
  code << "}};\n\n}  // namespace\n\nstd::span<const db::Migration> migrations() { return kMigrations; }\n\n}  // namespace muster::embedded\n";
  return {R"cpp(// Made by embed from the folder db/migrations.
#pragma once

#include <span>

#include "platform/db/database.hpp"

namespace muster::embedded {

// All of them, in number order.
std::span<const db::Migration> migrations();

}  // namespace muster::embedded
)cpp",
          code.str()};
}

}  // namespace embed
