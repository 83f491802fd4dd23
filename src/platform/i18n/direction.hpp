// Whether a piece of text runs against the direction of the sentence around it, and therefore has to
// be isolated (UAX #9): a Latin name in an Arabic sentence, an Arabic name in an English one.
#pragma once

#include <string_view>

#include "base/locale.hpp"

namespace muster::i18n {

// Holds a letter of a script that is written in the other direction than the language's.
bool runs_against(std::string_view text, Locale locale);

}  // namespace muster::i18n
