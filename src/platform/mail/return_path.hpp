// Envelope senders that prove themselves (variable envelope return path): a bounce or a reply names the mail that it
// answers, and a forged one is refused. b+ID.TAG@domain takes bounces, r+ID.TAG@domain replies; TAG is the beginning
// of a keyed digest, so that nobody who has seen one address can make another, nor one kind out of the other.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/secret.hpp"

namespace muster::mail {

struct ReturnPath {
  enum class Kind { bounce,
                    reply } kind = Kind::bounce;
  MailId mail;
  bool operator==(const ReturnPath&) const = default;
};

// 16 characters of tag: 10 bytes of HMAC-SHA-256 (RFC 2104) over the kind's word and the number, in base32 and lower
// case. `domain` is written as it is given; it is ASCII (A-labels).
std::string make_return_path(const Secret& key, const ReturnPath& path, std::string_view domain);

// The whole of one address. Letters in either case, as some servers change them. Nothing for another domain, another
// form or a tag that was not made with this key.
std::optional<ReturnPath> parse_return_path(const Secret& key, std::string_view address, std::string_view domain);

// The first that proves itself among texts of strangers: addresses and header values that may hold one, also inside
// an address that a forwarder or a filter wrapped (SRS, BATV). Looks at 4 KiB of each text; the domain is not asked.
std::optional<ReturnPath> find_return_path(const Secret& key, std::span<const std::string> texts);

}  // namespace muster::mail
