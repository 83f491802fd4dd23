// What the pages of review, of what is held back, of corrections and of the committee's reading show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/html.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::reports {

struct FindingRow {
  std::int64_t id = 0;      // zero: not written down yet
  std::string code;         // of the question
  std::string question;     // its name
  std::string span;
  Message kind;
};
struct ReviewPage {
  std::string url;
  std::string queue_url;
  Message line;
  std::vector<html::ErrorLine> errors;
  std::vector<Message> notes;
  std::vector<FindingRow> findings;
  bool is_first = false;
  std::int64_t differences = 0;
  std::vector<html::DiffPair> pairs;
  std::vector<html::SummaryRow> answers;  // of a first report, instead of pairs
  struct Talk {
    std::string name, words, reply;
    Instant asked_at;
    bool is_open = false;
  };
  std::vector<Talk> talk;
  html::ChoiceField question;
  html::ChoiceField ready;  // prepared texts
  html::TextField words;
  html::TextField reason;
  std::string certified;  // the words that were confirmed
  std::string certified_by;
  std::optional<Instant> certified_at;
  std::string waiver_wish;
  std::vector<html::SummaryRow> registered;
  std::optional<Instant> registered_at;
  std::int64_t version = 0;
  bool can_begin = false;
  bool can_review = false;
  bool can_publish = false;
  bool is_held = false;
  bool is_published = false;
  std::string published_url;
};

// Reports in a row, to accept or to look at.
struct ReportRow {
  std::string id;
  std::string url;
  std::string name;
  std::string version;
  Message line;
};
struct ReportsPage {
  std::string url;
  std::string back_url;
  std::string mark;  // of the form
  Message line;
  std::vector<ReportRow> rows;
  std::string more_url;
  std::int64_t left_out = 0;  // wait, but are not in the list
};

struct CorrectPage {
  html::Hero hero;
  std::string url, back_url;
  bool is_staff = false;
  std::vector<html::ErrorLine> errors;
  std::vector<html::SummaryRow> rows;  // choose one of them
  std::string question;                // or this one is open
  Html fields;
  html::TextField reason;
};

}  // namespace muster::reports
