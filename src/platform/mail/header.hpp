// Header fields of a message (RFC 5322, RFC 2047, RFC 6532), written so that no input can start a new
// field: what could end a line is taken out first, and what is not plain ASCII travels encoded.
// GMime 3.2 writes addresses neither as RFC 6532 nor text that looks encoded as text; hence our own.
#pragma once

#include <string>
#include <string_view>

#include "base/email.hpp"

namespace muster::mail {

// Controls (CR, LF, NUL, C1 ones, line and paragraph separators) become one space each run, bidi
// overrides and byte order marks vanish, blanks are joined and trimmed. Bytes that are not UTF-8 become "?".
std::string clean_header_text(std::string_view text);

// The value of an unstructured field, folded, lines at most 76 characters; `name_length` is that of the
// field's name on the first line. Text that is not printable ASCII, or that looks like an encoded word,
// becomes encoded words of 39 bytes at most, never cut within a character nor within a group of base64.
std::string format_text_value(std::string_view text, std::size_t name_length);

// Display name and address. The address is written with A-labels unless its local part needs UTF-8.
// Throws std::logic_error for an address that would not be one token between the brackets.
std::string format_mailbox(std::string_view name, const Email& address);

// The value of a List-Id field (RFC 2919 section 3): words, which may be empty, and an identifier that is an atom.
std::string format_list_id(std::string_view words, std::string_view id);

// The address as SMTP and headers carry it: UTF-8 where it must, else ASCII.
std::string wire_address(const Email& address);

}  // namespace muster::mail
