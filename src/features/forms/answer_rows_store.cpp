#include "features/forms/answer_rows_store.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "queries_forms.hpp"

namespace muster::forms {
namespace {

std::string_view state_code(AnswerState state) { return state == AnswerState::copied ? "copied" : "given"; }

// Whatever people type may name somebody: it enters the chain as a commitment, so that it can be erased.
bool may_name_somebody(const Question& question) {
  const Kind free[] = {Kind::text, Kind::long_text, Kind::email, Kind::link, Kind::items};
  return question.audience != Audience::open || std::ranges::find(free, question.kind) != std::end(free);
}

}  // namespace

std::vector<StoredAnswer> list_stored(db::Read& read, const Form& form, ResponseId response) {
  return read.list(sql::list_answers, {{"response", response}}, [&](const db::Row& row) {
    StoredAnswer stored{.question = row.text("question"),
                        .state = row.text("state") == "copied" ? AnswerState::copied : AnswerState::given,
                        .version = row.int64("version"),
                        .language = row.text("language"),
                        .changed_by = row.id<PersonId>("changed_by"),
                        .changed_by_name = row.text("changed_by_name"),
                        .changed_at = row.instant("changed_at")};
    // The version that the response is pinned to never changes, so what was stored can always be read.
    const Question* question = form.find_question(stored.question);
    auto answer = question == nullptr ? std::nullopt : parse_answer(*question, row.text("answer"));
    if (!answer) throw std::runtime_error("forms: the stored answer to \"" + stored.question + "\" does not fit its question");
    stored.answer = std::move(*answer);
    return stored;
  });
}

StoredAnswer get_stored(const std::vector<StoredAnswer>& stored, std::string_view question) {
  const StoredAnswer* found = find_answer(stored, question);
  return found == nullptr ? StoredAnswer{.question = std::string(question)} : *found;
}

std::optional<Answer> find_answer_at(db::Read& read, const Question& question, ResponseId response, std::int64_t version) {
  const auto text = read.find(sql::find_change, {{"response", response}, {"question", question.code}, {"version", version}},
                              [](const db::Row& row) { return row.text("answer"); });
  return text ? parse_answer(question, *text) : std::nullopt;
}

std::int64_t write_answer(db::Write& write, const By& by, ResponseId response, const StoredAnswer& before, const NewAnswer& now) {
  const std::int64_t version = before.version + 1;
  const std::string text = format_answer(now.answer);
  const bool is_given = now.state == AnswerState::given;
  const PersonId person = is_given ? by.actor.person : PersonId{};
  const std::string name = is_given ? by.actor.name : std::string();
  const Instant at = by.clock.now();
  write.execute(sql::save_answer, {{"response", response},
                                   {"question", before.question},
                                   {"answer", text},
                                   {"state", state_code(now.state)},
                                   {"version", version},
                                   {"language", now.language},
                                   {"person", person},
                                   {"name", name},
                                   {"at", at}});
  write.execute(sql::insert_change, {{"response", response},
                                     {"question", before.question},
                                     {"version", version},
                                     {"answer", text},
                                     {"person", person},
                                     {"name", name},
                                     {"at", at}});
  return version;
}

bool mark_given(db::Write& write, const By& by, ResponseId response, const std::string& question) {
  return write.execute(sql::mark_given, {{"response", response},
                                         {"question", question},
                                         {"person", by.actor.person},
                                         {"name", by.actor.name},
                                         {"at", by.clock.now()}}) > 0;
}

void mark_page_saved(db::Write& write, const By& by, ResponseId response, const std::string& page) {
  write.execute(sql::save_page, {{"response", response}, {"page", page}, {"person", by.actor.person}, {"at", by.clock.now()}});
}

audit::Change make_change(const Question& question, const Answer& before, const Answer& after) {
  return {.field = question.code,
          .before = format_answer(before),
          .after = format_answer(after),
          .is_personal = may_name_somebody(question)};
}

void record_changes(db::Write& write, const By& by, const Response& response, std::string action, std::vector<audit::Change> changes) {
  if (changes.empty()) return;
  const bool has_subject = !response.subject_kind.empty();
  audit::record(write, by,
                {.action = std::move(action),
                 .subject_kind = has_subject ? response.subject_kind : "response",
                 .subject = has_subject ? response.subject : response.id.value(),
                 .organisation = response.organisation,
                 .changes = std::move(changes)});
}

}  // namespace muster::forms
