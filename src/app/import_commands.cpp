#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/commands.hpp"
#include "app/installation.hpp"
#include "base/csv.hpp"
#include "app/wiring.hpp"
#include "features/imports/imports.hpp"
#include "features/organisations/directory_store.hpp"
#include "features/organisations/listing.hpp"
#include "features/reports/publication_table_pages.hpp"
#include "platform/i18n/encoding.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/xlsx/xlsx.hpp"

namespace muster::app {
namespace {

constexpr std::int64_t kNewest = INT64_MAX;
constexpr std::chrono::seconds kQuietTime{2};
constexpr std::uintmax_t kFileLimit = 32 * 1024 * 1024;  // bytes

i18n::Decoded read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw OperatorError("There is no file " + path + " that can be read.");
  std::error_code unknown;
  if (const auto bytes = std::filesystem::file_size(path, unknown); !unknown && bytes > kFileLimit) {
    throw OperatorError(path + " is larger than 32 MB. Send it in parts, each with the first line.");
  }
  auto decoded = i18n::decode_to_utf8(std::string(std::istreambuf_iterator<char>(file), {}));
  if (!decoded) {
    throw OperatorError(path + ": line " + std::to_string(decoded.error().line) + " holds bytes that are no text in " + decoded.error().encoding +
                        ". Save the file as CSV in UTF-8.");
  }
  if (decoded->encoding != "UTF-8") std::fprintf(stderr, "Read as %s. Check letters with marks.\n", decoded->encoding.c_str());
  return std::move(*decoded);
}

// A bar on a terminal, once it takes longer than people like to wait.
std::function<void(std::size_t, std::size_t)> make_progress() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  const auto begin = std::chrono::steady_clock::now();
  return [begin](std::size_t done, std::size_t total) {
    if (std::chrono::steady_clock::now() - begin < kQuietTime) return;
    std::fprintf(stderr, "\r%zu of %zu%s", done, total, done == total ? "\n" : "");
  };
}

// A line for each sentence about a row, as a terminal shows it.
void print_why(const i18n::Texts& texts, int line, const std::string& name, const std::string& why) {
  for (const std::string& sentence : imports::read_messages(why, [&](const Message& message) { return texts.translate(Locale::en, message); })) {
    std::printf("Line %d: %s: %s\n", line, name.c_str(), sentence.c_str());
  }
}

// What every import takes: the programme, countries by name, and who else may stand on an organisation.
struct Setting {
  i18n::Texts texts;
  Programme programme = load_embedded_programme();
  imports::CountryNames countries{programme, [this](Locale locale, std::string_view code) { return texts.format_country(locale, code); }};
  imports::Rules rules() const { return {programme, countries, has_report}; }
};

void print_report(const i18n::Texts& texts, const imports::Report& report, bool is_dry_run) {
  using imports::Outcome;
  if (report.is_continued) std::printf("An import of this file had been stopped half way; it was continued.\n");
  for (const std::string& column : report.unknown_columns) std::printf("Column not known, left out: %s\n", column.c_str());
  for (const imports::RowReport& row : report.rows) print_why(texts, row.line, row.name, row.why);
  std::printf("%s%lld new, %lld changed, %lld unchanged, %lld conflicts, %lld invalid\n", is_dry_run ? "Dry run, nothing was changed: " : "",
              static_cast<long long>(report.count(Outcome::added)), static_cast<long long>(report.count(Outcome::changed)),
              static_cast<long long>(report.count(Outcome::unchanged)), static_cast<long long>(report.count(Outcome::conflict)),
              static_cast<long long>(report.count(Outcome::invalid)));
}

// Public facts alone, as on the public pages.
organisations::Listing list_organisations(db::PublicDatabase& database, const std::string& public_url) {
  organisations::Listing listing{{"id", "url", "name", "name_english", "country", "region", "place", "status", "website"}, {}};
  for (const auto& of : database.read([](db::PublicRead& read) { return organisations::list_public(read); })) {
    listing.rows.push_back({of.id.format(), public_url + "/en/organisations/" + of.id.format(), of.name, of.name_english, of.country, of.region,
                            of.place, std::string(organisations::status_name(of.status)), of.website});
  }
  return listing;
}

