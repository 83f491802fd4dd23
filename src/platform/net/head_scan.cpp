#include "platform/net/head_scan.hpp"

namespace muster::net {
namespace {

// Room for method, two spaces and version around the target.
constexpr std::size_t kRequestLineExtra = 48;

// RFC 9110 section 5.5: field values hold VCHAR, SP, HTAB and obs-text.
bool is_line_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

}  // namespace

HeadScan::State HeadScan::scan(std::string_view head) {
  for (; seen_ < head.size(); ++seen_) {
    const char c = head[seen_];
    switch (place_) {
      case Place::first_line:
      case Place::line:
        if (c == '\r') {
          if (seen_ == 0) return refuse(400);
          place_ = Place::after_cr;
        } else if (!is_line_byte(c)) {
          return refuse(400);
        }
        break;
      case Place::after_cr:
        if (c != '\n') return refuse(400);
        if (first_line_ == 0) first_line_ = seen_ + 1;
        place_ = Place::line_start;
        break;
      case Place::line_start:
        if (c == '\r') {
          place_ = Place::last_cr;
        } else if (c == ' ' || c == '\t' || !is_line_byte(c)) {
          return refuse(400);  // obs-fold, RFC 9112 section 5.2
        } else {
          place_ = Place::line;
        }
        break;
      case Place::last_cr:
        if (c != '\n') return refuse(400);
        ++seen_;
        return State::complete;
    }
    if (first_line_ == 0) {
      if (seen_ > target_limit_ + kRequestLineExtra) return refuse(414);
    } else if (seen_ > first_line_ + fields_limit_) {
      return refuse(431);
    }
  }
  return State::more;
}

}  // namespace muster::net
