#include "features/organisations/search_store.hpp"

#include <algorithm>

#include "features/organisations/organisations.hpp"
#include "platform/search/search.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {
namespace {

// The numbers whose folded text holds every word, in the order of the first word's answer. Folded text
// knows letters, digits and blanks alone, so that a word never holds a wildcard of LIKE.
std::vector<OrganisationId> match(db::PublicRead& read, const db::Statement& statement, const std::vector<std::string>& terms) {
  std::vector<OrganisationId> found;
  bool is_first = true;
  for (const std::string& term : terms) {
    const auto ids = read.list(statement, {{"pattern", "%" + term + "%"}}, [](const db::Row& row) { return row.id<OrganisationId>("id"); });
    if (std::exchange(is_first, false)) {
      found = ids;
      continue;
    }
    auto sorted = ids;
    std::ranges::sort(sorted);
    std::erase_if(found, [&](OrganisationId id) { return !std::ranges::binary_search(sorted, id); });
  }
  return found;
}

}  // namespace

std::vector<OrganisationId> match_all(db::Read& read, const std::vector<std::string>& terms) { return match(read, sql::match_organisations, terms); }

std::vector<Organisation> search_organisations(db::Read& read, std::string_view query, int limit) {
  const auto terms = search::split_terms(query);
  if (terms.empty()) return {};
  auto ids = match_all(read, terms);
  const std::size_t candidates = static_cast<std::size_t>(limit) * 4;  // enough to find those that begin with the query among them
  if (ids.size() > candidates) ids.resize(candidates);
  auto organisations = list_organisations(read, ids);
  const std::string start = search::fold(query);
  std::ranges::stable_partition(organisations, [&](const Organisation& of) { return search::fold(of.name).starts_with(start); });
  if (organisations.size() > static_cast<std::size_t>(limit)) organisations.resize(static_cast<std::size_t>(limit));
  return organisations;
}

}  // namespace muster::organisations
