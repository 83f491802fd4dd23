#include "features/forms/response_store.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>

#include "features/audit/audit.hpp"
#include "features/forms/answer_rows_store.hpp"
#include "features/people/people.hpp"
#include "platform/crypto/crypto.hpp"
#include "queries_forms.hpp"

namespace muster::forms {
namespace {

Response make_response(const db::Row& row) {
  return {.id = row.id<ResponseId>("id"),
          .form_version = row.id<FormVersionId>("form_version"),
          .organisation = row.id<OrganisationId>("organisation"),
          .person = row.id<PersonId>("person"),
          .copied_from = row.id<ResponseId>("copied_from"),
          .created_at = row.instant("created_at"),
          .is_locked = row.flag("locked"),
          .subject_kind = row.text("subject_kind"),
          .subject = row.int64("subject")};
}

// Definitions that were read once, by the hash of their text: equal text is the same form in whichever
// database it stands, so this is a memo and no state. Reading one takes half a millisecond, which the writer
// thread has not got for each save; there are a handful of versions in a lifetime.
struct ReadForms {
  std::shared_mutex mutex;
  std::map<std::string, std::unique_ptr<const Form>, std::less<>> by_hash;
};

ReadForms& read_forms() {
  static ReadForms forms;
  return forms;
}

const Form* find_read_form(std::string_view hash) {
  ReadForms& forms = read_forms();
  const std::shared_lock lock(forms.mutex);
  const auto found = forms.by_hash.find(hash);
  return found == forms.by_hash.end() ? nullptr : found->second.get();
}

const Form& keep_read_form(const std::string& hash, Form form) {
  ReadForms& forms = read_forms();
  const std::unique_lock lock(forms.mutex);
  return *forms.by_hash.try_emplace(hash, std::make_unique<const Form>(std::move(form))).first->second;
}

// Whether the value fits the question as it is asked in this version; the value as it would be stored.
std::optional<Answer> fit(const Question& question, const Answer& answer) { return parse_answer(question, format_answer(answer)); }

}  // namespace

FormVersionId ensure_version(db::Write& write, const Clock& clock, const Form& form) {
  write.lock("form " + form.code, 0);
  const std::string definition = format_form(form);
  const std::string hash = crypto::sha256_hex(definition);
  const auto get_id = [](const db::Row& row) { return row.id<FormVersionId>("id"); };
  const auto found = write.find(sql::find_version_by_hash, {{"form", form.code}, {"hash", hash}}, get_id);
  const FormVersionId version = found ? *found
                                      : FormVersionId(write.insert(sql::insert_version, {{"form", form.code},
                                                                                         {"hash", hash},
                                                                                         {"definition", definition},
                                                                                         {"at", clock.now()}}));
  write.execute(sql::set_newest, {{"form", form.code}, {"version", version}});
  return version;
}

std::optional<FormVersionId> find_newest_version(db::PublicRead& read, std::string_view form) {
  return read.find(sql::find_newest, {{"form", form}}, [](const db::Row& row) { return row.id<FormVersionId>("form_version"); });
}

const Form& get_form(db::PublicRead& read, FormVersionId version) {
  const std::string hash = read.get(sql::find_hash, {{"version", version}}, [](const db::Row& row) { return row.text("content_hash"); });
  if (const Form* known = find_read_form(hash)) return *known;
  const std::string text = read.get(sql::find_definition, {{"version", version}}, [](const db::Row& row) { return row.text("definition"); });
  auto form = parse_form(text);
  if (!form) throw std::runtime_error("forms: a stored definition cannot be read");
  return keep_read_form(hash, std::move(*form));
}

ResponseId insert_response(db::Write& write, const By& by, const NewResponse& response) {
  return ResponseId(write.insert(sql::insert_response, {{"version", response.form_version},
                                                        {"organisation", response.organisation},
                                                        {"person", response.person},
                                                        {"subject_kind", response.subject_kind},
                                                        {"subject", response.subject},
                                                        {"at", by.clock.now()}}));
}

std::optional<Response> find_response(db::Read& read, ResponseId response) {
  return read.find(sql::find_response, {{"response", response}}, make_response);
}

Response get_response(db::Read& read, ResponseId response) {
  return read.get(sql::find_response, {{"response", response}}, make_response);
}

void set_subject(db::Write& write, ResponseId response, std::string_view kind, std::int64_t subject) {
  write.execute(sql::set_subject, {{"response", response}, {"kind", kind}, {"subject", subject}});
}

void lock_response(db::Write& write, ResponseId response) {
  write.lock("response", response.value());
  write.execute(sql::set_locked, {{"response", response}, {"locked", true}});
}

void unlock_response(db::Write& write, ResponseId response) {
  write.lock("response", response.value());
  write.execute(sql::set_locked, {{"response", response}, {"locked", false}});
}

std::vector<StoredAnswer> list_answers(db::Read& read, ResponseId response) {
  return list_stored(read, get_form(read, get_response(read, response).form_version), response);
}

std::vector<AnswerChange> list_changes(db::Read& read, ResponseId response, std::string_view question, int limit) {
  const Form& form = get_form(read, get_response(read, response).form_version);
  const Question* asked = form.find_question(question);
  if (asked == nullptr) return {};
  return read.list(sql::list_changes, {{"response", response}, {"question", question}, {"limit", limit}}, [&](const db::Row& row) {
    return AnswerChange{.question = asked->code,
                        .version = row.int64("version"),
                        .answer = parse_answer(*asked, row.text("answer")).value_or(Answer{}),
                        .changed_by = row.id<PersonId>("changed_by"),
                        .changed_by_name = row.text("changed_by_name"),
                        .changed_at = row.instant("changed_at")};
  });
}

std::vector<PageState> list_page_states(db::Read& read, const Form& form, ResponseId response) {
  const auto saved = read.list(sql::list_pages, {{"response", response}}, [](const db::Row& row) { return row.text("page"); });
  return list_page_states(form, list_stored(read, form, response), saved);
}

Result<void> set_answer(db::Write& write, const By& by, ResponseId response, std::string_view question, const Answer& answer, Locale written_in) {
  write.lock("response", response.value());
  const Response row = get_response(write, response);
  if (row.is_locked) return refused(Problem::Kind::conflict, tr("This has been sent and can no longer be changed here"));
  const Form& form = get_form(write, row.form_version);
  const Question* asked = form.find_question(question);
  if (asked == nullptr) return refused(Problem::Kind::not_found, tr("There is no such question"));
  const auto fitting = fit(*asked, answer);
  if (!fitting) return invalid(asked->code, tr("This answer does not fit the question"));
  const std::vector<StoredAnswer> stored = list_stored(write, form, response);
  const StoredAnswer before = get_stored(stored, asked->code);
  if (before.answer == *fitting && before.state == AnswerState::given) return {};
  write_answer(write, by, response, before, {.answer = *fitting, .state = AnswerState::given, .language = std::string(locale_tag(written_in))});
  record_changes(write, by, row, "forms.set_answer", {make_change(*asked, before.answer, *fitting)});
  return {};
}

int copy_answers(db::Write& write, const By& by, ResponseId from, ResponseId to) {
  write.lock("response", to.value());
  const Response target = get_response(write, to);
  const Form& form = get_form(write, target.form_version);
  const Form& old_form = get_form(write, get_response(write, from).form_version);
  const std::vector<StoredAnswer> old_answers = list_stored(write, old_form, from);
  const Answers old_values = list_values(old_answers);
  const std::vector<StoredAnswer> present = list_stored(write, form, to);
  std::vector<audit::Change> changes;
  for (const StoredAnswer& old : old_answers) {
    const Question* question = form.find_question(old.question);
    if (question == nullptr || old.answer.empty() || find_answer(present, old.question) != nullptr) continue;
    if (!is_shown(old_form, *old_form.find_question(old.question), old_values)) continue;
    const auto fitting = fit(*question, old.answer);
    if (!fitting) continue;
    write_answer(write, by, to, get_stored(present, old.question), {.answer = *fitting, .state = AnswerState::copied, .language = old.language});
    changes.push_back(make_change(*question, {}, *fitting));
  }
  write.execute(sql::set_copied_from, {{"response", to}, {"copied_from", from}});
  record_changes(write, by, target, "forms.copy_answers", changes);
  return static_cast<int>(changes.size());
}

int prefill_answers(db::Write& write, const By& by, ResponseId response, const Answers& values_by_prefill) {
  write.lock("response", response.value());
  const Response row = get_response(write, response);
  const Form& form = get_form(write, row.form_version);
  const std::vector<StoredAnswer> present = list_stored(write, form, response);
  std::vector<audit::Change> changes;
  for (const Page& page : form.pages) {
    for (const Question& question : page.questions) {
      const auto value = question.prefill.empty() ? values_by_prefill.end() : values_by_prefill.find(question.prefill);
      if (value == values_by_prefill.end() || value->second.empty()) continue;
      const StoredAnswer before = get_stored(present, question.code);
      const auto fitting = fit(question, value->second);
      const bool is_given = before.version > 0 && before.state == AnswerState::given;
      if (is_given || !fitting || before.answer == *fitting) continue;
      write_answer(write, by, response, before, {.answer = *fitting, .state = AnswerState::copied, .language = before.language});
      changes.push_back(make_change(question, before.answer, *fitting));
    }
  }
  record_changes(write, by, row, "forms.prefill_answers", changes);
  return static_cast<int>(changes.size());
}

Result<void> confirm_pages(db::Write& write, const By& by, ResponseId response, const std::vector<std::string>& pages) {
  write.lock("response", response.value());
  const Response row = get_response(write, response);
  if (row.is_locked) return refused(Problem::Kind::conflict, tr("This has been sent and can no longer be changed here"));
  const Form& form = get_form(write, row.form_version);
  for (const std::string& code : pages) {
    if (form.find_page(code) == nullptr) return refused(Problem::Kind::not_found, tr("There is no such page"));
  }
  std::vector<audit::Change> changes;
  for (const std::string& code : pages) {
    for (const Question& question : form.find_page(code)->questions) {
      if (mark_given(write, by, response, question.code)) changes.push_back({.field = question.code, .before = "copied", .after = "confirmed"});
    }
    mark_page_saved(write, by, response, code);
  }
  record_changes(write, by, row, "forms.confirm_pages", changes);
  return {};
}

void erase_names(db::Write& write, PersonId person) {
  write.execute(sql::erase_answer_names, {{"person", person}});
  write.execute(sql::erase_change_names, {{"person", person}});
  write.execute(sql::erase_page_names, {{"person", person}});
}

std::vector<Passage> list_passages(db::Read& read, const std::vector<std::string>& words) {
  auto passages = people::find_passages(read, sql::list_passages, words);
  for (Passage& passage : passages) passage.label = passage.part.ends_with(":0") ? tr("An answer") : tr("An earlier answer");
  return passages;
}

void rewrite_passage(db::Write& write, const Passage& passage) {
  const auto colon = passage.part.rfind(':');
  const std::string question = passage.part.substr(0, colon);
  const std::int64_t version = std::stoll(passage.part.substr(colon + 1));
  if (version == 0) {
    write.execute(sql::rewrite_answer, {{"response", passage.row}, {"question", question}, {"answer", passage.text}});
  } else {
    write.execute(sql::rewrite_change, {{"response", passage.row}, {"question", question}, {"version", version}, {"answer", passage.text}});
  }
}

std::vector<HeldTable> list_held(db::Read& read, PersonId person) {
  HeldTable answers{.key = "answers", .title = tr("Answers that you gave for an organisation"), .columns = {{"organisation", tr("Organisation")}, {"question", tr("Question")}, {"answer", tr("Answer")}, {"changed_at", tr("When")}}};
  answers.rows = read.list(sql::list_held_answers, {{"person", person}}, [](const db::Row& row) {
    const auto organisation = row.id<OrganisationId>("organisation");
    return std::vector<std::string>{organisation ? organisation.format() : "", row.text("question"), row.text("answer"), row.instant("changed_at").format_rfc3339()};
  });
  HeldTable saved{.key = "saved_pages", .title = tr("Pages of forms that you saved"), .columns = {{"organisation", tr("Organisation")}, {"page", tr("Page")}, {"saved_at", tr("When")}}};
  saved.rows = read.list(sql::list_held_pages, {{"person", person}}, [](const db::Row& row) {
    const auto organisation = row.id<OrganisationId>("organisation");
    return std::vector<std::string>{organisation ? organisation.format() : "", row.text("page"), row.instant("saved_at").format_rfc3339()};
  });
  return {std::move(answers), std::move(saved)};
}

}  // namespace muster::forms
