#include "features/organisations/listing.hpp"

#include <charconv>
#include <cstdint>

#include <boost/json.hpp>

#include "base/csv.hpp"

namespace muster::organisations {
namespace {

boost::json::value make_value(const std::string& column, const std::string& cell) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  if (column == "id" && error == std::errc{} && end == cell.data() + cell.size()) return number;
  return boost::json::string(cell);
}

}  // namespace

std::string format_csv(const Listing& listing) { return muster::format_csv(listing.columns, listing.rows); }

std::string format_json(const Listing& listing) {
  boost::json::array array;
  for (const auto& row : listing.rows) {
    boost::json::object object;
    for (std::size_t at = 0; at < listing.columns.size(); ++at) object[listing.columns[at]] = make_value(listing.columns[at], row.at(at));
    array.push_back(std::move(object));
  }
  return boost::json::serialize(array);
}

}  // namespace muster::organisations
