// What the pages of this room share, and their routes by topic; module.cpp joins them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "features/bounces/bounce_store.hpp"
#include "features/bounces/bounce_view.hpp"
#include "platform/http/http.hpp"

namespace muster::bounces {

http::Routes make_bounce_routes();   // staff: what is to be put right, everything that came back
http::Routes make_event_routes();    // staff: one of them, with the message
http::Routes make_address_routes();  // staff: one address, and putting it back
http::Routes make_stop_routes();     // staff: stopping mail to an address
http::Routes make_my_address_routes();  // a representative's: the address for passing on
http::Routes make_left_routes();     // staff: mail that is for no room

inline constexpr std::size_t kReasonMax = 500;           // characters
inline constexpr std::size_t kShownMax = 64 * 1024;  // bytes of a message on a page; all of it is in the file

enum class Part { stopped, events, left };
std::vector<html::Tab> make_tabs(db::Read& read, const http::Request& request, Date today, Part current);
std::string bounces_url(const http::Request& request, std::string_view path = {});

// In plain words: what happened, and what to do about it.
Message describe_event(const Event& event);
Message describe_verdict(const Event& event);
Message describe_cause(Cause cause);
Message advise(Cause cause);
html::Tag make_tag(const Event& event);

EventRow make_row(db::Read& read, const http::Request& request, const Event& event);
// A reason that staff give: trimmed; a problem of the field "reason" when it is empty or too long.
Result<std::string> check_reason(const http::Request& request, Message missing);
// The name of whom an address belongs to now, else of whom the mail went to; may be empty.
std::string find_name(db::Read& read, const std::string& address, PersonId person);
// As a file that no browser shows as a page.
http::Response download_message(db::Read& read, mail::IncomingId id);

}  // namespace muster::bounces
