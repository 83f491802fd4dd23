// What check_includes must find, and what it must let pass: a check that cannot fail is worthless.
#include <cstdio>

#include "tools/include_rules.hpp"

namespace muster::checks {

namespace {

Sample one(std::string rule, std::string path, std::string include) {
  return {std::move(rule), {{std::move(path), "// A sample.\n#include " + include + "\n"}}};
}

std::vector<Sample> samples() {
  const std::string reports = "src/features/reports/";
  return {
      // Good.
      one("", "src/base/url.cpp", "<idn2.h>"),
      one("", "src/base/random.cpp", "<sys/random.h>"),
      one("", "src/platform/mail/queue.cpp", "\"platform/jobs/jobs.hpp\""),
      one("", "src/platform/mail/queue.cpp", "\"views_web.hpp\""),
      one("", "src/platform/db/sqlite.cpp", "<sqlite3.h>"),
      one("", "src/platform/jobs/claim.cpp", "\"queries_jobs.hpp\""),
      one("", reports + "rotation.cpp", "\"features/organisations/organisations.hpp\""),
      one("", reports + "report_store.cpp", "\"queries_reports.hpp\""),
      one("", reports + "report_pages.cpp", "\"views_reports.hpp\""),
      one("", reports + "report_pages.cpp", "\"platform/http/http.hpp\""),
      one("", reports + "remind_job.cpp", "\"platform/mail/mail.hpp\""),
      one("", reports + "module.cpp", "\"features/reports/report_pages.hpp\""),
      one("", reports + "report_pages_test.cpp", "<doctest/doctest.h>"),
      one("", "src/app/wiring.cpp", "\"features/reports/report_store.hpp\""),
      {"", {{reports + "report.cpp", "// #include \"features/overview/overview.hpp\"\nint a;\n"}}},
      // base
      one("upward", "src/base/text.cpp", "\"platform/db/database.hpp\""),
      one("library", "src/base/text.cpp", "<unicode/unistr.h>"),
      // platform
      one("upward", "src/platform/db/pool.cpp", "\"features/people/people.hpp\""),
      one("storey", "src/platform/db/pool.cpp", "\"platform/jobs/jobs.hpp\""),
      one("storey", "src/platform/http/pages.cpp", "\"platform/jobs/jobs.hpp\""),
      one("storey", "src/platform/db/pool.cpp", "\"web/shell.hpp\""),
      one("library", "src/platform/jobs/claim.cpp", "<sqlite3.h>"),
      one("library", "src/platform/http/server.cpp", "<boost/asio/io_context.hpp>"),
      one("upward", "src/platform/jobs/claim.cpp", "\"queries_mail.hpp\""),
      one("unknown", "src/platform/attic/attic.cpp", "<string>"),
      // features: steps and doors
      one("step", "src/features/people/person.cpp", "\"features/access/access.hpp\""),
      one("step", "src/features/forms/form.cpp", "\"features/access/access.hpp\""),
      one("door", reports + "rotation.cpp", "\"features/organisations/organisation_store.hpp\""),
      one("door", reports + "report_store.cpp", "\"queries_people.hpp\""),
      one("unknown", "src/features/attic/attic.cpp", "<string>"),
      one("upward", reports + "report.cpp", "\"app/wiring.hpp\""),
      // features: roles
      one("role", reports + "rotation.cpp", "\"platform/db/database.hpp\""),
      one("role", reports + "rotation.cpp", "\"features/reports/report_store.hpp\""),
      one("role", reports + "report_store.cpp", "\"platform/http/http.hpp\""),
      one("role", reports + "report_store.cpp", "\"features/reports/report_pages.hpp\""),
      one("role", reports + "report_store.cpp", "\"views_reports.hpp\""),
      one("role", reports + "report.cpp", "\"platform/mail/mail.hpp\""),
      one("role", reports + "remind_job.cpp", "\"platform/http/http.hpp\""),
      one("role", reports + "remind_job.cpp", "\"features/reports/report_pages.hpp\""),
      one("role", reports + "rotation.cpp", "\"queries_reports.hpp\""),
      one("library", reports + "report_store.cpp", "<libpq-fe.h>"),
      one("posix", reports + "report.cpp", "<unistd.h>"),
      one("library", reports + "report.cpp", "<doctest/doctest.h>"),
      // everywhere
      one("", "src/app/wiring.cpp", "\"embedded_assets.hpp\""),
      one("embedded", reports + "report_pages.cpp", "\"embedded_assets.hpp\""),
      one("path", reports + "report.cpp", "\"report.hpp\""),
      one("path", reports + "report.cpp", "\"../people/people.hpp\""),
      one("upward", "src/app/wiring.cpp", "\"tests/support/app.hpp\""),
      one("upward", "tools/viewc/parse.cpp", "\"platform/db/database.hpp\""),
      // standard headers: the file's own, or those of a header of the project; not what only the build gives it
      {"", {{reports + "report.cpp", "#include <vector>\nstd::vector<int> a;\nother::map b;  // std::map\n"}}},
      {"", {{reports + "report.cpp", "#include \"base/a.hpp\"\nstd::map<int, int> a;\n"},
            {"src/base/a.hpp", "#pragma once\n#include \"base/b.hpp\"\n"}, {"src/base/b.hpp", "#pragma once\n#include <map>\n"}}},
      {"standard", {{reports + "report.cpp", "#include <vector>\nstd::map<int, int> a;\nstd::map<int, int> b;\n"}}},
      {"standard", {{reports + "report.cpp", "#include <vector>\nvoid f(std::vector<int>& a) { std::ranges::sort(a); }\n"}}},
      {"standard", {{"src/base/a_test.cpp", "#include \"base/a.hpp\"\nstd::map<int, int> a;\n"},
                    {"src/base/a.hpp", "#pragma once\n#include \"base/b_map.hpp\"\n"}}},
      {"", {{"cmake/precompiled.cmake", "set(HEADERS\n  <map> <vector>)\n"}}},
      {"standard", {{"cmake/precompiled.cmake", "set(HEADERS\n  <map> <attic>)\n"}}},
  };
}

}  // namespace

int run_include_samples(const IncludeRules& rules) {
  int wrong = 0, count = 0;
  for (const auto& sample : samples()) {
    ++count;
    const auto found = rules.check(sample.tree);
    const bool is_right = sample.rule.empty() ? found.empty() : found.size() == 1 && found[0].rule == sample.rule;
    if (is_right) continue;
    ++wrong;
    const auto& [path, text] = *sample.tree.begin();
    std::printf("sample %s: expected '%s', found %zu%s%s\n%s", path.c_str(), sample.rule.c_str(), found.size(),
                found.empty() ? "" : ": ", found.empty() ? "" : found[0].rule.c_str(), text.c_str());
  }
  std::printf("check_includes: %d samples, %d wrong\n", count, wrong);
  return wrong == 0 ? 0 : 1;
}

}  // namespace muster::checks
