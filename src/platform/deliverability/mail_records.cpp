#include "platform/deliverability/mail_records.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/crypto/public_key.hpp"

namespace muster::deliverability {
namespace {

constexpr std::size_t kRecordMax = 8 * 1024;
constexpr std::size_t kTagsMax = 100;
constexpr std::size_t kPolicyMax = 64 * 1024;
constexpr std::size_t kHostsMax = 200;
constexpr std::int64_t kMaxAgeMost = 31'557'600;  // a year (RFC 8461 section 3.2)
constexpr int kRsaBitsLeast = 1024;               // RFC 8301

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view cut_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string find_tag(const Tags& tags, std::string_view name, std::string_view otherwise = {}) {
  const auto found = std::ranges::find(tags, name, &Tags::value_type::first);
  return std::string(found == tags.end() ? otherwise : std::string_view(found->second));
}

bool has_tag(const Tags& tags, std::string_view name) {
  return std::ranges::find(tags, name, &Tags::value_type::first) != tags.end();
}

// Words of a list with colons, as in h=sha1:sha256.
bool lists(std::string_view list, std::string_view word) {
  return std::ranges::any_of(split(list, ':'), [&](std::string_view one) { return cut_blanks(one) == word; });
}

// Base64 with the blanks that DNS strings bring along.
std::optional<std::string> decode_base64(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (is_blank(c)) continue;
    plain += c == '+' ? '-' : c == '/' ? '_' : c;
  }
  for (int i = 0; i < 2 && plain.ends_with('='); ++i) plain.pop_back();
  if (plain.find_first_of("-_") != std::string::npos && text.find_first_of("-_") != std::string_view::npos) return std::nullopt;
  return crypto::decode_base64url(plain);
}

// "mailto:reports@example.org!10m": the domain behind the @.
std::vector<std::string> list_report_domains(std::string_view uris) {
  std::vector<std::string> domains;
  for (const std::string_view uri : split(uris, ',')) {
    const std::string one = to_lower_ascii(cut_blanks(uri));
    const auto at = one.rfind('@');
    if (!one.starts_with("mailto:") || at == std::string::npos) continue;
    const std::string domain = one.substr(at + 1, one.find('!', at) - at - 1);
    if (!domain.empty() && std::ranges::find(domains, domain) == domains.end()) domains.push_back(domain);
  }
  return domains;
}

bool begins_with_version(std::string_view text, std::string_view version) {
  const auto end = std::min(text.find(';'), text.size());
  std::string plain;
  for (const char c : text.substr(0, end)) {
    if (!is_blank(c)) plain += c;
  }
  return plain == version;
}

}  // namespace

std::expected<Tags, Sentence> parse_tags(std::string_view text) {
  if (text.size() > kRecordMax) return std::unexpected(say("too_long"));
  Tags tags;
  for (const std::string_view part : split(text, ';')) {
    const std::string_view pair = cut_blanks(part);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const std::string name = to_lower_ascii(cut_blanks(pair.substr(0, equals)));
    if (equals == std::string_view::npos || !is_word(name)) return std::unexpected(say("wrong_part", {{"form", "NAME=VALUE"}}));
    if (has_tag(tags, name)) return std::unexpected(say("twice", {{"tag", name + "="}}));
    if (tags.size() == kTagsMax) return std::unexpected(say("too_many_parts"));
    tags.emplace_back(name, std::string(cut_blanks(pair.substr(equals + 1))));
  }
  return tags;
}

std::expected<DkimKey, Sentence> parse_dkim_key(std::string_view text) {
  const auto tags = parse_tags(text);
  if (!tags) return std::unexpected(tags.error());
  if (has_tag(*tags, "v") && (tags->front().first != "v" || find_tag(*tags, "v") != "DKIM1")) return std::unexpected(say("wrong_version", {{"version", "v=DKIM1"}}));
  if (!has_tag(*tags, "p")) return std::unexpected(say("key_missing", {{"tag", "p="}}));
  const std::string coded = find_tag(*tags, "p");
  if (coded.empty()) return std::unexpected(say("key_revoked", {{"tag", "p="}}));
  if (!lists(find_tag(*tags, "h", "sha256"), "sha256")) return std::unexpected(say("key_hash", {{"hash", "sha256"}, {"tag", "h="}}));
  const std::string service = find_tag(*tags, "s", "*");
  if (!lists(service, "*") && !lists(service, "email")) return std::unexpected(say("key_service", {{"tag", "s="}}));
  const auto bytes = decode_base64(coded);
  if (!bytes) return std::unexpected(say("key_not_coded", {{"form", "base64"}}));
  DkimKey key;
  key.is_testing = lists(find_tag(*tags, "t"), "y");
  const std::string kind = find_tag(*tags, "k", "rsa");
  if (kind == "ed25519") {
    if (bytes->size() != 32) return std::unexpected(say("key_ed25519_size", {{"bytes", std::to_string(bytes->size())}}));
    key.kind = DkimKey::Kind::ed25519;
    key.bits = 256;
    return key;
  }
  if (kind != "rsa") return std::unexpected(say("key_kind", {{"tag", "k="}}));
  key.bits = crypto::count_rsa_bits(*bytes).value_or(0);
  if (key.bits == 0) return std::unexpected(say("key_not_rsa"));
  if (key.bits < kRsaBitsLeast) return std::unexpected(say("key_too_short", {{"bits", std::to_string(key.bits)}}));
  return key;
}

bool is_dmarc_record(std::string_view text) { return begins_with_version(text, "v=DMARC1"); }

