#include "platform/mail/mailbox.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <stdexcept>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr long kConnectSeconds = 15;
constexpr long kCommandSeconds = 120;  // ten megabytes over a slow line
constexpr long kSlowBytes = 100;       // less than this in a second ...
constexpr long kSlowSeconds = 30;      // ... for so long is no line
constexpr std::size_t kListMax = 64 * 1024;

struct Collected {
  std::string bytes;
  std::size_t most = 0;
};

std::size_t collect(char* data, std::size_t one, std::size_t count, void* to) {
  auto& collected = *static_cast<Collected*>(to);
  if (collected.bytes.size() + one * count > collected.most) return 0;  // the server sends more than was asked for
  collected.bytes.append(data, one * count);
  return one * count;
}

std::int64_t number_after(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos) return 0;
  text.remove_prefix(at + word.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// A name as IMAP quotes it (RFC 9051 section 4.3).
std::string quote(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string bracket(const std::string& host) { return host.find(':') == std::string::npos ? host : "[" + host + "]"; }

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned byte = 0;
    const bool is_code = text[at] == '%' && at + 2 < text.size() && std::from_chars(text.data() + at + 1, text.data() + at + 3, byte, 16).ptr == text.data() + at + 3;
    decoded += is_code ? static_cast<char>(byte) : text[at];
    at += is_code ? 2 : 0;
  }
  return decoded;
}

std::string describe(CURLcode code, const MailboxAddress& address) {
  const std::string where = address.host + ":" + std::to_string(address.port);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "The name of the mail server is not known: " + address.host;
    case CURLE_COULDNT_CONNECT: return "The mail server does not answer: " + where;
    case CURLE_LOGIN_DENIED: return "The mail server refuses the name or the password for " + address.user;
    case CURLE_OPERATION_TIMEDOUT: return "The mail server is too slow: " + where;
    case CURLE_PEER_FAILED_VERIFICATION: return "The certificate of the mail server is not trusted: " + where;
    case CURLE_USE_SSL_FAILED: return "The mail server offers no encryption: " + where;
    case CURLE_QUOTE_ERROR:
    case CURLE_REMOTE_ACCESS_DENIED: return "The mail server refuses the folder " + address.folder;
    default: return "The mail server " + where + " cannot be read: " + curl_easy_strerror(code);
  }
}

}  // namespace

std::string MailboxAddress::format() const { return user + "@" + host + "/" + folder; }

std::optional<MailboxAddress> parse_mailbox(std::string_view url) {
  MailboxAddress address;
  if (!is_clean_utf8(url) || std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; })) return std::nullopt;
  if (url.starts_with("imaps://")) {
    url.remove_prefix(8);
  } else if (url.starts_with("imap://")) {
    url.remove_prefix(7);
    address.has_tls = false;
    address.port = 143;
  } else {
    return std::nullopt;
  }
  const std::size_t slash = url.find('/');
  if (slash != std::string_view::npos && slash + 1 < url.size()) address.folder = percent_decode(url.substr(slash + 1));
  std::string_view authority = url.substr(0, slash);
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  address.user = percent_decode(authority.substr(0, at));
  if (has_hidden_controls(address.user) || has_hidden_controls(address.folder)) return std::nullopt;
  authority.remove_prefix(at + 1);
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && !authority.ends_with(']')) {
    const std::string_view digits = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (error != std::errc{} || end != digits.data() + digits.size() || address.port == 0) return std::nullopt;
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) authority = authority.substr(1, authority.size() - 2);
  address.host = std::string(authority);
  const bool is_host = !address.host.empty() && std::ranges::all_of(address.host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
  });
  return is_host ? std::optional(address) : std::nullopt;
}

struct RemoteMailbox::Implementation {
  MailboxAddress address;
  Secret password;
  std::string ca_file;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};

  std::string server() const { return std::string(address.has_tls ? "imaps://" : "imap://") + bracket(address.host) + ":" + std::to_string(address.port) + "/"; }
  std::string folder() const { return server() + percent_encode(address.folder); }

  // One exchange; the connection is kept for the next one.
  Try<std::string> ask(const std::string& url, const std::string& command, std::size_t most) {
    Collected collected{.bytes = {}, .most = most};
    CURL* handle = curl.get();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, command.empty() ? nullptr : command.c_str());
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &collected);
    const CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK) {
      last = code;
      return std::unexpected(describe(code, address));
    }
    return std::move(collected.bytes);
  }
  CURLcode last = CURLE_OK;
};

