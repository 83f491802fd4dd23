// The door of the forms room: definitions as data, typed answers, and responses that several people
// fill in together. Used by reports, and later by applications and surveys. It knows no question by name
// and decides nothing about sending, review or publication.
#pragma once

#include "features/forms/answer.hpp"
#include "features/forms/form.hpp"
#include "features/forms/form_file.hpp"
#include "features/forms/question_view.hpp"
#include "features/forms/response.hpp"
#include "features/forms/response_store.hpp"
