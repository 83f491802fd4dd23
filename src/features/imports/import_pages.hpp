// Pages of imports: send a file, see what it would do, apply it, undo it. For staff.
#pragma once

#include "features/imports/batch_store.hpp"
#include "platform/http/http.hpp"

namespace muster::imports {

http::Routes make_import_routes();
http::Routes make_columns_routes();

std::string list_url(const http::Request& request);
std::string batch_url(const http::Request& request, std::int64_t batch);
// The batch of the address.
std::optional<Batch> find_batch(const http::Request& request, http::Context& context);
http::Response say_not_found(const http::Request& request, http::Context& context);

}  // namespace muster::imports
