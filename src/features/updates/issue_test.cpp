// States of an issue, its languages, what people type, and how often there is one; no database.
#include "features/updates/issue.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace muster;
using namespace muster::updates;

namespace {

const PersonId kWriter(1), kOther(2), kThird(3);
const Instant kNow = Instant::from_date(*Date::from_ymd(2026, 11, 23));

Issue make_issue(State state) {
  Issue issue;
  issue.id = IssueId(1);
  issue.state = state;
  issue.created_by = issue.written_by = issue.ready_by = kWriter;
  if (state == State::sending || state == State::paused || state == State::sent) issue.sending_at = kNow;
  return issue;
}

Version make_version(Locale locale, std::int64_t source_revision, bool is_ready) {
  Version version{.locale = locale, .subject = "Subject", .body = "Words", .social = {}, .revision = 3, .source_revision = source_revision, .edited_by = kWriter};
  if (is_ready) version.ready_at = kNow;
  return version;
}

bool has_field(const Problems& problems, std::string_view field) { return std::ranges::find(problems, field, &Problem::field) != problems.end(); }

}  // namespace

TEST_CASE("states have names that are stored, and each is read back") {
  for (const State state : kStates) {
    CHECK(parse_state(state_name(state)) == state);
    CHECK_FALSE(state_label(state).one.empty());
  }
  CHECK_FALSE(parse_state("lost"));
}

TEST_CASE("S46: only a version that is ready and not out of date is sent") {
  const Version source = make_version(Locale::en, 0, true);
  CHECK(find_version_state(nullptr, &source, Locale::en) == VersionState::missing);
  const Version draft = make_version(Locale::fr, 3, false), old = make_version(Locale::fr, 2, true), ready = make_version(Locale::fr, 3, true);
  CHECK(find_version_state(&draft, &source, Locale::en) == VersionState::draft);
  CHECK(find_version_state(&old, &source, Locale::en) == VersionState::out_of_date);
  CHECK(find_version_state(&ready, &source, Locale::en) == VersionState::ready);
  CHECK(find_version_state(&ready, nullptr, Locale::en) == VersionState::out_of_date);
  CHECK(find_version_state(&source, &source, Locale::en) == VersionState::ready);
}

TEST_CASE("an update is approved by somebody else than who began it, wrote it or marked it ready") {
  Issue issue = make_issue(State::ready);
  CHECK_FALSE(may_approve(issue, kWriter));
  CHECK(may_approve(issue, kOther));
  issue.ready_by = kOther;
  CHECK_FALSE(may_approve(issue, kOther));
  issue.written_by = kThird;
  CHECK_FALSE(may_approve(issue, kThird));
  CHECK_FALSE(may_approve(issue, PersonId{}));
  for (const State state : kStates) CHECK(may_approve(make_issue(state), kOther).has_value() == (state == State::ready));
}

TEST_CASE("each step has its states") {
  for (const State state : kStates) {
    const Issue issue = make_issue(state);
    const bool is_open = state == State::draft || state == State::ready || state == State::approved || state == State::scheduled;
    CHECK(may_edit(issue).has_value() == is_open);
    CHECK(may_send(issue).has_value() == (state == State::approved || state == State::scheduled));
    CHECK(may_pause(issue).has_value() == (state == State::sending));
    CHECK(may_resume(issue).has_value() == (state == State::paused));
    CHECK(may_cancel(issue).has_value() == (state != State::sent && state != State::cancelled));
  }
}

TEST_CASE("a language that comes late is written while the update is on its way; what went out is not changed") {
  const Issue issue = make_issue(State::sent);
  CHECK(may_edit_version(issue, Locale::fr, VersionState::missing));
  CHECK(may_edit_version(issue, Locale::fr, VersionState::out_of_date));
  CHECK_FALSE(may_edit_version(issue, Locale::fr, VersionState::ready));
  CHECK_FALSE(may_edit_version(issue, Locale::en, VersionState::draft));
  CHECK_FALSE(may_edit_version(make_issue(State::cancelled), Locale::fr, VersionState::missing));
  const Version late = make_version(Locale::fr, 3, false);
  CHECK_FALSE(may_mark_version(issue, late, kWriter));  // four eyes also now
  CHECK(may_mark_version(issue, late, kOther));
  CHECK(may_mark_version(make_issue(State::draft), late, kWriter));
}

TEST_CASE("an edit takes approval and plan back, unless it is on its way") {
  Issue issue = make_issue(State::scheduled);
  issue.approved_by = kOther;
  issue.scheduled_at = kNow;
  issue.rate_reason = "Urgent";
  take_back_approval(issue);
  CHECK(issue.state == State::draft);
  CHECK_FALSE(issue.approved_by);
  CHECK_FALSE(issue.scheduled_at);
  CHECK(issue.rate_reason.empty());
  Issue sending = make_issue(State::sending);
  take_back_approval(sending);
  CHECK(sending.state == State::sending);
}

TEST_CASE("S43: regional notes until their day and until approval; staff as long as it is not sent") {
  Issue issue = make_issue(State::draft);
  const Date today = kNow.date();
  CHECK(may_write_note(issue, false, today));
  issue.note_deadline = today;
  CHECK(may_write_note(issue, false, today));
  CHECK_FALSE(may_write_note(issue, false, today.plus_days(1)));
  CHECK(may_write_note(issue, true, today.plus_days(1)));
  CHECK_FALSE(may_write_note(make_issue(State::approved), false, today));
  CHECK(may_write_note(make_issue(State::approved), true, today));
  CHECK_FALSE(may_write_note(make_issue(State::sent), true, today));
}

