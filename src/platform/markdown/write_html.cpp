// Documents as markup: pages and mails differ in their elements alone.
#include <algorithm>

#include "base/text.hpp"
#include "platform/markdown/spell.hpp"

namespace muster::markdown {
namespace {

// The attributes of each element; what a page has in its style sheet, a mail has on the element.
struct Style {
  std::string paragraph, heading, list, item, quote, code_block, code, rule, link, target;
};

Style make_page_style() {
  return {.code_block = " dir=\"ltr\"", .code = " dir=\"ltr\"", .link = " rel=\"nofollow noopener\"", .target = " class=\"mute\""};
}

std::string with_style(std::string_view style) { return " style=\"" + std::string(style) + "\""; }

Style make_mail_style(bool is_right_to_left) {
  const std::string start = is_right_to_left ? "right" : "left";
  const std::string inset = is_right_to_left ? "padding:0 24px 0 0" : "padding:0 0 0 24px";
  const std::string font = "font-family:Consolas,Menlo,monospace;font-size:15px";
  return {.paragraph = with_style("margin:0 0 16px"),
          .heading = with_style("margin:24px 0 8px;font-size:20px;line-height:1.3;color:#17221f"),
          .list = with_style("margin:0 0 16px;" + inset),
          .item = with_style("margin:0 0 8px"),
          .quote = with_style("margin:0 0 16px;padding:8px 16px;background:#f2efe7;border-" + start + ":4px solid #0f5a52"),
          .code_block = " dir=\"ltr\"" + with_style("margin:0 0 16px;padding:8px 16px;background:#f2efe7;text-align:left;white-space:pre-wrap;" + font),
          .code = " dir=\"ltr\"" + with_style(font),
          .rule = with_style("margin:24px 0;border:0;border-top:1px solid #cfd6d2"),
          .link = with_style("color:#0f5a52"),
          .target = with_style("color:#4b5753")};
}

class MarkupWriter {
 public:
  MarkupWriter(const Document& document, const Style& style, int heading_level, const Fill& fill)
      : document_(document), style_(style), heading_level_(std::clamp(heading_level, 1, 6)), fill_(fill) {}

  std::string write() {
    shift_ = heading_level_ - find_top_level();
    for (std::size_t i = 0; i < document_.parts.size(); ++i) write_part(i);
    return std::move(out_);
  }

 private:
  // A text whose headings begin with the second level has them where the page wants the first.
  int find_top_level() const {
    int level = 6;
    for (const Part& part : document_.parts) {
      if (part.kind == Kind::heading && !part.is_end) level = std::min(level, part.number);
    }
    return level;
  }

  void tag(const Part& part, std::string_view name, std::string_view attributes) {
    out_ += part.is_end ? "</" : "<";
    out_ += name;
    if (!part.is_end) out_ += attributes;
    out_ += '>';
  }

  void write_part(std::size_t index) {
    const Part& part = document_.parts[index];
    switch (part.kind) {
      case Kind::paragraph:
        return tag(part, "p", style_.paragraph);
      case Kind::heading:
        return tag(part, "h" + std::to_string(std::clamp(part.number + shift_, 1, 6)), style_.heading);
      case Kind::list:
        return write_list(part);
      case Kind::item:
        return tag(part, "li", style_.item);
      case Kind::quote:
        return tag(part, "blockquote", style_.quote);
      case Kind::code_block:
        return tag(part, "pre", style_.code_block);
      case Kind::rule:
        out_ += "<hr" + style_.rule + ">";
        return;
      case Kind::strong:
        return tag(part, "strong", "");
      case Kind::emphasis:
        return tag(part, "em", "");
      case Kind::code:
        return tag(part, "code", style_.code);
      case Kind::link:
        return part.is_end ? leave_link(part) : enter_link(part);
      case Kind::text:
        return append_escaped(out_, part.text);
      case Kind::line_break:
        out_ += "<br>";
        return;
      case Kind::soft_break:
        return write_soft_break(index);
      case Kind::field:
        return write_field(part);
      case Kind::place:
        out_ += fill_.place ? fill_.place(part.text).markup() : "";
        return;
    }
  }

  void write_list(const Part& part) {
    if (part.number < 0) return tag(part, "ul", style_.list);
    const bool is_counted = part.number != 1 && !part.is_end;
    tag(part, "ol", style_.list + (is_counted ? " start=\"" + std::to_string(part.number) + "\"" : ""));
  }

  void write_soft_break(std::size_t index) {
    const auto text_at = [&](std::size_t i) { return i < document_.parts.size() ? std::string_view(document_.parts[i].text) : std::string_view(); };
    const bool is_joined = index > 0 && !text_at(index - 1).empty() && !text_at(index + 1).empty();
    out_ += is_joined ? join_of_lines(text_at(index - 1), text_at(index + 1)) : " ";
  }

  // Isolated: a name of another script must not turn the sentence around it.
  void write_field(const Part& part) {
    out_ += "<bdi>";
    append_escaped(out_, find_value(fill_, part.text));
    out_ += "</bdi>";
  }

  void enter_link(const Part& part) {
    link_ = make_written_link(document_.links[static_cast<std::size_t>(part.number)], fill_);
    if (link_.href.empty()) return;
    out_ += "<a href=\"";
    append_escaped(out_, link_.href);
    out_ += "\"" + style_.link + ">";
    if (!document_.links[static_cast<std::size_t>(part.number)].words.empty()) return;
    write_target();
    link_.shown.clear();
  }

  void leave_link(const Part&) {
    if (link_.href.empty()) return;
    out_ += "</a>";
    if (link_.shown.empty()) return;
    out_ += " <span" + style_.target + ">(";
    write_target();
    out_ += ")</span>";
  }

  void write_target() {
    out_ += "<bdi dir=\"ltr\">";
    append_escaped(out_, link_.shown);
    out_ += "</bdi>";
  }

  const Document& document_;
  const Style& style_;
  int heading_level_;
  int shift_ = 0;
  const Fill& fill_;
  WrittenLink link_;
  std::string out_;
};

}  // namespace

Html write_page(const Document& document, int heading_level, const Fill& fill) {
  static const Style kStyle = make_page_style();
  return Html::from_trusted(MarkupWriter(document, kStyle, heading_level, fill).write());
}

Html write_mail(const Document& document, Locale locale, int heading_level, const Fill& fill) {
  static const Style kLeftToRight = make_mail_style(false), kRightToLeft = make_mail_style(true);
  const bool is_right_to_left = locale_direction(locale) == "rtl";
  std::string out = "<div lang=\"" + std::string(locale_tag(locale)) + "\" dir=\"" + std::string(locale_direction(locale)) + "\" style=\"text-align:" + (is_right_to_left ? "right" : "left") + "\">";
  out += MarkupWriter(document, is_right_to_left ? kRightToLeft : kLeftToRight, heading_level, fill).write();
  return Html::from_trusted(out + "</div>");
}

}  // namespace muster::markdown
