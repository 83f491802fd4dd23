// Rows of staff's list of reports, every organisation that reports with its place in the round.
#pragma once

#include <string_view>
#include <vector>

#include "base/programme.hpp"
#include "features/reports/queue.hpp"
#include "platform/db/database.hpp"

namespace muster::reports {

// Those that match the words, in any script or transliterated; all without words.
std::vector<QueueRow> list_queue(db::Read& read, const Programme& programme, std::string_view words, Date today);

}  // namespace muster::reports
