#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "platform/http/form.hpp"

// The parser of multipart/form-data behind form.hpp (RFC 7578, RFC 2046 section 5.1.1): delimiters are
// exact, parts are flat, and nothing may stand before the first or after the last of them.
namespace muster::http {
namespace {

constexpr std::size_t kPartHeadMax = 4 * 1024;
constexpr std::size_t kNameMax = 512;

bool is_boundary_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
}

// The boundary parameter, which may be quoted; at most 70 characters.
std::optional<std::string> find_boundary(std::string_view content_type) {
  for (const auto parameter : split(content_type, ';')) {
    const std::string_view pair = trim(parameter);
    if (!to_lower_ascii(pair.substr(0, 9)).starts_with("boundary=")) continue;
    std::string_view value = pair.substr(9);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    const bool is_valid = !value.empty() && value.size() <= 70 && value.back() != ' ' &&
                          std::all_of(value.begin(), value.end(), is_boundary_char);
    return is_valid ? std::optional<std::string>(value) : std::nullopt;
  }
  return std::nullopt;
}

// Browsers write ", CR and LF in names as %22, %0D and %0A and nothing else (WHATWG HTML 4.10.21.8).
std::string undo_browser_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view code = text.substr(i, 3);
    const char plain = code == "%22" ? '"' : code == "%0D" ? '\r' : code == "%0A" ? '\n' : '\0';
    out += plain == '\0' ? text[i] : plain;
    if (plain != '\0') i += 2;
  }
  return out;
}

struct PartHead {
  std::optional<std::string> name;
  std::optional<std::string> file_name;
};

// form-data; name="a"; filename="b.csv"
bool parse_disposition(std::string_view value, PartHead& head) {
  const auto first = value.find(';');
  if (to_lower_ascii(trim(value.substr(0, first))) != "form-data") return false;
  std::string_view rest = first == std::string_view::npos ? std::string_view{} : value.substr(first + 1);
  while (!trim(rest).empty()) {
    rest = trim(rest);
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos || equals + 1 >= rest.size() || rest[equals + 1] != '"') return false;
    const std::string key = to_lower_ascii(rest.substr(0, equals));
    const auto end = rest.find('"', equals + 2);
    if (end == std::string_view::npos) return false;
    std::string text = undo_browser_escapes(rest.substr(equals + 2, end - equals - 2));
    if (text.size() > kNameMax) return false;
    if (key == "name" && !head.name) {
      head.name = std::move(text);
    } else if (key == "filename" && !head.file_name) {
      head.file_name = std::move(text);
    } else {
      return false;  // repeated, or filename*, which RFC 7578 section 4.2 forbids
    }
    rest.remove_prefix(end + 1);
    rest = trim(rest);
    if (!rest.empty() && rest.front() != ';') return false;
    if (!rest.empty()) rest.remove_prefix(1);
  }
  return head.name.has_value();
}

bool parse_part_head(std::string_view lines, PartHead& head) {
  bool has_disposition = false;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = std::min(lines.find("\r\n", at), lines.size());
    const std::string_view line = lines.substr(at, end - at);
    at = end + 2;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || line.front() == ' ' || line.front() == '\t') return false;
    const std::string name = to_lower_ascii(line.substr(0, colon));
    if (name == "content-transfer-encoding") return false;  // RFC 7578 section 4.7
    if (name != "content-disposition") continue;
    if (has_disposition || !parse_disposition(line.substr(colon + 1), head)) return false;
    has_disposition = true;
  }
  return has_disposition;
}

// Adds one part. 0, or the status to refuse with.
int add_part(std::string_view part, Multipart& result) {
  PartHead head;
  const auto blank = part.find("\r\n\r\n");
  if (blank == std::string_view::npos || blank > kPartHeadMax) return 400;
  const std::string_view lines = part.substr(0, blank);
  const std::string_view content = part.substr(blank + 4);
  if (!is_clean_utf8(lines) || !parse_part_head(lines, head)) return 400;
  if (head.file_name) {
    if (head.file_name->empty() && content.empty()) return 0;
    if (result.files.size() >= kFilesMax) return 413;
    result.files.push_back({std::move(*head.name), std::move(*head.file_name), std::string(content)});
    return 0;
  }
  if (result.fields.pairs().size() >= kFieldsMax) return 413;
  if (!is_clean_utf8(content)) return 400;
  result.fields.add(std::move(*head.name), normalise_newlines(content));
  return 0;
}

}  // namespace

Parsed<Multipart> parse_multipart(std::string_view content_type, std::string_view body) {
  const auto boundary = find_boundary(content_type);
  if (!boundary) return std::unexpected(400);
  const std::string first = "--" + *boundary;
  const std::string delimiter = "\r\n" + first;
  Multipart result;
  if (!body.starts_with(first)) return std::unexpected(400);
  std::string_view rest = body.substr(first.size());
  while (!rest.starts_with("--")) {
    if (!rest.starts_with("\r\n")) return std::unexpected(400);
    rest.remove_prefix(2);
    const auto end = rest.find(delimiter);
    if (end == std::string_view::npos) return std::unexpected(400);
    if (const int status = add_part(rest.substr(0, end), result); status != 0) return std::unexpected(status);
    rest.remove_prefix(end + delimiter.size());
  }
  rest.remove_prefix(2);
  if (!rest.empty() && rest != "\r\n") return std::unexpected(400);
  return result;
}

}  // namespace muster::http
