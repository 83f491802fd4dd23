// Published reports as a table for download and for other programs: one row a report, one column a public question.
// Made from the public tables alone, so nothing personal can stand in it (S31, S32).
#pragma once

#include <string>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "features/reports/publication_store.hpp"
#include "platform/i18n/texts.hpp"

namespace muster::reports {

struct PublicationTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  // a cell for each column
};
// Those that anybody may read, in the order of their reports. Choices are in English; what people wrote is as they
// wrote it. `public_url` goes before the addresses; empty leaves them as paths.
PublicationTable list_publication_table(db::PublicRead& read, const i18n::Texts& texts, const std::string& public_url);

// CSV is base/csv's. An array of objects with the columns' names.
std::string format_publication_json(const PublicationTable& table);

// What the organisation's page shows of its newest published report. `texts` must outlive it.
organisations::FindLatestReport make_find_latest_report(const i18n::Texts& texts);

}  // namespace muster::reports
