// The header fields of a mail to many: List-Id (RFC 2919), List-Unsubscribe (RFC 2369), List-Unsubscribe-Post
// (RFC 8058), Feedback-ID. Readers' programs take them as they stand, so they are never written as encoded words.
// Internal to this room.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/mail/mail.hpp"

namespace muster::mail {

// What can stand in these fields. An identifier keeps letters, digits, ".", "-" and "_"; in an address everything
// that RFC 3986 does not know is percent-encoded; what is then not https:// or mailto:, or longer than 900 bytes, is
// left out. No input can add a field or end a line.
ListFields clean_list_fields(const ListFields& given);

// Names and values, folded. Nothing for what is empty.
std::vector<std::pair<std::string, std::string>> format_list_fields(const ListFields& given);

}  // namespace muster::mail
