// The pages of the room, by topic; module.cpp joins them. Each function declares its own routes.
#pragma once

#include "platform/http/http.hpp"

namespace muster::reports {

http::Routes make_schedule_routes();     // staff: rotation
http::Routes make_queue_routes();        // staff and regional leaders: lists, tasks, reminders
http::Routes make_fill_routes();         // representatives: filling in, sending
http::Routes make_review_routes();       // staff: review of one report
http::Routes make_review_list_routes();  // staff: reports accepted in a row, and those held back
http::Routes make_correct_routes();      // staff and representatives: a published answer put right
http::Routes make_committee_routes();    // committee: reading (S19)
http::Routes make_publication_routes();  // everyone: published reports
http::Routes make_forecast_routes();     // staff: who gets what mail on the next days

}  // namespace muster::reports
