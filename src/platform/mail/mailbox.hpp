// One mailbox on an IMAP server (RFC 9051), read by libcurl: which messages are new, and one of them whole. Nothing is
// ever deleted or moved; the only mark it leaves is \Seen. What the server says is bounded in size and time, and a
// failure is words that an operator understands. Internal to this room.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"

namespace muster::mail {

struct MailboxAddress {
  std::string host;  // without brackets
  std::uint16_t port = 993;
  std::string user;
  std::string folder = "INBOX";
  bool has_tls = true;  // from the first byte (imaps)

  // Another machine: what goes there is encrypted in any case, by STARTTLS where not by imaps.
  bool is_here() const { return host == "127.0.0.1" || host == "::1" || host == "localhost"; }
  std::string format() const;  // "user@host/INBOX", for people
};
// "imaps://user@host:993/INBOX"; %40 stands for @ in the user's name. Nothing when it is none.
std::optional<MailboxAddress> parse_mailbox(std::string_view url);

struct MailboxStatus {
  std::int64_t uid_validity = 0;  // another one: all numbers are new
  std::int64_t uid_next = 0;      // no message has this number yet, nor a higher one
};

struct FetchedMessage {
  std::string bytes;      // at most `most` of it
  std::int64_t size = 0;  // of the whole
};

class RemoteMailbox {
 public:
  // Connects when first asked. `ca_file`: further trust anchors, may be empty.
  RemoteMailbox(MailboxAddress address, Secret password, std::string ca_file);
  ~RemoteMailbox();

  template <class T>
  using Try = std::expected<T, std::string>;
  Try<MailboxStatus> ask_status();
  // Numbers of the messages from `first` to `last`, rising.
  Try<std::vector<std::int64_t>> list_uids(std::int64_t first, std::int64_t last);
  // Nothing when it is gone meanwhile.
  Try<std::optional<FetchedMessage>> fetch(std::int64_t uid, std::size_t most);
  Try<bool> mark_seen(std::int64_t uid);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::mail
