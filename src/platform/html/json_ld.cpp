#include "platform/html/json_ld.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace muster::html {
namespace {

// Signs that mean something to HTML or to old readers of JavaScript are written by number.
std::string quote(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_line_separator = text.substr(at, 3) == "\u2028" || text.substr(at, 3) == "\u2029";
    if (is_line_separator) {
      out += text[at + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      at += 2;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '<' || c == '>' || c == '&' || c == '\'' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out += '"';
}

}  // namespace

LinkedData& LinkedData::add(std::string_view name, std::string value) {
  if (!value.empty()) members_.emplace_back(name, quote(value));
  return *this;
}

LinkedData& LinkedData::add(std::string_view name, std::vector<std::string> values) {
  if (values.empty()) return *this;
  for (std::string& value : values) value = quote(value);
  members_.emplace_back(name, "[" + join(values, ",") + "]");
  return *this;
}

LinkedData& LinkedData::add(std::string_view name, LinkedData value) {
  members_.emplace_back(name, value.format());
  return *this;
}

std::string LinkedData::format() const {
  std::vector<std::string> members;
  for (const auto& [name, json] : members_) members.push_back(quote(name) + ":" + json);
  return "{" + join(members, ",") + "}";
}

Html make_linked_data(const LinkedData& data) {
  const std::string json = data.format();
  return Html::from_trusted("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\"," + json.substr(1) + "</script>");
}

}  // namespace muster::html
