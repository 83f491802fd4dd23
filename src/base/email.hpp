// An e-mail address, internationalised ones included (RFC 5321, RFC 6531). Kept byte for byte as given; two
// addresses are the same when the domains agree as A-labels and the local parts are identical.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/problem.hpp"

namespace muster {

class Email {
 public:
  // Trims; at most 254 bytes; quoted local parts and address literals are refused, as people do not
  // type them. The problem's field is empty.
  static Result<Email> parse(std::string_view text);

  const std::string& text() const { return text_; }      // as given
  std::string_view local_part() const;                    // before the last @
  std::string_view domain() const;                        // as given, maybe U-labels
  const std::string& key() const { return key_; }         // local part @ A-label domain in lower case: for lookup
  bool needs_smtputf8() const;                            // the local part is not ASCII
  std::string transport() const;                          // for SMTP without SMTPUTF8 in the domain: local@A-label

  bool operator==(const Email& other) const { return key_ == other.key_; }
  auto operator<=>(const Email& other) const { return key_ <=> other.key_; }

 private:
  Email(std::string text, std::string key) : text_(std::move(text)), key_(std::move(key)) {}
  std::string text_;
  std::string key_;
};

}  // namespace muster
