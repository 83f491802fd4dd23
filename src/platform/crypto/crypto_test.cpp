#include "platform/crypto/crypto.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>
#include <stdexcept>

namespace muster::crypto {
namespace {

TEST_CASE("digests answer the published examples") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(tag_hex("a").size() == 32);
  CHECK(tag_hex("a") == tag_hex("a"));
  CHECK(tag_hex("a") != tag_hex("b"));
  // RFC 4231, cases 2 and 6 (a key longer than a block).
  CHECK(encode_hex(hmac_sha256(Secret("Jefe"), "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(encode_hex(hmac_sha256(Secret(std::string(131, '\xaa')), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  // RFC 5869, case 3, first block.
  CHECK(encode_hex(derive_key(Secret(std::string(22, '\x0b')), "").reveal()) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  CHECK(derive_key(Secret("s"), "csrf").reveal() != derive_key(Secret("s"), "totp").reveal());
}

TEST_CASE("codes answer RFC 4648 section 10, without padding") {
  struct Row {
    std::string_view bytes, base32, base64;
  };
  for (const Row& row : {Row{"", "", ""}, Row{"f", "MY", "Zg"}, Row{"fo", "MZXQ", "Zm8"}, Row{"foo", "MZXW6", "Zm9v"},
                         Row{"foob", "MZXW6YQ", "Zm9vYg"}, Row{"fooba", "MZXW6YTB", "Zm9vYmE"}, Row{"foobar", "MZXW6YTBOI", "Zm9vYmFy"}}) {
    CHECK(encode_base32(row.bytes) == row.base32);
    CHECK(decode_base32(row.base32) == row.bytes);
    CHECK(encode_base64url(row.bytes) == row.base64);
    CHECK(decode_base64url(row.base64) == row.bytes);
  }
  CHECK(encode_base64url("\xfb\xff") == "-_8");
  CHECK(decode_base32("mzxw6") == "foo");
  CHECK(decode_hex("4A4b") == "JK");
}

TEST_CASE("decoding refuses every second spelling") {
  for (const std::string_view text : {"Z", "Zh", "Zm9vYh", "Zg==", "Zm+v", "Zm/v", "Zm9 v", "Zm9v\n"}) {
    CAPTURE(text);
    CHECK_FALSE(decode_base64url(text));
  }
  for (const std::string_view text : {"M", "MZ", "MZX", "MZXW6Y", "MY======", "M1"}) {
    CAPTURE(text);
    CHECK_FALSE(decode_base32(text));
  }
  CHECK_FALSE(decode_hex("abc"));
  CHECK_FALSE(decode_hex("0g"));
}

TEST_CASE("any bytes come back from every code") {
  CHECK(rc::check([](const std::string& bytes) {
    RC_ASSERT(decode_hex(encode_hex(bytes)) == bytes);
    RC_ASSERT(decode_base32(encode_base32(bytes)) == bytes);
    RC_ASSERT(decode_base64url(encode_base64url(bytes)) == bytes);
  }));
}

TEST_CASE("a sealed value opens with its key, in its place, unchanged") {
  SeededRandom random(1);
  const Secret key = derive_key(Secret("server"), "seal");
  const std::string sealed = seal(key, "otp secret", "account 7", random);
  CHECK(sealed.find("otp secret") == std::string::npos);
  REQUIRE(open(key, sealed, "account 7"));
  CHECK(open(key, sealed, "account 7")->reveal() == "otp secret");
  CHECK(seal(key, "otp secret", "account 7", random) != sealed);
  CHECK_FALSE(open(key, sealed, "account 8"));
  CHECK_FALSE(open(derive_key(Secret("other"), "seal"), sealed, "account 7"));
  CHECK_FALSE(open(key, "", "account 7"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string bent = sealed;
    bent[i] = static_cast<char>(bent[i] ^ 1);
    CHECK_FALSE(open(key, bent, "account 7"));
    CHECK_FALSE(open(key, sealed.substr(0, i), "account 7"));
  }
  CHECK(open(key, seal(key, "", "", random), "")->reveal().empty());
  CHECK_THROWS_AS(seal(Secret("short"), "x", "", random), std::logic_error);
}

TEST_CASE("a masked token looks different each time and comes back") {
  SeededRandom random(2);
  const std::string token = random.token();
  const std::string one = mask_token(token, random);
  const std::string two = mask_token(token, random);
  CHECK(one != two);
  CHECK(one.find(token) == std::string::npos);
  CHECK(unmask_token(one) == token);
  CHECK(unmask_token(two) == token);
  CHECK_FALSE(unmask_token(""));
  CHECK_FALSE(unmask_token("Zg"));
  CHECK_FALSE(unmask_token("not base64!"));
}

TEST_CASE("totp answers RFC 6238 appendix B") {
  const Secret secret("12345678901234567890");
  struct Row {
    std::int64_t seconds;
    std::string_view code;  // the last six of its eight digits
  };
  for (const Row& row : {Row{59, "287082"}, Row{1111111109, "081804"}, Row{1111111111, "050471"}, Row{1234567890, "005924"},
                         Row{2000000000, "279037"}, Row{20000000000, "353130"}}) {
    CHECK(totp::make_code(secret, Instant::from_microseconds(row.seconds * 1'000'000)) == row.code);
  }
}

TEST_CASE("totp takes the step before and after, and names the step") {
  SeededRandom random(3);
  const Secret secret = totp::make_secret(random);
  CHECK(secret.reveal().size() == 20);
  const Instant now = Instant::from_microseconds(1'700'000'010'000'000);
  const std::int64_t step = 1'700'000'010 / 30;
  for (const int offset : {-1, 0, 1}) {
    const std::string code = totp::make_code(secret, now + std::chrono::seconds(30 * offset));
    CHECK(totp::verify(secret, code, now) == step + offset);
  }
  CHECK_FALSE(totp::verify(secret, totp::make_code(secret, now + std::chrono::seconds(60)), now));
  CHECK_FALSE(totp::verify(secret, totp::make_code(secret, now - std::chrono::seconds(60)), now));
  std::string spaced = totp::make_code(secret, now);
  spaced.insert(3, " ");
  CHECK(totp::verify(secret, spaced, now) == step);
  for (const std::string_view wrong : {"", "12345", "1234567", "12345a", "-12345"}) CHECK_FALSE(totp::verify(secret, wrong, now));
}

TEST_CASE("totp addresses are what apps read") {
  CHECK(totp::make_uri(Secret("foobar"), "ICANN At-Large", "amina+x@example.org") ==
        "otpauth://totp/ICANN%20At-Large:amina%2Bx%40example.org?secret=MZXW6YTBOI&issuer=ICANN%20At-Large");
}

TEST_CASE("a QR code is one path without style") {
  const std::string svg = render_qr_svg("otpauth://totp/x?secret=MZXW6YTBOI", "Code \"1\" <b>");
  CHECK(svg.starts_with("<svg "));
  CHECK(svg.find("style") == std::string::npos);
  CHECK(svg.find("aria-label=\"Code &quot;1&quot; &lt;b&gt;\"") != std::string::npos);
  // The finder pattern's top edge: seven dark modules behind the quiet zone.
  CHECK(svg.find("d=\"M4 4h7v1h-7z") != std::string::npos);
  CHECK(svg.find("viewBox=\"0 0 37 37\"") != std::string::npos);  // version 3: 29 modules
  CHECK_THROWS_AS(render_qr_svg(std::string(4000, 'x'), "too long"), std::length_error);
}

}  // namespace
}  // namespace muster::crypto
