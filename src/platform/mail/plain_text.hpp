// What a person reads in a mail that is HTML only, as plain text: tags fall away, blocks become lines, links keep
// their words. Not a parser of HTML but one pass over its bytes, however crooked they are; the text is escaped by
// whoever shows it. Internal to this room.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster::mail {

struct PlainText {
  std::string text;
  std::size_t quotation_at = 0;  // where a quoted block begins; the text's size when there is none
};

// `html` is UTF-8. Stops at `most` bytes of text.
PlainText make_plain_text(std::string_view html, std::size_t most);

}  // namespace muster::mail
