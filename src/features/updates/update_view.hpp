// What the pages of updates show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/updates/address.hpp"
#include "platform/html/charts.hpp"
#include "platform/html/compare.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::updates {

struct RateMeter {
  html::MonthBars bars;
  std::int64_t month = 0, most = 0, year = 0;
  Message line;     // what is usual
  Message warning;  // one more needs a reason; empty: none
  bool is_seldom = false;
  std::int64_t least = 0;
};

struct UpdatesPage {
  std::string new_url, addresses_url, archive_url;
  RateMeter rate;
  struct Row {
    std::string url, title;
    html::Tag tag;
    Message line;
    std::vector<std::string> ready;  // languages, by their tags
  };
  std::vector<Row> open, done;
  struct Exception {
    std::string url, title, reason, person;
    std::optional<Date> on;
  };
  std::vector<Exception> exceptions;
  std::int64_t left = 0;  // representatives who want none
  std::string left_url;
};

struct NewPage {
  std::string url, back_url;
  std::vector<html::ErrorLine> errors;
  html::TextField title;
  html::ChoiceField source;
};

// The head of every page of one issue.
struct IssueHead {
  std::string list_url;
  std::string url;  // of the issue
  std::string title;
  html::Tag tag;
  std::vector<html::Tab> tabs;
};

struct IssuePage {
  IssueHead head;
  std::vector<html::TaskRow> tasks;
  std::vector<html::ErrorLine> errors;
  std::vector<html::Conflict> meanwhile;
  bool can_edit = false;
  bool is_open = false;  // the form
  std::int64_t version = 0;
  html::TextField title;
  html::ChoiceField source;
  html::DateField languages_by, notes_by;
  html::CheckField counts;
  std::vector<html::TimelineItem> past;
  Message replies;  // empty: nobody takes them in
  std::string replies_url;
};

// One finding beside a text.
struct FindingRow {
  Message text;
  std::string excerpt, suggestion, plain;
  std::int64_t line = 0;
};

struct TextPage {
  IssueHead head;
  std::string url, language, tag, direction;
  html::Tag state;
  bool is_source = false, can_edit = false, can_mark = false, can_unmark = false;
  std::string copy_url;  // puts the source's words into the fields
  std::string preview_url;
  std::vector<html::ErrorLine> errors;
  std::vector<html::Conflict> meanwhile;
  std::int64_t revision = 0;
  html::TextField subject, body, social;
  std::string source_subject, source_body, source_tag, source_direction;  // beside a translation
  struct Field {
    std::string code;
    Message label;
  };
  std::vector<Field> fields;
  std::vector<FindingRow> findings;
  Message reading;
  Html shown;
};

struct LanguagesPage {
  IssueHead head;
  struct Row {
    std::string name, tag, url;
    html::Tag state;
    Message line;
    Message action;
  };
  std::vector<Row> rows;
  std::optional<Date> deadline;
};

struct RegionsPage {
  IssueHead head;
  std::optional<Date> deadline;
  struct Row {
    std::string url, name;
    int colour = 8;
    html::Tag tag;
  };
  std::vector<Row> rows;
};

// A region's note, for its leaders and for staff.
struct NotePage {
  bool is_staff = false;
  IssueHead head;
  std::string url, back_url;
  Message line;
  std::vector<html::Tab> languages;
  std::vector<html::ErrorLine> errors;
  std::vector<html::Conflict> meanwhile;
  bool can_edit = false;
  Message why_not;
  std::int64_t revision = 0;
  std::string language;  // tag
  html::TextField body;
  std::string subject, source_tag, source_direction;
  Html shown;
};

struct QuestionPage {
  IssueHead head;
  std::string url;
  std::vector<html::Tab> languages;
  std::vector<html::ErrorLine> errors;
  std::vector<html::Conflict> meanwhile;
  bool can_edit = false;
  std::int64_t revision = 0;
  std::string language;
  html::TextField words, choices;
  std::string source_words;
  std::vector<std::string> source_choices;
};

