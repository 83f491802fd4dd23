// Documents as plain text: what mail programs without HTML show, and what people paste elsewhere.
#include <algorithm>

#include "base/text.hpp"
#include "platform/i18n/breaks.hpp"
#include "platform/markdown/spell.hpp"

namespace muster::markdown {
namespace {

constexpr std::size_t kLeastWidth = 20;

// The words of one block as they come, and where addresses stand in them.
struct Line {
  std::string text;
  std::vector<i18n::TextRange> kept;

  void add(std::string_view more) { text += more; }
  void add_kept(std::string_view more) {
    kept.push_back({text.size(), text.size() + more.size()});
    text += more;
  }
};

class TextWriter {
 public:
  TextWriter(const Document& document, Locale locale, const Fill& fill, std::size_t width) : document_(document), fill_(fill), width_(width), breaks_(locale) {}

  std::string write() {
    for (const Part& part : document_.parts) write_part(part);
    flush();
    return std::move(out_);
  }

 private:
  struct Level {
    std::string first, next;  // before the first line of an item, and before the others
    bool is_begun = false;
  };

  void write_part(const Part& part) {
    switch (part.kind) {
      case Kind::paragraph:
      case Kind::heading:
        return end_block();
      case Kind::list:
        return part.is_end ? leave_list() : enter_list(part);
      case Kind::item:
        return part.is_end ? leave_level() : enter_item();
      case Kind::quote:
        return part.is_end ? leave_level() : enter_level({.first = "> ", .next = "> "});
      case Kind::code_block:
        return part.is_end ? write_code_block() : begin_code_block();
      case Kind::rule:
        return write_rule();
      case Kind::strong:
      case Kind::emphasis:
      case Kind::code:
        return;
      case Kind::link:
        return part.is_end ? leave_link() : enter_link(part);
      case Kind::text:
        return write_text(part.text);
      case Kind::line_break:
        return line_.add("\n");
      case Kind::soft_break:
        is_joining_ = true;
        return;
      case Kind::field:
        return write_text(find_value(fill_, part.text));
      case Kind::place:
        return write_place(part);
    }
  }

  void write_text(std::string_view text) {
    if (is_joining_) line_.add(line_.text.ends_with('\n') ? "" : join_of_lines(line_.text, text));
    is_joining_ = false;
    line_.add(text);
  }

  // --- Blocks: a blank line before each but the first, and but items of a list ------------------------------

  void end_block() {
    flush();
    wants_gap_ = true;
  }

  void enter_level(Level level) {
    flush();
    levels_.push_back(std::move(level));
  }
  void leave_level() {
    flush();
    if (!levels_.back().is_begun) put("");
    levels_.pop_back();
  }

  void enter_list(const Part& part) {
    end_list_or_item();
    numbers_.push_back(part.number);
  }
  void leave_list() {
    numbers_.pop_back();
    end_list_or_item();
  }
  // Lists inside lists stand close.
  void end_list_or_item() {
    flush();
    wants_gap_ = wants_gap_ || levels_.empty();
  }

  void enter_item() {
    int& number = numbers_.back();
    const std::string mark = number < 0 ? "- " : std::to_string(number++) + ". ";
    enter_level({.first = mark, .next = std::string(mark.size(), ' ')});
  }

  void begin_code_block() {
    end_block();
    is_in_code_ = true;
  }
  void write_code_block() {
    is_in_code_ = false;
    std::string text = std::move(line_.text);
    line_ = {};
    if (text.ends_with('\n')) text.pop_back();
    for (const std::string_view line : split(text, '\n')) put("    " + std::string(line));
    wants_gap_ = true;
  }

  void write_rule() {
    end_block();
    put("* * *");
    wants_gap_ = true;
  }

  void write_place(const Part& part) {
    end_block();
    const std::string text = fill_.place_text ? fill_.place_text(part.text) : std::string();
    if (text.empty()) return;
    for (const std::string_view line : split(text.ends_with('\n') ? std::string_view(text).substr(0, text.size() - 1) : text, '\n')) put(line);
    wants_gap_ = true;
  }

  std::string make_prefix() {
    std::string prefix;
    for (Level& level : levels_) {
      prefix += level.is_begun ? level.next : level.first;
      level.is_begun = true;
    }
    return prefix;
  }

  void put(std::string_view line) {
    if (wants_gap_ && !out_.empty()) put_gap();
    wants_gap_ = false;
    std::string whole = make_prefix() + std::string(line);
    while (whole.ends_with(' ')) whole.pop_back();
    out_ += whole + "\n";
  }

