#include "platform/http/compress.hpp"

#include <brotli/encode.h>
#include <cstdint>
#include <zlib.h>

#include <stdexcept>

namespace muster::http {
namespace {

// A page is compressed once and served until it changes; still the first reader waits for it.
constexpr int kGzipLevel = 6;
constexpr int kBrotliQuality = 6;

std::string compress_gzip(std::string_view text) {
  z_stream stream{};
  if (::deflateInit2(&stream, kGzipLevel, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("gzip failed");
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("gzip failed");
  return out;
}

std::string compress_brotli(std::string_view text) {
  std::size_t size = ::BrotliEncoderMaxCompressedSize(text.size());
  std::string out(size, '\0');
  const auto* input = reinterpret_cast<const std::uint8_t*>(text.data());
  auto* output = reinterpret_cast<std::uint8_t*>(out.data());
  if (::BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(), input, &size,
                              output) != BROTLI_TRUE) {
    throw std::runtime_error("brotli failed");
  }
  out.resize(size);
  return out;
}

}  // namespace

std::string compress(std::string_view text, Encoding encoding) {
  switch (encoding) {
    case Encoding::identity:
      return std::string(text);
    case Encoding::gzip:
      return compress_gzip(text);
    case Encoding::brotli:
      return compress_brotli(text);
  }
  return std::string(text);
}

}  // namespace muster::http
