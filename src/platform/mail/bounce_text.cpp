#include "platform/mail/bounce_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "platform/mail/bounce_phrases.hpp"
#include "platform/mail/bounce_reason.hpp"
#include "platform/mail/decoding.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kNoticeMax = 32 * 1024;
constexpr std::size_t kLinesMax = 60;  // below a phrase
constexpr std::size_t kRecipientsMax = 100;
constexpr std::size_t kAddressMax = 320;
constexpr std::size_t kDiagnosticMax = 500;

// The text once more in one flat line, with the place of each of its bytes.
struct Flat {
  std::string text;
  std::vector<std::size_t> places;
};

Flat make_flat(std::string_view text) {
  Flat flat;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_blank = c == ' ' || c == '\t' || c == '\n';
    if (is_blank && (flat.text.empty() || flat.text.back() == ' ')) continue;
    flat.text += is_blank ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A'))
                                                       : c;
    flat.places.push_back(at);
  }
  return flat;
}

std::string_view strip(std::string_view line, std::string_view marks) {
  while (!line.empty() && marks.find(line.front()) != std::string_view::npos) line.remove_prefix(1);
  while (!line.empty() && marks.find(line.back()) != std::string_view::npos) line.remove_suffix(1);
  return line;
}

bool begins_copy(std::string_view line) {
  const std::string small = to_lower_ascii(strip(line, " \t-|=*>#"));
  if (small == "original message" || small == "original message:" || small == "returned mail" || small == "forwarded message") return true;
  return std::ranges::any_of(kCopyMarks, [&](std::string_view mark) { return small.starts_with(mark); });
}

