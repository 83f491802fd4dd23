#include "platform/mail/quotation.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kAttributionMax = 300;  // bytes of "On …, … wrote:"

struct Line {
  std::size_t at = 0;
  std::string_view text;  // trimmed
};

// What the line that introduces a quotation ends with.
constexpr auto kWrote = std::to_array<std::string_view>({"wrote:", "writes:", "a écrit :", "a écrit:", "écrivait :", "escribió:", "escribiste:", "schrieb:", "ha scritto:", "escreveu:",
                                                         "napisał:", "пишет:", "пише:", "написал:", "написала:", "написал(а):", "писал(а):", "写道：", "写道:", "寫道：", "كتب:", "كتبت:",
                                                         "skrev:", "schreef:", "yazdı:", "のメール:"});

// Or holds before the writer's name, where a language puts it last.
constexpr auto kWroteBefore = std::to_array<std::string_view>({" schrieb ", "كتب ", "كتبت ", " skrev ", " schreef "});

// Words between dashes above what is quoted whole.
constexpr auto kOriginal = std::to_array<std::string_view>({"original message", "original appointment", "forwarded message", "ursprüngliche nachricht", "message d'origine", "message d’origine",
                                                            "message original", "message transféré", "mensaje original", "mensaje reenviado", "исходное сообщение", "пересылаемое сообщение",
                                                            "Исходное сообщение", "Пересылаемое сообщение", "原始邮件", "原始郵件", "转发邮件", "الرسالة الأصلية", "messaggio originale",
                                                            "mensagem original", "oorspronkelijk bericht", "оригинальное сообщение", "Оригинальное сообщение"});

// The first field of a header that a program copies above a quotation, and what one of the next lines begins with.
struct CopiedHeader {
  std::string_view from;
  std::array<std::string_view, 2> sent;
};
constexpr auto kCopiedHeaders = std::to_array<CopiedHeader>({{"From:", {"Sent:", "Date:"}},
                                                             {"De :", {"Envoyé :", "Date :"}},
                                                             {"De:", {"Enviado", "Fecha:"}},
                                                             {"De:", {"Envoyé", "Date"}},
                                                             {"Von:", {"Gesendet:", "Datum:"}},
                                                             {"От:", {"Отправлено:", "Дата:"}},
                                                             {"发件人", {"发送时间", "日期"}},
                                                             {"寄件者", {"傳送時間", "日期"}},
                                                             {"من:", {"تم الإرسال:", "التاريخ:"}},
                                                             {"Da:", {"Inviato:", "Data:"}}});

std::vector<Line> split_lines(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back({at, trim(text.substr(at, end - at))});
    at = end + 1;
  }
  return lines;
}

bool is_attribution_end(std::string_view line) {
  if (line.size() > kAttributionMax || !(line.ends_with(':') || line.ends_with("："))) return false;
  return std::ranges::any_of(kWrote, [&](std::string_view end) { return line.ends_with(end); }) ||
         std::ranges::any_of(kWroteBefore, [&](std::string_view words) { return line.find(words) != std::string_view::npos; });
}

bool is_separator(std::string_view line) {
  if (line.size() > 120 || !line.starts_with("--") || !line.ends_with("--")) return false;
  const std::string small = to_lower_ascii(line);
  return std::ranges::any_of(kOriginal, [&](std::string_view words) { return small.find(words) != std::string::npos; });
}

bool is_rule(std::string_view line) {
  return line.size() >= 20 && std::ranges::all_of(line, [](char c) { return c == '_' || c == '-'; });
}

bool is_copied_header(const std::vector<Line>& lines, std::size_t at) {
  std::string_view line = lines[at].text;
  while (line.starts_with('*')) line.remove_prefix(1);  // bold, made plain
  return std::ranges::any_of(kCopiedHeaders, [&](const CopiedHeader& header) {
    if (!line.starts_with(header.from)) return false;
    for (std::size_t next = at + 1; next < std::min(at + 4, lines.size()); ++next) {
      std::string_view other = lines[next].text;
      while (other.starts_with('*')) other.remove_prefix(1);
      if (other.starts_with(header.sent[0]) || other.starts_with(header.sent[1])) return true;
    }
    return false;
  });
}

// The line that introduces a quotation may be folded: its beginning is at most two lines above its end.
std::size_t first_of_attribution(const std::vector<Line>& lines, std::size_t end) {
  std::size_t first = end;
  std::size_t size = lines[end].text.size();
  while (first > 0 && end - first < 2 && !lines[first - 1].text.empty() && size + lines[first - 1].text.size() <= kAttributionMax) {
    const std::string_view above = lines[first - 1].text;
    const bool begins = above.starts_with("On ") || above.starts_with("Le ") || above.starts_with("El ") || above.starts_with("Am ") || above.starts_with("В ") ||
                        above.starts_with("في ") || above.starts_with("Em ") || above.starts_with("Il ") || above.find('@') != std::string_view::npos;
    if (!begins) break;
    --first;
    size += above.size();
  }
  return first;
}

std::size_t next_with_text(const std::vector<Line>& lines, std::size_t at) {
  while (at < lines.size() && lines[at].text.empty()) ++at;
  return at;
}

}  // namespace

std::size_t find_quotation(std::string_view text) {
  const std::vector<Line> lines = split_lines(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i].text;
    if (line.empty()) continue;
    if (line.starts_with('>') || is_separator(line)) return lines[i].at;
    if (is_rule(line)) {
      const std::size_t next = next_with_text(lines, i + 1);
      if (next < lines.size() && next < i + 3 && is_copied_header(lines, next)) return lines[i].at;
    }
    if (is_copied_header(lines, i)) return lines[i].at;
    if (!is_attribution_end(line)) continue;
    // "She wrote:" in running text is followed by more of the writer's words, a quotation by ">" or by the end.
    const std::size_t next = next_with_text(lines, i + 1);
    const bool has_mark = next < lines.size() && lines[next].text.starts_with('>');
    const std::size_t first = first_of_attribution(lines, i);
    const bool is_named = line.find('@') != std::string_view::npos || first < i || std::ranges::any_of(line, [](char c) { return c >= '0' && c <= '9'; });
    if (has_mark || next == lines.size() || is_named) return lines[first].at;
  }
  return text.size();
}

std::size_t find_signature(std::string_view text) {
  if (text.starts_with("-- \n")) return 0;
  const std::size_t found = text.rfind("\n-- \n");
  return found == std::string_view::npos ? text.size() : found + 1;
}

}  // namespace muster::mail
