// The plain parts of a mail. The text part is made from the HTML part, so that the two never say
// different things: links are spelled out, list items get a dash, cells and blocks their own lines.
// Reads markup of our own views only; it is no parser for strangers' HTML.
#pragma once

#include <string>
#include <string_view>

namespace muster::html {

// Text of the body: head, images and what is hidden from readers (aria-hidden) are left out. Lines end in LF.
std::string make_plain_text(std::string_view html);

// One line without blanks at its ends, as a subject must be (RFC 5322 section 2.2).
std::string make_subject(std::string_view text);

}  // namespace muster::html
