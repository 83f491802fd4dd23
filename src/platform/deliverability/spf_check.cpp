#include "platform/deliverability/spf_check.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace muster::deliverability {
namespace {

using net::DnsAnswer;
using net::DnsType;
using Outcome = SpfResult::Outcome;
using Kind = SpfTerm::Kind;

constexpr int kVoidMax = 2;
constexpr std::size_t kNamesMax = 10;  // of mail exchangers and reverse names (section 4.6.4)
constexpr int kCountedMax = 40;
constexpr int kDepthMax = 20;

// Ends a check wherever it stands.
struct Stop {
  Outcome outcome;
  Sentences reason;
};

bool asks(Kind kind) { return kind == Kind::include || kind == Kind::a || kind == Kind::mx || kind == Kind::ptr || kind == Kind::exists; }

Outcome outcome_of(char qualifier) {
  switch (qualifier) {
    case '-': return Outcome::fail;
    case '~': return Outcome::softfail;
    case '?': return Outcome::neutral;
    default: return Outcome::pass;
  }
}

std::string host_of_exchanger(const std::string& value) { return value.substr(value.find(' ') + 1); }

bool is_name(const std::string& name) { return !name.empty() && name.size() <= 253 && name.find("..") == std::string::npos && !name.starts_with('.'); }

// The one SPF record of a name; empty when there is none.
std::string find_record(const Lookup& lookup, const std::string& domain) {
  const DnsAnswer answer = lookup(domain, DnsType::txt);
  if (answer.outcome == DnsAnswer::Outcome::failed) throw Stop{Outcome::temperror, {say("not_looked_up", {{"name", domain}, {"problem", answer.problem}})}};
  std::string found;
  for (const std::string& text : answer.values) {
    if (!is_spf_record(text)) continue;
    if (!found.empty()) throw Stop{Outcome::permerror, {say("spf_twice", {{"domain", domain}})}};
    found = text;
  }
  return found;
}

SpfRecord parse_or_stop(const std::string& text, const std::string& domain) {
  auto record = parse_spf(text);
  if (!record) throw Stop{Outcome::permerror, {say("spf_unreadable", {{"domain", domain}}), record.error()}};
  return std::move(*record);
}

class Check {
 public:
  Check(const Lookup& lookup, const Address& address, const std::string& domain, const std::string& helo)
      : lookup_(lookup), macros_{address, "postmaster@" + domain, domain, helo} {}

  Outcome run(const std::string& domain, int depth = 0) {
    const std::string text = find_record(lookup_, domain);
    if (text.empty()) return Outcome::none;
    const SpfRecord record = parse_or_stop(text, domain);
    for (const SpfTerm& term : record.terms) {
      if (asks(term.kind)) count();
      if (matches(term, domain, depth)) return outcome_of(term.qualifier);
    }
    const bool has_all = std::ranges::any_of(record.terms, [](const SpfTerm& term) { return term.kind == Kind::all; });
    if (record.redirect.empty() || has_all) return Outcome::neutral;
    count();
    const std::string next = expand(record.redirect, domain);
    const Outcome outcome = run(next, depth + 1);
    if (outcome == Outcome::none) throw Stop{Outcome::permerror, {say("spf_redirect_empty", {{"name", next}})}};
    return outcome;
  }

 private:
  void count() {
    if (++lookups_ > kSpfLookupsMax) throw Stop{Outcome::permerror, {say("spf_too_many")}};
  }

  DnsAnswer ask(const std::string& name, DnsType type) {
    DnsAnswer answer = is_name(name) ? lookup_(name, type) : DnsAnswer{};
    if (answer.outcome == DnsAnswer::Outcome::failed) throw Stop{Outcome::temperror, {say("not_looked_up", {{"name", name}, {"problem", answer.problem}})}};
    return answer;
  }
  // Of what a term names itself; found nothing counts.
  DnsAnswer ask_term(const std::string& name, DnsType type) {
    DnsAnswer answer = ask(name, type);
    if (answer.values.empty() && ++voids_ > kVoidMax) throw Stop{Outcome::permerror, {say("spf_voids", {{"name", name}})}};
    return answer;
  }

  std::string expand(const std::string& spec, const std::string& domain) {
    if (spec.empty()) return domain;
    SpfMacros macros = macros_;
    macros.domain = domain;
    auto name = expand_spf(spec, macros);
    if (!name) throw Stop{Outcome::permerror, {say("spf_macro", {{"domain", domain}})}};
    return std::move(*name);
  }

  bool has_address(const DnsAnswer& answer, const SpfTerm& term) const {
    return std::ranges::any_of(answer.values, [&](const std::string& text) {
      const auto address = Address::parse(text);
      return address && macros_.address.is_in(*address, macros_.address.is_v6() ? term.bits6 : term.bits4);
    });
  }

