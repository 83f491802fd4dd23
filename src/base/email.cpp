#include "base/email.hpp"

#include <algorithm>

#include "base/host.hpp"
#include "base/text.hpp"

namespace muster {

namespace {

constexpr std::size_t kAddressBytesMax = 254;  // RFC 5321 section 4.5.3.1.3, without the angle brackets
constexpr std::size_t kLocalPartBytesMax = 64;

std::unexpected<Problem> not_an_address() {
  return invalid({}, tr("Enter an e-mail address, for example {example}", {{"example", "name@example.org"}}));
}

// atext of RFC 5322 section 3.2.3, and beyond ASCII whatever RFC 6531 allows.
bool is_atom_byte(char c) {
  if (static_cast<unsigned char>(c) >= 0x80) return true;
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// White space of other scripts, line separators, marks of no width and of direction: slips of copying or tricks.
// The joiners U+200C and U+200D belong to the letters of some scripts, inside an atom.
bool has_blanks(std::string_view atom) {
  if (trim(atom).size() != atom.size()) return true;
  while (!atom.empty()) {
    const std::string_view character = take_code_points(atom, 1);
    const bool is_joiner = character == "\u200C" || character == "\u200D";
    if (!is_joiner && trim(character).empty()) return true;
    atom.remove_prefix(character.size());
  }
  return false;
}

bool is_good_local_part(std::string_view local) {
  if (local.empty() || local.size() > kLocalPartBytesMax) return false;
  for (const std::string_view atom : split(local, '.')) {
    if (atom.empty() || !std::ranges::all_of(atom, is_atom_byte) || has_blanks(atom)) return false;
  }
  return true;
}

}  // namespace

Result<Email> Email::parse(std::string_view text) {
  const std::string_view address = trim(text);
  if (address.size() > kAddressBytesMax || !is_clean_utf8(address) || has_hidden_controls(address)) return not_an_address();
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return not_an_address();
  const std::string_view local = address.substr(0, at);
  const auto host = make_a_label_host(address.substr(at + 1));
  if (!host || !is_good_local_part(local)) return not_an_address();
  std::string key = std::string(local) + '@' + *host;
  if (key.size() > kAddressBytesMax) return not_an_address();
  return Email(std::string(address), std::move(key));
}

std::string_view Email::local_part() const { return std::string_view(text_).substr(0, text_.rfind('@')); }

std::string_view Email::domain() const { return std::string_view(text_).substr(text_.rfind('@') + 1); }

bool Email::needs_smtputf8() const {
  return std::ranges::any_of(local_part(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string Email::transport() const { return key_; }

}  // namespace muster
