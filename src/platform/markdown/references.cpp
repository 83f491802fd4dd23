// Character references that people type; md4c hands them over as they stand.
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "platform/markdown/markdown.hpp"

namespace muster::markdown {
namespace {

using Name = std::pair<std::string_view, std::string_view>;

// Those of typing, and those that hide what an address is. A name that is not here stays as it was typed: it is
// escaped then, so that no browser reads it either.
constexpr std::array kNames = {
    Name{"amp", "&"},
    Name{"AMP", "&"},
    Name{"lt", "<"},
    Name{"LT", "<"},
    Name{"gt", ">"},
    Name{"GT", ">"},
    Name{"quot", "\""},
    Name{"QUOT", "\""},
    Name{"apos", "'"},
    Name{"nbsp", "\u00a0"},
    Name{"copy", "©"},
    Name{"reg", "®"},
    Name{"trade", "™"},
    Name{"hellip", "…"},
    Name{"ndash", "–"},
    Name{"mdash", "—"},
    Name{"lsquo", "‘"},
    Name{"rsquo", "’"},
    Name{"ldquo", "“"},
    Name{"rdquo", "”"},
    Name{"laquo", "«"},
    Name{"raquo", "»"},
    Name{"middot", "·"},
    Name{"bull", "•"},
    Name{"euro", "€"},
    Name{"pound", "£"},
    Name{"yen", "¥"},
    Name{"cent", "¢"},
    Name{"sect", "§"},
    Name{"para", "¶"},
    Name{"deg", "°"},
    Name{"times", "×"},
    Name{"divide", "÷"},
    Name{"plusmn", "±"},
    Name{"frac12", "½"},
    Name{"larr", "←"},
    Name{"rarr", "→"},
    Name{"shy", "\u00ad"},
    Name{"zwj", "\u200d"},
    Name{"zwnj", "\u200c"},
    Name{"lrm", "\u200e"},
    Name{"rlm", "\u200f"},
    Name{"aacute", "á"},
    Name{"eacute", "é"},
    Name{"iacute", "í"},
    Name{"oacute", "ó"},
    Name{"uacute", "ú"},
    Name{"ntilde", "ñ"},
    Name{"ccedil", "ç"},
    Name{"agrave", "à"},
    Name{"egrave", "è"},
    Name{"ecirc", "ê"},
    Name{"ocirc", "ô"},
    Name{"uuml", "ü"},
    Name{"ouml", "ö"},
    Name{"auml", "ä"},
    Name{"szlig", "ß"},
    Name{"iquest", "¿"},
    Name{"iexcl", "¡"},
    Name{"colon", ":"},
    Name{"sol", "/"},
    Name{"bsol", "\\"},
    Name{"num", "#"},
    Name{"quest", "?"},
    Name{"commat", "@"},
    Name{"period", "."},
    Name{"comma", ","},
    Name{"semi", ";"},
    Name{"lpar", "("},
    Name{"rpar", ")"},
    Name{"lsqb", "["},
    Name{"rsqb", "]"},
    Name{"lcub", "{"},
    Name{"rcub", "}"},
    Name{"lowbar", "_"},
    Name{"ast", "*"},
    Name{"grave", "`"},
    Name{"Tab", " "},
    Name{"NewLine", " "},
};

void append_character(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xc0 | (c >> 6)), byte(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    byte(0xe0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3f)), byte(0x80 | (c & 0x3f));
  } else {
    byte(0xf0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3f)), byte(0x80 | ((c >> 6) & 0x3f)), byte(0x80 | (c & 0x3f));
  }
}

// What is no character, or would turn or hide text, is the sign for a missing one.
std::string decode_number(std::string_view digits) {
  const bool is_hex = digits.starts_with("x") || digits.starts_with("X");
  if (is_hex) digits.remove_prefix(1);
  unsigned code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
  const bool is_whole = error == std::errc{} && end == digits.data() + digits.size();
  if (!is_whole || code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
  if (code == '\t' || code == '\n' || code == '\r') return " ";
  std::string character;
  append_character(character, code);
  return has_hidden_controls(character) ? "\ufffd" : character;
}

}  // namespace

std::string decode_reference(std::string_view reference) {
  if (reference.size() < 3 || !reference.starts_with("&") || !reference.ends_with(";")) return std::string(reference);
  const std::string_view name = reference.substr(1, reference.size() - 2);
  if (name.starts_with("#")) return decode_number(name.substr(1));
  for (const auto& [known, character] : kNames) {
    if (name == known) return std::string(character);
  }
  return std::string(reference);
}

}  // namespace muster::markdown
