// Handlers of filling in, what they share, and what their views show. A representative works at
// /me/report; staff who enter a report for an organisation see the same pages at a desk of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/forms/forms.hpp"
#include "features/reports/fill_store.hpp"
#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

// Where somebody works on which organisation's report.
struct Desk {
  OrganisationId organisation;
  std::string base;      // "/en/me/report"
  bool is_staff = false;
  std::string url(std::string_view path) const { return base + "/" + std::string(path); }
};
// Empty when the address names no organisation, or the actor works for none.
std::optional<Desk> find_desk(const http::Request& request);
// Words of a small form, checked as those of the report are: no hidden controls, not too long, on one line if
// the kind is text. The problem's field is `name`.
Result<std::string> read_words(const http::Request& request, const std::string& name, forms::Kind kind, int most);
// The page that a Problem becomes when no form can show it.
http::Response show_problem(const http::Request& request, http::Context& context, const Problem& problem, const std::string& back_url);
// "5 of 9 parts ready · about 6 minutes to finish" and its dots.
std::vector<html::DotMark> make_progress_dots(const std::vector<forms::PageState>& pages);
// The answers of one page that are asked, ready to read.
html::SummaryRow make_summary_row(const forms::Question& question, const Fill& fill, const http::Request& request, http::Context& context);
std::vector<const forms::Question*> list_asked(const Fill& fill, const forms::Page& page);

struct Representative {
  PersonId person;
  std::string name;
  bool is_prime = false;
  bool is_reader = false;
  std::string remove_url;  // empty: not from here
  std::string prime_url;
};
std::vector<Representative> list_representatives(db::Read& read, const Desk& desk, const Actor& reader, Date today);

struct TaskListPage {
  std::string organisation;
  bool is_staff = false;
  Date due_on;
  std::int64_t days = 0;       // left; below zero: past
  bool is_past = false;
  bool is_today = false;
  std::vector<html::DotMark> dots;
  Progress progress;
  std::int64_t unchanged = 0;
  std::string copied_year;     // of the report that answers were copied from; empty: the register alone
  std::string unchanged_url, preview_url, time_url, hand_over_url;
  std::string staff_email, staff_email_url;
  std::string assigned_to;     // name; empty: any of them
  std::string source;          // of an entry by staff
  struct Group {
    std::string title;
    std::vector<html::TaskRow> rows;
  };
  std::vector<Group> groups;
  std::vector<html::TaskRow> finish;
  struct Asked {
    std::string label, words, url;
  };
  std::vector<Asked> asked;
};

// A calm page: nothing due yet, sent, being read, accepted.
struct StatusPage {
  bool is_staff = false;     // in the frame of staff
  bool has_problem = false;  // the script keeps what was typed
  html::Hero hero;
  std::vector<Message> lines;
  struct Link {
    Message label;
    std::string url;
    std::string icon;
  };
  std::vector<Link> links;
  std::optional<html::NavItem> action;  // a filled button
  std::optional<html::NavItem> second;  // a quieter one, on a page of its own
};

struct PartPage {
  std::string url, back_url;
  bool is_staff = false;
  bool has_heading = false;  // the question's label is the h1
  Message not_saved;         // why the database took nothing; empty: it did
  std::string next;          // "check": back to there
  forms::PageView form;
  bool shows_people = false;
  std::vector<Representative> representatives;
  std::string add_url;
  std::string people_note;
  struct Asked {
    std::int64_t id = 0;
    std::string name;
    std::string words;
    html::TextField reply;
  };
  std::optional<Asked> asked;
  html::SaveBar save_bar;
};

struct UnchangedPage {
  std::string url, back_url;
  bool is_staff = false;
  std::vector<html::ErrorLine> errors;
  std::vector<html::SummaryRow> rows;
  std::vector<std::string> parts;
  html::CheckField tick;
  std::int64_t count = 0;
};

struct CheckPage {
  std::string url, back_url, preview_url;
  bool is_staff = false;
  std::int64_t version = 0;
  std::vector<html::ErrorLine> errors;
  struct Part {
    std::string title;
    std::vector<html::SummaryRow> rows;
  };
  std::vector<Part> parts;
  html::CheckField declaration;
};

// Answers to read: what the public will read, or the own copy.
struct ReadingPage {
  bool is_staff = false;
  html::Hero hero;
  Message note;
  std::vector<CheckPage::Part> parts;
  bool is_copy = false;
};

struct AskPage {  // small forms: more time, hand over, a new representative, a way of entry
  html::Hero hero;
  std::string url, back_url;
  Message lead;
  Message note;
  std::vector<html::ErrorLine> errors;
  std::optional<html::DateField> date;
  std::optional<html::ChoiceField> choice;
  std::vector<html::TextField> texts;
  std::optional<html::TextField> words;
  std::optional<html::CheckField> tick;
  Message action;
};

struct ConfirmPage {
  Message title;
  Message line;
  html::Confirm confirm;
  std::string field, value;  // a hidden field
  std::vector<CheckPage::Part> parts;
  std::string version;
};

http::Response show_status(const http::Request& request, http::Context& context, const StatusPage& page, int status = 200);
http::Response show_ask(const http::Request& request, http::Context& context, const AskPage& page, bool is_staff = false);
http::Response show_confirm(const http::Request& request, http::Context& context, const ConfirmPage& page);
std::vector<CheckPage::Part> make_parts(const Fill& fill, const Desk* desk, const http::Request& request, http::Context& context);

http::Response show_report(const http::Request& request, http::Context& context);
http::Response show_part(const http::Request& request, http::Context& context);
http::Response save_part_page(const http::Request& request, http::Context& context);
http::Response show_unchanged(const http::Request& request, http::Context& context);
http::Response confirm_unchanged(const http::Request& request, http::Context& context);
http::Response show_check(const http::Request& request, http::Context& context);
http::Response send_checked(const http::Request& request, http::Context& context);
http::Response show_preview(const http::Request& request, http::Context& context);
http::Response show_copy(const http::Request& request, http::Context& context);
http::Response show_earlier(const http::Request& request, http::Context& context);
http::Response ask_take_back(const http::Request& request, http::Context& context);
http::Response take_back(const http::Request& request, http::Context& context);
http::Response show_more_time(const http::Request& request, http::Context& context);
http::Response ask_more_time(const http::Request& request, http::Context& context);
http::Response show_hand_over(const http::Request& request, http::Context& context);
http::Response hand_over_page(const http::Request& request, http::Context& context);
http::Response show_new_representative(const http::Request& request, http::Context& context);
http::Response add_representative(const http::Request& request, http::Context& context);
http::Response ask_about_representative(const http::Request& request, http::Context& context);
http::Response change_representative(const http::Request& request, http::Context& context);
http::Response show_entry(const http::Request& request, http::Context& context);
http::Response begin_entry(const http::Request& request, http::Context& context);
http::Response show_confirmation(const http::Request& request, http::Context& context);
http::Response confirm_entry(const http::Request& request, http::Context& context);

}  // namespace muster::reports