bool can_be_in_address(char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7F' && std::string_view("<>()[],;:\\\"'|").find(c) == std::string_view::npos; }

struct Found {
  std::string address;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The address around the first @ of the line that has one on both sides.
std::optional<Found> find_address(std::string_view line) {
  for (std::size_t at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && can_be_in_address(line[begin - 1]) && line[begin - 1] != '@') --begin;
    std::size_t end = at + 1;
    while (end < line.size() && can_be_in_address(line[end]) && line[end] != '@' && line[end] != '=') ++end;
    while (end > at + 1 && (line[end - 1] == '.' || line[end - 1] == '*')) --end;
    // "dda:SMTP=someone@…", as X.400 gateways write.
    if (const std::size_t equals = to_lower_ascii(line.substr(begin, at - begin)).rfind("smtp="); equals != std::string::npos) begin += equals + 5;
    while (begin < at && (line[begin] == '*' || line[begin] == '=')) ++begin;
    if (begin == at || end == at + 1 || end - begin > kAddressMax) continue;
    return Found{std::string(line.substr(begin, end - begin)), begin, end};
  }
  return std::nullopt;
}

// How an address stands at the front of its line: how far in, and behind which signs. Nothing when words come first.
std::optional<std::string> shape_of(std::string_view line, std::size_t begin) {
  std::string shape;
  for (const char c : line.substr(0, begin)) {
    const bool is_sign = c == ' ' || c == '\t' || std::string_view("<>\"'*-[(").find(c) != std::string_view::npos;
    if (is_sign) shape += c;
    if (!is_sign) {
      std::string label = to_lower_ascii(trim(line.substr(0, begin)));
      while (!label.empty() && std::string_view(" <[\"'").find(label.back()) != std::string_view::npos) label.pop_back();
      const bool is_label = std::ranges::find(kLabels, label) != kLabels.end() || label.find("smtp=") != std::string::npos;
      return is_label ? std::optional(label) : std::nullopt;
    }
  }
  return shape;
}

// "(expanded from: <someone@…>)": who was written to.
std::optional<std::string> find_written_to(std::string_view line) {
  const std::string small = to_lower_ascii(line);
  for (const std::string_view words : {"(expanded from", "(generated from", "(ultimately generated from", "(originally addressed to", "(was addressed to"}) {
    const std::size_t at = small.find(words);
    if (at == std::string::npos) continue;
    if (const auto found = find_address(line.substr(at))) return found->address;
  }
  return std::nullopt;
}

struct Entry {
  FailedRecipient recipient;
  std::size_t line = 0;
};

class Scan {
 public:
  Scan(const Inbound& mail, std::string_view notice) : mail_(mail) {
    for (const std::string_view line : split(notice, '\n')) lines_.push_back(line);
  }

  // From the rest of a line on, downwards, as the place says.
  void read(std::size_t line, std::size_t column, Place place) {
    if (place == Place::before) return read_before(line, column);
    std::string_view rest = lines_[line].substr(std::min(column, lines_[line].size()));
    while (rest.starts_with(':') || rest.starts_with("(s)")) rest.remove_prefix(rest.starts_with(':') ? 1 : 3);
    const auto found = place == Place::below_name ? std::nullopt : find_address(rest);
    if (found && (place == Place::behind || shape_of(rest, found->begin))) return add(found->address, line);
    if (place == Place::behind && !strip(trim(rest), ":.").empty()) return;
    if (place == Place::below_name && read_name(line + 1)) return;
    read_below(line + 1);
  }

  std::vector<FailedRecipient> finish(std::string_view notice, bool is_delay) {
    std::vector<FailedRecipient> out;
    const Reason of_notice = find_reason(notice, {});
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      FailedRecipient recipient = std::move(entries_[i].recipient);
      const std::string words = words_between(entries_[i].line, i + 1 < entries_.size() ? entries_[i + 1].line : lines_.size());
      recipient.diagnostic = clean_line(words, kDiagnosticMax);
      recipient.status = find_status(words);
      Reason reason = find_reason(words, {});
      if (!reason.is_told) reason = of_notice;
      recipient.kind = is_delay ? AnswerKind::delayed : reason.kind;
      recipient.is_unknown = reason.is_unknown && recipient.kind == AnswerKind::hard;
      out.push_back(std::move(recipient));
    }
    return out;
  }

  bool is_empty() const { return entries_.empty(); }

 private:
  void add(const std::string& address, std::size_t line) {
    const std::string small = to_lower_ascii(address);
    // A notice goes to the sender: an address that it was itself sent to is not the one that failed.
    const bool is_ours = std::ranges::any_of(mail_.to, [&](const Mailbox& each) { return to_lower_ascii(each.address) == small; });
    const bool is_office = small.starts_with("postmaster@") || small.starts_with("mailer-daemon@");
    const bool is_known = std::ranges::any_of(entries_, [&](const Entry& each) { return to_lower_ascii(each.recipient.address) == small; });
    if (is_ours || is_office || is_known || entries_.size() == kRecipientsMax) return;
    entries_.push_back({.recipient = {.address = address, .final_address = address}, .line = line});
  }

  void read_before(std::size_t line, std::size_t column) {
    if (const auto found = find_address(lines_[line].substr(0, column)); found && shape_of(lines_[line], found->begin)) add(found->address, line);
  }

  void read_below(std::size_t first) {
    for (std::size_t i = first; i < std::min(lines_.size(), first + kLinesMax); ++i) {
      const std::string_view line = lines_[i];
      if (const auto written_to = find_written_to(line); written_to && trim(line).starts_with('(')) {
        keep_written_to(*written_to, i);
        continue;
      }
      const auto found = find_address(line);
      const auto shape = found ? shape_of(line, found->begin) : std::nullopt;
      if (!shape || (shape_ && *shape != *shape_)) continue;
      shape_ = shape;
      add(found->address, i);
      if (const auto written_to = find_written_to(line.substr(found->end))) keep_written_to(*written_to, i);
    }
  }

  void keep_written_to(const std::string& address, std::size_t line) {
    if (entries_.empty() || entries_.back().line + 2 < line) return add(address, line);
    FailedRecipient& last = entries_.back().recipient;
    if (last.address == last.final_address) last.address = address;
  }

  // A local part alone, as systems wrote that served one domain.
  bool read_name(std::size_t first) {
    while (first < lines_.size() && trim(lines_[first]).empty()) ++first;
    if (first >= lines_.size() || lines_[first].find('@') != std::string_view::npos) return false;
    const std::string_view line = trim(lines_[first]);
    const std::string name(line.substr(0, line.find_first_of(" \t")));
    const bool is_name = !name.empty() && name.size() <= 64 && std::ranges::all_of(name, can_be_in_address);
    if (!is_name) return false;
    const std::string from = mail_.from.empty() ? std::string() : to_lower_ascii(mail_.from.front().address);
    const bool is_aol = from.ends_with("@aol.com");  // whose screen names are local parts
    entries_.push_back({.recipient = {.address = is_aol ? name + "@aol.com" : name, .final_address = name}, .line = first});
    return true;
  }

  std::string words_between(std::size_t from, std::size_t to) const {
    std::string words;
    for (std::size_t i = from; i < to; ++i) words += std::string(lines_[i]) + "\n";
    return words;
  }

  const Inbound& mail_;
  std::vector<std::string_view> lines_;
  std::vector<Entry> entries_;
  std::optional<std::string> shape_;  // of the first address
};

