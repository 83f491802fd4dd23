#include "tests/support/html_check.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <map>
#include <set>
#include <sstream>

namespace muster::test {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_void(std::string_view name) {
  return is_one_of(name, {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"});
}

struct Tag {
  std::string name;
  std::map<std::string, std::string> attributes;
  bool is_end = false;
  bool is_closed = false;  // "/>"
};

class Checker {
 public:
  Checker(std::string_view html, Markup markup) : html_(html), markup_(markup) {}

  std::vector<std::string> check() {
    while (position_ < html_.size()) {
      if (html_[position_] == '<') {
        read_tag();
      } else {
        const std::size_t end = std::min(html_.find('<', position_), html_.size());
        check_text(html_.substr(position_, end - position_));
        position_ = end;
      }
    }
    for (const std::string& name : open_) add("<" + name + "> is never closed");
    check_fields();
    if (markup_ != Markup::part) check_document();
    return std::move(problems_);
  }

 private:
  void add(const std::string& text) {
    const auto line = 1 + std::count(html_.begin(), html_.begin() + static_cast<std::ptrdiff_t>(std::min(position_, html_.size())), '\n');
    problems_.push_back("line " + std::to_string(line) + ": " + text);
  }

  void check_text(std::string_view text) {
    if (text.find('>') != std::string_view::npos && (open_.empty() || open_.back() != "script")) add("a bare '>' in text");
    check_entities(text);
    if (!open_.empty() && open_.back() == "title" && open_.size() > 1 && open_[open_.size() - 2] == "head") title_ += text;
    const bool has_words = std::any_of(text.begin(), text.end(), [](char c) { return !is_blank(c); });
    if (has_words && !open_.empty() && is_one_of(open_.back(), {"ul", "ol", "dl", "table", "thead", "tbody", "tr", "select", "head", "html"})) {
      add("text directly inside <" + open_.back() + ">");
    }
    const bool is_code = !open_.empty() && ((open_.back() == "script" && !is_data_block_) || open_.back() == "style");
    if (has_words && is_code) add("<" + open_.back() + "> with content");
    // Linked data: JSON without a sign of markup (docs/adr/0008).
    if (has_words && !open_.empty() && open_.back() == "script" && is_data_block_ && text.find_first_of(">&") != std::string_view::npos) add("markup in a data block");
  }

  void check_entities(std::string_view text) {
    for (std::size_t i = text.find('&'); i != std::string_view::npos; i = text.find('&', i + 1)) {
      std::size_t end = i + 1;
      while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '#')) ++end;
      if (end == i + 1 || end == text.size() || text[end] != ';') add("'&' is not written as &amp;");
    }
  }

  void read_tag() {
    if (html_.substr(position_).starts_with("<!doctype html>")) {
      has_doctype_ = position_ == 0;
      position_ += 15;
      return;
    }
    ++position_;
    Tag tag;
    if (position_ < html_.size() && html_[position_] == '/') {
      tag.is_end = true;
      ++position_;
    }
    const std::size_t start = position_;
    while (position_ < html_.size() && (std::isalnum(static_cast<unsigned char>(html_[position_])) != 0 || html_[position_] == '-')) ++position_;
    tag.name = std::string(html_.substr(start, position_ - start));
    if (tag.name.empty()) return add("'<' is not written as &lt;");
    read_attributes(tag);
    handle(tag);
  }

  void read_attributes(Tag& tag) {
    for (;;) {
      const std::size_t before = position_;
      while (position_ < html_.size() && is_blank(html_[position_])) ++position_;
      if (position_ >= html_.size()) return add("<" + tag.name + "> is cut off");
      if (html_[position_] == '>') {
        ++position_;
        return;
      }
      if (html_.substr(position_, 2) == "/>") {
        tag.is_closed = true;
        position_ += 2;
        return;
      }
      if (before == position_) add("no blank before an attribute of <" + tag.name + ">");
      if (!read_attribute(tag)) return;
    }
  }