std::string format_organisations(db::PublicDatabase& database, const std::string& public_url, const std::string& format) {
  const auto listing = list_organisations(database, public_url);
  if (format == "xlsx") return xlsx::format_xlsx(xlsx::make_sheet("Organisations", false, listing.columns, listing.rows, {"id"}, {}));
  return format == "json" ? organisations::format_json(listing) + "\n" : organisations::format_csv(listing);
}

// Published reports with their public answers, from the public tables alone.
std::string format_reports(db::PublicDatabase& database, const std::string& public_url, const std::string& format) {
  const i18n::Texts texts;
  const auto table = database.read([&](db::PublicRead& read) { return reports::list_publication_table(read, texts, public_url); });
  if (format == "xlsx") return xlsx::format_xlsx(xlsx::make_sheet("Reports", false, table.columns, table.rows, {"organisation", "year"}, {}));
  return format == "json" ? reports::format_publication_json(table) + "\n" : format_csv(table.columns, table.rows);
}

}  // namespace

int run_import_organisations(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  const auto database = open_database(config);
  check_schema(*database);
  const SystemClock clock;
  SystemRandom random;
  const Actor actor = Actor::system();
  const Setting setting;
  const auto file = read_text(arguments.file);
  const auto name = std::filesystem::path(arguments.file).filename().string();
  const auto columns = imports::find_file_columns(*database, file.text, arguments.columns);
  if (!columns) throw OperatorError(arguments.file + ": " + setting.texts.translate(Locale::en, columns.error().message));
  if (!columns->empty() && arguments.columns.empty()) std::fprintf(stderr, "Columns are read as somebody chose for these headings before.\n");
  const auto report = imports::import_organisations(
      *database, By{clock, random, actor}, setting.rules(), file.text,
      {.file_name = name, .encoding = file.encoding, .is_dry_run = arguments.is_dry_run, .progress = make_progress(), .columns = *columns});
  if (!report) throw OperatorError(arguments.file + ": " + setting.texts.translate(Locale::en, report.error().message));
  print_report(setting.texts, *report, arguments.is_dry_run);
  if (report->count(imports::Outcome::added) + report->count(imports::Outcome::changed) > 0 && report->batch != 0) std::printf("To undo it: muster import undo %lld\n", static_cast<long long>(report->batch));
  return report->count(imports::Outcome::conflict) + report->count(imports::Outcome::invalid) == 0 ? 0 : 1;
}

int run_import_undo(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  const auto database = open_database(config);
  check_schema(*database);
  const SystemClock clock;
  SystemRandom random;
  const Actor actor = Actor::system();
  const Setting setting;
  const auto left = imports::undo_import(*database, By{clock, random, actor}, setting.rules(), arguments.number, make_progress());
  if (!left) throw OperatorError("import " + std::to_string(arguments.number) + ": " + setting.texts.translate(Locale::en, left.error().message));
  for (const imports::Leftover& line : *left) print_why(setting.texts, line.line, line.name, line.why);
  std::printf("Undone. %zu lines were left as they are, because something changed since.\n", left->size());
  return 0;
}

int run_export(const Arguments& arguments) {
  const auto config = load_configuration(arguments);
  if (arguments.format != "csv" && arguments.format != "json" && arguments.format != "xlsx") throw OperatorError("format: write csv, json or xlsx instead of " + arguments.format + ".");
  if (arguments.format == "xlsx" && ::isatty(STDOUT_FILENO) != 0) throw OperatorError("A workbook is no text for a terminal. Add > " + arguments.what + ".xlsx");
  const auto database = open_database(config);
  check_schema(*database);
  if (arguments.what != "organisations" && arguments.what != "reports") throw OperatorError("export: write organisations or reports instead of " + arguments.what + ".");
  const std::string text = arguments.what == "reports" ? format_reports(*database, config.public_url, arguments.format) : format_organisations(*database, config.public_url, arguments.format);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace muster::app
