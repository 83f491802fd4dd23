// Bounces without a report for machines: the notices that mail servers of thirty years write for people, known by the
// phrase before the address and by where the address then stands. Internal to this room.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/mail/bounce.hpp"

namespace muster::mail {

// The words of the notice itself: what stands before the copy of the mail that came back.
struct Notice {
  std::string text;
  bool has_copy = false;  // a line says that the copy follows
};
Notice read_notice(std::string_view text);

struct TextBounce {
  std::vector<FailedRecipient> recipients;  // may be empty: it says that something failed, not for whom
  std::string phrase;                       // the one that it was known by
};
// An empty phrase: no known form.
TextBounce read_text_bounce(const Inbound& mail, const Notice& notice);

// Written by a program that delivers mail, as far as sender and beginning say: a daemon's name, or the first lines of
// a known product. Persons, also those who forward a bounce, are none.
bool is_from_mail_system(const Inbound& mail);

}  // namespace muster::mail
