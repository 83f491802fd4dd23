// Definitions: the delivered report form, the stored text, and what check_form refuses.
#include "features/forms/form.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "features/forms/answer.hpp"
#include "features/forms/form_file.hpp"
#include "features/forms/sample_form.hpp"
#include "platform/config/programme_loader.hpp"
#include "platform/config/toml_node.hpp"

using namespace muster;
using namespace muster::forms;

namespace {

const config::ProgrammeFiles& delivered() {
  static const auto files = config::read_programme_files("programmes/icann-at-large", "web/assets/country-points.csv");
  return files;
}

const Programme& programme() {
  static const Programme loaded = config::load_programme(delivered()).value();
  return loaded;
}

std::expected<Form, std::vector<std::string>> read(std::string_view text) {
  const auto root = config::parse_toml(text, "forms/report.toml");
  REQUIRE_MESSAGE(root.has_value(), root.error());
  return read_form(*root, "forms/report.toml", programme());
}

Form report_form() {
  auto form = read(delivered().at("forms/report.toml"));
  if (!form) {
    for (const std::string& complaint : form.error()) MESSAGE(complaint);
  }
  REQUIRE(form.has_value());
  return *form;
}

bool has_complaint(const std::vector<std::string>& complaints, std::string_view part) {
  return std::ranges::any_of(complaints, [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

std::vector<std::string> complaints_after(std::string_view from, std::string_view to) {
  std::string text = delivered().at("forms/report.toml");
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  const auto form = read(text);
  return form ? std::vector<std::string>{} : form.error();
}

std::vector<std::string> complaints_of(const Form& form) { return check_form(form, programme()); }

}  // namespace

TEST_CASE("S20 to S29: the delivered report has its nine parts, in order") {
  const Form form = report_form();
  std::vector<std::string> pages;
  for (const Page& page : form.pages) pages.push_back(page.code);
  CHECK(pages == std::vector<std::string>{"leaders", "people", "members", "why", "activities", "other-groups", "updates", "website", "contact"});
  CHECK(form.find_question("members")->is_required);
  CHECK(form.find_question("topics")->options.size() == programme().topics.size());
  CHECK(form.find_question("other_groups")->items.front().find_option("NCUC") != nullptr);
  CHECK(form.find_page_of("topics")->code == "why");
  CHECK(form.find_question("nothing") == nullptr);
}

TEST_CASE("S32: in the delivered report names and addresses are personal, and no e-mail is public") {
  const Form form = report_form();
  CHECK(form.find_question("leaders")->audience == Audience::personal);
  CHECK(form.find_question("direct_address")->audience == Audience::personal);
  CHECK(form.find_question("contact_email")->audience == Audience::personal);
  for (const Page& page : form.pages) {
    for (const Question& question : page.questions) {
      if (question.kind == Kind::email) CHECK(question.audience != Audience::open);
    }
  }
}

TEST_CASE("S26, S89, S127: nothing in the delivered report makes activities or a number of members a duty") {
  const Form form = report_form();
  for (const Question& question : form.find_page("activities")->questions) CHECK(!question.is_required);
  CHECK(form.find_question("members")->least == 0);
}

TEST_CASE("a definition is stored as one text and read back the same") {
  for (const Form& form : {report_form(), sample::form()}) {
    const std::string text = format_form(form);
    const auto again = parse_form(text);
    REQUIRE(again);
    CHECK(*again == form);
    CHECK(format_form(*again) == text);
  }
  for (const char* text : {"", "{", "[]", "7", "{\"pages\":[{\"questions\":[{\"kind\":\"score\"}]}]}", "{\"code\":7}"}) CHECK(!parse_form(text));
}

TEST_CASE("a mistake in a form file is named with file, line and key") {
  CHECK(has_complaint(complaints_after("kind = \"items\"", "kind = \"list\""), "choose text, long_text"));
  CHECK(has_complaint(complaints_after("audience = \"personal\"", "audience = \"secret\""), "choose public, private or personal"));
  CHECK(has_complaint(complaints_after("required = true", "requierd = true"), "requierd: is not known here"));
  CHECK(has_complaint(complaints_after("title.ru = ", "# title.ru = "), "title.ru: is missing"));
  CHECK(has_complaint(complaints_after("length_most = 120", "length_most = 0"), "length_most: write a number from 1 to"));
  CHECK(has_complaint(complaints_after("required = true", "required = true\nparticipation_weight = 2"), "is not known here"));
  CHECK(complaints_after("title.ru = ", "# title.ru = ").front().starts_with("forms/report.toml:"));
}

TEST_CASE("a form that does not hold together is refused") {
  CHECK(complaints_of(sample::form()).empty());
  Form form = sample::form();
  SUBCASE("doubled question") {
    form.pages[1].questions[0].code = "members";
    CHECK(has_complaint(complaints_of(form), "members: this code is used twice"));
  }
  SUBCASE("condition on a later question") {
    form.pages[0].questions[1].condition = Condition{"way", {"direct"}};
    CHECK(has_complaint(complaints_of(form), "is not a question before this one"));
  }
  SUBCASE("condition on an unknown option") {
    form.pages[1].questions[1].condition = Condition{"way", {"pigeon"}};
    CHECK(has_complaint(complaints_of(form), "\"pigeon\" is not an option of \"way\""));
  }
  SUBCASE("choice without options") {
    form.pages[1].questions[0].options.clear();
    CHECK(has_complaint(complaints_of(form), "add options, or name a list"));
  }
  SUBCASE("unknown list") {
    form.pages[1].questions[0].list = "countries";
    CHECK(has_complaint(complaints_of(form), "list \"countries\" is unknown"));
  }
  SUBCASE("limits the wrong way round") {
    form.pages[0].questions[0].least = 5;
    form.pages[0].questions[0].most = 4;
    CHECK(has_complaint(complaints_of(form), "least is larger than most"));
  }
  SUBCASE("one language missing") {
    form.pages[0].title.texts[static_cast<std::size_t>(Locale::zh)].clear();
    CHECK(has_complaint(complaints_of(form), "page members: title: write it also in: zh"));
  }
  SUBCASE("an entry more public than its list") {
    form.pages[3].questions[0].audience = Audience::personal;
    CHECK(has_complaint(complaints_of(form), "never more public than its list"));
  }
  SUBCASE("S32: a public e-mail address") {
    form.pages[1].questions[1].audience = Audience::open;
    CHECK(has_complaint(complaints_of(form), "an e-mail address is personal"));
  }
  SUBCASE("S109: a figure of an organisation's participation") {
    for (const char* code : {"participation", "call_attendance", "rank", "score_2027"}) {
      form.pages[0].questions[2].code = code;
      CHECK(has_complaint(complaints_of(form), "(S109)"));
    }
    form.pages[0].questions[2].code = "operating_since";  // holds "rating", but not as a word
    CHECK(complaints_of(form).empty());
  }
  SUBCASE("a list inside a list") {
    form.pages[3].questions[0].items[0].kind = Kind::items;
    CHECK(has_complaint(complaints_of(form), "cannot stand inside another"));
  }
}

TEST_CASE("codes of kinds and audiences read back") {
  CHECK(parse_kind("long_text") == Kind::long_text);
  CHECK(!parse_kind("score"));
  CHECK(audience_code(Audience::open) == "public");
  CHECK(parse_audience("private") == Audience::closed);
  CHECK(!parse_audience("open"));
}