  bool read_attribute(Tag& tag) {
    const std::size_t start = position_;
    position_ = std::min(html_.find_first_of(" \t\r\n=>/\"'<", position_), html_.size());
    const std::string name(html_.substr(start, position_ - start));
    if (name.empty()) {
      add("an attribute of <" + tag.name + "> has no name");
      ++position_;
      return false;
    }
    std::string value;
    if (position_ < html_.size() && html_[position_] == '=') {
      ++position_;
      if (position_ >= html_.size() || html_[position_] != '"') {
        add(name + "= is not quoted");
        return false;
      }
      const std::size_t end = html_.find('"', position_ + 1);
      if (end == std::string_view::npos) {
        add(name + "= is not closed");
        position_ = html_.size();
        return false;
      }
      value = std::string(html_.substr(position_ + 1, end - position_ - 1));
      position_ = end + 1;
    }
    if (value.find('<') != std::string::npos) add("'<' in " + name + "=");
    check_entities(value);
    if (!tag.attributes.emplace(name, value).second) add(name + "= stands twice in <" + tag.name + ">");
    return true;
  }

  void handle(const Tag& tag) {
    if (tag.is_end) {
      if (open_.empty() || open_.back() != tag.name) {
        add("</" + tag.name + "> closes " + (open_.empty() ? "nothing" : "<" + open_.back() + ">"));
      } else {
        open_.pop_back();
        if (tag.name == "label") --open_labels_;
        if (tag.name == "form") end_form();
        if (tag.name == "svg") --open_svgs_;
      }
      return;
    }
    check_attributes(tag);
    check_place(tag);
    if (tag.is_closed && !is_void(tag.name) && open_svgs_ == 0) add("<" + tag.name + "/> does not close itself in HTML");
    if (tag.is_closed || is_void(tag.name)) return;
    open_.push_back(tag.name);
    if (tag.name == "script") is_data_block_ = tag.attributes.contains("type") && tag.attributes.at("type") == "application/ld+json";
    if (tag.name == "label") ++open_labels_;
    if (tag.name == "svg") ++open_svgs_;
  }

  void end_form() {
    if (form_needs_token_) add("a form that posts has no csrf field");
    form_needs_token_ = false;
  }

  // Nesting that a browser's parser would change.
  void check_place(const Tag& tag) {
    const std::string parent = open_.empty() ? "" : open_.back();
    const bool is_block = is_one_of(tag.name, {"p", "div", "ul", "ol", "dl", "table", "form", "section", "h1", "h2", "h3", "fieldset", "details", "aside", "nav"});
    if (is_block && std::find(open_.begin(), open_.end(), "p") != open_.end()) add("<" + tag.name + "> inside <p>");
    if (is_one_of(tag.name, {"a", "button", "form", "label"}) && std::find(open_.begin(), open_.end(), tag.name) != open_.end()) {
      add("<" + tag.name + "> inside <" + tag.name + ">");
    }
    if (parent == "ul" || parent == "ol") {
      if (tag.name != "li" && tag.name != "template") add("<" + tag.name + "> directly inside <" + parent + ">");
    }
    if (tag.name == "li" && markup_ != Markup::part && parent != "ul" && parent != "ol" && parent != "template") add("<li> outside a list");
  }

