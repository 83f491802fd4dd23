#include "features/reports/reports.hpp"
#include "queries_reports.hpp"

namespace muster::reports {

std::int64_t count_to_review(db::Read& read) { return read.count(sql::count_to_review); }

}  // namespace muster::reports
