#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "embed/embed.hpp"

namespace embed {

namespace {

// FNV-1a: tells one version of a file from another for caches; it guards against nobody.
std::string hash(std::string_view bytes) {
  std::uint64_t value = 14695981039346656037ull;
  for (const char c : bytes) value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
  return std::string(text, 12);
}

std::string content_type(std::string_view name) {
  struct Type {
    std::string_view ending;
    std::string_view type;
  };
  constexpr Type kTypes[] = {{".css", "text/css; charset=utf-8"},  {".js", "text/javascript; charset=utf-8"},
                             {".svg", "image/svg+xml"},            {".png", "image/png"},
                             {".ico", "image/vnd.microsoft.icon"}, {".txt", "text/plain; charset=utf-8"}};
  for (const Type& t : kTypes) {
    if (name.ends_with(t.ending)) return std::string(t.type);
  }
  throw std::runtime_error(std::string(name) + ": no content type is known for this ending; add it to tools/embed/assets.cpp");
}

std::string make_gzip(const std::string& bytes) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;  // zlib writes a gzip header, without a time, for +16
  if (deflateInit2(&stream, 9, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY) != Z_OK) throw std::runtime_error("zlib does not start");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int outcome = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (outcome != Z_STREAM_END) throw std::runtime_error("zlib does not finish");
  return out;
}

std::string make_brotli(const std::string& bytes) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  std::string out(size, '\0');
  const auto* in = reinterpret_cast<const std::uint8_t*>(bytes.data());
  if (BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(), in, &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_TRUE) {
    throw std::runtime_error("brotli does not finish");
  }
  out.resize(size);
  return out;
}

// Empty where nothing is gained.
std::string only_if_smaller(std::string packed, const std::string& bytes) { return packed.size() < bytes.size() ? packed : std::string(); }

// "muster.css" becomes "/a/muster.0123456789ab.css".
std::string make_url(const Source& source) {
  const std::size_t dot = source.name.rfind('.');
  return "/a/" + source.name.substr(0, dot) + "." + hash(source.bytes) + source.name.substr(dot);
}

constexpr std::string_view kHeader = R"cpp(// Made by embed from the folder web. The names in an address change with the bytes, so browsers may
// keep them for ever.
#pragma once

#include <stdexcept>
#include <string_view>

namespace muster::embedded {

struct Asset {
  std::string_view name;  // "muster.css"
  std::string_view url;   // "/a/muster.0123456789ab.css"
  std::string_view content_type;
  std::string_view bytes;
  std::string_view gzip;    // empty where compressing gains nothing
  std::string_view brotli;
};

// By path of its address; null when there is none.
const Asset* find_asset(std::string_view url);

struct AssetName {
  std::string_view name;
  std::string_view url;
};
)cpp";

constexpr std::string_view kHeaderEnd = R"cpp(
// The address of a file by its name. A name that is not there does not compile in a constant, and is a
// std::logic_error elsewhere.
constexpr std::string_view asset_url(std::string_view name) {
  for (const AssetName& asset : kAssetNames) {
    if (asset.name == name) return asset.url;
  }
  throw std::logic_error("no such asset");
}

}  // namespace muster::embedded
)cpp";

}  // namespace

Output render_assets(const std::vector<Source>& sources, const std::string& header) {
  std::ostringstream names;
  std::ostringstream code;
  names << kHeader << "\ninline constexpr AssetName kAssetNames[] = {\n";
  code << "#include \"" << header << "\"\n\nnamespace muster::embedded {\n\nnamespace {\n\nusing namespace std::string_view_literals;\n\n"
       << "constexpr Asset kAssets[] = {\n";
  for (const Source& source : sources) {
    const auto same = [&](const Source& other) { return other.name == source.name; };
    if (std::ranges::count_if(sources, same) > 1) throw std::runtime_error(source.path + ": two assets have this name");
    const std::string url = make_url(source);
    names << "    {\"" << source.name << "\", \"" << url << "\"},\n";
    code << "{\"" << source.name << "\", \"" << url << "\", \"" << content_type(source.name) << "\",\n" << quote(source.bytes) << "sv,\n"
         << quote(only_if_smaller(make_gzip(source.bytes), source.bytes)) << "sv,\n"
         << quote(only_if_smaller(make_brotli(source.bytes), source.bytes)) << "sv},\n";
  }
  names << "};\n" << kHeaderEnd;
  code << "};\n\n}  // namespace\n\nconst Asset* find_asset(std::string_view url) {\n  for (const Asset& asset : kAssets) {\n"
       << "    if (asset.url == url) return &asset;\n  }\n  return nullptr;\n}\n\n}  // namespace muster::embedded\n";
  return {names.str(), code.str()};
}

}  // namespace embed
