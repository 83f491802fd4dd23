#include "embed/embed.hpp"

#include <brotli/decode.h>
#include <cstdint>
#include <doctest/doctest.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "embedded_assets.hpp"
#include "embedded_migrations.hpp"
#include "embedded_programme.hpp"

namespace embed {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file, path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string gunzip(std::string_view packed, std::size_t size) {
  std::string bytes(size + 1, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  const int outcome = inflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  CHECK(outcome == Z_STREAM_END);
  return bytes;
}

std::string unbrotli(std::string_view packed, std::size_t size) {
  std::string bytes(size + 1, '\0');
  std::size_t got = bytes.size();
  CHECK(BrotliDecoderDecompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()), &got,
                                reinterpret_cast<std::uint8_t*>(bytes.data())) == BROTLI_DECODER_RESULT_SUCCESS);
  bytes.resize(got);
  return bytes;
}

TEST_CASE("any bytes become a literal") {
  CHECK(quote("a\"b\\c\n?") == "\"a\\\"b\\\\c\\012\\077\"");
  CHECK(quote(std::string("\0001", 2)) == "\"\\0001\"");
  CHECK(quote("\xC3\xA9") == "\"\\303\\251\"");
}

TEST_CASE("the program holds the stylesheet, in three forms") {
  using namespace muster::embedded;
  constexpr std::string_view kUrl = asset_url("muster.css");
  CHECK(kUrl.starts_with("/a/muster."));
  CHECK(kUrl.ends_with(".css"));
  const Asset* css = find_asset(kUrl);
  REQUIRE(css != nullptr);
  CHECK(css->bytes == read("web/css/muster.css"));
  CHECK(css->content_type == "text/css; charset=utf-8");
  CHECK(gunzip(css->gzip, css->bytes.size()) == css->bytes);
  CHECK(unbrotli(css->brotli, css->bytes.size()) == css->bytes);
  CHECK(css->brotli.size() < css->gzip.size());
  CHECK(find_asset("/a/muster.css") == nullptr);
  CHECK(find_asset("") == nullptr);
  CHECK_THROWS_AS(asset_url(std::string("nothing.css")), std::logic_error);
  for (const AssetName& name : kAssetNames) CHECK(find_asset(name.url)->name == name.name);
}

TEST_CASE("an address changes with the bytes") {
  const auto before = render_assets({{"web/a.css", "a.css", "x"}}, "h.hpp");
  const auto after = render_assets({{"web/a.css", "a.css", "y"}}, "h.hpp");
  CHECK(before.header != after.header);
  CHECK(before.header == render_assets({{"web/a.css", "a.css", "x"}}, "h.hpp").header);
  CHECK_THROWS(render_assets({{"web/a.exe", "a.exe", "x"}}, "h.hpp"));
  CHECK_THROWS(render_assets({{"web/a.css", "a.css", "x"}, {"b/a.css", "a.css", "y"}}, "h.hpp"));
}

TEST_CASE("the program holds the migrations in order, without gaps in their names") {
  const auto migrations = muster::embedded::migrations();
  REQUIRE_FALSE(migrations.empty());
  CHECK(std::ranges::is_sorted(migrations, std::ranges::less_equal{}, &muster::db::Migration::number));
  CHECK(migrations[0].name == "0001_jobs");
  CHECK(migrations[0].sql == read("db/migrations/0001_jobs.sql"));
}

TEST_CASE("misnamed migrations are refused") {
  const auto refuse = [](std::vector<Source> sources) { CHECK_THROWS_AS(render_migrations(sources, "h.hpp"), std::runtime_error); };
  refuse({{"m/1_a.sql", "1_a.sql", ""}});
  refuse({{"m/0000_a.sql", "0000_a.sql", ""}});
  refuse({{"m/0001.sql", "0001.sql", ""}});
  refuse({{"m/0001_a.txt", "0001_a.txt", ""}});
  refuse({{"m/0001_a.sql", "0001_a.sql", ""}, {"m/0001_b.sql", "0001_b.sql", ""}});
  refuse({{"m/0001_a.postgres.sql", "0001_a.postgres.sql", ""}});
  const auto twin = render_migrations({{"m/0001_a.postgres.sql", "0001_a.postgres.sql", "P"}, {"m/0001_a.sql", "0001_a.sql", "S"}}, "h.hpp");
  CHECK(twin.code.find("{1, \"0001_a\",\n\"S\"sv,\n\"P\"sv}") != std::string::npos);
}

TEST_CASE("the program holds the programme's files by path") {
  for (const auto& file : muster::embedded::list_programme_files()) {
    CAPTURE(file.path);
    CHECK(file.bytes == read("programmes/" + std::string(file.path)));
    CHECK(muster::embedded::find_programme_file(file.path) == &file);
  }
  CHECK(muster::embedded::find_programme_file("nothing") == nullptr);
}

}  // namespace
}  // namespace embed
