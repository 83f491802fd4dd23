#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "platform/crypto/common_passwords.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::crypto {

namespace {

constexpr std::size_t kPasswordCharactersMin = 12;
constexpr std::size_t kPasswordCharactersMax = 256;

// Rows and columns of keyboards, the alphabet, the digits.
constexpr auto kSequences = std::to_array<std::string_view>({
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789012345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
});

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string without_signs(std::string_view lower) {
  std::string result;
  std::ranges::copy_if(lower, std::back_inserter(result), [](char c) { return is_letter(c) || is_digit(c); });
  return result;
}

// "2026!password#1" to "password".
std::string_view core(std::string_view lower) {
  while (!lower.empty() && !is_letter(lower.front())) lower.remove_prefix(1);
  while (!lower.empty() && !is_letter(lower.back())) lower.remove_suffix(1);
  return lower;
}

std::string with_letters_back(std::string_view text) {
  constexpr std::string_view kSwapped = "01345789@$!|";
  constexpr std::string_view kLetters = "oieastbgasil";
  std::string result(text);
  for (char& c : result) {
    if (const std::size_t i = kSwapped.find(c); i != std::string_view::npos) c = kLetters[i];
  }
  return result;
}

bool is_common_word(std::string_view word) { return std::ranges::find(kCommonWords, word) != kCommonWords.end(); }
bool is_common_phrase(std::string_view text) { return std::ranges::find(kCommonPhrases, text) != kCommonPhrases.end(); }

// The part that, repeated, makes the whole; the whole itself when nothing repeats.
std::string_view find_unit(std::string_view text) {
  for (std::size_t size = 1; size <= text.size() / 2; ++size) {
    if (text.size() % size == 0 && text.substr(size) == text.substr(0, text.size() - size)) return text.substr(0, size);
  }
  return text;
}

// Length of the longest start of the text that runs along one sequence, forwards or backwards.
std::size_t measure_run(std::string_view text) {
  std::size_t longest = 0;
  for (const std::string_view sequence : kSequences) {
    const std::string forwards(sequence);
    const std::string backwards(sequence.rbegin(), sequence.rend());
    std::size_t size = longest + 1;
    while (size <= text.size() && (forwards.find(text.substr(0, size)) != std::string::npos ||
                                   backwards.find(text.substr(0, size)) != std::string::npos)) {
      longest = size++;
    }
  }
  return longest;
}

// "abcd1234qwer": nothing but runs of three or more.
bool is_made_of_runs(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = measure_run(text);
    if (size < 3) return false;
    text.remove_prefix(size);
  }
  return true;
}

bool is_easy(std::string_view password, const std::vector<std::string>& known) {
  constexpr std::size_t kUnitBytesMax = 6;
  constexpr std::size_t kDistinctMin = 4;
  const std::string lower = to_lower_ascii(password);
  const std::string plain = without_signs(lower);
  if (std::set<char>(lower.begin(), lower.end()).size() < kDistinctMin || is_made_of_runs(plain)) return true;
  const std::string_view unit = find_unit(plain);
  if (unit.size() < plain.size() && unit.size() <= kUnitBytesMax) return true;
  for (const std::string& form : {plain, std::string(unit), std::string(core(lower)), without_signs(core(lower)),
                                  with_letters_back(core(lower)), without_signs(with_letters_back(lower))}) {
    if (is_common_word(form) || is_common_phrase(form)) return true;
    const auto is_known = [&](const std::string& word) { return !form.empty() && without_signs(to_lower_ascii(word)) == form; };
    if (std::ranges::any_of(known, is_known)) return true;
  }
  return false;
}

}  // namespace

Result<void> check_password(std::string_view password, const std::vector<std::string>& known) {
  constexpr auto kField = "password";
  if (!is_clean_utf8(password) || count_code_points(password) > kPasswordCharactersMax) {
    return invalid(kField, tr("Use at most {count} characters", {{"count", std::int64_t{kPasswordCharactersMax}}}));
  }
  if (count_code_points(password) < kPasswordCharactersMin) {
    return invalid(kField, tr("Use at least {count} characters", {{"count", std::int64_t{kPasswordCharactersMin}}}));
  }
  if (is_easy(password, known)) {
    return invalid(kField, tr("This password is easy to guess. Use four or more words that do not belong together."));
  }
  return {};
}

}  // namespace muster::crypto
