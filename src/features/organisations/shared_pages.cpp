#include "features/organisations/organisations_pages.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {

std::string format_place(const i18n::Texts& texts, Locale locale, const Organisation& organisation) {
  if (organisation.country.empty()) return organisation.place;
  const std::string country = texts.format_country(locale, organisation.country);
  if (organisation.place.empty()) return country;
  return texts.translate(locale, tr("{town}, {country}", {{"town", organisation.place}, {"country", country}}));
}

RegionName make_region_name(const Programme& programme, Locale locale, std::string_view code) {
  const auto* region = programme.find_region(code);
  if (region == nullptr) return {.code = std::string(code), .name = tr("Region not known yet"), .colour = 8};
  return {.code = region->code, .name = verbatim(region->name.in(locale)), .colour = region->colour};
}

std::optional<OrganisationId> parse_organisation_id(const http::Request& request) {
  const auto found = request.parameters.find("id");
  if (found == request.parameters.end()) return std::nullopt;
  return OrganisationId::parse(std::string_view(found->second).substr(0, found->second.find('-')));
}

http::Response lead_on(const http::Request& request, OrganisationId standing) {
  const std::string& number = request.parameters.find("id")->second;
  const auto at = request.path.find("/" + number);
  const auto end = at + 1 + number.size();
  // A form that was sent to the old number is not carried out.
  const std::string rest = request.method == http::Method::get && end <= request.path.size() ? request.path.substr(end) : "";
  auto response = http::Response::see_other(request.path.substr(0, at) + "/" + standing.format() + rest);
  response.topics = {"organisations"};
  return response;
}

http::Response say(const http::Request& request, const i18n::Texts& texts, html::Shell shell, int status, const Message& line, const std::string& url,
                   const Message& link) {
  html::Writer w(texts, request.locale);
  views::said(w, shell, line, url, link);
  return http::Response::page(w.take(), status);
}

}  // namespace muster::organisations
