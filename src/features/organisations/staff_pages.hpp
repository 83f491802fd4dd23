// Handlers of staff and, looking on, of regional leaders.
#pragma once

#include "features/organisations/organisations.hpp"
#include "platform/html/components.hpp"
#include "platform/http/http.hpp"

namespace muster::organisations {

// What staff's page of an organisation shows of rooms above; app/ connects it.
struct MoreFact {
  Message label, words;
};
using ListMoreFacts = std::function<std::vector<MoreFact>(db::Read&, OrganisationId, Date today)>;

http::Routes make_staff_routes(ListMoreFacts list_more_facts);  // one organisation: facts, state, people, history
http::Routes make_table_routes();   // the table and its downloads; a leader's region
// Words for a state of life, with a colour that says nothing of merit.
html::Tag make_status_tag(Status status);

}  // namespace muster::organisations
