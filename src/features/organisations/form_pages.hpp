// The form of an organisation's facts between browser and register: stored facts and typed answers have
// the same shape (fields by name), so that the page shows either and compares both.
#pragma once

#include "features/organisations/field_maker_pages.hpp"
#include "features/organisations/organisation_form_view.hpp"
#include "features/organisations/organisations.hpp"
#include "platform/http/http.hpp"

namespace muster::organisations {

http::Fields make_fields(db::Read& read, const Organisation& organisation);
// Staff may set more than representatives: a field that is not theirs is never read from the request.
Edit parse_edit(const http::Fields& fields, bool is_staff);

// What cannot be read as an edit at all: a day, a group that is named twice.
Problems check_typed(const http::Fields& fields);
OrganisationForm make_form(const http::Request& request, const http::Context& context, const FormSource& source);
// Facts that were stored by somebody else meanwhile beside what was typed, where they differ.
std::vector<html::Conflict> list_differences(const http::Request& request, const http::Context& context, const OrganisationForm& form,
                                               const http::Fields& stored, const http::Fields& typed);
// Puts both beside each other into the form; the next save replaces what is stored now.
void show_both(const http::Request& request, const http::Context& context, OrganisationForm& form, const http::Fields& stored, const http::Fields& typed);
// What was typed, with what is stored for each field whose box "take" was ticked.
http::Fields take_stored(const http::Fields& typed, const http::Fields& stored);

// Name, address and language of a person, as typed.
struct PersonFields {
  html::TextField name, name_latin, address;
  html::ChoiceField locale;
};
PersonFields make_person_fields(const http::Fields& fields, const Problems& problems);
// Problems as the summary above a form shows them.
std::vector<html::ErrorLine> list_error_lines(const Problems& problems);

}  // namespace muster::organisations
