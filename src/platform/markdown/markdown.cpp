#include "platform/markdown/markdown.hpp"

#include <md4c.h>

#include <algorithm>

#include "base/text.hpp"

namespace muster::markdown {
namespace {

constexpr int kTooDeep = 1;  // any number but 0 and -1 stops md4c

// A field's name is short; md4c's own limits do the rest.
constexpr std::size_t kFieldNameMost = 60;

bool is_field_name(std::string_view name) {
  if (name.empty() || name.size() > kFieldNameMost) return false;
  return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == ' '; });
}

// The name in "{{name}}" at the front; empty when none stands there.
std::string_view read_field(std::string_view text) {
  if (!text.starts_with("{{")) return {};
  const std::size_t end = text.substr(0, kFieldNameMost + 4).find("}}");
  if (end == std::string_view::npos) return {};
  const std::string_view name = trim(text.substr(2, end - 2));
  return is_field_name(name) ? name : std::string_view{};
}

class Builder {
 public:
  Builder(Document& document, const Options& options) : document_(document), options_(options) {}

  bool is_too_deep() const { return is_too_deep_; }

  int enter_block(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_QUOTE:
        return open(Kind::quote);
      case MD_BLOCK_UL:
        return open(Kind::list, -1);
      case MD_BLOCK_OL:
        return open(Kind::list, static_cast<int>(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start));
      case MD_BLOCK_LI:
        return open(Kind::item);
      case MD_BLOCK_H:
        return open(Kind::heading, static_cast<int>(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level));
      case MD_BLOCK_CODE:
        return open(Kind::code_block);
      case MD_BLOCK_P:
        return open(Kind::paragraph);
      case MD_BLOCK_HR:
        document_.parts.push_back({.kind = Kind::rule});
        return 0;
      default:
        return 0;  // the document; tables and raw HTML are switched off
    }
  }

  int leave_block(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_QUOTE:
        return close(Kind::quote);
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        return close(Kind::list);
      case MD_BLOCK_LI:
        return close(Kind::item);
      case MD_BLOCK_H:
        return close(Kind::heading);
      case MD_BLOCK_CODE:
        return close(Kind::code_block);
      case MD_BLOCK_P:
        return close_paragraph();
      default:
        return 0;
    }
  }

  int enter_span(MD_SPANTYPE type, void* detail) {
    switch (type) {
      case MD_SPAN_EM:
        return open(Kind::emphasis);
      case MD_SPAN_STRONG:
        return open(Kind::strong);
      case MD_SPAN_CODE:
        return open(Kind::code);
      case MD_SPAN_A:
        return enter_link(static_cast<MD_SPAN_A_DETAIL*>(detail)->href);
      default:
        return 0;  // a picture is its words
    }
  }

  int leave_span(MD_SPANTYPE type) {
    switch (type) {
      case MD_SPAN_EM:
        return close(Kind::emphasis);
      case MD_SPAN_STRONG:
        return close(Kind::strong);
      case MD_SPAN_CODE:
        return close(Kind::code);
      case MD_SPAN_A:
        return close(Kind::link);
      default:
        return 0;
    }
  }

  int text(MD_TEXTTYPE type, std::string_view text) {
    // md4c points into the source, but for blanks of its own.
    const char* begin = document_.source.data();
    if (text.data() >= begin && text.data() <= begin + document_.source.size()) offset_ = static_cast<std::size_t>(text.data() - begin);
    switch (type) {
      case MD_TEXT_BR:
        document_.parts.push_back({.kind = Kind::line_break, .offset = offset_});
        break;
      case MD_TEXT_SOFTBR:
        document_.parts.push_back({.kind = Kind::soft_break, .offset = offset_});
        break;
      case MD_TEXT_ENTITY:
        add_text(decode_reference(text));
        break;
      case MD_TEXT_NULLCHAR:
        add_text("\ufffd");
        break;
      default:
        split_fields(text);
        break;
    }
    return 0;
  }

 private:
  // What is begun and not ended. A link that leads nowhere is on it as well, and is not written.
  struct Open {
    Kind kind;
    int number = 0;
    bool is_written = true;
  };

  static bool is_span(Kind kind) { return kind == Kind::strong || kind == Kind::emphasis || kind == Kind::code || kind == Kind::link; }

  int open(Kind kind, int number = 0) {
    is_too_deep_ = static_cast<int>(open_.size()) >= kDepthMost;
    if (is_too_deep_) return kTooDeep;
    open_.push_back({kind, number});
    if (kind == Kind::paragraph) paragraph_ = document_.parts.size();
    document_.parts.push_back({.kind = kind, .number = number, .offset = offset_});
    return 0;
  }

  // md4c lets an address without brackets cross bold words, and then ends what does not stand innermost, or never
  // ends it: what is inside is ended first, and an end without a beginning is none.
  int close(Kind kind) {
    auto found = open_.rbegin();
    while (found != open_.rend() && found->kind != kind && is_span(found->kind)) ++found;
    if (found == open_.rend() || found->kind != kind) return 0;
    for (auto left = found - open_.rbegin() + 1; left > 0; --left) {
      const Open last = open_.back();
      open_.pop_back();
      if (!last.is_written) continue;
      document_.parts.push_back({.kind = last.kind, .is_end = true, .number = last.number, .offset = offset_});
      if (last.kind == Kind::link) is_in_link_ = false;
    }
    return 0;
  }

  // A marker that stands alone, at no depth, is a place.
  int close_paragraph() {
    auto& parts = document_.parts;
    const bool is_alone = open_.size() == 1 && parts.size() == paragraph_ + 2 && parts.back().kind == Kind::field;
    if (!is_alone || std::ranges::find(options_.places, parts.back().text) == options_.places.end()) return close(Kind::paragraph);
    open_.pop_back();
    parts.back().kind = Kind::place;
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(paragraph_));
    return 0;
  }

  void add_text(std::string text) {
    if (is_in_link_) document_.links.back().words += text;
    document_.parts.push_back({.kind = Kind::text, .text = std::move(text), .offset = offset_});
  }

  void split_fields(std::string_view text) {
    const std::size_t start = offset_;
    std::size_t done = 0;
    for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
      const std::string_view name = read_field(text.substr(at));
      if (name.empty()) {
        ++at;
        continue;
      }
      if (at > done) offset_ = start + done, add_text(std::string(text.substr(done, at - done)));
      document_.parts.push_back({.kind = Kind::field, .text = std::string(name), .offset = start + at});
      done = at = text.find("}}", at) + 2;
    }
    if (done < text.size()) offset_ = start + done, add_text(std::string(text.substr(done)));
  }

  static std::string decode(const MD_ATTRIBUTE& attribute) {
    std::string decoded;
    for (int i = 0; attribute.substr_offsets != nullptr && attribute.substr_offsets[i] < attribute.size; ++i) {
      const std::string_view piece(attribute.text + attribute.substr_offsets[i], attribute.substr_offsets[i + 1] - attribute.substr_offsets[i]);
      decoded += attribute.substr_types[i] == MD_TEXT_ENTITY ? decode_reference(piece) : std::string(piece);
    }
    return decoded;
  }

  int enter_link(const MD_ATTRIBUTE& href) {
    const std::string typed = decode(href);
    const std::string_view field = read_field(typed);
    const bool is_field = !field.empty() && typed.ends_with("}}") && typed.find("}}") == typed.size() - 2;
    const auto target = is_field ? std::optional<std::string>("") : check_target(typed);
    if (!target) document_.refused.push_back({typed, {1, static_cast<int>(document_.parts.size())}});
    if (!target || is_in_link_) {
      open_.push_back({.kind = Kind::link, .is_written = false});
      return 0;
    }
    const int position = static_cast<int>(document_.links.size());
    document_.links.push_back({.position = position, .target = *target, .field = std::string(is_field ? field : "")});
    is_in_link_ = true;
    return open(Kind::link, position);
  }

  Document& document_;
  const Options& options_;
  std::vector<Open> open_;
  bool is_too_deep_ = false;
  bool is_in_link_ = false;
  std::size_t paragraph_ = 0;  // where the newest paragraph began
  std::size_t offset_ = 0;     // of the newest text
};

