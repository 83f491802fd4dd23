// What views write of strangers' words: element content, attribute, address, part of an address, message.
// The strict reader of the page tests must see our own markup and nothing else, and every value must be
// found again, byte for byte, where it was written.
#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"
#include "platform/html/writer.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/html_check.hpp"

namespace {

using namespace muster;
using fuzz::require;

std::string decode(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kNames = {
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto found = std::ranges::find_if(kNames, [&](const auto& name) { return text.substr(i).starts_with(name.first); });
    if (text[i] == '&') require(found != kNames.end(), "an ampersand is written out");
    out += text[i] == '&' ? found->second : text[i];
    i += text[i] == '&' ? found->first.size() : 1;
  }
  return out;
}

std::string take_between(std::string_view& html, std::string_view before, std::string_view after) {
  require(html.starts_with(before), "our own markup stands where it was written");
  html.remove_prefix(before.size());
  const std::size_t end = html.find(after);
  require(end != std::string_view::npos, "a value ends");
  const std::string inside(html.substr(0, end));
  require(inside.find_first_of("<>\"'") == std::string::npos, "a value never leaves its context");
  html.remove_prefix(end);
  return inside;
}

// What a browser does before it looks for a scheme (WHATWG URL, basic parser, steps 1 to 3).
std::string as_browsers_see(std::string_view address) {
  while (!address.empty() && static_cast<unsigned char>(address.front()) <= 0x20) address.remove_prefix(1);
  std::string out;
  for (const char c : address) {
    if (c != '\t' && c != '\n' && c != '\r') out += c;
  }
  return to_lower_ascii(out);
}

void check_address(const std::string& written, std::string_view given) {
  if (written == "#") return;
  require(written == given, "an address is written whole or not at all");
  const std::string seen = as_browsers_see(written);
  require(seen == to_lower_ascii(written), "nothing in an address is dropped by browsers");
  const std::size_t end = seen.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.");
  const bool has_scheme = end != std::string::npos && end > 0 && seen[end] == ':' && seen[0] >= 'a' && seen[0] <= 'z';
  const std::string scheme = has_scheme ? seen.substr(0, end) : "";
  const bool is_allowed = scheme.empty() || scheme == "http" || scheme == "https" || scheme == "mailto" || scheme == "tel";
  require(is_allowed, "an address has a harmless scheme");
  const bool is_elsewhere = seen.size() > 1 && (seen[0] == '/' || seen[0] == '\\') && (seen[1] == '/' || seen[1] == '\\');
  require(!is_elsewhere, "a path stays on this site");
}

void check_contexts(const i18n::Texts& texts, Locale locale, std::string_view value) {
  html::Writer w(texts, locale);
  w.raw("<div title=\"");
  w.attribute(value);
  w.raw("\"><a href=\"");
  w.url(value);
  w.raw("\">");
  w.text(value);
  w.raw("</a><a href=\"/x/");
  w.url_part(value);
  w.raw("\">x</a><label>y <textarea>");
  w.inner(value);
  w.raw("</textarea></label></div>");
  const std::string whole = w.take();
  const auto problems = test::check_html(whole, test::Markup::part);
  // The reader cannot know that a value was ours to write: a reference to nowhere or "javascript:" is a text.
  require(problems.empty(), problems.empty() ? "" : problems.front());
  std::string_view html = whole;
  require(decode(take_between(html, "<div title=\"", "\"")) == value, "an attribute reads back");
  check_address(decode(take_between(html, "\"><a href=\"", "\"")), value);
  require(decode(take_between(html, "\">", "<")) == value, "text reads back");
  const std::string part = take_between(html, "</a><a href=\"/x/", "\"");
  require(part == percent_encode(value), "a part of an address is encoded");
  require(decode(take_between(html, "\">x</a><label>y <textarea>", "</textarea>")) == value, "a field's value reads back");
  require(html == "</textarea></label></div>", "nothing stands behind");
}

void check_message(const i18n::Texts& texts, Locale locale, std::string_view value) {
  html::Writer w(texts, locale);
  w.raw("<p>");
  w.marked_message("<1>{name}</1> wrote & sent", [&](std::string_view slot) {
    if (slot == "<1>") w.raw("<b>");
    if (slot == "</1>") w.raw("</b>");
    if (slot == "name") w.slot(value);
  });
  w.text(tr("From {name}", {{"name", std::string(value)}}));
  w.raw("</p>");
  const std::string html = w.take();
  const auto problems = test::check_html(html, test::Markup::part);
  require(problems.empty(), problems.empty() ? "" : problems.front());
  const auto tags = std::ranges::count(html, '<');
  require(tags == 4 || tags == 6, "a message has the tags of its view, and at most a pair that isolates");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const i18n::Texts texts;
  fuzz::Input input(data, size);
  const Locale locale = kLocales[input.byte() % kLocales.size()];
  check_contexts(texts, locale, input.rest());
  check_message(texts, locale, input.rest());
  return 0;
}
