// Records of DKIM, DMARC, MTA-STS and TLS reports, good and hostile, as a table.
#include <doctest/doctest.h>

#include <string>

#include "platform/deliverability/address.hpp"
#include "platform/deliverability/mail_records.hpp"

namespace muster::deliverability {
namespace {

// Made for this test by `openssl genrsa` (its private half was thrown away).
const std::string kRsa2048 = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApc0RyZXKWy+eBU1ySRhbyahnTgqSMETfzZ3VszXvV459uXmXTGOFFprAG9WBQUgYfBqsNI/JTmtM1RzWVEwXo87ybg02VZ/QBMRgbpoAxZ769Nshmdj9vRc7iHy2eg83N9UMkJUXoKeNrW7im8Cg9M5+XAOJvz3Hez3XLoG4vH2ebppQRj8uTvpHjvkt9juQOUVPR0hP+yGBu+Tf7HMbFX21euqG+OBafhaXhauOGUt8SHp/tyZRvF6y74cf9LD9WnGYRR32Y42MEekdNUb/04Xs/uy9MWwkKB7zzsk/weOhBX8Wq687SXH4g1P0a35SmxhTDG6PahpH0zwGmm6wuwIDAQAB";
const std::string kRsa1024 = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCcVbD/5kPk0oTSy7YTK/mxHiZ7CNuMVoi1/0Bd5Li0mTfT5I8wCLvOUI2gNnfP3pvxINKD7DdLY2xa0buf1NgrBByl8zziTPJNYQ1Z+MbHx0qhITYqeDyFPwfnzoGEMkdu1tXZ2KkwWzQMx2JuRWFIVHFN2k7FG1gbFH2p/jveBQIDAQAB";
const std::string kRsa512 = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKVF1yUHcuP7l6+c530AMlMVsBQX6I0RVR59m1+68eWhgbVaojbz17bm0dojcQ7lJ/gv5Jer51GM01YtEb+tkH8CAwEAAQ==";
const std::string kBare2048 = "MIIBCgKCAQEApc0RyZXKWy+eBU1ySRhbyahnTgqSMETfzZ3VszXvV459uXmXTGOFFprAG9WBQUgYfBqsNI/JTmtM1RzWVEwXo87ybg02VZ/QBMRgbpoAxZ769Nshmdj9vRc7iHy2eg83N9UMkJUXoKeNrW7im8Cg9M5+XAOJvz3Hez3XLoG4vH2ebppQRj8uTvpHjvkt9juQOUVPR0hP+yGBu+Tf7HMbFX21euqG+OBafhaXhauOGUt8SHp/tyZRvF6y74cf9LD9WnGYRR32Y42MEekdNUb/04Xs/uy9MWwkKB7zzsk/weOhBX8Wq687SXH4g1P0a35SmxhTDG6PahpH0zwGmm6wuwIDAQAB";  // RSAPublicKey without its wrapping
const std::string kEd25519 = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";  // RFC 8463 appendix A.2

std::string why_not(std::string_view record) {
  const auto key = parse_dkim_key(record);
  return key ? "good" : format_english({key.error()});
}

TEST_CASE("addresses are read, compared and turned round") {
  CHECK(Address::parse("192.0.2.1")->reverse_name() == "1.2.0.192.in-addr.arpa");
  CHECK(Address::parse("2001:db8::1")->reverse_name() == "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
  CHECK(Address::parse("::ffff:192.0.2.1") == Address::parse("192.0.2.1"));
  CHECK(Address::parse("192.0.2.200")->is_in(*Address::parse("192.0.2.0"), 24));
  CHECK_FALSE(Address::parse("192.0.3.1")->is_in(*Address::parse("192.0.2.0"), 24));
  CHECK(Address::parse("192.0.2.129")->is_in(*Address::parse("192.0.2.255"), 25));
  CHECK_FALSE(Address::parse("192.0.2.129")->is_in(*Address::parse("192.0.2.1"), 25));
  CHECK(Address::parse("192.0.2.1")->is_in(*Address::parse("10.0.0.0"), 0));
  CHECK_FALSE(Address::parse("192.0.2.1")->is_in(*Address::parse("::"), 0));
  CHECK(Address::parse("2001:db8::ff")->is_in(*Address::parse("2001:db8::"), 64));
  for (const char* wrong : {"", "192.0.2", "192.0.2.256", "192.0.2.1 ", "2001:db8:::1", "fe80::1%eth0", "example.org", "0x7f.1"}) CHECK_FALSE(Address::parse(wrong));
  CHECK_FALSE(Address::parse(std::string("192.0.2.1\0x", 11)));
  for (const char* hidden : {"127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1", "::1", "fe80::1", "fd00::1", "0.0.0.0", "224.0.0.1"}) CHECK_FALSE(Address::parse(hidden)->is_public());
  for (const char* open : {"203.0.113.5", "172.32.0.1", "2001:db8::1", "8.8.8.8"}) CHECK(Address::parse(open)->is_public());
}

TEST_CASE("DKIM keys that receivers take") {
  CHECK(parse_dkim_key("v=DKIM1; k=rsa; p=" + kRsa2048)->bits == 2048);
  CHECK(parse_dkim_key("p=" + kRsa2048)->bits == 2048);
  CHECK(parse_dkim_key("v=DKIM1; p=" + kBare2048)->bits == 2048);
  CHECK(parse_dkim_key("v=DKIM1;k=rsa;h=sha1:sha256;s=*;p=" + kRsa1024)->bits == 1024);
  CHECK(parse_dkim_key("v=DKIM1; k=ed25519; p=" + kEd25519)->kind == DkimKey::Kind::ed25519);
  CHECK(parse_dkim_key("v=DKIM1; t=s:y; p=" + kRsa2048)->is_testing);
  CHECK_FALSE(parse_dkim_key("v=DKIM1; t=s; p=" + kRsa2048)->is_testing);
  // As zones break them: blanks within the key, a semicolon at the end.
  CHECK(parse_dkim_key("v=DKIM1 ; k = rsa ; p = " + kRsa2048.substr(0, 100) + " \t" + kRsa2048.substr(100) + ";")->bits == 2048);
}

TEST_CASE("DKIM keys that they do not, and why") {
  CHECK(why_not("") == "It holds no key (p=).");
  CHECK(why_not("v=DKIM1; k=rsa") == "It holds no key (p=).");
  CHECK(why_not("v=DKIM1; p=") == "The key was taken back (p= is empty).");
  CHECK(why_not("v=DKIM2; p=" + kRsa2048) == "It does not begin with v=DKIM1.");
  CHECK(why_not("k=rsa; v=DKIM1; p=" + kRsa2048) == "It does not begin with v=DKIM1.");
  CHECK(why_not("v=DKIM1; p=" + kRsa2048 + "; p=" + kRsa1024) == "p= stands there twice.");
  CHECK(why_not("v=DKIM1; p=" + kRsa2048.substr(0, 200)).find("Was it cut") != std::string::npos);
  CHECK(why_not("v=DKIM1; p=!!!").find("not base64") != std::string::npos);
  CHECK(why_not("v=DKIM1; p=" + kRsa512).find("512 bits") != std::string::npos);
  CHECK(why_not("v=DKIM1; k=ed25519; p=" + kRsa2048).find("32 bytes") != std::string::npos);
  CHECK(why_not("v=DKIM1; k=dsa; p=" + kRsa2048).find("kind of key") != std::string::npos);
  CHECK(why_not("v=DKIM1; h=sha1; p=" + kRsa2048).find("sha256") != std::string::npos);
  CHECK(why_not("v=DKIM1; s=tlsrpt; p=" + kRsa2048).find("not for e-mail") != std::string::npos);
  CHECK(why_not("v=DKIM1; nonsense; p=" + kRsa2048).find("NAME=VALUE") != std::string::npos);
  CHECK(why_not(std::string(9000, 'p')).find("too long") != std::string::npos);
}

TEST_CASE("DMARC") {
  const auto strict = parse_dmarc("v=DMARC1; p=reject; sp=quarantine; adkim=s; aspf=s; pct=50; rua=mailto:a@reports.example, mailto:b@Example.org!10m");
  REQUIRE(strict);
  CHECK(strict->policy == "reject");
  CHECK(strict->subdomain_policy == "quarantine");
  CHECK(strict->is_dkim_strict);
  CHECK(strict->is_spf_strict);
  CHECK(strict->percent == 50);
  CHECK(strict->report_domains == std::vector<std::string>{"reports.example", "example.org"});
  CHECK(parse_dmarc("v=DMARC1;p=none")->subdomain_policy == "none");
  CHECK(is_dmarc_record("v = DMARC1 ; p=none"));
  for (const char* other : {"v=dmarc1; p=none", "v=DMARC10; p=none", "p=none; v=DMARC1", "", "v=spf1 -all"}) CHECK_FALSE(is_dmarc_record(other));
  for (const char* wrong : {"v=DMARC1", "v=DMARC1; p=", "v=DMARC1; p=maybe", "v=DMARC1; p=none; p=reject", "v=DMARC1; p=none; adkim=x", "v=DMARC1; p=none; pct=101", "v=DMARC1; p=none; pct=-1",
                            "v=DMARC1; p=none; pct=1e2", "v=DMARC1; p=none; rua=https://example.org", "v=DMARC1; p=none; sp=maybe", "v=DMARC1; p=none; \x01"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_dmarc(wrong));
  }
}

TEST_CASE("MTA-STS and TLS reports") {
  CHECK(parse_sts_record("v=STSv1; id=20260101;") == "20260101");
  for (const char* wrong : {"v=STSv1", "v=STSv1; id=", "v=STSv1; id=a-b", "v=STSv2; id=1"}) CHECK_FALSE(parse_sts_record(wrong));
  const auto policy = parse_sts_policy("version: STSv1\r\nmode: enforce\r\nmx: mx.example.org\r\nmx: *.mail.example.org\r\nmax_age: 604800\r\nfuture: words\r\n");
  REQUIRE(policy);
  CHECK(policy->mode == "enforce");
  CHECK(policy->hosts.size() == 2);
  CHECK(policy->max_age_s == 604800);
  for (const char* wrong : {"", "version: STSv1", "version: STSv1\nmode: enforce\nmax_age: 1", "version: STSv1\nmode: on\nmx: a\nmax_age: 1", "version: STSv1\nmode: none\nmax_age: 99999999999999999999",
                            "version: STSv2\nmode: none\nmax_age: 1", "<html>Not found</html>", "version: STSv1\nmode: enforce\nmx: a\nmax_age: -1"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_sts_policy(wrong));
  }
  CHECK(matches_host("MX.example.org", "mx.Example.org"));
  CHECK(matches_host("*.example.org", "mx.example.org"));
  CHECK_FALSE(matches_host("*.example.org", "a.mx.example.org"));
  CHECK_FALSE(matches_host("*.example.org", "example.org"));
  CHECK_FALSE(matches_host("*.example.org", ".example.org"));
  CHECK(check_tls_report_record("v=TLSRPTv1; rua=mailto:a@example.org,https://reports.example/v1"));
  CHECK_FALSE(check_tls_report_record("v=TLSRPTv1;"));
  CHECK_FALSE(check_tls_report_record("v=TLSRPTv1; rua=ftp://example.org"));
}

}  // namespace
}  // namespace muster::deliverability
