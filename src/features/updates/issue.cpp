#include "features/updates/issue.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "features/updates/merge_fields.hpp"
#include "platform/markdown/write.hpp"

namespace muster::updates {
namespace {

std::unexpected<Problem> conflict(Message message) { return refused(Problem::Kind::conflict, std::move(message)); }

bool is_open(State state) { return state == State::draft || state == State::ready || state == State::approved || state == State::scheduled; }

void add(Problems& problems, std::string field, Message message) { problems.push_back({Problem::Kind::invalid, std::move(field), std::move(message)}); }

void add_merge_errors(Problems& problems, const std::string& field, std::string_view text, MergePart part) {
  for (const MergeError& error : check_merge_fields(text, part)) add(problems, field, error.message());
}

markdown::Options body_options() {
  markdown::Options options;
  for (const std::string_view marker : kPlaceMarkers) options.places.emplace_back(marker);
  return options;
}

void check_body(Problems& problems, const Version& version) {
  if (version.body.empty()) return;
  const auto document = markdown::parse(version.body, body_options());
  if (!document) return add(problems, "body", document.error().message);
  add_merge_errors(problems, "body", version.body, MergePart::body);
  for (const auto& link : document->refused) {
    add(problems, "body", tr("Line {line}: a link must begin with https:// or mailto: – {address}", {{"line", std::int64_t{link.place.line}}, {"address", link.target}}));
  }
  if (markdown::write_mail(*document, version.locale).markup().size() > kMailBytes) add(problems, "body", tr("This text is too long for a mail. Shorten it, or link to a page with the rest."));
}

int month_number(Date date) { return date.year() * 12 + static_cast<int>(date.month()) - 1; }

template <class List>
void keep_known(std::vector<std::string>& codes, const List& known) {
  std::vector<std::string> kept;
  for (const auto& one : known) {
    if (std::ranges::find(codes, one.code) != codes.end()) kept.push_back(one.code);
  }
  codes = std::move(kept);
}

}  // namespace

std::string_view state_name(State state) {
  switch (state) {
    case State::draft:
      return "draft";
    case State::ready:
      return "ready";
    case State::approved:
      return "approved";
    case State::scheduled:
      return "scheduled";
    case State::sending:
      return "sending";
    case State::paused:
      return "paused";
    case State::sent:
      return "sent";
    case State::cancelled:
      break;
  }
  return "cancelled";
}

std::optional<State> parse_state(std::string_view name) {
  for (const State state : kStates) {
    if (state_name(state) == name) return state;
  }
  return std::nullopt;
}

Message state_label(State state) {
  switch (state) {
    case State::draft:
      return trc("update", "Draft");
    case State::ready:
      return trc("update", "Ready to approve");
    case State::approved:
      return trc("update", "Approved");
    case State::scheduled:
      return trc("update", "Scheduled");
    case State::sending:
      return trc("update", "Sending");
    case State::paused:
      return trc("update", "Paused");
    case State::sent:
      return trc("update", "Sent");
    case State::cancelled:
      break;
  }
  return trc("update", "Cancelled");
}

VersionState find_version_state(const Version* version, const Version* source, Locale source_locale) {
  if (version == nullptr || version->body.empty()) return version == nullptr ? VersionState::missing : VersionState::draft;
  if (!version->ready_at) return VersionState::draft;
  if (version->locale != source_locale && (source == nullptr || version->source_revision != source->revision)) return VersionState::out_of_date;
  return VersionState::ready;
}

Message version_label(VersionState state) {
  switch (state) {
    case VersionState::missing:
      return trc("language version", "Missing");
    case VersionState::draft:
      return trc("language version", "Draft");
    case VersionState::out_of_date:
      return trc("language version", "Out of date");
    case VersionState::ready:
      break;
  }
  return trc("language version", "Ready");
}

const Note* choose_note(const std::vector<Note>& notes, std::string_view region, Locale locale) {
  const Note* best = nullptr;
  const auto likeness = [&](const Note& note) { return note.locale == locale ? 2 : note.locale == Locale::en ? 1
                                                                                                             : 0; };
  for (const Note& note : notes) {
    if (note.region != region || note.body.empty()) continue;
    if (best == nullptr || likeness(note) > likeness(*best)) best = &note;
  }
  return best;
}

Result<void> may_edit(const Issue& issue) {
  if (is_open(issue.state)) return {};
  if (issue.state == State::cancelled) return conflict(tr("This update is cancelled. Take it up again first."));
  return conflict(tr("This update is already on its way. Its words stay as they were sent."));
}

Result<void> may_edit_version(const Issue& issue, Locale locale, VersionState state) {
  if (is_open(issue.state)) return {};
  const bool is_late = issue.state != State::cancelled && locale != issue.source && state != VersionState::ready;
  return is_late ? Result<void>() : may_edit(issue);
}

Result<void> may_mark_version(const Issue& issue, const Version& version, PersonId person) {
  if (issue.state == State::cancelled) return may_edit(issue);
  if (version.body.empty()) return invalid("body", tr("Write the text first."));
  const bool is_approved = issue.state != State::draft && issue.state != State::ready;
  if (is_approved && version.edited_by == person) return conflict(tr("The update is approved. Somebody else than the writer must mark a late language ready."));
  return {};
}

Result<void> may_write_note(const Issue& issue, bool is_staff, Date today) {
  if (is_staff) return may_edit(issue);
  if (issue.state != State::draft && issue.state != State::ready) return conflict(tr("This update is approved already. Write to staff if your note must change."));
  if (issue.note_deadline && today > *issue.note_deadline) return conflict(tr("Notes could be written until {date}.", {{"date", *issue.note_deadline}}));
  return {};
}

Result<void> may_mark_ready(const Issue& issue, const std::vector<Version>& versions) {
  if (issue.state != State::draft) return conflict(tr("This update is not a draft any more."));
  const auto source = std::ranges::find(versions, issue.source, &Version::locale);
  if (source == versions.end() || source->body.empty()) return conflict(tr("Write the text first."));
  if (!source->ready_at) return conflict(tr("Mark the text in its first language ready before."));
  return {};
}

bool is_second_person(const Issue& issue, PersonId person) {
  return person && person != issue.created_by && person != issue.written_by && person != issue.ready_by;
}

Result<void> may_approve(const Issue& issue, PersonId person) {
  if (issue.state != State::ready) return conflict(tr("Only an update that is marked ready can be approved."));
  if (!is_second_person(issue, person)) return conflict(tr("Somebody else than the writer must approve it."));
  return {};
}

Result<void> may_send(const Issue& issue) {
  if (issue.state == State::approved || issue.state == State::scheduled) return {};
  return conflict(tr("Only an approved update can be sent."));
}

Result<void> may_pause(const Issue& issue) {
  return issue.state == State::sending ? Result<void>() : conflict(tr("It is not being sent now."));
}

Result<void> may_resume(const Issue& issue) {
  return issue.state == State::paused ? Result<void>() : conflict(tr("It is not paused."));
}

Result<void> may_cancel(const Issue& issue) {
  if (issue.state == State::sent) return conflict(tr("It is sent. Nothing is left to stop."));
  return issue.state == State::cancelled ? conflict(tr("It is cancelled already.")) : Result<void>();
}

void take_back_approval(Issue& issue) {
  if (!is_open(issue.state)) return;
  issue.state = State::draft;
  issue.ready_by = issue.approved_by = issue.rate_reason_by = {};
  issue.ready_at = issue.approved_at = issue.scheduled_at = {};
  issue.rate_reason.clear();
}

namespace {

// What is missing, by the field that is empty.
Message ask_for(std::string_view field) {
  if (field == "title") return tr("Write a title, for example: News of November");
  if (field == "subject") return tr("Write the subject: readers see it first.");
  if (field == "waiver") return tr("Write why: who decided, and when.");
  if (field == "return") return tr("Write when and how the person asked for it.");
  return tr("Write the reason.");
}

}  // namespace

Result<std::string> check_line(std::string_view field, std::string_view typed, std::size_t most, bool is_required) {
  std::string text(trim(typed));
  if (text.empty()) return is_required ? Result<std::string>(invalid(std::string(field), ask_for(field))) : Result<std::string>(std::move(text));
  if (has_hidden_controls(text) || text.find('\n') != std::string::npos || text.find('\r') != std::string::npos)
    return invalid(std::string(field), tr("Type this again on one line. It holds signs that cannot be shown."));
  if (count_code_points(text) > most) return invalid(std::string(field), tr("Use at most {count} characters.", {{"count", static_cast<std::int64_t>(most)}}));
  return text;
}

CheckedVersion check_version(Version typed) {
  CheckedVersion checked{std::move(typed), {}};
  Version& version = checked.version;
  const auto line = [&](const char* field, std::string& value, std::size_t most, bool is_required) {
    if (auto text = check_line(field, value, most, is_required)) {
      value = std::move(*text);
      add_merge_errors(checked.problems, field, value, MergePart::subject);
    } else {
      checked.problems.push_back(text.error());
    }
  };
  line("subject", version.subject, kSubjectLength, true);
  version.body = std::string(trim(normalise_newlines(version.body)));
  check_body(checked.problems, version);
  version.social = std::string(trim(normalise_newlines(version.social)));
  std::ranges::replace(version.social, '\n', ' ');
  line("social", version.social, kSocialLength, false);
  return checked;
}

Result<std::string> check_note(std::string_view typed) {
  std::string text(trim(normalise_newlines(typed)));
  if (count_code_points(text) > kNoteLength) return invalid("body", tr("Use at most {count} characters.", {{"count", static_cast<std::int64_t>(kNoteLength)}}));
  const auto document = markdown::parse(text);
  if (!document) return invalid("body", document.error().message);
  if (text.find("{{") != std::string::npos) return invalid("body", tr("A regional note has no fields in double braces."));
  return text;
}

CheckedQuestion check_question(Question typed, std::string_view choices, std::size_t count) {
  CheckedQuestion checked{std::move(typed), {}};
  Question& question = checked.question;
  question.choices.clear();
  if (auto words = check_line("words", question.words, kQuestionLength, false))
    question.words = std::move(*words);
  else
    checked.problems.push_back(words.error());
  const std::string lines = normalise_newlines(choices);
  for (const std::string_view line : split(lines, '\n')) {
    auto choice = check_line("choices", line, kChoiceLength, false);
    if (!choice)
      checked.problems.push_back(choice.error());
    else if (!choice->empty())
      question.choices.push_back(std::move(*choice));
  }
  const std::size_t given = question.choices.size();
  if (question.words.empty() && given == 0) return checked;
  if (question.words.empty()) add(checked.problems, "words", tr("Write the question."));
  if (given < kChoicesLeast || given > kChoicesMost)
    add(checked.problems, "choices", tr("Give 2 to 6 answers, one on each line."));
  else if (count != 0 && given != count)
    add(checked.problems, "choices", tr("The other languages have {number} answers. Give as many here, in the same order.", {{"number", static_cast<std::int64_t>(count)}}));
  return checked;
}

Target check_target_codes(const Programme& programme, Target typed) {
  keep_known(typed.regions, programme.regions);
  keep_known(typed.topics, programme.topics);
  keep_known(typed.kinds, programme.kinds);
  std::vector<std::string> languages;
  for (const Locale locale : kLocales) {
    if (std::ranges::find(typed.languages, locale_tag(locale)) != typed.languages.end()) languages.emplace_back(locale_tag(locale));
  }
  typed.languages = std::move(languages);
  return typed;
}

Rate count_rate(const std::vector<Date>& sent_on, Date month) {
  Rate rate;
  for (const Date day : sent_on) {
    const int ago = month_number(month) - month_number(day);
    if (ago < 0 || ago > 11) continue;
    ++rate.months[static_cast<std::size_t>(11 - ago)];
    ++rate.year;
    if (ago == 0) ++rate.month;
  }
  return rate;
}

bool needs_reason(const Programme& programme, int others_in_month) { return others_in_month >= programme.updates_per_month_most; }

bool is_seldom(const Programme& programme, const Rate& rate, std::optional<Date> first_sent_on, Date today) {
  return first_sent_on && month_number(today) - month_number(*first_sent_on) >= 12 && rate.year < programme.updates_per_year_least;
}

}  // namespace muster::updates
