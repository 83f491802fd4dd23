#include "platform/i18n/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"

namespace muster::i18n {
namespace {

using Answer = std::expected<Decoded, Undecodable>;

constexpr std::size_t kSample = 64 * 1024;
constexpr std::size_t kPiece = 4096;  // UTF-16 units at a time

template <class Text>
int count_lines(const Text& text) {
  return 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

// The line of the first byte that is no UTF-8, or NUL.
int find_broken_line(std::string_view text) {
  int line = 1;
  for (const std::string_view part : split(text, '\n')) {
    if (!is_clean_utf8(part)) return line;
    ++line;
  }
  return line;
}

Answer convert(std::string_view bytes, const std::string& encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding.c_str(), &status), ucnv_close);
  if (U_FAILURE(status)) throw std::runtime_error("i18n: no converter for an encoding that was detected");
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::u16string text;
  std::array<char16_t, kPiece> piece{};
  const char* source = bytes.data();
  do {
    status = U_ZERO_ERROR;
    char16_t* target = piece.data();
    ucnv_toUnicode(converter.get(), &target, piece.data() + piece.size(), &source, bytes.data() + bytes.size(), nullptr, true, &status);
    text.append(piece.data(), target);
  } while (status == U_BUFFER_OVERFLOW_ERROR);
  if (U_FAILURE(status)) return std::unexpected(Undecodable{count_lines(text), encoding});
  Decoded decoded{.encoding = encoding};
  icu::UnicodeString(text.data(), static_cast<int32_t>(text.size())).toUTF8String(decoded.text);
  if (!is_clean_utf8(decoded.text)) return std::unexpected(Undecodable{find_broken_line(decoded.text), encoding});
  return decoded;
}

// Spreadsheets write the Windows page of an alphabet, which holds the ISO one's letters and more.
std::string prefer_windows(std::string name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> pages = {{{"ISO-8859-1", "windows-1252"},
                                                                                         {"ISO-8859-2", "windows-1250"},
                                                                                         {"ISO-8859-5", "windows-1251"},
                                                                                         {"ISO-8859-6", "windows-1256"},
                                                                                         {"ISO-8859-7", "windows-1253"},
                                                                                         {"ISO-8859-8", "windows-1255"},
                                                                                         {"ISO-8859-9", "windows-1254"}}};
  const auto found = std::ranges::find(pages, name, &std::pair<std::string_view, std::string_view>::first);
  return found == pages.end() ? std::move(name) : std::string(found->second);
}

// The detector knows encodings that ICU cannot read, such as those of mainframes.
bool has_converter(const std::string& encoding) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding.c_str(), &status), ucnv_close);
  return U_SUCCESS(status);
}

std::string guess_encoding(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&status), ucsdet_close);
  const std::string_view sample = bytes.substr(0, kSample);
  ucsdet_setText(detector.get(), sample.data(), static_cast<int32_t>(sample.size()), &status);
  int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &status);
  for (int32_t i = 0; U_SUCCESS(status) && i < count; ++i) {
    std::string encoding = prefer_windows(ucsdet_getName(matches[i], &status));
    if (has_converter(encoding)) return encoding;
  }
  return "windows-1252";
}

Answer read_utf8(std::string_view bytes) {
  if (!is_clean_utf8(bytes)) return std::unexpected(Undecodable{find_broken_line(bytes), "UTF-8"});
  return Decoded{std::string(bytes), "UTF-8"};
}

}  // namespace

std::expected<Decoded, Undecodable> decode_to_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return read_utf8(bytes.substr(3));
  if (bytes.starts_with("\xFF\xFE")) return convert(bytes.substr(2), "UTF-16LE");
  if (bytes.starts_with("\xFE\xFF")) return convert(bytes.substr(2), "UTF-16BE");
  if (is_clean_utf8(bytes)) return Decoded{std::string(bytes), "UTF-8"};
  const std::string encoding = guess_encoding(bytes);
  return encoding == "UTF-8" ? read_utf8(bytes) : convert(bytes, encoding);
}

}  // namespace muster::i18n
