// What the pages and the mail of the inbox show.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/html/charts.hpp"
#include "platform/html/compare.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::inbox {

struct ListPage {
  std::string url;
  Message line;  // under the title: how many wait, and how long the first one has
  std::vector<html::Tab> tabs;
  std::vector<std::pair<std::string, std::string>> kept;  // hidden fields of the filters
  std::string words;
  html::ChoiceField issue, language, region;
  std::vector<html::Chip> chips;
  std::int64_t found = 0;
  struct Row {
    std::string url, subject, tag, direction;  // of the subject's language
    std::string name, organisation, issue, language;
    html::Tag state;
    Message wait;
    std::string assigned_to;
  };
  std::vector<Row> rows;
  Message empty_title, empty_line;
  html::Pager pager;
};

struct EntryView {
  std::string id;  // of the part of the page
  bool is_received = false, is_answer = false, is_note = false;
  Message heading;
  std::string address;
  Instant at;
  std::vector<Message> remarks;  // what to heed
  std::string words, tag, direction, quoted;
  struct File {
    std::string name;
    std::int64_t kilobytes = 0;
  };
  std::vector<File> files;
  std::string raw_url;  // empty: it was let go of
  html::Tag mail;       // of an answer: what became of it
  std::string reason, mail_url;
};

struct ConversationPage {
  std::string url, back_url, title, tag, direction;
  html::Tag state;
  Message wait;
  std::int64_t version = 0;
  std::vector<html::ErrorLine> errors;
  // Facts
  std::string writer, address, person_url, organisation, organisation_url, issue, issue_url, language, region;
  Message proof;
  bool is_proved = false;
  std::vector<EntryView> entries;
  std::vector<html::TimelineItem> past;
  // The answer
  bool can_answer = false;
  bool is_answered_now = false;  // just sent: no form, a link to another one
  html::TextField words;
  html::ChoiceField to;
  Message other_address;  // the newest message came from another address than the one before
  std::string last;       // the newest message that this page shows
  std::vector<Message> writing;  // colleagues who are writing
  std::string sign_in_url;
  Message sent_as;
  // Steps
  html::TextField note;
  html::ChoiceField assigned_to;
  bool is_mine = false, can_close = false, can_reopen = false, can_set_aside = false, can_bring_in = false;
  std::int64_t undo = 0;  // the step; 0: nothing to undo
  Message undo_label;
  bool is_erased = false;
  // Questions for everybody
  std::string publication_url;  // empty: it is about no update that was sent
  std::vector<html::TaskRow> publications;
};

struct RawPage {
  std::string back_url, file_url, title, text;
  std::int64_t kilobytes = 0;
  bool is_cut = false;
};

struct PublicationPage {
  std::string url, back_url, issue, language, tag, direction;
  std::vector<html::Tab> languages;
  std::vector<html::ErrorLine> errors;
  std::vector<html::Conflict> meanwhile;
  std::int64_t revision = 0;
  html::TextField question, answer;
  html::Tag state;
  std::string copy_url;  // begins with their words; empty: there are words
  std::string check_url;
  struct Words {
    Message heading;
    std::string text, tag, direction;
  };
  std::vector<Words> originals;
};

struct PublicationCheckPage {
  std::string url, back_url, edit_url, page_url, issue, tag, direction, language;
  std::vector<html::ErrorLine> errors;
  std::string question, answer;
  std::int64_t revision = 0;
  html::Tag state;
  struct Leak {
    std::string span;
    Message what;
  };
  std::vector<Leak> leaks;
  html::CheckField looked;
  bool can_release = false, can_remove = false;
};

struct AnswerMail {
  std::string subject;
  std::vector<std::vector<std::string>> paragraphs;  // lines
  std::string name;  // of who writes
  std::string brand;
  Message quote_line;
  std::vector<std::string> quote;  // lines
};

}  // namespace muster::inbox
