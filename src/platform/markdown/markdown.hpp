// Markdown that people write (CommonMark, by md4c), read once into a flat list of parts that the writers of this
// room turn into a page, a mail, plain text or a few words. Raw HTML stays text, pictures become their words, and a
// link leads to http, https or mailto or is none: md4c's own flags let javascript:, data: and pictures through and
// hand addresses over with their entities undecoded, so that is decided here.
// Merge fields, {{name}}, are parts of their own: what is filled in later is never read as Markdown.
// Pure; it knows no offered field and fetches nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.hpp"
#include "base/text_place.hpp"

namespace muster::markdown {

inline constexpr std::size_t kBytesMost = 100 * 1024;
inline constexpr std::size_t kLinksMost = 2000;  // md4c looks back from each address and each bracket
inline constexpr int kDepthMost = 16;  // lists, quotes, bold and links inside each other

enum class Kind {
  paragraph,
  heading,
  list,
  item,
  quote,
  code_block,
  rule,  // blocks
  strong,
  emphasis,
  code,
  link,  // inside a block
  text,
  line_break,
  soft_break,
  field,
  place,  // without an end
};

struct Part {
  Kind kind = Kind::text;
  bool is_end = false;     // of a block or span: each comes twice, properly nested
  int number = 0;          // heading: 1 to 6; list: the first number, -1 for dots; link: its place in Document::links; at both ends
  std::string text;        // text; field and place: the name
  std::size_t offset = 0;  // of text and fields in Document::source
};

struct Link {
  int position = 0;    // 0, 1, ... in reading order
  std::string target;  // an address that check_target passed; empty when a field gives it
  std::string field;   // "archive_address" of [words]({{archive_address}})
  std::string words;   // what the reader sees, one line
  TextPlace place;
};

// Written as a link, shown as words alone.
struct RefusedLink {
  std::string target;
  TextPlace place;
};

struct Document {
  std::string source;  // with LF line ends
  std::vector<Part> parts;
  std::vector<Link> links;
  std::vector<RefusedLink> refused;
  bool has_place(std::string_view name) const;
};

struct Options {
  // Names of place markers: a paragraph that is nothing but {{regional note}}, not inside a list or quote.
  std::vector<std::string> places;
};

// invalid: longer than kBytesMost, more links than kLinksMost, nested deeper than kDepthMost, or characters that turn
// the direction or are controls (with line and column). Takes CRLF.
Result<Document> parse(std::string_view source, const Options& options = {});

// The address as links have it (A-label host), or nothing: another scheme than http, https or mailto, a user name,
// controls, more than 2,000 bytes. Takes no relative address: a mail stands on no page.
std::optional<std::string> check_target(std::string_view target);
// For people: without scheme, at most 60 characters. "example.org/path", "name@example.org".
std::string show_target(std::string_view target);

// A character reference of HTML, "&amp;" or "&#x41;", as text; as it stands when it is none that is known.
std::string decode_reference(std::string_view reference);

}  // namespace muster::markdown