  // Inside a quote the gap is quoted as well; an item that begins says so on its own line.
  void put_gap() {
    std::string prefix;
    for (const Level& level : levels_) {
      if (!level.is_begun) break;
      prefix += level.next;
    }
    while (prefix.ends_with(' ')) prefix.pop_back();
    out_ += prefix + "\n";
  }

  void flush() {
    is_joining_ = false;
    if (is_in_code_ || line_.text.empty()) return;
    const Line line = std::move(line_);
    line_ = {};
    std::size_t inset = 0;
    for (const Level& level : levels_) inset += level.next.size();
    for (const std::string_view wrapped : i18n::wrap_lines(breaks_, line.text, std::max(kLeastWidth, width_ - std::min(width_, inset)), line.kept)) put(wrapped);
  }

  // --- Links ------------------------------------------------------------------------------------------------

  void enter_link(const Part& part) {
    write_text("");
    link_ = make_written_link(document_.links[static_cast<std::size_t>(part.number)], fill_);
    link_begin_ = line_.text.size();
  }

  void leave_link() {
    if (link_.href.empty()) return;
    const bool is_rewritten = link_.href != link_.target;
    const bool has_words = line_.text.size() > link_begin_;
    if (has_words && link_.shown.empty()) {
      // The words are the address already: never broken.
      line_.kept.push_back({link_begin_, line_.text.size()});
      if (!is_rewritten) return;
    } else if (has_words && is_rewritten) {
      line_.add(" (");
      line_.add_kept(link_.shown);
      line_.add(")");
    }
    if (has_words) line_.add(" ");
    line_.add_kept("<" + link_.href + ">");
  }

  const Document& document_;
  const Fill& fill_;
  std::size_t width_;
  i18n::Breaks breaks_;
  Line line_;
  WrittenLink link_;
  std::size_t link_begin_ = 0;
  std::vector<Level> levels_;
  std::vector<int> numbers_;  // of the next item of each list; below zero: dots
  bool is_joining_ = false, is_in_code_ = false, wants_gap_ = false;
  std::string out_;
};

// The first paragraph that is not inside a list or a quote, without addresses.
std::string read_first_paragraph(const Document& document, const Fill& fill) {
  std::string text;
  int depth = 0;
  bool is_inside = false, is_joining = false;
  for (const Part& part : document.parts) {
    const bool is_container = part.kind == Kind::list || part.kind == Kind::quote;
    if (is_container) depth += part.is_end ? -1 : 1;
    if (part.kind == Kind::paragraph && depth == 0) {
      if (part.is_end && !trim(text).empty()) break;
      is_inside = !part.is_end;
    }
    if (!is_inside) continue;
    const std::string more = part.kind == Kind::text ? part.text : part.kind == Kind::field ? find_value(fill, part.text)
                                                                                            : std::string();
    if (is_joining && !more.empty()) text += join_of_lines(text, more), is_joining = false;
    text += more;
    if (part.kind == Kind::soft_break || part.kind == Kind::line_break) is_joining = true;
  }
  return std::string(trim(text));
}

// At a place where a line may end, so that no word is cut; "…" is the last character.
std::string cut_at_word(i18n::Breaks& breaks, std::string_view text, std::size_t most) {
  std::string_view kept;
  for (const std::size_t end : breaks.find_line_ends(text)) {
    const std::string_view piece = trim(text.substr(0, end));
    if (count_code_points(piece) + 1 > most) break;
    kept = piece;
  }
  if (kept.empty()) kept = take_code_points(text, most - 1);
  return std::string(kept) + "…";
}

}  // namespace

std::string write_text(const Document& document, Locale locale, const Fill& fill, std::size_t width) {
  return TextWriter(document, locale, fill, width).write();
}

std::string write_social(const Document& document, Locale locale, const Fill& fill, std::size_t most) {
  const std::string text = read_first_paragraph(document, fill);
  if (text.empty() || count_code_points(text) <= most) return text;
  i18n::Breaks breaks(locale);
  std::string_view kept;
  for (const auto& sentence : breaks.find_sentences(text)) {
    const std::string_view piece = std::string_view(text).substr(0, sentence.end);
    if (count_code_points(piece) > most) break;
    kept = piece;
  }
  return kept.empty() ? cut_at_word(breaks, text, most) : std::string(kept);
}

}  // namespace muster::markdown
