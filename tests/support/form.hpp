// A form of one of our pages as a browser fills and sends it: what stands in it is sent back unless a test
// changes it, so that a field which a page forgets is a fact that is lost, here as in a browser.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "tests/support/browser.hpp"

namespace muster::test {

class Form {
 public:
  // `action`: where the form posts to; the page's own address when empty.
  Form(Browser browser, std::string path, std::string action = {})
      : browser_(std::move(browser)), path_(std::move(path)), action_(action.empty() ? path_ : std::move(action)) {
    open();
  }
  // The page anew; what was set is forgotten.
  Form& open() { return take(browser_.get(path_)); }
  // The form as a page that answered has it.
  Form& take(const Page& page) {
    page_ = page;
    fields_.clear();
    const std::string_view html = page_.body;
    for (auto at = html.find("<form"); at != std::string_view::npos; at = html.find("<form", at + 1)) {
      const auto form = html.substr(at, html.find("</form>", at) - at);
      if (attribute(form.substr(0, form.find('>')), "action") == action_) read(form);
    }
    return *this;
  }
  // In place of every value of that name.
  Form& set(const std::string& name, std::string value) {
    std::erase_if(fields_, [&](const auto& field) { return field.first == name; });
    fields_.emplace_back(name, std::move(value));
    return *this;
  }
  Form& leave_out(const std::string& name) {
    std::erase_if(fields_, [&](const auto& field) { return field.first == name; });
    return *this;
  }
  Page send() { return browser_.post_again(action_, fields_); }

  const Page& page() const { return page_; }
  const HeaderList& fields() const { return fields_; }
  std::string value(std::string_view name) const {
    const auto found = std::ranges::find(fields_, name, [](const auto& field) { return std::string_view(field.first); });
    return found == fields_.end() ? std::string() : found->second;
  }
  Browser& browser() { return browser_; }

 private:
  static std::string decode(std::string_view text) {
    static constexpr std::pair<std::string_view, char> kNamed[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
      const auto known = std::ranges::find_if(kNamed, [&](const auto& named) { return text.substr(at).starts_with(named.first); });
      plain += known == std::end(kNamed) ? text[at] : known->second;
      at += known == std::end(kNamed) ? 1 : known->first.size();
    }
    return plain;
  }
  static std::string attribute(std::string_view tag, std::string_view name) {
    const std::string mark = " " + std::string(name) + "=\"";
    const auto at = tag.find(mark);
    if (at == std::string_view::npos) return {};
    const auto start = at + mark.size();
    return decode(tag.substr(start, tag.find('"', start) - start));
  }
  static bool has(std::string_view tag, std::string_view name) { return tag.find(" " + std::string(name)) != std::string_view::npos; }

  void read(std::string_view form) {
    for (auto at = form.find('<'); at != std::string_view::npos; at = form.find('<', at + 1)) {
      const auto tag = form.substr(at, form.find('>', at) - at);
      const std::string name = attribute(tag, "name");
      if (tag.starts_with("<input")) add_input(tag, name);
      if (tag.starts_with("<textarea")) {
        auto words = form.substr(at + tag.size() + 1);
        words = words.substr(0, words.find("</textarea>"));
        if (words.starts_with('\n')) words.remove_prefix(1);
        fields_.emplace_back(name, decode(words));
      }
      if (tag.starts_with("<select")) add_select(form.substr(at, form.find("</select>", at) - at), name);
    }
  }
  void add_input(std::string_view tag, const std::string& name) {
    const std::string type = attribute(tag, "type");
    if (name == "csrf") browser_.use_token(attribute(tag, "value"));
    if (name.empty() || name == "csrf" || type == "submit") return;
    if ((type == "checkbox" || type == "radio") && !has(tag, "checked")) return;
    fields_.emplace_back(name, attribute(tag, "value"));
  }
  // The chosen line, else the first.
  void add_select(std::string_view list, const std::string& name) {
    std::string chosen;
    bool is_first = true;
    for (auto at = list.find("<option"); at != std::string_view::npos; at = list.find("<option", at + 1)) {
      const auto tag = list.substr(at, list.find('>', at) - at);
      if (is_first || has(tag, "selected")) chosen = attribute(tag, "value");
      is_first = false;
    }
    fields_.emplace_back(name, chosen);
  }

  Browser browser_;
  std::string path_, action_;
  Page page_;
  HeaderList fields_;
};

}  // namespace muster::test