MD_PARSER make_parser() {
  MD_PARSER parser{};
  parser.flags = MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEAUTOLINKS;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* builder) { return static_cast<Builder*>(builder)->enter_block(type, detail); };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* builder) { return static_cast<Builder*>(builder)->leave_block(type); };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* builder) { return static_cast<Builder*>(builder)->enter_span(type, detail); };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* builder) { return static_cast<Builder*>(builder)->leave_span(type); };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* builder) { return static_cast<Builder*>(builder)->text(type, {text, size}); };
  return parser;
}

// Links are where the text behind their beginning is.
void place_links(Document& document) {
  std::vector<std::size_t> next(document.parts.size() + 1, document.source.size());
  for (std::size_t i = document.parts.size(); i-- > 0;) {
    const Part& part = document.parts[i];
    next[i] = part.kind == Kind::text || part.kind == Kind::field ? part.offset : next[i + 1];
  }
  PlaceFinder written(document.source), refused(document.source);
  for (std::size_t i = 0; i < document.parts.size(); ++i) {
    const Part& part = document.parts[i];
    if (part.kind == Kind::link && !part.is_end) document.links[static_cast<std::size_t>(part.number)].place = written.find(next[i]);
  }
  for (RefusedLink& link : document.refused) link.place = refused.find(next[static_cast<std::size_t>(link.place.column)]);
}

