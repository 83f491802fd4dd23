#include "platform/mail/decoding.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <mutex>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr std::size_t kHeaderMax = 16 * 1024;  // of one value that is decoded
constexpr std::size_t kParametersMax = 2 * 1024;
constexpr std::size_t kLineMax = 1000;  // of a decoded value
constexpr std::size_t kPiece = 32 * 1024;
constexpr int kMailboxesMax = 50;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

void start_gmime() {
  static std::once_flag once;
  std::call_once(once, g_mime_init);
}

std::string take_glib(char* text) {
  if (text == nullptr) return {};
  std::string out(text);
  g_free(text);
  return out;
}

// Bytes of a well-formed character at the front (RFC 3629); 0 when there is none.
std::size_t character_at(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xC2 ? 0
                                            : first < 0xE0   ? 2
                                            : first < 0xF0   ? 3
                                            : first < 0xF5   ? 4
                                                             : 0;
  if (length == 0 || length > text.size()) return 0;
  return length == 1 || is_clean_utf8(text.substr(0, length)) ? length : 0;
}

// U+0080 to U+009F.
bool is_second_control(std::string_view c) { return c.size() == 2 && c[0] == '\xC2' && static_cast<unsigned char>(c[1]) < 0xA0; }

// U+202A to U+202E, U+2066 to U+2069, U+FEFF.
bool is_reordering(std::string_view c) {
  if (c.size() != 3) return false;
  const auto last = static_cast<unsigned char>(c[2]);
  return (c.starts_with("\xE2\x80") && last >= 0xAA && last <= 0xAE) || (c.starts_with("\xE2\x81") && last >= 0xA6 && last <= 0xA9) ||
         c == "\xEF\xBB\xBF";
}

std::string_view clean_ascii(char c, std::string_view as_it_is) {
  if (c == '\n' || c == '\t') return as_it_is;
  return c < ' ' || c == '\x7F' ? std::string_view(" ") : as_it_is;
}

std::string unfold(std::string_view value, std::size_t most) {
  std::string out;
  for (const char c : value.substr(0, most)) {
    if (c == '\0') break;  // the library's texts end here
    if (c != '\r' && c != '\n') out += c;
  }
  return out;
}

struct Charset {
  std::string_view name;       // in lower case
  std::string_view converter;  // as iconv knows it; empty: UTF-8 itself
};

// What mail is written in. Others stay closed: of converters that nobody uses, some had holes.
constexpr auto kCharsets = std::to_array<Charset>({
    {"utf-8", ""},
    {"utf8", ""},
    {"us-ascii", ""},
    {"ascii", ""},
    {"iso-8859-1", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"iso-8859-2", "ISO-8859-2"},
    {"iso-8859-3", "ISO-8859-3"},
    {"iso-8859-4", "ISO-8859-4"},
    {"iso-8859-5", "ISO-8859-5"},
    {"iso-8859-6", "ISO-8859-6"},
    {"iso-8859-7", "ISO-8859-7"},
    {"iso-8859-8", "ISO-8859-8"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "WINDOWS-1254"},
    {"iso-8859-10", "ISO-8859-10"},
    {"iso-8859-11", "TIS-620"},
    {"iso-8859-13", "ISO-8859-13"},
    {"iso-8859-14", "ISO-8859-14"},
    {"iso-8859-15", "ISO-8859-15"},
    {"iso-8859-16", "ISO-8859-16"},
    {"windows-1250", "WINDOWS-1250"},
    {"windows-1251", "WINDOWS-1251"},
    {"windows-1252", "WINDOWS-1252"},
    {"windows-1253", "WINDOWS-1253"},
    {"windows-1254", "WINDOWS-1254"},
    {"windows-1255", "WINDOWS-1255"},
    {"windows-1256", "WINDOWS-1256"},
    {"windows-1257", "WINDOWS-1257"},
    {"windows-1258", "WINDOWS-1258"},
    {"cp1251", "WINDOWS-1251"},
    {"cp1252", "WINDOWS-1252"},
    {"koi8-r", "KOI8-R"},
    {"koi8-u", "KOI8-U"},
    {"cp866", "CP866"},
    {"ibm866", "CP866"},
    {"gb2312", "GB18030"},
    {"gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"gb18030", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"cp932", "CP932"},
    {"windows-31j", "CP932"},
    {"euc-jp", "EUC-JP"},
    {"iso-2022-jp", "ISO-2022-JP"},
    {"euc-kr", "CP949"},
    {"ks_c_5601-1987", "CP949"},
    {"cp949", "CP949"},
    {"iso-2022-kr", "ISO-2022-KR"},
    {"tis-620", "TIS-620"},
    {"windows-874", "CP874"},
    {"macintosh", "MACINTOSH"},
    {"utf-7", "UTF-7"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"utf-16", "UTF-16"},
    {"utf-16le", "UTF-16LE"},
    {"utf-16be", "UTF-16BE"},
});

std::string convert(std::string_view bytes, const char* converter) {
  start_gmime();
  iconv_t handle = g_mime_iconv_open("UTF-8", converter);
  if (handle == iconv_t(-1)) return std::string(bytes);
  std::string out;
  std::array<char, 4096> piece{};
  char* from = const_cast<char*>(bytes.data());
  std::size_t left = bytes.size();
  while (left > 0) {
    char* to = piece.data();
    std::size_t room = piece.size();
    const std::size_t done = g_mime_iconv(handle, &from, &left, &to, &room);
    const int error = errno;
    out.append(piece.data(), to);
    if (done != std::size_t(-1) || error == E2BIG) continue;
    out += kReplacement;
    ++from;
    --left;
  }
  g_mime_iconv_close(handle);
  return out;
}

void append_mailboxes(InternetAddressList* list, std::vector<Mailbox>& out, int depth) {
  for (int i = 0; list != nullptr && i < internet_address_list_length(list) && out.size() < std::size_t{kMailboxesMax}; ++i) {
    InternetAddress* each = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(each)) {
      if (depth < 2) append_mailboxes(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(each)), out, depth + 1);
      continue;
    }
    const char* name = internet_address_get_name(each);
    const char* address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each));
    out.push_back({clean_line(name == nullptr ? "" : name, kLineMax), clean_line(address == nullptr ? "" : address, 320)});
  }
}

}  // namespace

