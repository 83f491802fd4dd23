// Whether mail of this installation will be taken by others (product: `muster mail doctor`): settings, smarthost,
// reverse names, SPF, DKIM, DMARC, and the way back (MX, MTA-STS, TLS reports). It asks through functions that are
// passed in, so that tests answer from a table; it sends no mail and changes nothing. Findings are sentences with values, so
// that the command prints them in English and staff read them in their language.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/deliverability/sentences.hpp"
#include "platform/deliverability/spf_check.hpp"
#include "platform/mail/greeting.hpp"
#include "platform/net/https_page.hpp"

namespace muster::deliverability {

struct Subject {
  std::string from_domain;    // A-labels, like the other domains
  std::string return_domain;  // of envelope senders
  std::string reply_domain;
  std::string helo;
  std::string public_url;
  std::string smarthost;  // "host:port" or "log"
  bool is_encrypted = true;  // mail.tls is not "off"
  std::vector<std::string> selectors;
  std::vector<Address> addresses;  // from which mail leaves; empty: found out
};

struct Probes {
  Lookup lookup;
  std::function<std::vector<std::string>(const std::string& host)> resolve;  // as this machine does, with its hosts file
  std::function<net::HttpsPage(const std::string& host, const std::string& address, const std::string& path)> fetch;
  std::function<mail::Greeting()> greet;
  std::function<void(std::string_view what)> begin;  // a check begins; may be empty
};

enum class Level {
  fine,
  advice,   // good to have
  fix,      // mail is refused or lost because of it
  unknown,  // could not be looked at
};
std::string_view level_word(Level level);

struct Finding {
  std::string check;  // settings, smarthost, address, ptr, spf, dkim, dmarc, mx, mta-sts, tls-rpt
  Level level = Level::fine;
  Sentences sentences;  // with values that are printable ASCII
  std::string publish;  // a line of a zone, or of muster.toml; may be empty
};

// In English, as the command prints it.
std::string words_of(const Finding& finding);

std::vector<Finding> examine(const Subject& subject, const Probes& probes);

}  // namespace muster::deliverability
