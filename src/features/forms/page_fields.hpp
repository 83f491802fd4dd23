// Fields of a page made from answers, and rows added or taken away without script. Pure.
#pragma once

#include "features/forms/answer.hpp"
#include "features/forms/form.hpp"

namespace muster::forms {

// Buttons of a page that change rows only: "add=CODE" and "remove=CODE-N". True when there was one: show the
// page again with these fields as typed; nothing is saved.
bool change_rows(const Page& page, RawFields& fields);

// The fields that a page would send for an answer; check_answer reads them back to the same answer.
RawFields make_fields(const Question& question, const Answer& answer);

}  // namespace muster::forms
