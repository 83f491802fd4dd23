// Records that a domain publishes about its mail, as values: DKIM keys (RFC 6376, RFC 8463), DMARC (RFC 7489), MTA-STS
// with its policy (RFC 8461) and TLS reports (RFC 8460). Pure; whatever a stranger publishes ends as a value or as a
// reason that an operator understands.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/deliverability/sentences.hpp"

namespace muster::deliverability {

// "name=value; name=value", as DKIM, DMARC and others write. Names in lower case; nothing may stand there twice.
using Tags = std::vector<std::pair<std::string, std::string>>;
std::expected<Tags, Sentence> parse_tags(std::string_view text);

struct DkimKey {
  enum class Kind { rsa, ed25519 };
  Kind kind = Kind::rsa;
  int bits = 0;
  bool is_testing = false;  // t=y: receivers may ignore failures
};
std::expected<DkimKey, Sentence> parse_dkim_key(std::string_view text);

struct DmarcPolicy {
  std::string policy;  // none, quarantine, reject
  std::string subdomain_policy;
  bool is_dkim_strict = false;
  bool is_spf_strict = false;
  int percent = 100;
  std::vector<std::string> report_domains;  // where aggregate reports go
};
bool is_dmarc_record(std::string_view text);
std::expected<DmarcPolicy, Sentence> parse_dmarc(std::string_view text);

// The id of an MTA-STS record.
bool is_sts_record(std::string_view text);
std::expected<std::string, Sentence> parse_sts_record(std::string_view text);
struct StsPolicy {
  std::string mode;  // enforce, testing, none
  std::vector<std::string> hosts;
  std::int64_t max_age_s = 0;
};
std::expected<StsPolicy, Sentence> parse_sts_policy(std::string_view text);
// "*.example.org" stands for one label more.
bool matches_host(std::string_view pattern, std::string_view host);

bool is_tls_report_record(std::string_view text);
std::expected<void, Sentence> check_tls_report_record(std::string_view text);

}  // namespace muster::deliverability
