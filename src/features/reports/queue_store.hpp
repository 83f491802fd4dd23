// Rows of staff's list of reports, every organisation that reports with its place in the round, and what the
// rules of reminding by hand look at.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/programme.hpp"
#include "features/reports/queue.hpp"
#include "features/reports/queue_remind.hpp"
#include "platform/db/database.hpp"

namespace muster::reports {

// Those that match the words, in any script or transliterated; all without words.
std::vector<QueueRow> list_queue(db::Read& read, const Programme& programme, std::string_view words, Date today);
// In the order given; numbers of no organisation are passed over.
std::vector<Chosen> list_chosen(db::Read& read, const Programme& programme, const std::vector<OrganisationId>& ids, Date today);

struct SentByHand {
  std::string organisation;
  int readers = 0;
  Instant sent_at;
};
// Today's, newest first.
std::vector<SentByHand> list_sent_by_hand(db::Read& read, Date today);

}  // namespace muster::reports
