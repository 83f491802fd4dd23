// A view is read once, from the front, by recursive descent: content holds tags, tags hold attributes,
// attributes hold values, and marks may stand in each. A block ({#if} and the like) must therefore end
// in the place where it began, which is also what HTML needs.
#include <algorithm>
#include <cctype>
#include <string_view>

#include "viewc/checks.hpp"
#include "viewc/expression.hpp"
#include "viewc/marks.hpp"
#include "viewc/message.hpp"
#include "viewc/view.hpp"

namespace viewc {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// What a start or end tag was.
struct Tag {
  std::string name;
  bool is_end = false;
  bool is_void = false;
  bool is_untranslated = false;  // translate="no"
  bool has_source = false;       // a src attribute
};

class Parser {
 public:
  Parser(const std::string& file, const std::string& source) : source_(source) {
    view_.file = file;
    view_.is_mail = false;
    in_mail_file_ = ends_with(file, ".mail");
  }

  View parse() {
    Nodes* section = &view_.html;
    Place place = Place::content;
    for (;;) {
      parse_until(place, *section);
      if (position_ == source_.size()) break;
      if (take_section(section, place)) continue;
      fail("this mark closes or continues a block that was never opened");
    }
    if (view_.name.empty()) fail("the view needs a first line {@ view NAME(PARAMETERS)}");
    trim(view_.html);
    if (!unclosed_inner_.empty()) fail("<" + unclosed_inner_ + "> is not closed");
    if (view_.is_mail && view_.has_body) fail("a mail with a subject cannot take a body");
    return std::move(view_);
  }

 private:
  [[noreturn]] void fail(const std::string& text) { fail_at(line_of(position_), text); }
  [[noreturn]] void fail_at(int line, const std::string& text) { throw ViewError{view_.file, line, text}; }

