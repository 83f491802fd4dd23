// What the inbox takes of mail that came in: everything that nobody else took. A message is tied to the mail that it
// answers by its return path, else by the Message-IDs that it names, else by the address that it claims to be from.
// Nothing is ever answered from here.
#pragma once

#include "features/inbox/conversation.hpp"
#include "platform/mail/intake.hpp"

namespace muster::inbox {

mail::Taker make_taker();

// The message with its ties, as far as this database knows them.
Arrived read_arrived(db::Read& read, const mail::Incoming& incoming, const mail::Answer& answer, Date today);

}  // namespace muster::inbox
