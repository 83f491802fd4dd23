// Addresses that people type: mail, web, and the paths that a form wants to return to. What was accepted is
// accepted again as the same, fits where it is used, and leads nowhere else.
#include <algorithm>
#include <string>

#include "base/email.hpp"
#include "base/host.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "features/access/session.hpp"
#include "platform/html/writer.hpp"
#include "platform/mail/header.hpp"
#include "platform/net/smtp_text.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

bool is_host_text(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

void check_host(std::string_view text) {
  const auto host = make_a_label_host(text);
  if (!host) return;
  require(is_host_text(*host) && host->find('.') != std::string::npos, "a host is letters, digits, hyphens and dots");
  require(make_a_label_host(*host) == host, "a host in A-labels stays as it is");
}

void check_email(std::string_view text) {
  const auto email = Email::parse(text);
  if (!email) return;
  require(email->text().size() <= 254 && email->key().size() <= 254, "an address has its limit");
  require(is_clean_utf8(email->text()) && !has_hidden_controls(email->text()), "an address is clean");
  require(Email::parse(email->text()) == *email, "an address is itself");
  const auto by_key = Email::parse(email->key());
  require(by_key && by_key->key() == email->key(), "an address equals its A-label form");
  require(std::string(email->local_part()) + "@" + std::string(email->domain()) == email->text(), "an address has two parts");
  require(is_host_text(std::string_view(email->key()).substr(email->key().rfind('@') + 1)), "a key's domain is A-labels");
  const std::string wire = mail::wire_address(*email);
  require(net::is_envelope_address(wire), "an address fits into an envelope");
  const std::string mailbox = mail::format_mailbox("", *email);
  require(mailbox == wire, "and into a field");
}

void check_url(const i18n::Texts& texts, std::string_view text) {
  const auto url = Url::parse(text);
  if (!url) return;
  const std::string& address = url->text();
  require(address.size() <= 2000 && is_host_text(url->host()), "an address has its limit");
  require(std::ranges::all_of(address, [](char c) { return c > 0x20 && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos; }),
          "an address is what RFC 3986 allows");
  const std::size_t host = address.starts_with("https://") ? 8 : 7;
  require(host == 8 || address.starts_with("http://"), "an address is one of the web");
  require(address.compare(host, url->host().size(), url->host()) == 0, "the host stands where browsers look for it");
  const std::size_t end = host + url->host().size();
  require(end == address.size() || std::string_view(":/?#").find(address[end]) != std::string_view::npos, "and ends there");
  const auto again = Url::parse(address);
  require(again && again->text() == address && again->host() == url->host(), "an address is itself");
  require(is_clean_utf8(url->display()) && !has_hidden_controls(url->display()), "what people see is clean");
  html::Writer w(texts, Locale::en);
  w.url(*url);
  require(w.take() != "#", "a view links to it");
}

void check_return(std::string_view text) {
  const std::string path = access::check_return_path(text);
  if (path.empty()) return;
  require(path == text && path.front() == '/', "a path is kept whole");
  require(path.size() > 1 && path[1] != '/' && path[1] != '\\', "a path stays on this site");
  require(std::ranges::none_of(path, [](char c) { return (c >= 0 && c <= 0x20) || c == '\\'; }), "browsers drop nothing of it");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const i18n::Texts texts;
  const std::string_view text = fuzz::Input(data, size).rest();
  check_host(text);
  check_email(text);
  check_url(texts, text);
  check_return(text);
  return 0;
}
