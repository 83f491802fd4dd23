// Handlers of merges, for staff: likely duplicates, two side by side, what was merged.
#pragma once

#include "features/merges/merge_store.hpp"
#include "features/merges/merge_view.hpp"
#include "platform/http/http.hpp"

namespace muster::merges {

http::Routes make_list_routes(const Movers& movers);
http::Routes make_compare_routes(const Movers& movers);

std::string list_url(const http::Request& request, Kind kind);
std::string compare_url(const http::Request& request, const Ids& ids);
std::string past_url(const http::Request& request, std::int64_t merge);
RecordLine describe_record(db::Read& read, const http::Request& request, const http::Context& context, Kind kind, std::int64_t id);
html::Tag make_state_tag(const Merge& merge, Instant now);
// A page with a heading and a line, and perhaps the merge it is about.
http::Response say(const http::Request& request, http::Context& context, const Problem& problem, Kind kind, std::optional<std::int64_t> merge = {});

}  // namespace muster::merges
