#include <algorithm>

#include "features/organisations/directory.hpp"
#include "features/organisations/directory_store.hpp"
#include "features/organisations/elsewhere_pages.hpp"
#include "features/organisations/organisations_pages.hpp"
#include "features/people/people.hpp"
#include "platform/html/json_ld.hpp"
#include "views_organisations.hpp"

namespace muster::organisations {
namespace {

// Neutral words for one that left, or that is being looked at; nothing for a member (S119).
std::optional<Message> describe_life(const i18n::Texts& texts, Locale locale, const Organisation& of, const std::vector<PublicStatus>& statuses) {
  if (of.status == Status::accredited) return std::nullopt;
  if (of.status == Status::unclear) return tr("We are checking whether this organisation is still active.");
  std::string day;
  if (!statuses.empty() && statuses.back().since) day = texts.format_partial_date(locale, *statuses.back().since);
  if (of.status == Status::dissolved) {
    if (day.empty()) return tr("This organisation no longer exists.");
    return tr("This organisation no longer exists. Its membership ended in: {date}", {{"date", day}});
  }
  if (day.empty()) return tr("This organisation was a member. It is not a member now.");
  return tr("This organisation was a member. Its membership ended in: {date}", {{"date", day}});
}

void add_contact(const http::Request& request, const Organisation& of, OrganisationPage& page) {
  const bool is_address = of.contact.find('@') != std::string::npos && of.contact.find("://") == std::string::npos;
  if (of.prefers_relay || is_address) page.contact_url = local_url(request, "/organisations/" + of.id.format() + "/contact");
  if (of.prefers_relay || of.contact.empty()) return;
  page.contact_link = is_address ? "mailto:" + of.contact : of.contact;
  page.contact_text = of.contact;
  if (const auto url = Url::parse(of.contact); !is_address && url) page.contact_text = url->display();
}

Message name_of(const auto& choices, const std::string& code, Locale locale) {
  for (const auto& choice : choices) {
    if (choice.code == code) return verbatim(choice.name.in(locale));
  }
  return verbatim(code);
}

void add_facts(const http::Request& request, const http::PublicContext& context, db::PublicRead& read, OrganisationPage& page) {
  const Organisation& of = page.organisation;
  const Programme& programme = context.programme;
  for (const auto& tag : of.languages) page.languages.push_back(context.texts.format_language_own(tag));
  for (const auto& topic : of.topics) page.topics.push_back(name_of(programme.topics, topic, request.locale));
  if (const auto url = Url::parse(of.website)) page.website_text = url->display();
  for (const auto& membership : list_public_memberships(read, of.id)) {
    page.elsewhere.push_back({body_name(programme, request.locale, membership.body),
                              membership.status.empty() ? Message{} : name_of(programme.other_body_statuses, membership.status, request.locale)});
  }
  for (const auto& person : list_public_people(read, of.id)) {
    page.people.push_back({person.name, person.office, person.is_prime ? tr("Main contact") : tr("Representative")});
  }
}

html::DotMap make_place_map(const http::PublicContext& context, const html::Shell& shell, const Organisation& of) {
  html::DotMap map{.image_url = shell.assets.world_night};
  const auto* country = of.country.empty() ? nullptr : context.programme.find_country(of.country);
  if (country != nullptr) map.marks.push_back({.x = country->map_x, .y = country->map_y, .radius = 6.5});
  return map;
}

// For machines, what the page shows; the public contact may be a person's address and is left to the page.
html::LinkedData describe_organisation(const http::Request& request, const http::PublicContext& context, const html::Shell& shell, const OrganisationPage& page) {
  const Organisation& of = page.organisation;
  const std::string here = shell.origin() + local_url(request, "/organisations/" + of.id.format());
  html::LinkedData data("Organization");
  data.add("@id", shell.origin() + "/en/organisations/" + of.id.format()).add("url", here).add("name", of.name);
  std::vector<std::string> other_names;
  for (const std::string& name : {of.name_english, of.short_name}) {
    if (!name.empty() && name != of.name) other_names.push_back(name);
  }
  data.add("alternateName", std::move(other_names)).add("description", of.summary).add("sameAs", of.website).add("knowsLanguage", of.languages);
  if (!of.country.empty() || !of.place.empty()) {
    data.add("address", html::LinkedData("PostalAddress").add("addressCountry", of.country).add("addressLocality", of.place));
  }
  if (of.status == Status::accredited) {
    data.add("memberOf", html::LinkedData("Organization").add("name", context.programme.brand.in(request.locale)).add("url", shell.origin() + local_url(request, "/")));
  }
  return data;
}

}  // namespace

http::Response show_organisation(const http::Request& request, http::PublicContext& context, const FindLatestReport& find_latest_report) {
  const auto id = parse_organisation_id(request);
  if (!id) return say_not_found(request, context);
  std::optional<OrganisationPage> page;
  context.db.read([&](db::PublicRead& read) {
    auto found = find_organisation(read, *id);
    if (!found) return;
    OrganisationPage& filled = page.emplace(OrganisationPage{.organisation = std::move(*found)});
    filled.life = describe_life(context.texts, request.locale, filled.organisation, list_public_statuses(read, *id));
    add_facts(request, context, read, filled);
    if (find_latest_report) filled.report = find_latest_report(read, *id, request.locale);
  });
  if (!page) return say_not_found(request, context);
  const Organisation& of = page->organisation;
  html::Shell shell = context.make_shell(request, verbatim(display_name(of)));
  shell.is_indexed = shell.has_alternates = true;
  shell.linked_data = html::make_linked_data(describe_organisation(request, context, shell, *page));
  page->all_url = local_url(request, "/organisations");
  page->place = format_place(context.texts, request.locale, of);
  page->region = make_region_name(context.programme, request.locale, of.region);
  page->has_english_name = !of.name_english.empty() && of.name_english != of.name;
  page->map = make_place_map(context, shell, of);
  page->wrong_url = local_url(request, "/organisations/" + of.id.format() + "/tell-us");
  add_contact(request, of, *page);
  html::Writer w(context.texts, request.locale);
  views::organisation(w, shell, *page);
  auto response = http::Response::page(w.take());
  response.topics = {"organisations", "reports", std::string(people::kPublishedNames)};
  return response;
}

}  // namespace muster::organisations
