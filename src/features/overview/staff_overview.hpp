// Staff's first screen as values: what needs somebody, how the round stands, where organisations are.
// Pure; regions keep the programme's order, whatever their numbers (S109, S116: no order of merit).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/programme.hpp"
#include "features/organisations/organisations.hpp"
#include "features/reports/reports.hpp"

namespace muster::overview {

struct RoundCounts {
  std::int64_t accepted = 0, to_review = 0, question = 0, started = 0, not_started = 0, late = 0, deferred = 0;
  std::int64_t total() const { return accepted + to_review + question + started + not_started + late + deferred; }
  std::int64_t reported() const { return accepted + to_review + question; }
};

struct RegionCounts {
  std::string region;  // code
  RoundCounts counts;
};

struct CountryMark {
  std::string country;
  std::int64_t organisations = 0;
  bool has_late = false;
};

struct MonthOfRound {
  int year = 0;
  unsigned month = 1;
  std::int64_t due = 0;
  std::int64_t received = 0;
  bool is_past = false;  // this month counts as past
};

// One line that asks for one next action.
struct Need {
  enum class Kind { review, late, attention };
  Kind kind = Kind::review;
  OrganisationId organisation;
  std::string name;
  std::string region;
  ReportId report;
  int days = 0;            // waiting for review, or late
  int reminders = 0;
  std::string attention;   // kind of Attention
  std::int64_t count = 0;
};

// So many organisations have one thing to put right.
struct AttentionCount {
  std::string attention;  // kind of Attention
  std::int64_t organisations = 0;
};

struct StaffOverview {
  RoundCounts round;
  int round_number = 0;                // 0: no first cycle is set
  std::vector<RegionCounts> regions;   // all of the programme's, in its order
  std::vector<CountryMark> countries;
  std::vector<MonthOfRound> months;    // twelve back, twelve ahead
  std::vector<Need> needs;             // what waits longest first; of what is to be put right only the kind asked for
  std::vector<AttentionCount> to_put_right;  // reported by somebody first, then what is missing; none with zero
};

// How many needs there are of a kind, shown or not.
std::int64_t count_needs(const StaffOverview& overview, Need::Kind kind);
// Kinds of Attention in the order in which staff read them.
const std::vector<std::string>& attention_kinds();

StaffOverview make_staff_overview(const Programme& programme, const std::vector<organisations::Organisation>& organisations,
                                  const std::vector<reports::Place>& places, const std::vector<organisations::Attention>& attention, Date today,
                                  std::string_view attention_shown = {});

}  // namespace muster::overview