RemoteMailbox::RemoteMailbox(MailboxAddress address, Secret password, std::string ca_file) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  implementation_ = std::make_unique<Implementation>(Implementation{.address = std::move(address), .password = std::move(password), .ca_file = std::move(ca_file)});
  const Implementation& self = *implementation_;
  CURL* handle = self.curl.get();
  if (handle == nullptr) throw std::runtime_error("mail: libcurl does not start");
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "imap,imaps");
  curl_easy_setopt(handle, CURLOPT_USERNAME, self.address.user.c_str());
  curl_easy_setopt(handle, CURLOPT_PASSWORD, self.password.reveal().c_str());
  curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(self.address.has_tls || self.address.is_here() ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (self.address.is_here() && !self.address.has_tls) curl_easy_setopt(handle, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_NONE));
  if (!self.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, self.ca_file.c_str());
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT, kCommandSeconds);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, kSlowBytes);
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, kSlowSeconds);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);  // this process has threads
  curl_easy_setopt(handle, CURLOPT_PROXY, "");     // whatever the environment says
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, collect);
}

RemoteMailbox::~RemoteMailbox() = default;

RemoteMailbox::Try<MailboxStatus> RemoteMailbox::ask_status() {
  Implementation& self = *implementation_;
  const auto answer = self.ask(self.server(), "STATUS " + quote(self.address.folder) + " (UIDVALIDITY UIDNEXT)", kListMax);
  if (!answer) return std::unexpected(answer.error());
  const MailboxStatus status{number_after(*answer, "UIDVALIDITY "), number_after(*answer, "UIDNEXT ")};
  if (status.uid_validity <= 0 || status.uid_next <= 0) return std::unexpected("The mail server tells nothing about the folder " + self.address.folder);
  return status;
}

RemoteMailbox::Try<std::vector<std::int64_t>> RemoteMailbox::list_uids(std::int64_t first, std::int64_t last) {
  Implementation& self = *implementation_;
  const auto answer = self.ask(self.folder(), "UID SEARCH UID " + std::to_string(first) + ":" + std::to_string(last), kListMax);
  if (!answer) return std::unexpected(answer.error());
  std::vector<std::int64_t> uids;
  for (const std::string_view line : split(*answer, '\n')) {
    if (!line.starts_with("* SEARCH")) continue;
    for (const std::string_view word : split(trim(line.substr(8)), ' ')) {
      std::int64_t uid = 0;
      std::from_chars(word.data(), word.data() + word.size(), uid);
      if (uid >= first && uid <= last) uids.push_back(uid);
    }
  }
  std::ranges::sort(uids);
  uids.erase(std::ranges::unique(uids).begin(), uids.end());
  return uids;
}

// The command that libcurl makes of such an address is FETCH with the message as data; as a command of one's own only its
// first line would arrive. It marks the message as seen, on which nothing here relies.
RemoteMailbox::Try<std::optional<FetchedMessage>> RemoteMailbox::fetch(std::int64_t uid, std::size_t most) {
  Implementation& self = *implementation_;
  const std::string number = std::to_string(uid);
  const auto told = self.ask(self.folder(), "UID FETCH " + number + " RFC822.SIZE", kListMax);
  if (!told) return std::unexpected(told.error());
  const std::int64_t size = number_after(*told, "RFC822.SIZE ");
  if (size <= 0) return std::optional<FetchedMessage>();
  const std::string part = size > static_cast<std::int64_t>(most) ? "/;PARTIAL=0." + std::to_string(most) : "";
  auto bytes = self.ask(self.folder() + "/;UID=" + number + part, {}, most);
  if (!bytes && self.last == CURLE_REMOTE_FILE_NOT_FOUND) return std::optional<FetchedMessage>();
  if (!bytes) return std::unexpected(bytes.error());
  return FetchedMessage{std::move(*bytes), size};
}

RemoteMailbox::Try<bool> RemoteMailbox::mark_seen(std::int64_t uid) {
  Implementation& self = *implementation_;
  const auto answer = self.ask(self.folder(), "UID STORE " + std::to_string(uid) + " +FLAGS.SILENT (\\Seen)", kListMax);
  if (!answer) return std::unexpected(answer.error());
  return true;
}

}  // namespace muster::mail