std::expected<DmarcPolicy, Sentence> parse_dmarc(std::string_view text) {
  if (!is_dmarc_record(text)) return std::unexpected(say("wrong_version", {{"version", "v=DMARC1"}}));
  const auto tags = parse_tags(text);
  if (!tags) return std::unexpected(tags.error());
  DmarcPolicy made;
  const auto is_policy = [](const std::string& word) { return word == "none" || word == "quarantine" || word == "reject"; };
  made.policy = to_lower_ascii(find_tag(*tags, "p"));
  if (!is_policy(made.policy)) return std::unexpected(say("tag_choice", {{"tag", "p="}, {"choices", "none, quarantine, reject"}}));
  made.subdomain_policy = to_lower_ascii(find_tag(*tags, "sp", made.policy));
  if (!is_policy(made.subdomain_policy)) return std::unexpected(say("tag_choice", {{"tag", "sp="}, {"choices", "none, quarantine, reject"}}));
  const auto read_mode = [&](std::string_view name, bool& is_strict) {
    const std::string mode = to_lower_ascii(find_tag(*tags, name, "r"));
    is_strict = mode == "s";
    return mode == "r" || mode == "s";
  };
  if (!read_mode("adkim", made.is_dkim_strict) || !read_mode("aspf", made.is_spf_strict)) return std::unexpected(say("tag_choice", {{"tag", "adkim= / aspf="}, {"choices", "r, s"}}));
  const std::string percent = find_tag(*tags, "pct", "100");
  const auto [end, error] = std::from_chars(percent.data(), percent.data() + percent.size(), made.percent);
  if (error != std::errc{} || end != percent.data() + percent.size() || made.percent < 0 || made.percent > 100) return std::unexpected(say("tag_number", {{"tag", "pct="}, {"least", "0"}, {"most", "100"}}));
  made.report_domains = list_report_domains(find_tag(*tags, "rua"));
  if (has_tag(*tags, "rua") && made.report_domains.empty()) return std::unexpected(say("tag_form", {{"tag", "rua="}, {"form", "mailto:ADDRESS"}}));
  return made;
}

bool is_sts_record(std::string_view text) { return begins_with_version(text, "v=STSv1"); }

std::expected<std::string, Sentence> parse_sts_record(std::string_view text) {
  if (!is_sts_record(text)) return std::unexpected(say("wrong_version", {{"version", "v=STSv1"}}));
  const auto tags = parse_tags(text);
  if (!tags) return std::unexpected(tags.error());
  const std::string id = find_tag(*tags, "id");
  const bool is_good = !id.empty() && id.size() <= 32 && std::ranges::all_of(id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  if (!is_good) return std::unexpected(say("tag_id", {{"tag", "id="}}));
  return id;
}

std::expected<StsPolicy, Sentence> parse_sts_policy(std::string_view text) {
  if (text.size() > kPolicyMax) return std::unexpected(say("too_long"));
  StsPolicy policy;
  std::string version;
  bool has_age = false;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view pair = cut_blanks(line);
    if (pair.empty()) continue;
    const auto colon = pair.find(':');
    if (colon == std::string_view::npos) return std::unexpected(say("wrong_part", {{"form", "NAME: VALUE"}}));
    const std::string_view name = cut_blanks(pair.substr(0, colon)), value = cut_blanks(pair.substr(colon + 1));
    // Of what stands there twice the first counts (section 3.2).
    if (name == "version" && version.empty()) version = value;
    if (name == "mode" && policy.mode.empty()) policy.mode = value;
    if (name == "mx" && policy.hosts.size() < kHostsMax) policy.hosts.emplace_back(to_lower_ascii(value));
    if (name == "max_age" && !has_age) {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), policy.max_age_s);
      has_age = error == std::errc{} && end == value.data() + value.size() && policy.max_age_s >= 0 && policy.max_age_s <= kMaxAgeMost;
      if (!has_age) return std::unexpected(say("tag_number", {{"tag", "max_age"}, {"least", "0"}, {"most", std::to_string(kMaxAgeMost)}}));
    }
  }
  if (version != "STSv1") return std::unexpected(say("tag_form", {{"tag", "version"}, {"form", "STSv1"}}));
  if (policy.mode != "enforce" && policy.mode != "testing" && policy.mode != "none") return std::unexpected(say("tag_choice", {{"tag", "mode"}, {"choices", "enforce, testing, none"}}));
  if (!has_age) return std::unexpected(say("tag_missing", {{"tag", "max_age"}}));
  if (policy.hosts.empty() && policy.mode != "none") return std::unexpected(say("tag_missing", {{"tag", "mx"}}));
  return policy;
}

bool matches_host(std::string_view pattern, std::string_view host) {
  const std::string wanted = to_lower_ascii(pattern), given = to_lower_ascii(host);
  if (!wanted.starts_with("*.")) return wanted == given;
  const auto dot = given.find('.');
  return dot != std::string::npos && dot > 0 && given.substr(dot) == wanted.substr(1);
}

bool is_tls_report_record(std::string_view text) { return begins_with_version(text, "v=TLSRPTv1"); }

std::expected<void, Sentence> check_tls_report_record(std::string_view text) {
  if (!is_tls_report_record(text)) return std::unexpected(say("wrong_version", {{"version", "v=TLSRPTv1"}}));
  const auto tags = parse_tags(text);
  if (!tags) return std::unexpected(tags.error());
  const std::string uris = to_lower_ascii(find_tag(*tags, "rua"));
  if (uris.empty()) return std::unexpected(say("reports_nowhere", {{"tag", "rua="}}));
  for (const std::string_view uri : split(uris, ',')) {
    const std::string_view one = cut_blanks(uri);
    if (!one.starts_with("mailto:") && !one.starts_with("https://")) return std::unexpected(say("tag_choice", {{"tag", "rua="}, {"choices", "mailto:ADDRESS, https://ADDRESS"}}));
  }
  return {};
}

}  // namespace muster::deliverability
