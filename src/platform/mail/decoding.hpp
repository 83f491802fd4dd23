// From the bytes of a mail to clean UTF-8: transfer encodings (RFC 2045), character sets, words in headers (RFC 2047),
// addresses and dates (RFC 5322). Everything takes any bytes and ends in time that grows with their number.
// Internal to this room.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.hpp"
#include "platform/mail/inbound.hpp"

namespace muster::mail {

// Well-formed UTF-8 without controls but tab and line feed, without marks that reorder text. Line ends become LF,
// bytes that are no UTF-8 become U+FFFD.
std::string clean_text(std::string_view text);
// The same in one line: controls become blanks, blanks are joined, at most `most` bytes of whole characters.
std::string clean_line(std::string_view text, std::size_t most);

struct Decoded {
  std::string bytes;
  std::int64_t size = 0;  // of the whole, also of what is not kept
  bool is_cut = false;
};
// Undoes base64, quoted-printable and uuencode (`encoding` as in Content-Transfer-Encoding); keeps at most `most` bytes.
Decoded decode_transfer(std::string_view body, std::string_view encoding, std::size_t most);

// UTF-8 from a character set by its name in a mail. One that is not on our list is taken for UTF-8 when it is that,
// else for Windows' Western page. Not yet cleaned.
std::string to_utf8(std::string_view bytes, std::string_view charset);

// A header's value as people read it: unfolded, encoded words decoded, clean, in one line.
std::string decode_words(std::string_view value);
// Mailboxes of an address list, groups opened; at most 50.
std::vector<Mailbox> decode_mailboxes(std::string_view value);
std::optional<Instant> decode_date(std::string_view value);
// A type with parameters, or a disposition: the first word in lower case, names in lower case (RFC 2231 undone).
struct Parameters {
  std::string word;
  std::map<std::string, std::string> values;
  std::string get(const std::string& name) const;  // empty when it is not there
};
Parameters decode_parameters(std::string_view value);

}  // namespace muster::mail
