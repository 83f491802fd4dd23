// What staff see of the machinery: mail that waits or failed, and work that runs behind the pages.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/instant.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::overview {

struct MailLine {
  std::string url;
  Instant at;
  std::string to;
  std::string subject;
  html::Tag state;
  std::string reason;     // the smarthost's own words; empty for most
  std::string retry_url;  // only for one that failed
};

struct MailCheckPage {
  std::string url, back_url;
  std::optional<Instant> looked_at;  // empty: never
  bool is_asked = false;             // just now, by the reader
  bool is_log = false;               // mail does not leave
  bool is_away = false;              // no name server answers
  std::string problem;               // why nothing could be looked at this time
  Message sum;
  struct Row {
    Message title, line;
    html::Tag tag;
    // A sentence in the reader's language, cut so that each name or record in it keeps its own direction.
    struct Piece {
      std::string text;
      bool is_value = false;
    };
    std::vector<std::vector<Piece>> sentences;
    std::string words;  // in English, where the sentences are not known
    std::string publish;
    std::optional<Instant> worse_since;
  };
  std::vector<Row> rows;
};

struct MailQueuePage {
  std::string url, forecast_url, bounces_url, check_url;
  bool is_held = false;
  std::vector<html::Tab> tabs;
  std::vector<MailLine> lines;
  std::string older_url;
};

struct OneMailPage {
  MailLine line;
  std::string back_url;
  std::string came_back_url;  // what came back of it; empty: nothing
  std::string kind;
  std::string to_name;
  std::string reply_to;
  std::string language;   // code
  std::string direction;  // of that language
  std::string message_id;
  int attempts = 0;
  Instant due_at;
  std::optional<Instant> finished_at;
  bool is_waiting = false;
  bool lets_in = false;  // a sign-in mail: its text is nobody's but the recipient's
  bool is_made = false;  // when it is sent
  std::string text;
};

struct JobLine {
  std::string kind;
  std::string key;
  html::Tag state;
  int attempts = 0;
  Instant run_at;
  std::optional<Instant> finished_at;
  std::string reason;
  std::string retry_url;
};

struct JobsPage {
  std::vector<html::Tab> tabs;
  std::vector<JobLine> lines;
  bool is_cut = false;  // there are more than a page shows
};

}  // namespace muster::overview
