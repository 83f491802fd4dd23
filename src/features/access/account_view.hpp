// What a person's own page shows, and the staff page about office holders and the log.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::access {

struct AddressLine {
  std::string address;
  bool is_preferred = false;
  bool is_failing = false;
};

struct SessionLine {
  std::string id;
  std::string browser;
  Instant last_seen_at;
  bool is_this = false;
};

struct SeatLine {
  std::string id;
  std::string name;       // of the person; empty on the person's own page
  std::string url;        // of the person; may be empty
  Message role;
  std::string region;
  std::string capacity;
  Date from;
  std::optional<Date> until;
  bool is_current = false;  // the seat that the person works in now
  bool is_held = true;      // today or later: can be ended
};

struct AccountPage {
  std::string url;  // forms post to URL/name, URL/address ...
  html::TextField name;
  html::TextField name_latin;
  html::ChoiceField language;       // of mails
  html::ChoiceField site_language;  // of pages; its empty choice: as mails
  html::TextField new_address;
  html::TextField code;
  std::string waiting_address;  // waits for its code
  std::vector<AddressLine> addresses;
  std::vector<SeatLine> seats;
  std::vector<SessionLine> sessions;
  std::vector<html::ErrorLine> errors;
  bool has_consent = false;
  bool has_password = false;  // with a second factor and recovery codes
  std::int64_t codes_left = 0;
  bool has_several_seats = false;
};

struct AddressMailView {
  std::string code;
  std::string url;  // of the account; it gives no right
};

struct SeatsPage {
  std::string url;
  std::vector<SeatLine> seats;
  html::TextField name;
  html::TextField email;
  html::ChoiceField role;
  html::ChoiceField region;
  html::DateField until;
  html::TextField capacity;
  std::vector<html::ErrorLine> errors;
};

struct HolderPage {
  Message line;
  std::string url;
  std::string back_url;
  bool has_password = false;
  std::vector<SeatLine> seats;
  std::vector<SessionLine> sessions;
  std::vector<html::ErrorLine> errors;
};

struct LogChange {
  std::string field, before, after;
  bool is_erased = false;
};
struct LogLine {
  std::int64_t id = 0;
  Instant at;
  std::string who;     // empty: the program itself
  std::string action;
  std::string subject;
  std::string reason;
  std::vector<LogChange> changes;
  bool is_sealed = false;
};
struct LogPage {
  std::string url;
  html::TextField action, person, organisation, from, until;
  std::vector<LogLine> lines;
  std::string older_url;
};

}  // namespace muster::access
