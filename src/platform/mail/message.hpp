// Parts of message.cpp that this room shares beside the door's format_message. Internal to this room.
#pragma once

#include <string>

#include "platform/mail/mail.hpp"

namespace muster::mail {

// Token and domain of the programme's address, without angle brackets; a complete one stays as it is.
std::string complete_message_id(const std::string& message_id, const Settings& settings);

// Where bounces of this mail come back to, as SMTP carries it.
std::string envelope_sender(const MailRow& mail, const Settings& settings);

// Whether the message or its envelope needs SMTPUTF8: an address in it has a local part beyond ASCII.
bool needs_smtputf8(const MailRow& mail, const Settings& settings);

}  // namespace muster::mail
