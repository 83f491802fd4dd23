#include "base/host.hpp"

#include <cstdint>
#include <idn2.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"

namespace muster {

namespace {

constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kLabelBytesMax = 63;
constexpr std::array<std::string_view, 4> kPrivateTopLabels = {"localhost", "local", "internal", "localdomain"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Letters, digits, dots and hyphens, none of these in a label's third and fourth place ("xn--"): mapping such a
// name only makes its letters small.
bool is_plain(std::string_view typed) {
  std::size_t at = 0;  // in the label
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const char c = typed[i];
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!is_letter && !is_digit(c) && c != '-' && c != '.') return false;
    if (c == '-' && at == 3 && typed[i - 1] == '-') return false;
    at = c == '.' ? 0 : at + 1;
  }
  return true;
}

// UTS 46 mapping (case, width, the ideographic full stop) and IDNA 2008, by libidn2. Not with its STD3
// flag: that drops what it forbids, and "user@example.org" would come out as a host.
std::optional<std::string> map_to_a_labels(const std::string& typed) {
  if (is_plain(typed)) return to_lower_ascii(typed);
  std::uint8_t* raw = nullptr;
  const int flags = IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT;
  const int outcome = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(typed.c_str()), &raw, flags);
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owned(raw, idn2_free);
  if (outcome != IDN2_OK) return std::nullopt;
  return to_lower_ascii(reinterpret_cast<const char*>(owned.get()));
}

bool is_good_label(std::string_view label) {
  if (label.empty() || label.size() > kLabelBytesMax || label.front() == '-' || label.back() == '-') return false;
  return std::ranges::all_of(label, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
}

// Resolvers read a name that ends in a number, also 0x7f, as an address (WHATWG URL, section 3.5).
bool is_number(std::string_view label) {
  return std::ranges::all_of(label, is_digit) || (label.size() > 1 && label[0] == '0' && label[1] == 'x');
}

}  // namespace

std::optional<std::string> make_a_label_host(std::string_view typed) {
  // Four bytes a code point is the most that a name of 253 A-label bytes can have been typed with.
  if (typed.empty() || typed.size() > 4 * kHostBytesMax || !is_clean_utf8(typed) || has_hidden_controls(typed)) return std::nullopt;
  auto host = map_to_a_labels(std::string(typed));
  if (!host || host->size() > kHostBytesMax) return std::nullopt;
  const auto labels = split(*host, '.');
  if (labels.size() < 2 || !std::ranges::all_of(labels, is_good_label) || is_number(labels.back())) return std::nullopt;
  if (std::ranges::find(kPrivateTopLabels, labels.back()) != kPrivateTopLabels.end()) return std::nullopt;
  return host;
}

}  // namespace muster
