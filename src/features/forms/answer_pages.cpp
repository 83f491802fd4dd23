// Answers in the reader's language, to be read: check page, review, published report, history.
#include <boost/json.hpp>

#include <algorithm>

#include "base/text.hpp"
#include "base/url.hpp"
#include "features/forms/question_view.hpp"
#include "platform/html/writer.hpp"
#include "platform/i18n/texts.hpp"
#include "views_forms.hpp"

namespace muster::forms {
namespace {

struct Reading {
  const i18n::Texts& texts;
  Locale locale;
  std::string_view language;  // of words that people wrote
};

std::string translate(const Reading& reading, const Message& message) { return reading.texts.translate(reading.locale, message); }

std::string option_label(const Question& question, std::string_view code, Locale locale) {
  const Option* option = question.find_option(code);
  return option == nullptr ? std::string(code) : option->label.in(locale);
}

std::string format_number(const Question& question, const Number& number, const Reading& reading) {
  if (!number.range.empty()) return option_label(question, number.range, reading.locale);
  if (number.is_open_ended) return translate(reading, tr("{number} or more", {{"number", number.low}}));
  if (number.high) return translate(reading, tr("{low} to {high}", {{"low", number.low}, {"high", *number.high}}));
  return reading.texts.format_number(reading.locale, number.low);
}

std::vector<AnswerLine> list_lines(const Question& question, const Answer& answer, const Reading& reading);

// An entry on one line: its parts in the form's order.
AnswerLine make_item_line(const Question& question, const Item& item, const Reading& reading) {
  std::vector<std::string> parts;
  for (const Question& part : question.items) {
    const Answer* given = item.find(part.code);
    if (given == nullptr) continue;
    for (AnswerLine& line : list_lines(part, *given, reading)) parts.push_back(std::move(line.text));
  }
  return {.text = join(parts, " · "), .lang = std::string(reading.language)};
}

AnswerLine make_text_line(const Question& question, const std::string& text, const Reading& reading) {
  switch (question.kind) {
    case Kind::choice:
      return {.text = option_label(question, text, reading.locale)};
    case Kind::email:
      return {.text = text, .is_ltr = true};
    case Kind::link: {
      const Result<Url> url = Url::parse(text);
      return {.text = url ? url->display() : text, .url = url ? url->text() : std::string(), .is_ltr = true};
    }
    default:
      return {.text = text, .lang = std::string(reading.language)};
  }
}

std::vector<AnswerLine> list_lines(const Question& question, const Answer& answer, const Reading& reading) {
  if (answer.empty()) return {};
  if (const Number* number = answer.number()) return {{.text = format_number(question, *number, reading)}};
  if (const auto* date = std::get_if<PartialDate>(&answer.value)) return {{.text = reading.texts.format_partial_date(reading.locale, *date)}};
  if (answer.is_confirmed()) return {{.text = translate(reading, tr("Confirmed"))}};
  if (question.kind == Kind::items) {
    std::vector<AnswerLine> lines;
    for (const Item& item : answer.items()) lines.push_back(make_item_line(question, item, reading));
    return lines;
  }
  if (question.kind == Kind::several) {
    std::vector<std::string> labels;
    for (const std::string& code : answer.codes()) labels.push_back(option_label(question, code, reading.locale));
    return {{.text = reading.texts.format_list(reading.locale, labels)}};
  }
  return {make_text_line(question, answer.text(), reading)};
}

}  // namespace

AnswerView make_answer_view(const Question& question, const Answer& answer, std::string_view language, const i18n::Texts& texts, Locale locale) {
  const std::string& name = question.name.in(locale);
  return {.question = question.code,
          .name = name.empty() ? question.label.in(locale) : name,
          .label = question.label.in(locale),
          .lines = list_lines(question, answer, {texts, locale, language}),
          .is_public = question.audience == Audience::open,
          .id = "answer-" + question.code};
}

std::string format_plain(const Question& question, const Answer& answer, const i18n::Texts& texts, Locale locale) {
  std::vector<std::string> lines;
  for (AnswerLine& line : list_lines(question, answer, {texts, locale, {}})) lines.push_back(std::move(line.text));
  return join(lines, "\n");
}

std::string format_brief(const Question& question, const Answer& answer, const i18n::Texts& texts, Locale locale, int limit) {
  std::string text = format_plain(question, answer, texts, locale);
  std::ranges::replace(text, '\n', ' ');
  if (count_code_points(text) <= static_cast<std::size_t>(limit)) return text;
  return std::string(trim(take_code_points(text, static_cast<std::size_t>(std::max(limit - 1, 0))))) + "…";
}

Html render_answer(const AnswerView& answer, const i18n::Texts& texts, Locale locale) {
  html::Writer w(texts, locale);
  views::answer(w, answer);
  return w.take_html();
}

SavedReply format_saved(const SaveOutcome& outcome, PersonId saver, const i18n::Texts& texts, Locale locale) {
  boost::json::object reply;
  SavedReply saved;
  reply["saved"] = outcome.is_saved();
  reply["at"] = texts.format_time(locale, outcome.saved_at);
  if (!outcome.conflicts.empty()) {
    saved.status = 409;
    const StoredAnswer& theirs = outcome.conflicts.front().theirs;
    reply["at"] = texts.format_time(locale, theirs.changed_at);
    reply["by"] = theirs.changed_by_name;
    const bool is_own = theirs.changed_by && theirs.changed_by == saver;
    if (is_own) reply["text"] = texts.translate(locale, tr("Not saved: you changed this page in another tab"));
  } else if (!outcome.problems.empty()) {
    saved.status = 422;
    reply["text"] = texts.translate(locale, outcome.problems.front().message);
  }
  boost::json::object versions;
  for (const auto& [question, version] : outcome.versions) {
    // A conflict keeps the version that the page was made with: the next save must meet it again.
    const bool is_open = std::ranges::find(outcome.conflicts, question, &Conflict::question) != outcome.conflicts.end();
    if (!is_open) versions[question + "-version"] = std::to_string(version);
  }
  reply["set"] = std::move(versions);
  saved.body = boost::json::serialize(reply);
  return saved;
}

}  // namespace muster::forms
