// Names of the jobs that this room enqueues and runs itself. Values are numbers alone: who must be told
// is looked up when the job runs.
#pragma once

#include <string_view>

namespace muster::organisations {

inline constexpr std::string_view kTellPrimeChange = "organisations.tell_prime_change";  // values: change
inline constexpr std::string_view kTellLeaders = "organisations.tell_leaders";           // values: organisation
inline constexpr std::string_view kDeliverMessage = "organisations.deliver_message";     // values: message
inline constexpr std::string_view kReportWrongPerson = "organisations.report_wrong_person";  // values: token

}  // namespace muster::organisations
