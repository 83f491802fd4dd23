// What the stores of publication and of the leak guard share: a report opened with its form, its public words copied to
// the public tables, and the note that public pages changed. For these two alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/audit/audit.hpp"
#include "features/reports/publication_store.hpp"

namespace muster::reports {

struct OpenedReport {
  forms::Response response;
  const forms::Form& form;
  std::vector<forms::StoredAnswer> stored;
  forms::Answers answers;
};
OpenedReport open_report(db::Read& read, const Report& report);

// Replaces the public words by the report's public answers as they stand; nothing else can get there (S32).
void write_public_answers(db::Write& write, const Report& report);
void record_publication(db::Write& write, const By& by, const Report& report, std::string action, std::string_view reason, std::vector<audit::Change> changes);
// Every page, feed and list that shows publications is dropped from every server's cache.
void stamp_publications(db::Write& write);

}  // namespace muster::reports