std::size_t line_of(std::string_view text, std::size_t at) { return static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n')); }

std::size_t column_of(std::string_view text, std::size_t at) {
  const std::size_t newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return newline == std::string_view::npos ? at : at - newline - 1;
}

bool is_delay_notice(const std::string& flat) {
  return std::ranges::any_of(kDelays, [&](std::string_view words) { return flat.find(words) != std::string::npos; });
}

// The letters of a name or local part, without what parts them.
std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : to_lower_ascii(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) out += c;
  }
  return out;
}

bool is_answer_or_forward(std::string_view subject) {
  const std::string small = to_lower_ascii(trim(subject));
  return std::ranges::any_of(kAnswerPrefixes, [&](std::string_view prefix) { return small.starts_with(prefix); });
}

}  // namespace

Notice read_notice(std::string_view text) {
  Notice notice;
  for (std::string_view line : split(text.substr(0, kNoticeMax), '\n')) {
    if (begins_copy(line)) {
      notice.has_copy = true;
      break;
    }
    // Left over where a gateway dropped the word that its text is quoted-printable.
    if (line.ends_with("=20")) line.remove_suffix(3);
    if (line.ends_with(" =")) line.remove_suffix(1);
    notice.text += std::string(line) + "\n";
  }
  return notice;
}

TextBounce read_text_bounce(const Inbound& mail, const Notice& notice) {
  const Flat flat = make_flat(notice.text);
  const bool is_delay = is_delay_notice(flat.text);
  for (const Phrase& phrase : kPhrases) {
    if (flat.text.find(phrase.also) == std::string::npos) continue;
    Scan scan(mail, notice.text);
    bool is_there = false;
    int times = 0;
    for (std::size_t at = flat.text.find(phrase.text); at != std::string::npos && ++times <= 50; at = flat.text.find(phrase.text, at + 1)) {
      is_there = true;
      const bool is_before = phrase.place == Place::before;
      const std::size_t place = is_before ? flat.places[at] : flat.places[at + phrase.text.size() - 1] + 1;
      scan.read(line_of(notice.text, place), column_of(notice.text, place), phrase.place);
    }
    const bool has_proof = notice.has_copy || !mail.attached_message.empty();
    if (!scan.is_empty()) return {scan.finish(notice.text, is_delay), std::string(phrase.text)};
    // Without an address it counts only where the mail that came back is with it.
    if (is_there && phrase.is_enough && has_proof) {
      const Reason reason = find_reason(notice.text, {});
      FailedRecipient nobody{.diagnostic = clean_line(notice.text, kDiagnosticMax), .kind = is_delay ? AnswerKind::delayed : reason.kind};
      return {{nobody}, std::string(phrase.text)};
    }
  }
  return {};
}

bool is_from_mail_system(const Inbound& mail) {
  const std::string flat = flatten(std::string_view(mail.text).substr(0, 400));
  const std::string subject = flatten(mail.subject);
  for (const Banner& banner : kBanners) {
    if (flat.starts_with(banner.first_words) && subject.find(banner.in_subject) != std::string::npos && !is_answer_or_forward(mail.subject)) return true;
  }
  const std::string path = letters_of(mail.return_path.value_or("x"));
  const bool has_no_path = path.empty() || path.starts_with("mailerdaemon");
  if (mail.from.empty()) return has_no_path;
  const Mailbox& from = mail.from.front();
  const std::string local = letters_of(std::string_view(from.address).substr(0, from.address.rfind('@')));
  if (local.starts_with("mailerdaemon")) return true;
  const auto is_daemon = [](const std::string& name) { return std::ranges::find(kDaemons, std::string_view(name)) != kDaemons.end(); };
  const std::string name = letters_of(from.name);
  const bool has_only_name = from.address.empty() && (name.empty() || name.starts_with("postmaster") || name.starts_with("mailerdaemon"));
  const bool is_named = has_only_name || local.starts_with("postmaster") || is_daemon(local) || is_daemon(name);
  return is_named && (has_no_path || !is_answer_or_forward(mail.subject));
}

}  // namespace muster::mail
