// Parts of the demo's data: the real directory, the fictional organisations, and their reports.
#pragma once

#include <string>
#include <vector>

#include "app/demo.hpp"
#include "base/by.hpp"
#include "base/locale.hpp"

namespace muster::app {

// The real directory with its gaps as gaps and each status as it was seen.
void seed_directory(const DemoParts& parts, const By& by);

// One fictional organisation of demo/organisations.csv.
struct DemoMember {
  OrganisationId id;
  std::string key;
  Locale locale = Locale::en;
  std::string members;
  std::string why;
  std::string story;  // accepted, to_review, question, started, late, deferred, leak, not_started
  int days = 0;       // until it is due; negative: since
  std::vector<PersonId> people;  // the first is the prime one
  std::string prime_name;        // in Latin letters
};
std::vector<DemoMember> seed_organisations(const DemoParts& parts, const By& by);

// Dates for everybody, and the reports that the stories tell.
void seed_reports(const DemoParts& parts, const By& by, const std::vector<DemoMember>& organisations);

// Three updates that were sent and a draft whose languages are in different states; after the holders of roles.
void seed_updates(const DemoParts& parts, const std::vector<DemoMember>& organisations);

// Conversations about those updates; after them.
void seed_inbox(const DemoParts& parts, const std::vector<DemoMember>& organisations);

// Mail that came back, and somebody who wants no updates; after the updates.
void seed_bounces(const DemoParts& parts, const std::vector<DemoMember>& organisations);

}  // namespace muster::app
