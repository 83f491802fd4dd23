#include "features/forms/form_file.hpp"

#include <fmt/core.h>

#include "base/table_reader.hpp"

namespace muster::forms {
namespace {

constexpr int kMostLength = 20000;

class FormReader {
 public:
  FormReader(std::string_view file) : complaints_{std::string(file), {}} {}

  Form read(const Node& root) {
    TableReader reader(root, "", complaints_);
    Form form{.code = reader.text("code"), .title = reader.local("title")};
    std::size_t number = 0;
    for (const Node& node : reader.tables("groups")) {
      TableReader group(node, fmt::format("groups[{}]", ++number), complaints_);
      form.groups.push_back({.code = group.text("code"), .title = group.local("title")});
      group.finish();
    }
    number = 0;
    for (const Node& node : reader.tables("pages")) form.pages.push_back(read_page(node, fmt::format("pages[{}]", ++number)));
    reader.finish();
    return form;
  }

  std::vector<std::string>& complaints() { return complaints_.lines; }

 private:
  Page read_page(const Node& node, const std::string& path) {
    TableReader reader(node, path, complaints_);
    Page page{.code = reader.text("code"), .title = reader.local("title"), .lead = reader.optional_local("lead"), .group = reader.optional_text("group")};
    std::size_t number = 0;
    for (const Node& question : reader.tables("questions")) {
      page.questions.push_back(read_question(question, fmt::format("{}.questions[{}]", path, ++number), false));
    }
    reader.finish();
    return page;
  }

  // An entry's parts have no page to be found on: no name for the task list, no condition, no prefill.
  Question read_question(const Node& node, const std::string& path, bool is_item) {
    TableReader reader(node, path, complaints_);
    Question question{.code = reader.text("code")};
    question.kind = read_kind(reader);
    question.audience = read_audience(reader);
    question.label = reader.local("label");
    question.name = is_item ? reader.optional_local("name") : reader.local("name");
    question.help = reader.optional_local("help");
    question.help_staff = reader.optional_local("help_staff");
    question.statement = reader.optional_local("statement");
    question.is_required = reader.flag("required");
    question.length_most = static_cast<int>(read_limit(reader, "length_most"));
    question.least = reader.optional_integer("least");
    question.most = reader.optional_integer("most");
    question.allows_partial = reader.flag("partial");
    question.options = read_options(reader);
    question.list = reader.optional_text("list");
    if (!is_item) {
      question.condition = read_condition(reader);
      question.prefill = reader.optional_text("prefill");
      question.item_name = reader.optional_local("item_name");
      std::size_t number = 0;
      for (const Node& item : reader.tables("items")) {
        question.items.push_back(read_question(item, fmt::format("{}.items[{}]", path, ++number), true));
      }
    }
    reader.finish();
    return question;
  }

  std::int64_t read_limit(TableReader& reader, std::string_view key) {
    const auto limit = reader.optional_integer(key);
    if (limit && (*limit < 1 || *limit > kMostLength)) reader.complain(key, fmt::format("write a number from 1 to {}", kMostLength));
    return limit && *limit >= 1 && *limit <= kMostLength ? *limit : 0;
  }

  Kind read_kind(TableReader& reader) {
    const auto kind = parse_kind(reader.text("kind"));
    if (!kind) reader.complain("kind", "choose text, long_text, number, choice, several, date, email, link, items or confirm");
    return kind.value_or(Kind::text);
  }

  Audience read_audience(TableReader& reader) {
    const auto audience = parse_audience(reader.text("audience"));
    if (!audience) reader.complain("audience", "choose public, private or personal");
    return audience.value_or(Audience::personal);
  }

  std::vector<Option> read_options(TableReader& parent) {
    std::vector<Option> options;
    std::size_t number = 0;
    for (const Node& node : parent.tables("options")) {
      TableReader reader(node, fmt::format("{}[{}]", parent.path_of("options"), ++number), complaints_);
      options.push_back({.code = reader.text("code"),
                         .label = reader.local("label"),
                         .help = reader.optional_local("help"),
                         .least = reader.optional_integer("least"),
                         .most = reader.optional_integer("most")});
      reader.finish();
    }
    return options;
  }

  std::optional<Condition> read_condition(TableReader& parent) {
    const Node* node = parent.table("condition");
    if (node == nullptr) return std::nullopt;
    TableReader reader(*node, parent.path_of("condition"), complaints_);
    Condition condition{.question = reader.text("question"), .values = reader.texts("values")};
    reader.finish();
    return condition;
  }

  Complaints complaints_;
};

}  // namespace

std::expected<Form, std::vector<std::string>> read_form(const Node& root, std::string_view file, const Programme& programme) {
  FormReader reader(file);
  const Form form = reader.read(root);
  if (!reader.complaints().empty()) return std::unexpected(std::move(reader.complaints()));
  std::vector<std::string> complaints;
  for (const std::string& complaint : check_form(form, programme)) complaints.push_back(fmt::format("{}: {}", file, complaint));
  if (!complaints.empty()) return std::unexpected(std::move(complaints));
  return fill_lists(form, programme);
}

}  // namespace muster::forms