  int line_of(std::size_t position) {
    while (counted_ < position && counted_ < source_.size()) {
      if (source_[counted_++] == '\n') ++line_;
    }
    if (counted_ > position) {
      return 1 + static_cast<int>(std::count(source_.begin(), source_.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
    }
    return line_;
  }

  bool looking_at(std::string_view text) const { return source_.compare(position_, text.size(), text) == 0; }

  // The file's first and last newlines are no part of the view: icons and tags stand inside lines.
  static void trim(Nodes& nodes) {
    if (!nodes.empty() && nodes.front().kind == Node::Kind::raw) {
      std::string& text = nodes.front().text;
      text.erase(0, text.find_first_not_of(" \t\r\n"));
      if (text.empty()) nodes.erase(nodes.begin());
    }
    if (!nodes.empty() && nodes.back().kind == Node::Kind::raw) {
      std::string& text = nodes.back().text;
      while (!text.empty() && is_blank(text.back())) text.pop_back();
      if (text.empty()) nodes.pop_back();
    }
  }

  // --- raw markup -----------------------------------------------------------------------------------

  void add_raw(Nodes& out, std::string text) {
    if (text.empty()) return;
    if (!out.empty() && out.back().kind == Node::Kind::raw) {
      out.back().text += text;
      return;
    }
    Node node;
    node.kind = Node::Kind::raw;
    node.line = line_of(position_);
    node.text = std::move(text);
    out.push_back(std::move(node));
  }

  // Text between tags: checked for literal words, blanks folded where HTML folds them too.
  void parse_text(Place place, Nodes& out) {
    const std::size_t start = position_;
    const std::string_view stop = place == Place::plain ? "{}" : "{}<";
    position_ = std::min(source_.find_first_of(stop, position_), source_.size());
    const std::string_view text(source_.data() + start, position_ - start);
    if (untranslated_.empty()) {
      const std::size_t word = find_literal_word(text);
      if (word != std::string_view::npos) {
        fail_at(line_of(start + word), "'" + word_at(text, word) + "' is a literal word; write it as a message: {t \"...\"}");
      }
    }
    if (view_.name.empty() && text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      fail_at(line_of(start), "the view needs a first line {@ view NAME(PARAMETERS)}");
    }
    add_raw(out, place == Place::plain || preserve_ > 0 ? std::string(text) : fold(text));
  }

  static std::string fold(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
      if (!is_blank(text[i])) {
        out += text[i++];
        continue;
      }
      bool has_newline = false;
      while (i < text.size() && is_blank(text[i])) has_newline |= text[i++] == '\n';
      out += has_newline ? '\n' : ' ';
    }
    return out;
  }

  // --- nodes ----------------------------------------------------------------------------------------

  // Reads until the end of the place, or a mark that closes or continues a block ({/, {:, a section).
  void parse_until(Place place, Nodes& out) {
    while (position_ < source_.size()) {
      if (place == Place::address) place = attribute_place();
      const char c = source_[position_];
      if (c == '{') {
        if (looking_at("{/") || looking_at("{:") || is_section()) return;
        parse_mark(place, out);
      } else if (c == '}') {
        fail("a closing brace without its mark; write {rb} for the character");
      } else if (place == Place::content || place == Place::inner) {
        if (c == '<') {
          parse_tag(out);
        } else {
          parse_text(current_place(), out);
        }
        place = current_place();
      } else if (place == Place::plain) {
        parse_text(place, out);
      } else if (place == Place::tag) {
        if (c == '>' || c == '/') return;
        parse_attribute(out);
      } else {
        if (c == '"') return;
        parse_attribute_text(out);
      }
    }
    if (place != Place::content && place != Place::plain && place != Place::inner) fail("the file ends inside a tag");
  }

  Place current_place() const { return unclosed_inner_.empty() ? Place::content : Place::inner; }

  void parse_tag(Nodes& out) {
    if (looking_at("<!--")) fail("HTML comments would be sent to readers; write {! comment !}");
    if (lower(source_.substr(position_, 9)) == "<!doctype") {
      const std::size_t end = source_.find('>', position_);
      if (end == std::string::npos) fail("the tag is not closed");
      add_raw(out, source_.substr(position_, end + 1 - position_));
      position_ = end + 1;
      return;
    }
    Tag tag = read_tag(out);
    after_tag(tag, out);
  }

  // Copies one tag with its attributes.
  Tag read_tag(Nodes& out) {
    const int line = line_of(position_);
    Tag tag;
    std::size_t p = position_ + 1;
    if (p < source_.size() && source_[p] == '/') {
      tag.is_end = true;
      ++p;
    }
    const std::size_t start = p;
    while (p < source_.size() && (std::isalnum(static_cast<unsigned char>(source_[p])) != 0 || source_[p] == '-')) ++p;
    if (p == start) fail("'<' does not start a tag here; write &lt; inside a message or leave it out");
    tag.name = lower(std::string_view(source_).substr(start, p - start));
    if (!unclosed_inner_.empty() && !(tag.is_end && tag.name == unclosed_inner_)) {
      fail("no tag can stand inside <" + unclosed_inner_ + ">");
    }
    if (tag.name == "style") fail("<style> is refused by the browser here; use the stylesheet in web/css");
    add_raw(out, source_.substr(position_, p - position_));
    position_ = p;
    current_tag_ = &tag;
    parse_until(Place::tag, out);
    current_tag_ = nullptr;
    if (looking_at("{")) fail("a block is closed inside a tag in which it was not opened");
    if (looking_at("/>")) {
      add_raw(out, "/>");
      position_ += 2;
      tag.is_void = true;
    } else if (looking_at(">")) {
      add_raw(out, ">");
      ++position_;
    } else {
      fail_at(line, "the tag <" + tag.name + "> is not closed with '>'");
    }
    if (is_void_element(tag.name)) tag.is_void = true;
    return tag;
  }

  // What a tag means for the text that follows it.
  void after_tag(const Tag& tag, Nodes& out) {
    if (tag.name == "script" && !tag.is_end) {
      if (!tag.has_source || !looking_at("</script>")) fail("<script> may only name a file: <script src=\"...\" type=\"module\"></script>");
      return;
    }
    if (tag.is_void) return;
    if (tag.name == "pre" || tag.name == "textarea") preserve_ += tag.is_end ? -1 : 1;
    if (tag.name == "title" || tag.name == "textarea" || tag.name == "option") unclosed_inner_ = tag.is_end ? "" : tag.name;
    if (tag.name == "textarea" && !tag.is_end) add_raw(out, "\n");  // the browser drops the first newline
    if (!untranslated_.empty()) {
      if (tag.name == untranslated_) untranslated_depth_ += tag.is_end ? -1 : 1;
      if (untranslated_depth_ == 0) untranslated_.clear();
    } else if (!tag.is_end && (tag.is_untranslated || tag.name == "code" || tag.name == "kbd" || tag.name == "samp")) {
      untranslated_ = tag.name;
      untranslated_depth_ = 1;
    }
  }

  // --- attributes -----------------------------------------------------------------------------------

  void parse_attribute(Nodes& out) {
    if (is_blank(source_[position_])) {
      while (position_ < source_.size() && is_blank(source_[position_])) ++position_;
      if (!looking_at(">") && !looking_at("/>")) add_raw(out, " ");
      return;
    }
    const std::size_t start = position_;
    position_ = std::min(source_.find_first_of(" \t\r\n=>/{}\"'<", position_), source_.size());
    if (position_ == start) fail("this character cannot stand here in a tag");
    const std::string name = lower(std::string_view(source_).substr(start, position_ - start));
    if (name.starts_with("on")) fail("'" + name + "=' is refused by the browser here; behaviour lives in web/js");
    if (name == "style" && !in_mail_file_) fail("'style=' is refused by the browser here; use a class of web/README.md");
    if (name == "srcdoc") fail("'srcdoc=' is refused");
    if (name == "src") current_tag_->has_source = true;
    add_raw(out, source_.substr(start, position_ - start));
    if (!looking_at("=")) {
      if (looking_at("{")) fail("a value cannot be part of an attribute's name; use {?name value}");
      return;
    }
    ++position_;
    if (!looking_at("\"")) fail("the value of '" + name + "' must stand in double quotes");
    ++position_;
    add_raw(out, "=\"");
    attribute_ = name;
    attribute_is_address_ = is_address_attribute(name);
    attribute_has_started_ = false;
    const std::size_t value_start = position_;
    parse_until(attribute_place(), out);
    if (!looking_at("\"")) fail("a block is closed inside an attribute in which it was not opened");
    if (name == "translate" && source_.compare(value_start, 3, "no\"") == 0) current_tag_->is_untranslated = true;
    add_raw(out, "\"");
    ++position_;
    attribute_.clear();
  }

  Place attribute_place() const {
    if (!attribute_is_address_) return Place::attribute;
    return attribute_has_started_ ? Place::address_part : Place::address;
  }

  void parse_attribute_text(Nodes& out) {
    const std::size_t start = position_;
    position_ = std::min(source_.find_first_of("{}\"", position_), source_.size());
    const std::string_view text(source_.data() + start, position_ - start);
    if (is_spoken_attribute(attribute_)) {
      const std::size_t word = find_literal_word(text);
      if (word != std::string_view::npos) {
        fail_at(line_of(start + word), "'" + word_at(text, word) + "' in " + attribute_ + "= is a literal word; write it as a message: {t \"...\"}");
      }
    }
    if (attribute_is_address_ && !attribute_has_started_ && !is_harmless_address(text)) {
      fail_at(line_of(start), "'" + attribute_ + "=' may hold paths of this site, http, https, mailto and tel");
    }
    attribute_has_started_ = true;
    add_raw(out, std::string(text));
  }

  // --- marks ----------------------------------------------------------------------------------------

  bool is_section() const { return looking_at("{@ subject}") || looking_at("{@ text}") || looking_at("{@ html}"); }

  bool take_section(Nodes*& section, Place& place) {
    if (!is_section()) return false;
    if (!in_mail_file_) fail("sections belong to .mail files");
    const std::size_t end = source_.find('}', position_);
    const std::string name = source_.substr(position_ + 3, end - position_ - 3);
    if (name == "subject") {
      for (const Node& node : view_.html) {
        if (node.kind != Node::Kind::raw || node.text.find_first_not_of(" \t\r\n") != std::string::npos) fail("nothing can stand before {@ subject}");
      }
      view_.html.clear();
      view_.is_mail = true;
    }
    if (name == "text") view_.has_text = true;
    section = name == "subject" ? &view_.subject : name == "text" ? &view_.text : &view_.html;
    place = name == "html" ? Place::content : Place::plain;
    position_ = end + 1;
    while (position_ < source_.size() && is_blank(source_[position_])) ++position_;
    return true;
  }

  // The inside of the mark at position_, which is left behind its closing brace. Quoted texts may hold braces.
  std::string take_mark(std::size_t prefix) {
    const std::size_t start = position_ + prefix;
    const bool may_nest = looking_at("{@");  // default values of parameters: {}
    int depth = 0;
    bool in_quotes = false;
    for (std::size_t p = start; p < source_.size(); ++p) {
      const char c = source_[p];
      if (in_quotes && c == '\\') {
        ++p;
      } else if (c == '"') {
        in_quotes = !in_quotes;
      } else if (!in_quotes && c == '{') {
        if (!may_nest) break;
        ++depth;
      } else if (!in_quotes && c == '}' && depth > 0) {
        --depth;
      } else if (!in_quotes && c == '}') {
        position_ = p + 1;
        return source_.substr(start, p - start);
      }
    }
    fail("the mark is not closed with '}'");
  }

  // A mark alone on its line takes the line with it, so that it leaves no empty line behind.
  void drop_line_around(std::size_t mark_start, Nodes& out) {
    std::size_t before = mark_start;
    while (before > 0 && (source_[before - 1] == ' ' || source_[before - 1] == '\t')) --before;
    if (before > 0 && source_[before - 1] != '\n') return;
    std::size_t after = position_;
    while (after < source_.size() && (source_[after] == ' ' || source_[after] == '\t' || source_[after] == '\r')) ++after;
    if (after < source_.size() && source_[after] != '\n') return;
    position_ = std::min(after + 1, source_.size());
    if (preserve_ == 0 && !in_plain_) {
      while (position_ < source_.size() && (source_[position_] == ' ' || source_[position_] == '\t')) ++position_;
    }
    if (!out.empty() && out.back().kind == Node::Kind::raw) {
      std::string& text = out.back().text;
      while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.pop_back();
    }
  }

  // Runs a part of the parser that speaks in plain strings, and adds where.
  template <class Part>
  auto located(int line, Part part) {
    try {
      return part();
    } catch (const std::string& text) {
      fail_at(line, text);
    }
  }

  void parse_mark(Place place, Nodes& out) {
    in_plain_ = place == Place::plain;
    const std::size_t start = position_;
    const int line = line_of(start);
    const bool is_block = looking_at("{#") || looking_at("{@") || looking_at("{!");
    if (looking_at("{!")) {
      const std::size_t end = source_.find("!}", position_);
      if (end == std::string::npos) fail("the comment is not closed with '!}'");
      position_ = end + 2;
      drop_line_around(start, out);
      return;
    }
    if (looking_at("{#t}") || looking_at("{#t ")) {
      parse_block_message(place, out);
      return;
    }
    Node node;
    node.line = line;
    node.place = place;
    if (is_block && !looking_at("{@")) {
      parse_block(place, node, out);
      return;
    }
    if (looking_at("{@")) {
      const std::string inside = take_mark(2);
      const bool writes = located(line, [&] { return read_directive(inside, line, place, node); });
      drop_line_around(start, out);
      if (writes) out.push_back(std::move(node));
      return;
    }
    if (looking_at("{>")) {
      const std::string inside = take_mark(2);
      located(line, [&] { read_call(inside, node, view_.rooms); });
      check_call_place(place, line);
      out.push_back(std::move(node));
      return;
    }
    const std::string inside = take_mark(1);
    if (inside == "lb" || inside == "rb") {
      if (place == Place::tag) fail_at(line, "a brace cannot stand here in a tag");
      add_raw(out, inside == "lb" ? "{" : "}");
    } else {
      located(line, [&] { read_written(inside, place, node); });
      out.push_back(std::move(node));
    }
    attribute_has_started_ = true;
  }

  void check_call_place(Place place, int line) {
    if (place != Place::content) fail_at(line, "another view can be called between tags only");
  }

  // {@ ...}: true when the node writes something.
  bool read_directive(const std::string& inside, int line, Place place, Node& node) {
    Reader reader(inside);
    if (reader.take_word("view")) {
      read_signature(std::string(reader.rest()), line);
      return false;
    }
    if (reader.take_word("include")) {
      view_.includes.push_back(reader.read_quoted());
      reader.expect_end();
      return false;
    }
    if (reader.take_word("body")) {
      reader.expect_end();
      if (place != Place::content) throw std::string("{@ body} stands between tags");
      view_.has_body = true;
      node.kind = Node::Kind::body;
      return true;
    }
    if (reader.take_word("icons")) {
      node.kind = Node::Kind::icons;
      node.text = reader.read_path();
      reader.expect_end();
      return true;
    }
    throw std::string("{@ is followed by view, include, body, icons, subject, text or html");
  }

  void read_signature(const std::string& text, int line) {
    if (!view_.name.empty()) throw std::string("a file holds one view");
    Reader reader(text);
    view_.name = reader.read_name();
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (!reader.take('(') || close == std::string::npos || text.find_first_not_of(" \t\r\n", close + 1) != std::string::npos) {
      throw std::string("write {@ view NAME(PARAMETERS)}");
    }
    view_.parameters = text.substr(open + 1, close - open - 1);
    view_.line = line;
  }

  // --- blocks ---------------------------------------------------------------------------------------

  void parse_block(Place place, Node& node, Nodes& out) {
    const std::size_t start = position_;
    const int line = node.line;
    std::string inside = take_mark(2);
    drop_line_around(start, out);
    std::string closing;
    located(line, [&] {
      Reader reader(inside);
      if (reader.take('>')) {
        closing = ">";
        read_call(inside.substr(inside.find('>') + 1), node, view_.rooms);
        node.has_body = true;
        check_call_place(place, line);
      } else if (reader.take_word("if")) {
        closing = "if";
        node.kind = Node::Kind::branch;
        node.conditions.push_back(reader.read_condition());
        reader.expect_end();
      } else if (const bool is_each = reader.take_word("each"); is_each || reader.take_word("with")) {
        closing = is_each ? "each" : "with";
        node.kind = is_each ? Node::Kind::each : Node::Kind::with;
        node.text = reader.read_path();
        if (!reader.take_word("as")) throw "write {#" + closing + " path as name}";
        node.name = reader.read_name();
        reader.expect_end();
      } else {
        throw "'" + inside + "' is no block; there are #if, #each, #with, #t and #>";
      }
    });
    parse_parts(place, node, closing);
    out.push_back(std::move(node));
  }

  void parse_parts(Place place, Node& node, const std::string& closing) {
    const bool started = attribute_has_started_;
    bool any_started = started;
    for (;;) {
      node.parts.emplace_back();
      attribute_has_started_ = started;
      Place part_place = place;
      if (place == Place::address || place == Place::address_part) part_place = attribute_place();
      parse_until(part_place, node.parts.back());
      any_started |= attribute_has_started_;
      const std::size_t start = position_;
      const int line = line_of(start);
      in_plain_ = place == Place::plain;
      if (looking_at("{/")) {
        const std::string end = take_mark(2);
        if (end != closing) fail_at(line, "{/" + end + "} closes what {#" + closing + "} of line " + std::to_string(node.line) + " opened");
        drop_line_around(start, node.parts.back());
        break;
      }
      if (!looking_at("{:")) fail_at(node.line, "{#" + closing + "} is not closed with {/" + closing + "} in the place where it began");
      const std::string inside = take_mark(2);
      drop_line_around(start, node.parts.back());
      located(line, [&] { read_continuation(inside, node, closing); });
    }
    attribute_has_started_ = any_started;
  }

  // --- {#t} -----------------------------------------------------------------------------------------

  void parse_block_message(Place place, Nodes& out) {
    Node node;
    node.kind = Node::Kind::message;
    node.place = place;
    node.line = line_of(position_);
    if (place != Place::content) fail("{#t} stands between tags; use {t \"...\"} here");
    const std::string inside = take_mark(2);
    located(node.line, [&] {
      Reader reader(inside);
      reader.take_word("t");
      read_message_options(reader, node.message, node.line);
      reader.expect_end();
    });
    std::size_t next_element = 0;
    node.message.one = parse_message_part(node, next_element, false);
    const int line = line_of(position_);
    std::string mark = take_mark(1);
    if (mark == ":many") {
      if (node.message.count.empty()) fail_at(line, "{:many} needs a count: {#t count=page.total}");
      next_element = 0;
      node.message.many = parse_message_part(node, next_element, true);
      if (next_element != node.message.elements.size()) fail_at(line, "{:many} must hold the same elements in the same order");
      mark = take_mark(1);
    }
    if (mark != "/t") fail_at(line, "{#t} of line " + std::to_string(node.line) + " is not closed with {/t}");
    located(node.line, [&] { check_message(node.message); });
    out.push_back(std::move(node));
  }

  // Text of one part with its elements numbered; stops at {:many} or {/t}.
  std::string parse_message_part(Node& node, std::size_t& next_element, bool is_repeat) {
    std::string text;
    std::vector<std::size_t> open;
    while (position_ < source_.size() && !looking_at("{/") && !looking_at("{:")) {
      const int line = line_of(position_);
      if (source_[position_] == '<') {
        parse_message_tag(node, next_element, is_repeat, open, text);
      } else if (looking_at("{!")) {
        const std::size_t end = source_.find("!}", position_);
        if (end == std::string::npos) fail("the comment is not closed with '!}'");
        position_ = end + 2;
      } else if (source_[position_] == '{') {
        const std::string inside = take_mark(1);
        located(line, [&] { text += "{" + read_block_slot(inside, node.message, line) + "}"; });
      } else {
        const std::size_t end = std::min(source_.find_first_of("<{", position_), source_.size());
        located(line, [&] { text += decode_entities(std::string_view(source_).substr(position_, end - position_)); });
        position_ = end;
      }
    }
    if (!open.empty()) fail("<" + node.message.elements[open.back()].name + "> is not closed inside the message");
    return fold_message(text);
  }

  void parse_message_tag(Node& node, std::size_t& next_element, bool is_repeat, std::vector<std::size_t>& open, std::string& text) {
    const int line = line_of(position_);
    Nodes markup;
    const Tag tag = read_tag(markup);
    if (!is_message_element(tag.name)) {
      fail_at(line, "<" + tag.name + "> cannot stand in a message; only a b i em strong code bdi span abbr time br can");
    }
    std::vector<Element>& elements = node.message.elements;
    if (tag.is_end) {
      if (open.empty() || elements[open.back()].name != tag.name) fail_at(line, "</" + tag.name + "> closes nothing here");
      text += "</" + std::to_string(open.back() + 1) + ">";
      open.pop_back();
      return;
    }
    const std::size_t number = next_element++;
    if (is_repeat) {
      if (number >= elements.size() || elements[number].name != tag.name) fail_at(line, "{:many} must hold the same elements in the same order");
    } else {
      elements.push_back({tag.name, tag.is_void, std::move(markup)});
    }
    text += "<" + std::to_string(number + 1) + (tag.is_void ? "/>" : ">");
    if (!tag.is_void) open.push_back(number);
  }

  const std::string& source_;
  std::size_t position_ = 0;
  std::size_t counted_ = 0;
  int line_ = 1;
  View view_;
  bool in_mail_file_ = false;
  bool in_plain_ = false;
  int preserve_ = 0;                // inside pre or textarea
  std::string unclosed_inner_;      // title, textarea or option that is open
  std::string untranslated_;        // element whose words are not messages
  int untranslated_depth_ = 0;
  Tag* current_tag_ = nullptr;
  std::string attribute_;
  bool attribute_is_address_ = false;
  bool attribute_has_started_ = false;
};

}  // namespace

View parse_view(const std::string& file, const std::string& source) { return Parser(file, source).parse(); }

}  // namespace viewc
