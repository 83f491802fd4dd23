// What the pages of published reports and of review show.
#pragma once

#include <string>
#include <vector>

#include "base/html.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::reports {

struct PublishedRow {
  std::string url;
  std::string name;
  std::string region;
  int colour = 1;
  Instant published_at;
};
struct PublishedListPage {
  std::string url;
  html::ChoiceField year;
  html::ChoiceField region;
  std::vector<PublishedRow> rows;
  std::string next_url;
  std::string feed_url;
};
struct PublishedPage {
  html::Hero hero;
  std::string language_note;  // name of the language when it is not the page's
  std::vector<html::SummaryRow> rows;
  std::string organisation_url;
};

struct FindingRow {
  std::int64_t id = 0;
  std::string question;
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
  std::vector<html::DiffPair> pairs;
  std::vector<html::SummaryRow> talk;
  html::ChoiceField question;
  html::TextField words;
  html::TextField reason;
  std::string certified;  // the words that were confirmed
  Instant certified_at;
  std::int64_t version = 0;
  bool can_review = false;
  bool can_publish = false;
  bool is_published = false;
};
struct ReadingRow {
  std::string url;
  std::string name;
  Instant sent_at;
};

}  // namespace muster::reports