// Where the first character is that has_hidden_controls is about.
std::size_t find_hidden_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = take_code_points(text.substr(at, 4), 1);
    if (has_hidden_controls(character)) return at;
    at += character.size();
  }
  return text.size();
}

// What may become a link, each sign of it once. For every bracket md4c goes through the lines of its paragraph.
std::size_t count_addresses(std::string_view source) {
  std::size_t count = 0;
  for (const std::string_view sign : {"]", "://", "www.", "@"}) {
    for (std::size_t at = source.find(sign); at != std::string_view::npos; at = source.find(sign, at + sign.size())) ++count;
  }
  return count;
}

std::optional<Problem> check_source(std::string_view source) {
  if (source.size() > kBytesMost) {
    return Problem{.message = tr("This text is too long. It may have {most} kilobytes, and has {count}.",
                                 {{"most", static_cast<std::int64_t>(kBytesMost / 1024)}, {"count", static_cast<std::int64_t>((source.size() + 1023) / 1024)}})};
  }
  if (!is_clean_utf8(source)) return Problem{.message = tr("This text is not readable. Paste it again as plain text.")};
  if (count_addresses(source) > kLinksMost * 2) return Problem{.message = tr("This text has too many links or square brackets. It may have {count}.", {{"count", static_cast<std::int64_t>(kLinksMost)}})};
  if (!has_hidden_controls(source)) return std::nullopt;
  const TextPlace place = find_place(source, find_hidden_control(source));
  return Problem{.message = tr("Line {line}, character {column}: a hidden control character stands here. Delete it and type the words again.",
                               {{"line", std::int64_t{place.line}}, {"column", std::int64_t{place.column}}})};
}

}  // namespace

bool Document::has_place(std::string_view name) const {
  return std::ranges::any_of(parts, [&](const Part& part) { return part.kind == Kind::place && part.text == name; });
}

Result<Document> parse(std::string_view source, const Options& options) {
  Document document{.source = source.size() > kBytesMost * 2 ? std::string(source) : normalise_newlines(source)};
  if (auto problem = check_source(document.source)) return std::unexpected(std::move(*problem));
  static const MD_PARSER kParser = make_parser();
  Builder builder(document, options);
  const int outcome = md_parse(document.source.data(), static_cast<MD_SIZE>(document.source.size()), &kParser, &builder);
  if (outcome != 0 || builder.is_too_deep()) {
    return std::unexpected(Problem{.message = tr("Lists, quotes and bold words stand too deep inside each other. Use at most {count} levels.", {{"count", std::int64_t{kDepthMost}}})});
  }
  place_links(document);
  return document;
}

}  // namespace muster::markdown
