#include "features/updates/merge_fields.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::updates {
namespace {

constexpr std::size_t kErrorsMost = 50;
constexpr std::size_t kNameMost = 40;  // of what is compared and shown

// Letters to change, add or drop; names are short.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

// Near is: at most a third of its letters differ, or one name begins the other.
std::string find_nearest(std::string_view typed, MergePart part) {
  std::string name = to_lower_ascii(typed);
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '.'; }, '_');
  std::string best;
  std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
  const auto consider = [&](std::string_view known) {
    const bool is_part = name.size() >= 4 && (known.starts_with(name) || name.starts_with(known));
    const std::size_t distance = std::min(edit_distance(name, known), is_part ? std::size_t{2} : name.size() + known.size());
    if (distance < least) least = distance, best = known;
  };
  for (const MergeField& field : kMergeFields) consider(field.name);
  if (part == MergePart::body) {
    for (const std::string_view marker : kPlaceMarkers) consider(marker);
  }
  return best;
}

bool is_marker(std::string_view name) { return std::ranges::find(kPlaceMarkers, name) != kPlaceMarkers.end(); }

class Checker {
 public:
  Checker(std::string_view text, MergePart part) : text_(text), part_(part), places_(text) {}

  std::vector<MergeError> check() {
    for (std::size_t at = 0; at < text_.size() && errors_.size() < kErrorsMost;) {
      const std::size_t found = text_.find_first_of("{}", at);
      if (found == std::string_view::npos) break;
      at = found + 1;
      if (text_.substr(found, 2) == "{{") {
        at = read(found);
      } else if (text_.substr(found, 2) == "}}") {
        add(MergeError::Kind::unopened, found, 2, "");
        at = std::min(text_.find_first_not_of('}', found), text_.size());
      }
    }
    return std::move(errors_);
  }

 private:
  // What begins at `begin`; returns where to go on.
  std::size_t read(std::size_t begin) {
    const std::size_t inside = begin + 2;
    const std::size_t line_end = std::min(text_.find('\n', inside), text_.size());
    const std::size_t end = std::min(text_.find("}}", inside), text_.size());
    const std::size_t again = std::min(text_.find('{', inside), text_.size());
    if (again < std::min(end, line_end)) {
      const std::size_t behind = find_end_of_nested(begin, line_end);
      add(MergeError::Kind::nested, begin, behind - begin, "");
      return behind;
    }
    const std::string_view name = trim(text_.substr(inside, std::min(end, line_end) - inside));
    if (end >= line_end) {
      add(MergeError::Kind::unclosed, begin, line_end - begin, take_code_points(name, kNameMost));
      return line_end;
    }
    if (text_.substr(end, 3) == "}}}") {
      add(MergeError::Kind::unopened, end + 2, 1, "");
      return std::min(text_.find_first_not_of('}', end), text_.size());
    }
    check_name(begin, end + 2, name);
    return end + 2;
  }

  // Behind as many braces as were opened, or where the line ends.
  std::size_t find_end_of_nested(std::size_t begin, std::size_t line_end) const {
    int open = 0;
    for (std::size_t at = begin; at < line_end; ++at) {
      if (text_[at] == '{') ++open;
      if (text_[at] == '}' && --open == 0) return at + 1;
    }
    return line_end;
  }

  void check_name(std::size_t begin, std::size_t end, std::string_view name) {
    const MergeField* field = find_merge_field(name);
    if (field == nullptr && !is_marker(name)) return add(MergeError::Kind::unknown, begin, end - begin, take_code_points(name, kNameMost));
    if (field != nullptr) {
      if (is_in_target(begin) && !is_whole_target(begin, end, *field)) add(MergeError::Kind::misplaced, begin, end - begin, name);
      return;
    }
    if (part_ == MergePart::subject || !is_alone(begin, end)) return add(MergeError::Kind::misplaced, begin, end - begin, name);
    if (std::ranges::find(seen_, name) != seen_.end()) add(MergeError::Kind::repeated, begin, end - begin, name);
    seen_.emplace_back(name);
  }

  // "](" or "<" of an address before it in the same run of signs without blanks.
  bool is_in_target(std::size_t begin) const {
    const std::size_t blank = begin == 0 ? std::string_view::npos : text_.find_last_of(" \n\t", begin - 1);
    const std::string_view before = text_.substr(blank == std::string_view::npos ? 0 : blank + 1, begin - (blank == std::string_view::npos ? 0 : blank + 1));
    const std::size_t open = before.rfind("](");
    const std::size_t scheme = before.find("://");
    return (open != std::string_view::npos && before.find(')', open) == std::string_view::npos) || scheme != std::string_view::npos;
  }