std::string clean_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = character_at(text);
    const std::string_view c = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0) {
      out += kReplacement;
    } else if (c == "\r") {
      if (!text.starts_with("\r\n")) out += '\n';
    } else if (length == 1) {
      out += clean_ascii(c.front(), c);
    } else if (is_second_control(c)) {
      out += ' ';
    } else if (!is_reordering(c)) {
      out += c;
    }
    text.remove_prefix(c.size());
  }
  return out;
}

std::string clean_line(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : clean_text(text)) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n';
    if (!is_blank) out += c;
    if (is_blank && !out.empty() && out.back() != ' ') out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (out.size() <= most) return out;
  std::size_t cut = most;
  while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
  return out.substr(0, cut);
}

Decoded decode_transfer(std::string_view body, std::string_view encoding, std::size_t most) {
  start_gmime();
  const GMimeContentEncoding kind = g_mime_content_encoding_from_string(std::string(trim(encoding.substr(0, 80))).c_str());
  Decoded decoded;
  const bool is_plain = kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE && kind != GMIME_CONTENT_ENCODING_UUENCODE;
  const auto keep = [&](const char* data, std::size_t size) {
    decoded.size += static_cast<std::int64_t>(size);
    const std::size_t kept = std::min(size, most - decoded.bytes.size());
    decoded.bytes.append(data, kept);
    decoded.is_cut = decoded.is_cut || kept < size;
  };
  if (is_plain) {
    keep(body.data(), body.size());
    return decoded;
  }
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, kind);
  std::string out;
  do {
    const std::string_view piece = body.substr(0, kPiece);
    body.remove_prefix(piece.size());
    out.resize(g_mime_encoding_outlen(&state, piece.size()) + 16);
    const bool is_last = body.empty();
    keep(out.data(), is_last ? g_mime_encoding_flush(&state, piece.data(), piece.size(), out.data())
                             : g_mime_encoding_step(&state, piece.data(), piece.size(), out.data()));
  } while (!body.empty());
  return decoded;
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  const std::string name = to_lower_ascii(trim(charset.substr(0, 40)));
  const auto found = std::ranges::find(kCharsets, name, &Charset::name);
  if (found != kCharsets.end() && !found->converter.empty()) return convert(bytes, std::string(found->converter).c_str());
  const bool is_utf8 = is_clean_utf8(bytes) || (found != kCharsets.end() && name.starts_with("utf"));
  return is_utf8 ? std::string(bytes) : convert(bytes, "WINDOWS-1252");
}

std::string decode_words(std::string_view value) {
  start_gmime();
  return clean_line(take_glib(g_mime_utils_header_decode_text(nullptr, unfold(value, kHeaderMax).c_str())), kLineMax);
}

std::vector<Mailbox> decode_mailboxes(std::string_view value) {
  start_gmime();
  std::vector<Mailbox> out;
  const Owned<InternetAddressList> list(internet_address_list_parse(nullptr, unfold(value, kHeaderMax).c_str()));
  append_mailboxes(list.get(), out, 0);
  return out;
}

std::optional<Instant> decode_date(std::string_view value) {
  start_gmime();
  const std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> date(g_mime_utils_header_decode_date(unfold(value, 200).c_str()), g_date_time_unref);
  if (!date) return std::nullopt;
  return Instant::from_microseconds(g_date_time_to_unix(date.get()) * 1'000'000);
}

std::string Parameters::get(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

Parameters decode_parameters(std::string_view value) {
  start_gmime();
  Parameters out;
  const Owned<GMimeContentDisposition> parsed(g_mime_content_disposition_parse(nullptr, unfold(value, kParametersMax).c_str()));
  if (!parsed) return out;
  const char* word = g_mime_content_disposition_get_disposition(parsed.get());
  out.word = to_lower_ascii(clean_line(word == nullptr ? "" : word, 100));
  GMimeParamList* list = g_mime_content_disposition_get_parameters(parsed.get());
  for (int i = 0; i < g_mime_param_list_length(list); ++i) {
    GMimeParam* each = g_mime_param_list_get_parameter_at(list, i);
    const char* text = g_mime_param_get_value(each);
    out.values.emplace(to_lower_ascii(clean_line(g_mime_param_get_name(each), 100)), clean_line(text == nullptr ? "" : text, kLineMax));
  }
  return out;
}

}  // namespace muster::mail
