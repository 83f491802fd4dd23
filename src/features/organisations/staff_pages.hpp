// Handlers of staff and, looking on, of regional leaders.
#pragma once

#include "features/organisations/organisations.hpp"
#include "platform/html/components.hpp"
#include "platform/http/http.hpp"

namespace muster::organisations {

http::Routes make_staff_routes();   // one organisation: facts, state, people, history
http::Routes make_table_routes();   // the table and its downloads; a leader's region
// Words for a state of life, with a colour that says nothing of merit.
html::Tag make_status_tag(Status status);

}  // namespace muster::organisations
