// What the public will read of a report, in the reader's language: the submitter's preview and the published
// page show the same. From public answers alone (S31, S32).
#pragma once

#include <string_view>
#include <vector>

#include "features/forms/forms.hpp"

namespace muster::reports {

// What the public will read of these answers, in the reader's language: the preview and the published page.
std::vector<forms::AnswerView> make_public_views(const forms::Form& form, const forms::Answers& answers, std::string_view language,
                                                 const i18n::Texts& texts, Locale locale);

}  // namespace muster::reports