struct AudiencePage {
  IssueHead head;
  std::string url;
  std::vector<html::ErrorLine> errors;
  bool can_edit = false, is_stored = true;
  std::int64_t version = 0;
  std::vector<html::FilterGroup> groups;
  std::vector<std::pair<std::string, std::string>> chosen;  // hidden fields of the form that saves
  std::int64_t mails = 0, organisations = 0, lists = 0;
  struct Language {
    std::string name;
    std::int64_t count = 0;
    html::Tag state;
  };
  std::vector<Language> languages;
  struct Reason {
    Message why;
    std::int64_t count = 0;
    struct Row {
      std::string url, organisation, address;
    };
    std::vector<Row> rows;
    std::int64_t more = 0;
  };
  std::vector<Reason> reasons;
  std::string meanwhile_line;
};

struct CheckPage {
  IssueHead head;
  std::vector<html::ErrorLine> errors;
  std::vector<Message> notes;  // what to look at
  struct Language {
    std::string name, tag, direction, url;
    html::Tag state;
    std::int64_t recipients = 0;
    bool has_text = false;
    std::vector<FindingRow> findings;
    Message reading;
  };
  std::vector<Language> languages;
  std::int64_t mails = 0, organisations = 0, excluded = 0;
  std::string audience_url, preview_url;
  RateMeter rate;
  bool can_mark_ready = false, can_take_back = false, can_approve = false, can_send = false, can_unschedule = false;
  bool can_pause = false, can_resume = false, can_cancel = false, can_take_up = false;
  bool needs_reason = false;
  bool waits_for_other = false;  // the reader may not be the second person
  std::optional<Instant> scheduled_at;
  struct Sending {  // from its beginning on
    html::StackedBar bar;
    Message line, left;
    std::int64_t failed = 0, suppressed = 0;
    bool is_over = false;
    std::optional<Message> pace, rest;  // how fast it goes, and how long it takes at that pace
  };
  std::optional<Sending> sending;
  html::TextField reason, hour;
  html::DateField day;
  html::ChoiceField test_language;
  std::string test_done;  // address
};

struct PreviewPage {
  IssueHead head;
  std::string url;
  html::ChoiceField organisation_field;
  html::ChoiceField language, copy, width;
  std::string subject, tag, direction, text, part_url;
  int frame_width = 640;
  bool is_narrow = false;
};

struct AddressesPage {
  std::string url, back_url, stopped_url;
  struct Row {
    std::string id, url, organisation, address;
    html::Tag tag;
    Message line;
    bool can_ask = false, can_waive = false, can_end = false;
    bool is_stopped = false;  // mail to it is
  };
  std::vector<Row> rows;
  std::vector<html::ErrorLine> errors;
  std::string refused;  // the row whose form was refused, and what was typed there
  std::string typed;
};

struct KitListPage {
  html::Hero hero;
  struct Row {
    std::string url, subject, tag, direction;
    Instant sent_at;
  };
  std::vector<Row> rows;
  Message rate;
  // Where updates go directly, if the organisation gave an address.
  std::string address, ask_url;
  html::Tag address_tag;
  std::string stopped_url;  // what can be done where mail to it is stopped; empty: it is not
  Message address_line;
  bool can_ask = false;
};

struct KitPage {
  html::Hero hero;
  std::vector<html::Tab> languages;
  std::string tag, direction, subject;
  Html words;
  std::string text, social, print_url;
  std::string url;  // of "passed on"
  bool has_said = false, is_open = false;
  Message said;
  std::vector<html::ErrorLine> errors;
  html::TextField way, many;
};

struct ArchivePage {
  html::Hero hero;
  struct Row {
    std::string url, subject, tag, direction;
    Instant sent_at;
  };
  std::vector<Row> rows;
  std::string next_url, feed_url;
  Message rate;
};

struct ArchiveIssuePage {
  html::Hero hero;
  std::string tag, direction;
  std::string other_language;  // it is written in, where there is none in the reader's
  Html words;
  Html after;  // question and notes, in the reader's language
  struct Answer {
    std::string question, answer;
  };
  std::vector<Answer> answers;  // to questions of readers, in the page's language
  std::vector<html::LanguageLink> languages;
};

struct AddressAnswerPage {
  std::string url;
  LinkState state = LinkState::open;
  bool is_new = false;  // answered just now
};

struct RegionUpdatesPage {
  struct Row {
    std::string url, title;
    html::Tag tag;
    Message line;
  };
  std::vector<Row> rows;
};

}  // namespace muster::updates
