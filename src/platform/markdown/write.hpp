// What a document becomes: part of a page, of a mail, plain text, or a few words. Markup is balanced, has no picture,
// no style sheet, no script, and no link but to http, https, mailto or what the caller gives instead.
// A document is read once and written for each recipient: fields and links are asked for while writing, so that what
// they bring is text in every output and nothing else.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/html.hpp"
#include "base/locale.hpp"
#include "platform/markdown/markdown.hpp"

namespace muster::markdown {

// What is asked for while writing; any of them may be empty.
struct Fill {
  // The value of a field as it is typed by people; without the function the field stays as it is written, "{{name}}".
  std::function<std::string(std::string_view name)> field;
  // Another address for a link: a counted one. `target` is the true one; a field's is filled in. It is shown beside
  // the words where the two differ. Must begin with https://, http://, mailto: or one "/".
  std::function<std::string(const Link& link, const std::string& target)> link;
  // What stands at a place marker, in a page or mail, and in plain text (lines with LF). Nothing by default.
  std::function<Html(std::string_view place)> place;
  std::function<std::string(std::string_view place)> place_text;
};

// For a page: the document's first level of headings is `heading_level` (1 to 6), deeper ones follow.
Html write_page(const Document& document, int heading_level, const Fill& fill = {});

// For a mail: styles on the elements, language and direction on one element around it, no tables.
Html write_mail(const Document& document, Locale locale, int heading_level = 2, const Fill& fill = {});

// For a mail's text part: lines of at most `width` columns, of which wide characters take two, ended by LF. A link is
// "words <address>"; an address is never broken.
std::string write_text(const Document& document, Locale locale, const Fill& fill = {}, std::size_t width = 72);

// The first whole sentences of the first paragraph, at most `most` characters; a first sentence that is longer is cut
// at a word and ends in "…". No link addresses. Empty when there is no paragraph.
std::string write_social(const Document& document, Locale locale, const Fill& fill = {}, std::size_t most = 280);

}  // namespace muster::markdown
