#include <algorithm>

#include "base/text.hpp"
#include "features/audit/audit.hpp"
#include "features/people/people.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/search/search.hpp"
#include "queries_people.hpp"

namespace muster::people {
namespace {

constexpr int kConsentTextVersion = 1;  // grows when the sentence that people agree to changes

std::string fold_names(const std::string& name, const std::string& name_latin) {
  return search::fold(name + " " + name_latin);
}

std::vector<std::string> split_tags(const std::string& tags) {
  std::vector<std::string> list;
  for (const std::string_view tag : split(tags, ' ')) {
    if (!tag.empty()) list.emplace_back(tag);
  }
  return list;
}

Address make_address(const db::Row& row) {
  auto email = Email::parse(row.text("address"));
  if (!email) throw std::runtime_error("people: a stored address no longer parses");
  return {.id = row.int64("id"),
          .email = std::move(*email),
          .is_preferred = row.flag("preferred"),
          .confirmed_at = row.optional_instant("confirmed_at"),
          .is_failing = row.flag("failing")};
}

void tell_changed(db::Write& write, const By& by, PersonId person) {
  jobs::enqueue(write, by.clock, {.kind = std::string(kPersonChanged), .key = person.format(), .values = {{"person", person.format()}}});
}

void record_change(db::Write& write, const By& by, PersonId person, std::string action, std::vector<audit::Change> changes) {
  audit::record(write, by, {.action = std::move(action), .subject_kind = "person", .subject = person.value(), .about = person, .changes = std::move(changes)});
}

// In the same transaction: a cached page must not show a name any longer than its consent.
void stamp_names(db::Write& write) { write.execute(sql::bump_stamp, {{"topic", kPublishedNames}}); }

std::string_view consent_name(Consent) { return "publish_name"; }

void insert_consent(db::Write& write, const By& by, PersonId person, Consent consent, bool given, std::string_view language, std::string_view way) {
  write.execute(sql::insert_consent, {{"person", person},
                                      {"consent", consent_name(consent)},
                                      {"given", given},
                                      {"text_version", kConsentTextVersion},
                                      {"language", language},
                                      {"way", way},
                                      {"recorded_by", by.actor.person},
                                      {"at", by.clock.now()}});
  record_change(write, by, person, given ? "people.give_consent" : "people.withdraw_consent",
                {{.field = std::string(consent_name(consent)), .before = given ? "no" : "yes", .after = given ? "yes" : "no"}});
}

}  // namespace

PersonId insert_person(db::Write& write, const By& by, const NewPerson& person) {
  const PersonId id(write.insert(sql::insert_person, {{"at", by.clock.now()}}));
  write.execute(sql::insert_name, {{"person", id},
                                   {"name", person.name},
                                   {"name_latin", person.name_latin},
                                   {"folded", fold_names(person.name, person.name_latin)},
                                   {"locale", locale_tag(person.locale)},
                                   {"languages", join(person.languages, " ")}});
  std::vector<audit::Change> changes{{.field = "name", .after = person.name, .is_personal = true}};
  if (person.email) {
    write.execute(sql::insert_address, {{"person", id}, {"address", person.email->text()}, {"key", person.email->key()}, {"preferred", true}, {"at", by.clock.now()}});
    changes.push_back({.field = "address", .after = person.email->text(), .is_personal = true});
  }
  record_change(write, by, id, "people.add", std::move(changes));
  return id;
}

void erase_person(db::Write& write, const By& by, PersonId person) {
  write.execute(sql::delete_names, {{"person", person}});
  write.execute(sql::delete_addresses, {{"person", person}});
  if (write.execute(sql::delete_published_name, {{"person", person}}) > 0) stamp_names(write);
  write.execute(sql::mark_erased, {{"person", person}, {"at", by.clock.now()}});
  tell_changed(write, by, person);
  audit::erase_personal(write, person);
  record_change(write, by, person, "people.erase", {});
}

std::optional<Person> find_person(db::Read& read, PersonId id) {
  auto person = read.find(sql::find_person, {{"person", id}}, [](const db::Row& row) {
    return Person{.id = row.id<PersonId>("id"),
                  .name = row.optional_text("name").value_or(""),
                  .name_latin = row.optional_text("name_latin").value_or(""),
                  .locale = parse_locale(row.optional_text("locale").value_or("en")).value_or(Locale::en),
                  .site_locale = parse_locale(row.optional_text("site_locale").value_or("")),
                  .languages = split_tags(row.optional_text("languages").value_or("")),
                  .is_erased = !row.is_null("erased_at")};
  });
  if (person) person->addresses = read.list(sql::list_addresses, {{"person", person->id}}, make_address);
  return person;
}

std::vector<PersonId> list_numbers(db::Read& read, PersonId person) {
  return read.list(sql::list_numbers, {{"person", person}}, [](const db::Row& row) { return row.id<PersonId>("id"); });
}

Person get_person(db::Read& read, PersonId id) {
  auto person = find_person(read, id);
  if (!person) throw db::Error(db::Error::Kind::missing, "people: no such person");
  return std::move(*person);
}

std::vector<Person> list_persons(db::Read& read, const std::vector<PersonId>& ids) {
  std::vector<Person> persons;
  for (const PersonId id : ids) {
    if (auto person = find_person(read, id)) persons.push_back(std::move(*person));
  }
  return persons;
}

std::vector<MailAddress> list_mail_addresses(db::Read& read) {
  return read.list(sql::list_mail_addresses, {}, [](const db::Row& row) {
    const auto site = row.optional_text("site_locale");
    return MailAddress{.person = row.id<PersonId>("person"), .name = row.text("name"), .text = row.text("address"), .key = row.text("address_key"),
                       .locale = parse_locale(row.text("locale")).value_or(Locale::en), .site_locale = site ? parse_locale(*site) : std::nullopt};
  });
}

std::optional<PersonId> find_person_by_address(db::Read& read, const Email& email) {
  return read.find(sql::find_by_address, {{"key", email.key()}}, [](const db::Row& row) { return row.id<PersonId>("person"); });
}

std::vector<PersonId> search_persons(db::Read& read, std::string_view query, int limit) {
  return read.list(sql::search_persons, {{"pattern", db::make_like_pattern(search::fold(query))}, {"limit", limit}}, [](const db::Row& row) { return row.id<PersonId>("id"); });
}

void rename_person(db::Write& write, const By& by, PersonId person, const std::string& name, const std::string& name_latin) {
  const Person before = get_person(write, person);
  if (before.name == name && before.name_latin == name_latin) return;
  write.execute(sql::update_name, {{"person", person}, {"name", name}, {"name_latin", name_latin}, {"folded", fold_names(name, name_latin)}});
  if (write.execute(sql::update_published_name, {{"person", person}, {"name", name}, {"name_latin", name_latin}}) > 0) stamp_names(write);
  record_change(write, by, person, "people.rename",
                {{.field = "name", .before = before.name, .after = name, .is_personal = true},
                 {.field = "name_latin", .before = before.name_latin, .after = name_latin, .is_personal = true}});
  tell_changed(write, by, person);
}

void set_locale(db::Write& write, const By& by, PersonId person, Locale locale) {
  const Person before = get_person(write, person);
  if (before.locale == locale) return;
  write.execute(sql::update_locale, {{"person", person}, {"locale", locale_tag(locale)}});
  record_change(write, by, person, "people.set_language",
                {{.field = "language", .before = std::string(locale_tag(before.locale)), .after = std::string(locale_tag(locale))}});
}

void set_site_locale(db::Write& write, const By& by, PersonId person, std::optional<Locale> locale) {
  const Person before = get_person(write, person);
  if (before.site_locale == locale) return;
  const auto name = [](std::optional<Locale> each) { return each ? std::string(locale_tag(*each)) : std::string(); };
  write.execute(sql::update_site_locale, {{"person", person}, {"locale", locale ? std::optional(name(locale)) : std::nullopt}});
  record_change(write, by, person, "people.set_site_language", {{.field = "site_language", .before = name(before.site_locale), .after = name(locale)}});
}

Result<void> add_address(db::Write& write, const By& by, PersonId person, const Email& email, bool preferred) {
  write.lock("person", person.value());
  const auto owner = find_person_by_address(write, email);
  if (owner && *owner != person) {
    return std::unexpected(Problem{Problem::Kind::conflict, "email", tr("Another person already uses this address. Enter a different one.")});
  }
  const Person before = get_person(write, person);
  const bool becomes_preferred = preferred || before.addresses.empty();
  if (becomes_preferred) write.execute(sql::clear_preferred, {{"person", person}});
  if (!owner) {
    write.execute(sql::insert_address, {{"person", person}, {"address", email.text()}, {"key", email.key()}, {"preferred", becomes_preferred}, {"at", by.clock.now()}});
  } else if (becomes_preferred) {
    write.execute(sql::set_preferred, {{"person", person}, {"key", email.key()}});
  }
  const Email* former = before.preferred_address();
  record_change(write, by, person, "people.add_address",
                {{.field = "address", .before = former && becomes_preferred ? former->text() : "", .after = email.text(), .is_personal = true}});
  tell_changed(write, by, person);
  return {};
}

void remove_address(db::Write& write, const By& by, PersonId person, const Email& email) {
  if (write.execute(sql::delete_address, {{"person", person}, {"key", email.key()}}) == 0) return;
  record_change(write, by, person, "people.remove_address", {{.field = "address", .before = email.text(), .is_personal = true}});
  tell_changed(write, by, person);
}

void confirm_address(db::Write& write, const By& by, PersonId person, const Email& email) {
  write.execute(sql::confirm_address, {{"person", person}, {"key", email.key()}, {"at", by.clock.now()}});
}

void mark_failing(db::Write& write, const Email& email, bool is_failing) { write.execute(sql::mark_failing, {{"key", email.key()}, {"failing", is_failing}}); }

void give_consent(db::Write& write, const By& by, PersonId person, Consent consent, Locale shown_in, std::string_view way) {
  insert_consent(write, by, person, consent, true, locale_tag(shown_in), way);
  const Person found = get_person(write, person);
  write.execute(sql::insert_published_name, {{"person", person}, {"name", found.name}, {"name_latin", found.name_latin}});
  stamp_names(write);
  tell_changed(write, by, person);
}

void withdraw_consent(db::Write& write, const By& by, PersonId person, Consent consent) {
  if (!has_consent(write, person, consent)) return;
  insert_consent(write, by, person, consent, false, "", "");
  write.execute(sql::delete_published_name, {{"person", person}});
  stamp_names(write);
  tell_changed(write, by, person);
}

bool has_consent(db::Read& read, PersonId person, Consent consent) {
  return read.find(sql::find_consent, {{"person", person}, {"consent", consent_name(consent)}}, [](const db::Row& row) { return row.flag("given"); }).value_or(false);
}

std::optional<std::string> find_published_name(db::PublicRead& read, PersonId person) {
  return read.find(sql::find_published_name, {{"person", person}}, [](const db::Row& row) { return row.text("name"); });
}

std::vector<Traces> list_traces(db::Read& read, const std::vector<PersonId>& persons) {
  std::vector<Traces> traces;
  for (const Person& person : list_persons(read, persons)) {
    Traces of{.person = person.id};
    if (!person.name.empty()) of.names.push_back(person.name);
    if (!person.name_latin.empty()) of.names.push_back(person.name_latin);
    read.each(sql::list_merged_names, {{"person", person.id}}, [&](const db::Row& row) {
      for (const std::string& name : {row.text("name"), row.text("name_latin")}) {
        if (!name.empty() && std::ranges::find(of.names, name) == of.names.end()) of.names.push_back(name);
      }
    });
    for (const Address& address : person.addresses) {
      of.addresses.push_back(address.email.text());
      if (address.email.key() != address.email.text()) of.addresses.push_back(address.email.key());
    }
    traces.push_back(std::move(of));
  }
  return traces;
}

std::vector<HeldTable> list_held(db::Read& read, PersonId id) {
  const Person person = get_person(read, id);
  HeldTable names{.key = "person", .title = tr("Name and language"), .columns = {{"name", tr("Name")}, {"name_latin", tr("Name in Latin letters")}, {"mail_language", tr("Language of mails")}, {"page_language", tr("Language of pages")}}};
  names.rows.push_back({person.name, person.name_latin, std::string(locale_tag(person.locale)), std::string(locale_tag(person.page_locale()))});
  HeldTable addresses{.key = "addresses", .title = tr("E-mail addresses"), .columns = {{"address", tr("Address")}, {"preferred", tr("We write to this one")}, {"confirmed_at", tr("Confirmed")}, {"failing", tr("Mail comes back")}}};
  for (const Address& each : person.addresses) {
    addresses.rows.push_back({each.email.text(), each.is_preferred ? "yes" : "no", each.confirmed_at ? each.confirmed_at->format_rfc3339() : "", each.is_failing ? "yes" : "no"});
  }
  HeldTable consents{.key = "consents", .title = tr("What you agreed to"), .columns = {{"consent", tr("What")}, {"given", tr("Agreed")}, {"text_version", tr("Version of the text")}, {"language", tr("Language")}, {"way", tr("How")}, {"recorded_at", tr("When")}}};
  consents.rows = read.list(sql::list_consents, {{"person", id}}, [](const db::Row& row) {
    return std::vector<std::string>{row.text("consent"), row.flag("given") ? "yes" : "no", std::to_string(row.int64("text_version")), row.text("language"), row.text("way"), row.instant("recorded_at").format_rfc3339()};
  });
  return {std::move(names), std::move(addresses), std::move(consents)};
}

}  // namespace muster::people