  void check_attributes(const Tag& tag) {
    for (const auto& [name, value] : tag.attributes) {
      if (name.starts_with("on")) add(name + "= on <" + tag.name + ">");
      if (name == "style" && markup_ != Markup::mail) add("style= on <" + tag.name + ">");
      if ((name == "href" || name == "src" || name == "action") && value.starts_with("javascript:")) add("javascript: in " + name + "=");
      if (name == "id" && !ids_.insert(value).second) add("the id \"" + value + "\" stands twice");
      if (name == "id" && (value.empty() || value.find(' ') != std::string::npos)) add("the id \"" + value + "\" is none");
      if (name == "for" || name == "aria-labelledby" || name == "aria-describedby" || name == "aria-controls") add_references(value);
      if (name == "href" && value.size() > 1 && value[0] == '#') references_.insert(value.substr(1));
    }
    const auto find = [&](const char* name) {
      const auto found = tag.attributes.find(name);
      return found == tag.attributes.end() ? std::string() : found->second;
    };
    if (tag.name == "img" && !tag.attributes.contains("alt")) add("<img> without alt=");
    if (markup_ == Markup::mail && (tag.name == "img" || tag.name == "link" || tag.name == "script")) add("a mail loads <" + tag.name + ">");
    if (tag.name == "html" && (find("lang").empty() || (find("dir") != "ltr" && find("dir") != "rtl"))) add("<html> without lang= and dir=");
    // What the token in the address of the page to leave the updates says needs no session, and no cookie to go with it.
    if (tag.name == "form") form_needs_token_ = find("method") == "post" && find("action").find("/u/") == std::string::npos;
    if (tag.name == "input" && find("name") == "csrf" && !find("value").empty()) form_needs_token_ = false;
    if (tag.name == "html") has_html_ = true;
    if (tag.name == "main") ++mains_;
    if (tag.name == "h1") ++headings_;
    if (tag.name == "label" && !find("for").empty()) labelled_.insert(find("for"));
    if (is_one_of(tag.name, {"input", "select", "textarea"}) && !is_one_of(find("type"), {"hidden", "submit", "button"})) {
      const bool is_labelled = open_labels_ > 0 || !find("aria-label").empty() || !find("aria-labelledby").empty();
      if (!is_labelled) fields_.push_back(find("id"));
    }
  }

  void add_references(const std::string& value) {
    std::istringstream words(value);
    for (std::string word; words >> word;) references_.insert(word);
  }

  void check_fields() {
    for (const std::string& id : fields_) {
      if (id.empty() || !labelled_.contains(id)) add("the field \"" + id + "\" has no label");
    }
  }

  void check_document() {
    if (!has_doctype_) add("<!doctype html> is not the first thing");
    if (!has_html_) add("<html> is missing");
    if (std::all_of(title_.begin(), title_.end(), is_blank)) add("<title> is empty");
    if (markup_ == Markup::mail) return;
    if (mains_ != 1) add(std::to_string(mains_) + " times <main>");
    if (headings_ != 1) add(std::to_string(headings_) + " times <h1>");
    for (const std::string& reference : references_) {
      if (!ids_.contains(reference)) add("nothing has the id \"" + reference + "\"");
    }
  }

  std::string_view html_;
  Markup markup_;
  std::size_t position_ = 0;
  std::vector<std::string> problems_;
  std::vector<std::string> open_;
  int open_labels_ = 0;
  bool is_data_block_ = false;
  int open_svgs_ = 0;
  std::set<std::string> ids_;
  std::set<std::string> references_;
  std::set<std::string> labelled_;
  std::vector<std::string> fields_;
  std::string title_;
  bool has_doctype_ = false;
  bool has_html_ = false;
  bool form_needs_token_ = false;
  int mains_ = 0;
  int headings_ = 0;
};

}  // namespace

std::vector<std::string> check_html(std::string_view html, Markup markup) { return Checker(html, markup).check(); }

std::string visible_text(std::string_view html) {
  static const std::map<std::string_view, std::string_view> entities = {
      {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&nbsp;", " "}};
  std::string out;
  bool in_tag = false;
  for (std::size_t i = 0; i < html.size(); ++i) {
    const char c = html[i];
    if (c == '<') in_tag = true;
    if (c == '>') in_tag = false;
    if (in_tag || c == '>') continue;
    if (is_blank(c)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
      continue;
    }
    const std::size_t end = c == '&' ? html.find(';', i) : std::string_view::npos;
    const auto entity = end == std::string_view::npos ? entities.end() : entities.find(html.substr(i, end + 1 - i));
    if (entity == entities.end()) {
      out += c;
    } else {
      out += entity->second;
      i = end;
    }
  }
  return out;
}

}  // namespace muster::test
