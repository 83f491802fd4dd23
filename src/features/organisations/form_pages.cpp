#include "features/organisations/form_pages.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "features/organisations/elsewhere_pages.hpp"
#include "features/organisations/organisations_pages.hpp"

namespace muster::organisations {
namespace {

// Offered to choose from; an import may hold others, which stay.
constexpr std::array<std::string_view, 44> kLanguages = {
    "ar", "en", "es", "fr", "ru", "zh", "am", "bg", "bn", "bs", "cs", "da", "de", "el", "fa", "fi", "ha", "he", "hi", "hu", "hy", "id",
    "ig", "it", "ja", "ka", "km", "ko", "ms", "my", "ne", "nl", "pl", "pt", "ro", "si", "sr", "sw", "ta", "th", "tr", "uk", "ur", "vi"};

void add_languages(const FieldMaker& make, html::ChoiceField& field) {
  for (const std::string_view tag : kLanguages) make.add(field, std::string(tag), make.context.texts.format_language(make.locale, tag));
  for (const std::string& tag : make.source.fields.list(field.name)) {
    if (!tag.empty() && std::ranges::find(kLanguages, tag) == kLanguages.end()) make.add(field, tag, make.context.texts.format_language(make.locale, tag));
  }
  make.sort(field);
}

void add_choices(const FieldMaker& make, const Programme& programme, OrganisationForm& form) {
  form.country = make.choice("country", tr("Country"), tr("Not known"));
  for (const auto& [code, country] : programme.countries) make.add(form.country, code, make.context.texts.format_country(make.locale, code));
  make.sort(form.country);
  form.summary_language = make.choice("summary_language", tr("Language of this text"), tr("Not known"));
  add_languages(make, form.summary_language);
  form.languages = make.choice("languages", tr("Languages that you speak with people"), {}, true);
  add_languages(make, form.languages);
  form.topics = make.choice("topics", tr("Topics that interest you"), {}, true);
  make.add_all(form.topics, programme.topics);
}

void add_staff_fields(const FieldMaker& make, const Programme& programme, OrganisationForm& form) {
  form.region = make.choice("region_override", tr("Region"), tr("As the country says"));
  make.add_all(form.region, programme.regions);
  form.override_reason = make.text("override_reason", tr("Why this region and not the country’s"));
  form.kind = make.choice("kind", tr("Kind of organisation"), tr("Not known"));
  make.add_all(form.kind, programme.kinds);
  form.joined_on = make.address("joined_on", "text", tr("Joined on"), tr("As far as it is known: 2003, 2003-12 or 2003-12-18"));
  form.joined_on.size = "w10";
  form.memberships = make_membership_rows(make, programme);
}

}  // namespace

std::optional<Message> find_error(const Problems& problems, std::string_view field) {
  for (const Problem& problem : problems) {
    if (problem.field == field) return problem.message;
  }
  return std::nullopt;
}

http::Fields make_fields(db::Read& read, const Organisation& of) {
  const PrivateSide side = get_private_side(read, of.id);
  http::Fields fields;
  for (const auto& [name, value] : {std::pair("name", of.name), std::pair("name_english", of.name_english), std::pair("short_name", of.short_name),
                                    std::pair("country", of.country), std::pair("place", of.place), std::pair("kind", of.kind), std::pair("summary", of.summary),
                                    std::pair("summary_language", of.summary_language), std::pair("contact", of.contact), std::pair("website", of.website),
                                    std::pair("reference_url", of.reference_url), std::pair("relay_address", side.relay_address),
                                    std::pair("override_reason", side.region_reason)}) {
    fields.add(name, value);
  }
  fields.add("version", std::to_string(of.version));
  fields.add("redistribution_address", side.redistribution_address ? side.redistribution_address->text() : "");
  fields.add("joined_on", of.joined_on ? of.joined_on->format_iso() : "");
  if (!side.region_reason.empty()) fields.add("region_override", of.region);
  if (of.prefers_relay) fields.add("prefers_relay", "1");
  if (side.action_mail_to_all) fields.add("action_mail_to_all", "1");
  for (const auto& tag : of.languages) fields.add("languages", tag);
  for (const auto& topic : of.topics) fields.add("topics", topic);
  add_memberships(fields, list_memberships(read, of.id));
  return fields;
}

Edit parse_edit(const http::Fields& fields, bool is_staff) {
  Edit edit{.name = fields.get("name"), .name_english = fields.get("name_english"), .short_name = fields.get("short_name"), .country = fields.get("country"),
            .place = fields.get("place"), .summary = fields.get("summary"), .summary_language = fields.get("summary_language"),
            .languages = fields.list("languages"), .topics = fields.list("topics"), .contact = fields.get("contact"),
            .prefers_relay = !fields.get("prefers_relay").empty(), .website = fields.get("website"), .reference_url = fields.get("reference_url"),
            .redistribution_address = fields.get("redistribution_address"), .action_mail_to_all = !fields.get("action_mail_to_all").empty(),
            .relay_address = fields.get("relay_address")};
  if (!is_staff) return edit;
  edit.kind = fields.get("kind");
  edit.region_override = fields.get("region_override");
  edit.override_reason = fields.get("override_reason");
  edit.joined_on = PartialDate::parse(trim(fields.get("joined_on")));
  edit.memberships = parse_memberships(fields);
  return edit;
}

Problems check_typed(const http::Fields& fields) {
  Problems problems = check_bodies(fields, "membership");
  const auto joined_on = trim(fields.get("joined_on"));
  if (!joined_on.empty() && !PartialDate::parse(joined_on)) {
    problems.push_back({Problem::Kind::invalid, "joined_on", tr("Enter a year, a month or a day, for example 2003-12")});
  }
  return problems;
}

OrganisationForm make_form(const http::Request& request, const http::Context& context, const FormSource& source) {
  const FieldMaker make{context, request.locale, source};
  OrganisationForm form{.version = source.fields.get("version"), .is_staff = source.is_staff};
  form.name = make.text("name", tr("Name in your own script"), {}, false);
  form.name_english = make.text("name_english", tr("Name in English"));
  form.short_name = make.text("short_name", tr("Short name"));
  form.place = make.text("place", tr("Town"));
  form.summary = make.text("summary", tr("What you do, in your own words"));
  form.summary.max_length = 1000;
  form.contact = make.address("contact", "text", tr("Public contact"), tr("An e-mail address or a web address. One of the two is enough."));
  form.prefers_relay = make.check("prefers_relay", tr("Show a form instead of this address"), tr("People then write to you without seeing your address."));
  form.relay_address = make.address("relay_address", "email", tr("Where the form sends messages"), tr("Not published. Leave it empty to use the public contact."));
  form.website = make.address("website", "text", tr("Website or other page"), tr("Any web page of yours, for example on Facebook."));
  form.reference_url = make.address("reference_url", "text", tr("Page that names ICANN and At-Large"));
  form.redistribution_address = make.address("redistribution_address", "email", tr("Address that passes updates on to members"), tr("Not published."));
  form.action_mail_to_all = make.check("action_mail_to_all", tr("Send mail that asks for action to all representatives"), tr("Otherwise it goes to the main contact alone."));
  add_choices(make, context.programme, form);
  if (source.is_staff) add_staff_fields(make, context.programme, form);
  form.errors = list_error_lines(source.problems);
  return form;
}

std::vector<html::Conflict> list_differences(const http::Request& request, const http::Context& context, const OrganisationForm& form,
                                             const http::Fields& stored, const http::Fields& typed) {
  std::vector<html::Conflict> conflicts;
  const auto add = [&](const Message& label, const std::string& field, const std::string& theirs, const std::string& own) {
    if (!field.empty() && theirs != own) conflicts.push_back({html::make_diff_pair(label, theirs, own), field});
  };
  for (const auto* field : {&form.name, &form.name_english, &form.short_name, &form.place, &form.summary, &form.contact, &form.relay_address, &form.website,
                            &form.reference_url, &form.redistribution_address, &form.joined_on, &form.override_reason}) {
    add(field->label, field->name, stored.get(field->name), std::string(trim(typed.get(field->name))));
  }
  for (const auto* field : {&form.country, &form.region, &form.kind, &form.summary_language, &form.languages, &form.topics}) {
    const auto describe = [&](const http::Fields& fields) {
      const auto values = fields.list(field->name);
      std::vector<std::string> labels;
      for (const auto& choice : field->choices) {
        if (std::ranges::find(values, choice.value) != values.end()) labels.push_back(context.texts.translate(request.locale, choice.label));
      }
      return join(labels, "\n");
    };
    add(field->label, field->name, describe(stored), describe(typed));
  }
  for (const auto* field : {&form.prefers_relay, &form.action_mail_to_all}) {
    const auto describe = [&](const http::Fields& fields) { return context.texts.translate(request.locale, fields.get(field->name).empty() ? tr("No") : tr("Yes")); };
    add(field->label, field->name, describe(stored), describe(typed));
  }
  if (form.memberships.empty()) return conflicts;
  const auto describe = [&](const http::Fields& fields) {
    std::vector<std::string> lines;
    for (const Membership& membership : parse_memberships(fields)) {
      if (!membership.body.empty()) lines.push_back(describe_membership(context, request.locale, membership));
    }
    return join(lines, "\n");
  };
  add(tr("Also a member of"), "membership", describe(stored), describe(typed));
  return conflicts;
}

void show_both(const http::Request& request, const http::Context& context, OrganisationForm& form, const http::Fields& stored, const http::Fields& typed) {
  form.stored = list_differences(request, context, form, stored, typed);
  form.is_overtaken = true;
  form.version = stored.get("version");
}

http::Fields take_stored(const http::Fields& typed, const http::Fields& stored) {
  const auto taken = typed.list("take");
  if (taken.empty()) return typed;
  const auto is_taken = [&](const std::string& name) {
    return std::ranges::any_of(taken, [&](const std::string& each) { return name == each || (each == "membership" && name.starts_with("membership-")); });
  };
  http::Fields fields;
  for (const auto& [name, value] : typed.pairs()) {
    if (name != "take" && !is_taken(name)) fields.add(name, value);
  }
  for (const auto& [name, value] : stored.pairs()) {
    if (name != "version" && is_taken(name)) fields.add(name, value);
  }
  return fields;
}

PersonFields make_person_fields(const http::Fields& fields, const Problems& problems) {
  PersonFields person;
  const auto text = [&](std::string name, Message label) {
    return html::TextField{.id = name, .name = name, .label = std::move(label), .error = find_error(problems, name), .value = fields.get(name)};
  };
  person.name = text("name", tr("Name in the person’s own script"));
  person.name_latin = text("name_latin", tr("Name in Latin letters"));
  person.name_latin.is_optional = true;
  person.address = text("email", tr("E-mail address"));
  person.address.type = "email";
  person.address.direction = "ltr";
  person.locale = {.id = "locale", .name = "locale", .label = tr("Language of our mails"), .error = find_error(problems, "locale")};
  for (const Locale locale : kLocales) {
    const std::string tag(locale_tag(locale));
    person.locale.choices.push_back({.value = tag, .label = verbatim(std::string(locale_own_name(locale))), .is_chosen = fields.get("locale") == tag});
  }
  return person;
}

std::vector<html::ErrorLine> list_error_lines(const Problems& problems) {
  std::vector<html::ErrorLine> lines;
  for (const Problem& problem : problems) lines.push_back({problem.field, problem.message});
  return lines;
}

}  // namespace muster::organisations
