// Between a report and the register: facts that the register knows stand in the report to be checked, and
// what a representative saves in the report changes the register at once. It goes by the names of
// `prefill` in the form, so that no question is known here but the few about updates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "features/forms/forms.hpp"
#include "features/organisations/organisations.hpp"

namespace muster::reports {

// Questions whose meaning goes beyond their words (S38, S50).
inline constexpr std::string_view kPassOnCertified = "pass_on_certified";
inline constexpr std::string_view kOneTopicReason = "one_topic_reason";
inline constexpr std::string_view kRepresentativesRight = "representatives_right";

// What the register knows now, by prefill name. What is unknown is left out.
forms::Answers list_register_values(db::Read& read, OrganisationId organisation);

// Brings the register to what the given answers of these pages say; audited by the rooms that own it. Equal
// values change nothing, so a repeated save is harmless. The problem names the question.
Result<void> write_register(db::Write& write, const By& by, const Programme& programme, OrganisationId organisation, const forms::Form& form,
                            const std::vector<forms::StoredAnswer>& stored, const std::vector<std::string>& pages);

// The register as it stands, as JSON, kept with a report that is sent.
std::string format_snapshot(db::Read& read, OrganisationId organisation, Date today);
// The representatives in it, by name.
// The same register with an empty name wherever this person stands.
std::string remove_name_from_snapshot(std::string_view snapshot, PersonId person);
std::vector<std::string> list_snapshot_names(std::string_view snapshot);

}  // namespace muster::reports