  DnsType own_type() const { return macros_.address.is_v6() ? DnsType::aaaa : DnsType::a; }

  bool matches(const SpfTerm& term, const std::string& domain, int depth) {
    if (term.kind == Kind::all) return true;
    if (term.network) return macros_.address.is_in(*term.network, term.kind == Kind::ip6 ? term.bits6 : term.bits4);
    const std::string name = expand(term.domain, domain);
    switch (term.kind) {
      case Kind::include: return includes(name, depth);
      case Kind::a: return has_address(ask_term(name, own_type()), term);
      case Kind::exists: return !ask_term(name, DnsType::a).values.empty();
      case Kind::mx: return matches_exchanger(name, term);
      case Kind::ptr: return matches_reverse(name);
      default: return false;
    }
  }

  bool includes(const std::string& name, int depth) {
    if (depth >= kDepthMax) throw Stop{Outcome::permerror, {say("spf_circle")}};
    const Outcome outcome = run(name, depth + 1);
    if (outcome == Outcome::none) throw Stop{Outcome::permerror, {say("spf_include_empty", {{"name", name}})}};
    return outcome == Outcome::pass;
  }

  bool matches_exchanger(const std::string& name, const SpfTerm& term) {
    const DnsAnswer answer = ask_term(name, DnsType::mx);
    if (answer.values.size() > kNamesMax) throw Stop{Outcome::permerror, {say("spf_exchangers", {{"name", name}})}};
    return std::ranges::any_of(answer.values, [&](const std::string& value) { return has_address(ask(host_of_exchanger(value), own_type()), term); });
  }

  bool matches_reverse(const std::string& name) {
    const DnsAnswer names = ask_term(macros_.address.reverse_name(), DnsType::ptr);
    for (std::size_t at = 0; at < std::min(names.values.size(), kNamesMax); ++at) {
      const std::string host = to_lower_ascii(names.values[at]), wanted = to_lower_ascii(name);
      const bool is_below = host == wanted || host.ends_with("." + wanted);
      if (is_below && has_address(ask(host, own_type()), {})) return true;
    }
    return false;
  }

  const Lookup& lookup_;
  const SpfMacros macros_;
  int lookups_ = 0;
  int voids_ = 0;
};

// Walks all terms; macros are left out, as what they lead to depends on the address.
void count_tree(const Lookup& lookup, const std::string& domain, int depth, int& lookups) {
  const std::string text = find_record(lookup, domain);
  if (text.empty()) {
    if (depth > 0) throw Stop{Outcome::permerror, {say("spf_include_empty", {{"name", domain}})}};
    return;
  }
  const SpfRecord record = parse_or_stop(text, domain);
  const auto go_on = [&](const std::string& name) {
    if (lookups < kCountedMax && depth < kDepthMax && !name.contains('%')) count_tree(lookup, name, depth + 1, lookups);
  };
  for (const SpfTerm& term : record.terms) {
    if (lookups >= kCountedMax) return;
    lookups += asks(term.kind);
    if (term.kind == Kind::include) go_on(term.domain);
    if (term.kind == Kind::all) return;  // nothing behind it is looked at
  }
  if (record.redirect.empty()) return;
  ++lookups;
  go_on(record.redirect);
}

}  // namespace

std::string_view spf_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass: return "pass";
    case Outcome::fail: return "fail";
    case Outcome::softfail: return "softfail";
    case Outcome::neutral: return "neutral";
    case Outcome::none: return "none";
    case Outcome::permerror: return "permerror";
    case Outcome::temperror: return "temperror";
  }
  return "";
}

SpfResult read_spf(const Lookup& lookup, const std::string& domain) {
  SpfResult result;
  try {
    result.record = find_record(lookup, domain);
    if (result.record.empty()) return result;
    result.outcome = Outcome::neutral;
    count_tree(lookup, domain, 0, result.lookups);
    if (result.lookups > kSpfLookupsMax) throw Stop{Outcome::permerror, {say("spf_too_many")}};
  } catch (const Stop& stop) {
    result.outcome = stop.outcome;
    result.reason = stop.reason;
  }
  return result;
}

SpfResult check_spf(const Lookup& lookup, const Address& address, const std::string& domain, const std::string& helo) {
  SpfResult result = read_spf(lookup, domain);
  if (result.outcome == Outcome::none || result.outcome == Outcome::temperror || result.record.empty()) return result;
  try {
    // A tree with too many look-ups may still let this address through early; whoever asks sees both.
    result.outcome = Check(lookup, address, domain, helo).run(domain);
  } catch (const Stop& stop) {
    result.outcome = stop.outcome;
    result.reason = stop.reason;
  }
  return result;
}

}  // namespace muster::deliverability
