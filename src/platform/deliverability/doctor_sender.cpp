// What receivers ask about a sender: its address's name, and the records of its domain.
#include <algorithm>

#include "base/text.hpp"
#include "platform/deliverability/doctor_visit.hpp"
#include "platform/deliverability/mail_records.hpp"

namespace muster::deliverability {
namespace {

using net::DnsAnswer;
using net::DnsType;

constexpr int kRsaBitsWanted = 2048;
constexpr std::size_t kNamesMax = 10;

bool is_failed(const DnsAnswer& answer) { return answer.outcome == DnsAnswer::Outcome::failed; }

std::string parent_of(const std::string& domain) {
  const auto dot = domain.find('.');
  return dot == std::string::npos ? std::string() : domain.substr(dot + 1);
}

// The domain and those above it, but no single label.
std::vector<std::string> list_upwards(std::string domain) {
  std::vector<std::string> names;
  for (; domain.find('.') != std::string::npos && names.size() < 8; domain = parent_of(domain)) names.push_back(domain);
  return names;
}

bool leads_back(const Visit& visit, const std::string& name, const Address& address) {
  const DnsAnswer forward = visit.probes.lookup(name, address.is_v6() ? DnsType::aaaa : DnsType::a);
  return std::ranges::any_of(forward.values, [&](const std::string& text) { return Address::parse(text) == address; });
}

std::string domain_of_mail(const Subject& subject) { return subject.return_domain.empty() ? subject.from_domain : subject.return_domain; }

Sentences join(Sentences sentences, Sentence last) {
  sentences.push_back(std::move(last));
  return sentences;
}

void check_spf_of(Visit& visit, const Address& address) {
  const std::string domain = domain_of_mail(visit.subject);
  const SpfResult result = check_spf(visit.probes.lookup, address, domain, visit.subject.helo);
  const std::string line = zone_line(domain, propose_spf(result.record, address));
  const std::string from = address.format();
  using Outcome = SpfResult::Outcome;
  if (result.outcome == Outcome::temperror) return visit.add("spf", Level::unknown, join(result.reason, say("try_later")));
  if (result.outcome == Outcome::none) {
    return visit.add("spf", Level::fix, say("spf_missing_for", {{"domain", domain}, {"address", from}, {"term", "~all"}}), line);
  }
  if (result.lookups > kSpfLookupsMax) {
    return visit.add("spf", Level::fix, say("spf_lookups", {{"domain", domain}, {"lookups", std::to_string(result.lookups)}, {"forms", "ip4:, ip6:"}, {"costly", "include:, mx:"}, {"record", result.record}}));
  }
  if (!result.reason.empty() || result.outcome == Outcome::permerror) return visit.add("spf", Level::fix, join(join(result.reason, say("record", {{"record", result.record}})), say("spf_mend")));
  if (result.outcome != Outcome::pass) {
    return visit.add("spf", Level::fix, say("spf_refuses", {{"domain", domain}, {"address", from}, {"result", std::string(spf_word(result.outcome))}, {"record", result.record}}), line);
  }
  visit.add("spf", Level::fine, say("spf_good", {{"domain", domain}, {"address", from}, {"lookups", std::to_string(result.lookups)}, {"record", result.record}}));
}

// The key of a selector, at the domain of From or above it.
void check_selector(Visit& visit, const std::string& selector) {
  const Subject& subject = visit.subject;
  for (const std::string& domain : list_upwards(subject.from_domain)) {
    if (domain != subject.from_domain && !belong_together(domain, subject.from_domain, visit.dmarc_domain)) break;
    const std::string name = selector + "._domainkey." + domain;
    const DnsAnswer answer = visit.probes.lookup(name, DnsType::txt);
    if (is_failed(answer)) return visit.add("dkim", Level::unknown, Sentences{say("not_looked_up", {{"name", name}, {"problem", answer.problem}}), say("try_later")});
    if (answer.values.empty()) continue;
    if (answer.values.size() > 1) return visit.add("dkim", Level::fix, say("more_than_one", {{"name", name}}));
    const auto key = parse_dkim_key(answer.values.front());
    if (!key) return visit.add("dkim", Level::fix, Sentences{say("dkim_bad", {{"name", name}}), key.error(), say("dkim_publish_again", {{"program", "opendkim-genkey"}, {"file", selector + ".txt"}})});
    if (key->is_testing) return visit.add("dkim", Level::fix, say("dkim_testing", {{"name", name}, {"tag", "t=y"}}));
    if (key->kind == DkimKey::Kind::ed25519) {
      return visit.add("dkim", Level::fine, say("dkim_ed25519", {{"name", name}}));
    }
    const std::string bits = std::to_string(key->bits);
    if (key->bits < kRsaBitsWanted) return visit.add("dkim", Level::advice, say("dkim_short", {{"name", name}, {"bits", bits}}));
    return visit.add("dkim", Level::fine, say("dkim_good", {{"name", name}, {"bits", bits}}));
  }
  const std::string name = selector + "._domainkey." + subject.from_domain;
  visit.add("dkim", Level::fix, say("dkim_missing", {{"name", name}, {"program", "opendkim-genkey"}, {"file", selector + ".txt"}}), name + ". IN TXT \"v=DKIM1; k=rsa; p=...\"");
}

// Receivers of reports elsewhere have to say that they want them (RFC 7489 section 7.1).
void check_report_domains(Visit& visit, const DmarcPolicy& policy) {
  for (const std::string& domain : policy.report_domains) {
    if (belong_together(domain, visit.dmarc_domain, visit.dmarc_domain)) continue;
    const std::string name = visit.dmarc_domain + "._report._dmarc." + domain;
    const DnsAnswer answer = visit.probes.lookup(name, DnsType::txt);
    if (is_failed(answer) || std::ranges::any_of(answer.values, is_dmarc_record)) continue;
    visit.add("dmarc", Level::advice, say("dmarc_reports_unwanted", {{"domain", domain}}), zone_line(show(name), "v=DMARC1;"));
  }
}

void check_alignment(Visit& visit, const DmarcPolicy& policy) {
  const std::string& from = visit.subject.from_domain;
  const std::string back = domain_of_mail(visit.subject);
  const bool is_aligned = policy.is_spf_strict ? back == from : belong_together(back, from, visit.dmarc_domain);
  if (is_aligned) return;
  visit.add("dmarc", Level::advice, say("dmarc_apart", {{"back", back}, {"domain", from}, {"setting", "mail.from"}}), "return_domain = \"" + from + "\"");
}

std::string make_dmarc_line(const std::string& domain) { return zone_line("_dmarc." + domain, "v=DMARC1; p=none; rua=mailto:postmaster@" + domain); }

}  // namespace

void check_reverse(Visit& visit) {
  for (const Address& address : visit.addresses) {
    visit.begin("the name of " + address.format());
    const DnsAnswer names = visit.probes.lookup(address.reverse_name(), DnsType::ptr);
    const std::string from = address.format();
    if (is_failed(names)) {
      visit.add("ptr", Level::unknown, Sentences{say("ptr_not_looked_up", {{"address", from}, {"problem", names.problem}}), say("try_later")});
      continue;
    }
    const std::string wanted = address.reverse_name() + ". IN PTR " + visit.subject.helo + ".";
    if (names.values.empty()) {
      visit.add("ptr", Level::fix, say("ptr_missing", {{"address", from}}), wanted);
      continue;
    }
    const std::size_t most = std::min(names.values.size(), kNamesMax);
    const auto good = std::find_if(names.values.begin(), names.values.begin() + static_cast<std::ptrdiff_t>(most), [&](const std::string& name) { return leads_back(visit, name, address); });
    if (good == names.values.begin() + static_cast<std::ptrdiff_t>(most)) {
      const std::string name = show(names.values.front());
      visit.add("ptr", Level::fix, say("ptr_elsewhere", {{"address", from}, {"name", name}}), name + ". IN " + (address.is_v6() ? "AAAA " : "A ") + from);
      continue;
    }
    visit.add("ptr", Level::fine, say("ptr_good", {{"address", from}, {"name", *good}}));
  }
}

void check_dmarc(Visit& visit) {
  visit.begin("DMARC");
  const std::string& from = visit.subject.from_domain;
  visit.dmarc_domain = from;
  for (const std::string& domain : list_upwards(from)) {
    const DnsAnswer answer = visit.probes.lookup("_dmarc." + domain, DnsType::txt);
    if (is_failed(answer)) return visit.add("dmarc", Level::unknown, Sentences{say("not_looked_up", {{"name", "_dmarc." + domain}, {"problem", answer.problem}}), say("try_later")});
    std::vector<std::string> records;
    std::ranges::copy_if(answer.values, std::back_inserter(records), is_dmarc_record);
    if (records.empty()) continue;
    visit.dmarc_domain = domain;
    if (records.size() > 1) return visit.add("dmarc", Level::fix, say("dmarc_twice", {{"domain", domain}}));
    const auto policy = parse_dmarc(records.front());
    if (!policy) return visit.add("dmarc", Level::fix, Sentences{say("dmarc_unreadable", {{"domain", domain}}), policy.error(), say("record", {{"record", records.front()}})}, make_dmarc_line(domain));
    const std::string& applied = domain == from ? policy->policy : policy->subdomain_policy;
    visit.add("dmarc", Level::fine, say("dmarc_good", {{"domain", domain}, {"policy", applied}}));
    if (policy->report_domains.empty()) visit.add("dmarc", Level::advice, say("dmarc_no_reports", {{"domain", domain}, {"tag", "rua="}}), make_dmarc_line(domain));
    check_report_domains(visit, *policy);
    return check_alignment(visit, *policy);
  }
  visit.add("dmarc", Level::fix, say("dmarc_missing", {{"domain", from}}), make_dmarc_line(from));
}

void check_sender_policy(Visit& visit) {
  visit.begin("SPF");
  for (const Address& address : visit.addresses) check_spf_of(visit, address);
  if (!visit.addresses.empty()) return;
  const std::string domain = domain_of_mail(visit.subject);
  const SpfResult result = read_spf(visit.probes.lookup, domain);
  if (result.outcome == SpfResult::Outcome::neutral) return visit.add("spf", Level::unknown, say("spf_without_address", {{"domain", domain}, {"record", result.record}}));
  if (result.outcome == SpfResult::Outcome::temperror) return visit.add("spf", Level::unknown, join(result.reason, say("try_later")));
  visit.add("spf", Level::fix, result.reason.empty() ? Sentences{say("spf_missing", {{"domain", domain}})} : join(result.reason, say("spf_mend")));
}

void check_dkim(Visit& visit) {
  visit.begin("DKIM");
  for (const std::string& selector : visit.subject.selectors) check_selector(visit, selector);
  if (visit.subject.selectors.empty()) visit.add("dkim", Level::unknown, say("dkim_no_selector", {{"option", "--selector NAME"}, {"setting", "dkim_selectors"}, {"file", "muster.toml"}}), "dkim_selectors = [\"muster\"]");
}

}  // namespace muster::deliverability