TEST_CASE("S43: a note is of its own region alone, in the reader's language where it is there") {
  const std::vector<Note> notes = {{"AF", Locale::en, "English", 1}, {"AF", Locale::fr, "French", 1}, {"AP", Locale::zh, "Chinese", 1}, {"EU", Locale::en, "", 2}};
  CHECK(choose_note(notes, "AF", Locale::fr)->body == "French");
  CHECK(choose_note(notes, "AF", Locale::ru)->body == "English");
  CHECK(choose_note(notes, "AP", Locale::ar)->body == "Chinese");
  CHECK(choose_note(notes, "EU", Locale::en) == nullptr);
  CHECK(choose_note(notes, "NA", Locale::en) == nullptr);
}

TEST_CASE("words of a version: every field's bad input is named, and good words are trimmed") {
  const auto check = [](std::string subject, std::string body, std::string social = "") {
    return check_version({.locale = Locale::en, .subject = std::move(subject), .body = std::move(body), .social = std::move(social)});
  };
  const auto good = check("  News for {{organisation}} ", "Hello\r\n\r\n{{regional note}}\r\n\r\nSee [this]({{archive_address}}).\r\n");
  CHECK(good.problems.empty());
  CHECK(good.version.subject == "News for {{organisation}}");
  CHECK(good.version.body == "Hello\n\n{{regional note}}\n\nSee [this]({{archive_address}}).");
  CHECK(has_field(check("", "Hello").problems, "subject"));
  CHECK(has_field(check("Two\nlines", "Hello").problems, "subject"));
  CHECK(has_field(check("Bcc: a\r\nx", "Hello").problems, "subject"));
  CHECK(has_field(check(std::string(kSubjectLength + 1, 'a'), "Hello").problems, "subject"));
  CHECK(has_field(check("Turned \u202E", "Hello").problems, "subject"));
  CHECK(has_field(check("Good", "Hello {{person}}").problems, "body"));
  CHECK(has_field(check("Good", "[x](javascript:alert(1))").problems, "body"));
  CHECK(has_field(check("Good", std::string(200 * 1024, 'a')).problems, "body"));
  CHECK(has_field(check("Good", "Hello", std::string(kSocialLength + 1, 'a')).problems, "social"));
  CHECK(check("Good", "").problems.empty());  // a draft may have no words yet
}

TEST_CASE("S51: one question with two to six answers, as many in every language") {
  const auto check = [](std::string words, std::string_view choices, std::size_t count = 0) { return check_question({.locale = Locale::en, .words = std::move(words), .choices = {}}, choices, count); };
  const auto good = check("Is this useful?", "Yes\r\n\r\n No \r\n");
  CHECK(good.problems.empty());
  CHECK(good.question.choices == std::vector<std::string>{"Yes", "No"});
  CHECK(check("", "").problems.empty());
  CHECK(has_field(check("", "Yes\nNo").problems, "words"));
  CHECK(has_field(check("Is it?", "Yes").problems, "choices"));
  CHECK(has_field(check("Is it?", "1\n2\n3\n4\n5\n6\n7").problems, "choices"));
  CHECK(has_field(check("Is it?", "Yes\nNo\nPerhaps", 2).problems, "choices"));
  CHECK(has_field(check("Is it?", std::string(200, 'a') + "\nNo").problems, "choices"));
}

TEST_CASE("S48: the rate is counted over calendar months; a fourth needs a reason; few in a year are said and no fault") {
  Programme programme;
  const Date november = *Date::from_ymd(2026, 11, 1);
  const auto on = [](int year, unsigned month, unsigned day) { return *Date::from_ymd(year, month, day); };
  const std::vector<Date> sent = {on(2026, 11, 1), on(2026, 11, 30), on(2026, 10, 31), on(2025, 12, 1), on(2025, 11, 30)};
  const Rate rate = count_rate(sent, november);
  CHECK(rate.month == 2);
  CHECK(rate.year == 4);
  CHECK(rate.months[11] == 2);
  CHECK(rate.months[10] == 1);
  CHECK(rate.months[0] == 1);
  CHECK_FALSE(needs_reason(programme, 2));
  CHECK(needs_reason(programme, 3));
  const Rate few = count_rate({on(2026, 1, 5)}, november);
  CHECK(is_seldom(programme, few, on(2025, 1, 1), november));
  CHECK_FALSE(is_seldom(programme, few, on(2026, 1, 5), november));  // not a year yet
  CHECK_FALSE(is_seldom(programme, few, std::nullopt, november));
  CHECK_FALSE(is_seldom(programme, rate, on(2025, 1, 1), november));
}

TEST_CASE("unknown codes of an audience are left out") {
  Programme programme;
  programme.regions = {{"AF", {}, "AFR", {}, 1}};
  const Target target = check_target_codes(programme, {.regions = {"XX", "AF"}, .topics = {"no"}, .languages = {"zh", "xx", "ar"}, .kinds = {}});
  CHECK(target.regions == std::vector<std::string>{"AF"});
  CHECK(target.topics.empty());
  CHECK(target.languages == std::vector<std::string>{"ar", "zh"});
}
