#include <qrencode.h>

#include <cerrno>
#include <memory>
#include <new>
#include <stdexcept>

#include "platform/crypto/crypto.hpp"

namespace muster::crypto {

namespace {

constexpr int kQuietModules = 4;  // ISO/IEC 18004: what a camera needs around the code

std::string escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

// One subpath for each run of dark modules in a row.
std::string render_path(const QRcode& code) {
  std::string path;
  const auto is_dark = [&](int x, int y) { return (code.data[y * code.width + x] & 1) != 0; };
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width; ++x) {
      if (!is_dark(x, y)) continue;
      const int start = x;
      while (x + 1 < code.width && is_dark(x + 1, y)) ++x;
      const std::string length = std::to_string(x + 1 - start);
      path += "M" + std::to_string(start + kQuietModules) + " " + std::to_string(y + kQuietModules) + "h" + length + "v1h-" + length + "z";
    }
  }
  return path;
}

}  // namespace

std::string render_qr_svg(std::string_view text, std::string_view label) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeData(static_cast<int>(text.size()), bytes, 0, QR_ECLEVEL_M), QRcode_free);
  if (!code) {
    if (errno == ENOMEM) throw std::bad_alloc();
    throw std::length_error("crypto: no QR code holds this text");
  }
  const std::string size = std::to_string(code->width + 2 * kQuietModules);
  // The light ground is drawn too: on a dark page a code without it does not scan.
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size + "\" role=\"img\" aria-label=\"" + escape(label) +
         "\" shape-rendering=\"crispEdges\"><rect width=\"" + size + "\" height=\"" + size + "\" fill=\"#fff\"/><path fill=\"#000\" d=\"" +
         render_path(*code) + "\"/></svg>";
}

}  // namespace muster::crypto
