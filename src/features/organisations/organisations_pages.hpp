// Handlers of this room, and what they share.
#pragma once

#include <string>
#include <string_view>

#include "features/organisations/directory_store.hpp"
#include "features/organisations/directory_view.hpp"
#include "platform/http/http.hpp"

namespace muster::organisations {

// "/en/organisations" in the request's language.
// "Colombo, Sri Lanka": what is known of it.
std::string format_place(const i18n::Texts& texts, Locale locale, const Organisation& organisation);
RegionName make_region_name(const Programme& programme, Locale locale, std::string_view region);
// The number in "142-lanka-internet-users"; what follows the dash is advisory.
std::optional<OrganisationId> parse_organisation_id(const http::Request& request);

// A page with a heading, a line and perhaps a way on.
http::Response say(const http::Request& request, const i18n::Texts& texts, html::Shell shell, int status, const Message& line, const std::string& url = {},
                   const Message& link = {});
// The same page of the record that stands for a merged one; `id` is the number in the address.
http::Response lead_on(const http::Request& request, OrganisationId standing);
// An old number leads on to the record that stands for it.
template <class AnyContext>
http::Response say_not_found(const http::Request& request, AnyContext& context) {
  if (const auto id = parse_organisation_id(request)) {
    if (const auto standing = context.db.read([&](auto& read) { return find_standing_for(read, *id); })) return lead_on(request, *standing);
  }
  return say(request, context.texts, context.make_shell(request, tr("There is no such page")), 404,
             tr("The address may be mistyped, or the page has moved."), local_url(request, "/organisations"), tr("See all organisations"));
}

http::Response show_directory(const http::Request& request, http::PublicContext& context, HeldDirectory& held);
http::Response show_directory_csv(const http::Request& request, http::PublicContext& context, HeldDirectory& held);
http::Response show_directory_json(const http::Request& request, http::PublicContext& context, HeldDirectory& held);
http::Response show_organisation(const http::Request& request, http::PublicContext& context, const FindLatestReport& find_latest_report);

// Words for an organisation, or for staff about its page. The writer's words go to closed tables, so
// that these two handlers hold the whole database; they look the organisation up as the public sees it.
http::Response show_message_form(const http::Request& request, http::PublicContext& context, bool is_for_staff);
http::Response take_message(const http::Request& request, http::Context& context, bool is_for_staff);
http::Response show_message_sent(const http::Request& request, http::PublicContext& context);
http::Response show_wrong_person(const http::Request& request, http::PublicContext& context);
http::Response take_wrong_person(const http::Request& request, http::PublicContext& context);

}  // namespace muster::organisations
