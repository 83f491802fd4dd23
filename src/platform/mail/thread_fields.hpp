// Which messages a mail answers, written so that the reader's program shows them together (RFC 5322 section 3.6.4).
// Message-IDs come from strangers: what is no plain one is left out, so that none can add a field or a line too long.
// Internal to this room.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/mail/mail.hpp"

namespace muster::mail {

// Printable ASCII without brackets and blanks, with one @ inside, at most 250 bytes; anything else is empty.
std::string clean_message_id(std::string_view id);
// Of References at most 20: the first, which began it, and the newest.
Thread clean_thread(const Thread& given);
// As stored beside each other, divided by blanks.
std::string format_references(const Thread& thread);
Thread make_thread(std::string_view in_reply_to, std::string_view references);
// In-Reply-To and References with their values, folded; none for a mail that answers nothing.
std::vector<std::pair<std::string, std::string>> format_thread_fields(const Thread& thread);

}  // namespace muster::mail
