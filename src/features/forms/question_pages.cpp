// Questions as fields: each is made of the shared components, with what is typed or stored in it.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "features/forms/question_view.hpp"
#include "platform/html/components.hpp"
#include "platform/html/writer.hpp"
#include "platform/i18n/texts.hpp"
#include "views_forms.hpp"
#include "views_web.hpp"

namespace muster::forms {
namespace {

constexpr std::size_t kRadiosMost = 8;  // more options than this become a list to open
constexpr int kItemsMost = 50;

// What every field of one page is made with.
struct PageFrame {
  const PageInput& input;
  const i18n::Texts& texts;
  Locale locale;
  RawFields fields;                    // typed ones, else made from the stored answers
  Answers values;                      // to read conditions
  std::vector<Problem> problems;
  std::vector<std::string> opened;     // questions that stand under an option of another
};

html::Writer make_writer(const PageFrame& frame) {
  html::Writer w(frame.texts, frame.locale);
  if (!frame.input.icons.empty()) w.use_icons(frame.input.icons);
  return w;
}

std::string get_value(const RawFields& fields, const std::string& name) {
  const auto found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
  return found == fields.end() ? std::string() : found->second;
}

bool is_chosen(const RawFields& fields, const std::string& name, const std::string& value) {
  return std::ranges::any_of(fields, [&](const auto& field) { return field.first == name && field.second == value; });
}

// One field's view of the page: a question, or a part of an entry with the entry's prefix.
struct FieldFrame {
  PageFrame& page;
  const Question& question;
  std::string name;          // field name and id: CODE, or CODE-N-SUB
  bool is_heading = false;
  bool is_part = false;

