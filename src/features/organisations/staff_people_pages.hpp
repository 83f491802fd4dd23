// Staff's page about the people of one organisation, and what it shares with the other staff pages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/organisations/organisations.hpp"
#include "features/people/people.hpp"
#include "platform/html/components.hpp"
#include "platform/http/http.hpp"

namespace muster::organisations {

http::Routes make_staff_people_routes();

std::string staff_url(const http::Request& request, OrganisationId id);
std::optional<Organisation> find_staff_organisation(const http::Request& request, http::Context& context);
// current: 0 summary, 1 people, 2 history.
std::vector<html::Tab> make_staff_tabs(const http::Request& request, OrganisationId id, int current);

}  // namespace muster::organisations
