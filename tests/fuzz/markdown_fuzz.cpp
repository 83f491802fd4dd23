// What people write as Markdown: whatever comes in, markup is balanced and known, links lead where they may, text is
// clean, and places stand inside the source.
#include <string>

#include "base/text.hpp"
#include "features/updates/merge_fields.hpp"
#include "features/updates/plain_words.hpp"
#include "platform/markdown/prose.hpp"
#include "platform/markdown/write.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/html_check.hpp"

namespace {

using namespace muster;
using fuzz::require;

void check_markup(const std::string& markup) {
  for (const auto& line : test::check_html(markup, test::Markup::part)) require(line.find("style") != std::string::npos, "markup is what a strict reader takes");
  require(markup.find("<script") == std::string::npos && markup.find("<img") == std::string::npos, "no script and no picture");
  for (std::size_t at = markup.find(" href=\""); at != std::string::npos; at = markup.find(" href=\"", at + 1)) {
    const std::string_view href = std::string_view(markup).substr(at + 7);
    require(href.starts_with("https://") || href.starts_with("http://") || href.starts_with("mailto:"), "a link leads to the web or to mail");
  }
}

void check_document(const markdown::Document& document, Locale locale) {
  const markdown::Fill fill{.field = [](std::string_view) { return std::string("\"><script>*x*"); }, .place_text = [](std::string_view) { return std::string("note"); }};
  check_markup(markdown::write_page(document, 2, fill).markup());
  check_markup(markdown::write_mail(document, locale).markup());
  require(is_clean_utf8(markdown::write_text(document, locale, fill)), "plain text is clean");
  const std::string social = markdown::write_social(document, locale, fill);
  require(is_clean_utf8(social) && count_code_points(social) <= 280, "a social text is short and clean");
  for (const auto& block : markdown::cut_prose(document, locale)) {
    for (const auto& sentence : block.sentences) {
      require(sentence.range.end <= block.text.size() && block.find_source(sentence.range.begin) <= document.source.size(), "a sentence stands in the text");
      for (const auto& word : sentence.words) require(is_clean_utf8(word.of(block.text)), "a word is whole characters");
    }
  }
  updates::Term term{.code = "dns", .short_form = "DNS"};
  term.name.texts[static_cast<std::size_t>(Locale::en)] = "root zone";
  for (const auto& finding : updates::check_plain_words(document, locale, {term}).findings) require(finding.place.line >= 1 && is_clean_utf8(finding.excerpt), "a finding has a place");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const Locale locale = kLocales[input.byte() % kLocales.size()];
  const std::string text(input.rest());
  if (is_clean_utf8(text)) {
    for (const auto part : {updates::MergePart::subject, updates::MergePart::body}) {
      for (const auto& error : updates::check_merge_fields(text, part)) require(error.place.line >= 1 && is_clean_utf8(error.excerpt), "an error has a place");
    }
    require(is_clean_utf8(updates::fill_line(text, {.organisation = "x\ny"})), "a filled line is clean");
  }
  if (const auto document = markdown::parse(text, {.places = {"regional note", "question"}})) check_document(*document, locale);
  return 0;
}