  Message label() const { return verbatim(question.label.in(page.locale)); }
  Message hint() const {
    std::string help = question.help.in(page.locale);
    const std::string& staff = question.help_staff.in(page.locale);
    if (page.input.is_staff && !staff.empty()) help += (help.empty() ? "" : " ") + staff;
    return verbatim(std::move(help));
  }
  std::optional<Message> error() const {
    for (const Problem& problem : page.problems) {
      const bool is_date_part = question.kind == Kind::date && problem.field.starts_with(name + "-");
      if (problem.field == name || is_date_part) return problem.message;
    }
    return std::nullopt;
  }
  // Parts say it only where they are less public than their list.
  html::Audience audience() const {
    if (is_part && question.audience == Audience::open) return html::Audience::unsaid;
    return question.audience == Audience::open ? html::Audience::published : html::Audience::not_published;
  }
  bool is_optional() const { return !question.is_required; }
  std::string value() const { return get_value(page.fields, name); }
};

Html render_question(PageFrame& frame, const Question& question, bool is_heading);

html::TextField make_text_field(const FieldFrame& field) {
  const bool is_address = field.question.kind == Kind::email || field.question.kind == Kind::link || field.question.kind == Kind::number;
  html::TextField text{.id = field.name,
                       .name = field.name,
                       .label = field.label(),
                       .is_heading = field.is_heading,
                       .is_optional = field.is_optional(),
                       .hint = field.hint(),
                       .error = field.error(),
                       .value = field.value(),
                       .direction = is_address ? "ltr" : "auto",
                       .audience = field.audience()};
  switch (field.question.kind) {
    case Kind::email:
      // Not type="email": browsers refuse internationalised addresses before we can read them.
      text.input_mode = "email";
      break;
    case Kind::link:
      text.input_mode = "url";
      break;
    case Kind::number:
      text.input_mode = field.question.options.empty() ? "numeric" : "";
      text.size = "w10";
      break;
    case Kind::long_text:
      text.max_length = field.question.length_limit();
      text.rows = text.max_length > 400 ? 8 : 5;
      break;
    default:
      break;
  }
  return text;
}

// The questions of this page that the option opens, rendered under it.
Html render_opened(PageFrame& frame, const Question& question, const std::string& option) {
  std::string markup;
  for (const Question& other : frame.input.page.questions) {
    if (!other.condition || other.condition->question != question.code || other.condition->values != std::vector{option}) continue;
    frame.opened.push_back(other.code);
    markup += render_question(frame, other, false).markup();
  }
  return Html::from_trusted(std::move(markup));
}

html::ChoiceField make_choice_field(const FieldFrame& field) {
  const bool is_list = field.question.kind == Kind::choice && field.question.options.size() > kRadiosMost;
  html::ChoiceField choice{.id = field.name,
                           .name = field.name,
                           .label = field.label(),
                           .is_heading = field.is_heading,
                           .is_optional = field.is_optional(),
                           .is_many = field.question.kind == Kind::several,
                           .hint = field.hint(),
                           .error = field.error(),
                           .audience = field.audience()};
  if (is_list) choice.empty_choice = tr("Choose");
  for (const Option& option : field.question.options) {
    choice.choices.push_back({.value = option.code,
                              .label = verbatim(option.label.in(field.page.locale)),
                              .hint = verbatim(option.help.in(field.page.locale)),
                              .is_chosen = is_chosen(field.page.fields, field.name, option.code),
                              .more = is_list || field.is_part ? Html() : render_opened(field.page, field.question, option.code)});
  }
  return choice;
}

Html render_number(const FieldFrame& field) {
  html::Writer w = make_writer(field.page);
  if (field.question.options.empty()) {
    web::views::text_field(w, make_text_field(field));
    return w.take_html();
  }
  html::ChoiceField ranges{.id = field.name + "-range", .name = field.name + "-range", .label = tr("Or choose a range"), .is_across = true};
  for (const Option& option : field.question.options) {
    ranges.choices.push_back({.value = option.code,
                              .label = verbatim(option.label.in(field.page.locale)),
                              .is_chosen = is_chosen(field.page.fields, ranges.name, option.code)});
  }
  views::number_with_ranges(w, make_text_field(field), ranges);
  return w.take_html();
}

Html render_date(const FieldFrame& field) {
  html::Writer w = make_writer(field.page);
  web::views::date_field(w, {.id = field.name,
                             .name = field.name,
                             .label = field.label(),
                             .is_heading = field.is_heading,
                             .is_optional = field.is_optional(),
                             .hint = field.hint(),
                             .error = field.error(),
                             .day = get_value(field.page.fields, field.name + "-day"),
                             .month = get_value(field.page.fields, field.name + "-month"),
                             .year = get_value(field.page.fields, field.name + "-year"),
                             .audience = field.audience()});
  return w.take_html();
}

Html render_confirm(const FieldFrame& field) {
  html::ChoiceField box{.id = field.name,
                        .name = field.name,
                        .label = field.label(),
                        .is_heading = field.is_heading,
                        .is_optional = field.is_optional(),
                        .is_many = true,
                        .hint = field.hint(),
                        .error = field.error(),
                        .audience = field.audience()};
  box.choices.push_back({.value = "1",
                         .label = verbatim(field.question.statement.in(field.page.locale)),
                         .is_chosen = !field.value().empty() && field.value() != "0",
                         .more = field.is_part ? Html() : render_opened(field.page, field.question, "yes")});
  html::Writer w = make_writer(field.page);
  web::views::choice_field(w, box);
  return w.take_html();
}

Html render_field(const FieldFrame& field);

ItemView make_item(const FieldFrame& list, const std::string& index, int number) {
  std::string markup;
  for (const Question& part : list.question.items) {
    markup += render_field({.page = list.page, .question = part, .name = list.name + "-" + index + "-" + part.code, .is_part = true}).markup();
  }
  return {.index = index, .number = number > 0 ? std::to_string(number) : std::string(), .fields = Html::from_trusted(std::move(markup))};
}

// The numbers of the rows in the fields, in order. One empty row where there is none, so that the page
// can be filled in without script.
std::set<int> list_rows(const FieldFrame& list) {
  std::set<int> rows;
  const std::string prefix = list.name + "-";
  for (const auto& [name, value] : list.page.fields) {
    if (!name.starts_with(prefix)) continue;
    const std::string rest = name.substr(prefix.size());
    const std::size_t end = rest.find('-');
    if (end == std::string::npos || end == 0 || end > 5) continue;
    if (std::ranges::all_of(rest.substr(0, end), [](char c) { return c >= '0' && c <= '9'; })) rows.insert(std::stoi(rest.substr(0, end)));
  }
  if (rows.empty()) rows.insert(0);
  return rows;
}

Html render_items(const FieldFrame& field) {
  html::Writer audience = make_writer(field.page);
  web::views::audience(audience, field.audience());
  ItemsView list{.code = field.name,
                 .label = field.question.label.in(field.page.locale),
                 .help = field.hint().verbatim,
                 .item_name = field.question.item_name.in(field.page.locale),
                 .error = field.error(),
                 .is_optional = field.is_optional(),
                 .is_heading = field.is_heading,
                 .audience = audience.take_html()};
  const std::set<int> rows = list_rows(field);
  int number = 0;
  for (const int row : rows) list.items.push_back(make_item(field, std::to_string(row), ++number));
  list.blank = make_item(field, "__n__", 0);
  list.next = *rows.rbegin() + 1;
  list.can_add = static_cast<std::int64_t>(rows.size()) < field.question.most.value_or(kItemsMost);
  html::Writer w = make_writer(field.page);
  views::items(w, list);
  return w.take_html();
}

Html render_field(const FieldFrame& field) {
  html::Writer w = make_writer(field.page);
  switch (field.question.kind) {
    case Kind::number:
      return render_number(field);
    case Kind::date:
      return render_date(field);
    case Kind::confirm:
      return render_confirm(field);
    case Kind::items:
      return render_items(field);
    case Kind::choice:
    case Kind::several: {
      const html::ChoiceField choice = make_choice_field(field);
      const bool is_list = !choice.is_many && choice.choices.size() > kRadiosMost;
      is_list ? web::views::select_field(w, choice) : web::views::choice_field(w, choice);
      return w.take_html();
    }
    case Kind::long_text:
      web::views::textarea(w, make_text_field(field));
      return w.take_html();
    default:
      web::views::text_field(w, make_text_field(field));
      return w.take_html();
  }
}

std::optional<ConflictView> find_conflict(const PageFrame& frame, const Question& question) {
  if (frame.input.outcome == nullptr) return std::nullopt;
  const auto& conflicts = frame.input.outcome->conflicts;
  const auto found = std::ranges::find(conflicts, question.code, &Conflict::question);
  if (found == conflicts.end()) return std::nullopt;
  const StoredAnswer& theirs = found->theirs;
  const bool is_own = theirs.changed_by && theirs.changed_by == frame.input.reader;
  const auto typed = frame.values.find(question.code);
  const std::string own = typed == frame.values.end() ? std::string() : format_plain(question, typed->second, frame.texts, frame.locale);
  return ConflictView{.code = question.code,
                      .name = is_own ? std::string() : theirs.changed_by_name,
                      .at = theirs.changed_at,
                      .both = {{html::make_diff_pair({}, format_plain(question, theirs.answer, frame.texts, frame.locale), own), {}}}};
}

Html render_question(PageFrame& frame, const Question& question, bool is_heading) {
  const StoredAnswer* stored = find_answer(frame.input.stored, question.code);
  QuestionView view{.code = question.code, .version = stored == nullptr ? 0 : stored->version};
  view.conflict = find_conflict(frame, question);
  view.field = render_field({.page = frame, .question = question, .name = question.code, .is_heading = is_heading});
  if (stored != nullptr) {
    view.is_copied = stored->state == AnswerState::copied && !stored->answer.empty();
    const bool is_others = stored->changed_by != frame.input.reader && !stored->changed_by_name.empty();
    if (is_others && !view.is_copied && !view.conflict) {
      view.changed_by_name = stored->changed_by_name;
      view.changed_at = stored->changed_at;
    }
  }
  html::Writer w = make_writer(frame);
  views::question(w, view);
  return w.take_html();
}

PageFrame make_frame(const PageInput& input, const i18n::Texts& texts, Locale locale) {
  PageFrame frame{input, texts, locale, {}, list_values(input.stored), input.problems, {}};
  if (input.outcome != nullptr) frame.problems.insert(frame.problems.begin(), input.outcome->problems.begin(), input.outcome->problems.end());
  for (const Question& question : input.page.questions) {
    const bool is_typed = input.typed != nullptr && was_posted(question, *input.typed);
    const StoredAnswer* stored = find_answer(input.stored, question.code);
    if (!is_typed) {
      if (stored != nullptr) std::ranges::move(make_fields(question, stored->answer), std::back_inserter(frame.fields));
      continue;
    }
    for (const auto& field : *input.typed) {
      if (field.first == question.code || field.first.starts_with(question.code + "-")) frame.fields.push_back(field);
    }
    if (auto checked = check_answer(question, *input.typed)) frame.values[question.code] = std::move(*checked);
  }
  return frame;
}

// A question whose condition hangs on this same page is always there: whoever has no script could not
// open it otherwise. One that hangs on another page is there when it is asked.
bool is_on_page(const PageFrame& frame, const Question& question) {
  if (!question.condition) return true;
  if (const Question* other = frame.input.page.find_question(question.condition->question)) return is_on_page(frame, *other);
  return is_shown(frame.input.form, question, frame.values);
}

void render_questions(PageFrame& frame, PageView& view) {
  std::vector<const Question*> asked;
  for (const Question& question : frame.input.page.questions) {
    if (is_on_page(frame, question)) asked.push_back(&question);
  }
  const bool has_buttons = view.has_conflicts || std::ranges::any_of(asked, [](const Question* question) { return question->kind == Kind::items; });
  if (has_buttons) {
    html::Writer w = make_writer(frame);
    views::default_button(w);
    view.questions.push_back(w.take_html());
  }
  for (const Question* question : asked) {
    if (std::ranges::find(frame.opened, question->code) != frame.opened.end()) continue;
    view.questions.push_back(render_question(frame, *question, frame.input.is_heading && asked.size() == 1));
  }
}

}  // namespace

PageView make_page_view(const PageInput& input, const i18n::Texts& texts, Locale locale) {
  PageFrame frame = make_frame(input, texts, locale);
  PageView view{.code = input.page.code, .title = input.page.title.in(locale), .lead = input.page.lead.in(locale)};
  view.has_conflicts = input.outcome != nullptr && !input.outcome->conflicts.empty();
  render_questions(frame, view);
  std::vector<html::ErrorLine> lines;
  for (const Problem& problem : frame.problems) {
    // A date's day has the id of the whole.
    const bool is_day = problem.field.ends_with("-day");
    lines.push_back({is_day ? problem.field.substr(0, problem.field.size() - 4) : problem.field, problem.message});
  }
  view.has_errors = !lines.empty();
  html::Writer w = make_writer(frame);
  web::views::error_summary(w, lines);
  view.errors = w.take_html();
  return view;
}

}  // namespace muster::forms