  bool is_whole_target(std::size_t begin, std::size_t end, const MergeField& field) const {
    return field.is_address && begin >= 2 && text_.substr(begin - 2, 2) == "](" && text_.substr(end, 1) == ")";
  }

  // Nothing else on its line, and a blank line, or the text's end, before and behind.
  bool is_alone(std::size_t begin, std::size_t end) const {
    const std::size_t before = begin == 0 ? std::string_view::npos : text_.rfind('\n', begin - 1);
    const std::size_t behind = text_.find('\n', end);
    const std::size_t first = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t last = behind == std::string_view::npos ? text_.size() : behind;
    if (begin - first > 3 || !trim(text_.substr(first, begin - first)).empty() || !trim(text_.substr(end, last - end)).empty()) return false;
    return is_blank_line_before(first) && is_blank_line_behind(last);
  }
  bool is_blank_line_before(std::size_t first) const {
    if (first == 0) return true;
    const std::size_t line = first < 2 ? 0 : text_.rfind('\n', first - 2) + 1;  // npos + 1 is 0
    return trim(text_.substr(line, first - line)).empty();
  }
  bool is_blank_line_behind(std::size_t last) const {
    if (last >= text_.size()) return true;
    const std::size_t end = std::min(text_.find('\n', last + 1), text_.size());
    return trim(text_.substr(last, end - last)).empty();
  }

  void add(MergeError::Kind kind, std::size_t begin, std::size_t length, std::string_view name) {
    MergeError error{.kind = kind, .name = std::string(name), .place = places_.find(begin), .excerpt = make_excerpt(text_, begin, begin + length)};
    if (kind == MergeError::Kind::unknown || kind == MergeError::Kind::unclosed) error.suggestion = find_nearest(name, part_);
    errors_.push_back(std::move(error));
  }

  std::string_view text_;
  MergePart part_;
  PlaceFinder places_;
  std::vector<std::string> seen_;
  std::vector<MergeError> errors_;
};

}  // namespace

const MergeField* find_merge_field(std::string_view name) {
  const auto found = std::ranges::find(kMergeFields, name, &MergeField::name);
  return found == kMergeFields.end() ? nullptr : &*found;
}

Message MergeError::message() const {
  std::vector<Message::Argument> values = {{"line", std::int64_t{place.line}}, {"column", std::int64_t{place.column}}};
  switch (kind) {
    case Kind::unclosed:
      return tr("Line {line}, character {column}: a field begins here and does not end. Close it with two braces.", std::move(values));
    case Kind::unopened:
      return tr("Line {line}, character {column}: braces end here that do not begin. Delete them.", std::move(values));
    case Kind::nested:
      return tr("Line {line}, character {column}: a field stands inside another one. Use one pair of double braces for each.", std::move(values));
    default:
      break;
  }
  values.push_back({"name", name});
  switch (kind) {
    case Kind::misplaced:
      if (find_merge_field(name) != nullptr) return tr("Line {line}, character {column}: “{name}” cannot stand in an address like this. Use it alone, as the whole address of a link.", std::move(values));
      return tr("Line {line}, character {column}: “{name}” has to stand alone in a paragraph of the text.", std::move(values));
    case Kind::repeated:
      return tr("Line {line}, character {column}: “{name}” stands here a second time. Delete one of the two.", std::move(values));
    default:
      break;
  }
  if (suggestion.empty()) return tr("Line {line}, character {column}: there is no field “{name}”. Choose one from the list.", std::move(values));
  values.push_back({"nearest", suggestion});
  return tr("Line {line}, character {column}: there is no field “{name}”. Did you mean “{nearest}”?", std::move(values));
}

std::vector<MergeError> check_merge_fields(std::string_view text, MergePart part) {
  const std::string lines = normalise_newlines(text);
  return Checker(lines, part).check();
}

const std::string& MergeValues::find(std::string_view name) const {
  static const std::string kNothing;
  static constexpr std::array<const std::string MergeValues::*, kMergeFields.size()> kValues = {
      &MergeValues::organisation, &MergeValues::country, &MergeValues::region, &MergeValues::language, &MergeValues::programme, &MergeValues::archive_address, &MergeValues::kit_address};
  const MergeField* field = find_merge_field(name);
  return field == nullptr ? kNothing : this->*kValues[static_cast<std::size_t>(field - kMergeFields.data())];
}

std::string fill_line(std::string_view text, const MergeValues& values) {
  std::string line;
  std::size_t done = 0;
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string_view::npos) break;
    const std::string_view name = trim(text.substr(at + 2, end - at - 2));
    if (find_merge_field(name) == nullptr) {
      at += 2;
      continue;
    }
    line.append(text, done, at - done).append(values.find(name));
    done = at = end + 2;
  }
  line.append(text, done);
  // Line ends of values would be headers of a mail.
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return line;
}

}  // namespace muster::updates
