// What staff see of mail that came back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::bounces {

// An address that gets no mail, and what to do about it.
struct StoppedRow {
  std::string url;
  std::string address;
  std::string person;
  std::string organisation;
  std::string organisation_url;
  Message what;
  Instant since;
  Message advice;
  bool is_last = false;  // nobody of the organisation can be reached
  bool is_list = false;  // the organisation's address for passing on
};

struct StoppedPage {
  std::string stop_url;
  std::vector<html::Tab> tabs;
  std::vector<StoppedRow> rows;
  std::vector<StoppedRow> others;  // of nobody who represents an organisation now
  std::optional<Message> problem;  // why mail that comes in cannot be read
  std::string problem_words;
  bool receives_nothing = false;   // nothing has ever come in
  std::string guide_line;
};

struct EventRow {
  std::string url;
  std::string address;
  std::string person;
  Message what;
  html::Tag tag;
  Instant at;
  std::string words;
};

struct EventsPage {
  std::string url;
  std::vector<html::Tab> tabs;
  html::ChoiceField kind, known;
  std::vector<std::pair<std::string, std::string>> kept;  // filters that other pages link with
  std::vector<html::Chip> chips;
  std::vector<EventRow> rows;
  std::string older_url;
  bool is_filtered = false;
};

struct EventPage {
  std::string back_url;
  html::Tag tag;
  Message what;
  Message verdict;
  std::string address;
  std::string address_url;  // of an address that was stopped; may be empty
  std::string stop_url;     // else where staff can stop it
  std::string person;
  std::string organisation;
  std::string organisation_url;
  Instant at;
  std::string mail_url;
  std::string status;
  std::string words;
  std::string evidence;
  bool came_by_mail = false;
  std::string raw;       // the beginning of the message, as text; empty: it is gone
  bool is_cut = false;   // there is more in the file
  std::string raw_url;
};

struct AddressPage {
  std::string url;
  std::string back_url;
  std::string address;
  std::string person;
  std::vector<std::pair<std::string, std::string>> organisations;  // name, url
  std::vector<std::pair<std::string, std::string>> lists;          // whose address for passing on it is
  bool is_stopped = false;
  Message what;
  Message advice;
  Instant since;
  Instant stopped_at;
  std::optional<Instant> put_back_at;
  std::string put_back_by;
  bool is_asked = false;   // its owner was asked, and has not answered yet
  std::vector<html::TimelineItem> decisions;
  std::int64_t undo = 0;  // the decision; 0: nothing to undo
  Message undo_label;
  std::vector<EventRow> events;
  html::TextField reason;
  std::vector<html::ErrorLine> errors;
};

struct StopPage {
  std::string url;
  std::string back_url;
  html::TextField address;
  html::TextField reason;
  std::vector<html::ErrorLine> errors;
};

// A representative's: updates for the organisation's members come back.
struct MyAddressPage {
  html::Hero hero;
  std::string url;
  std::string change_url;
  std::string address;    // empty: there is nothing to do
  Message what;
  Message owner;          // what was asked of its owner; may be empty
  bool can_ask = false;
  bool is_for_staff = false;
  Instant since;
  std::string staff_email;
};

struct LeftRow {
  std::string url;
  Instant at;
  std::string sender;
  std::string subject;
  std::int64_t size = 0;
  bool is_gone = false;
};

struct LeftPage {
  std::vector<html::Tab> tabs;
  std::vector<LeftRow> rows;
  std::string older_url;
};

struct OneLeftPage {
  std::string back_url;
  std::string sender;
  std::string subject;
  std::string arrived_for;
  Instant at;
  std::string raw;
  bool is_cut = false;
  std::string raw_url;
};

}  // namespace muster::bounces
