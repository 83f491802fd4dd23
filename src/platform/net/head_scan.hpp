// Finds the end of a request's head byte by byte as it arrives, and refuses on sight what two servers
// could read in two ways: bare CR or LF, folded lines, NUL and other controls, a leading empty line.
// It looks at bytes alone; what the lines mean is the parser's work.
#pragma once

#include <cstddef>
#include <string_view>

namespace muster::net {

class HeadScan {
 public:
  enum class State { more, complete, refused };

  HeadScan(std::size_t target_limit, std::size_t fields_limit)
      : target_limit_(target_limit), fields_limit_(fields_limit) {}

  // `head` is everything received of this request; what an earlier call saw is not read again.
  State scan(std::string_view head);
  // Bytes up to and with the empty line, once complete.
  std::size_t length() const { return seen_; }
  // 400, 414 or 431, once refused.
  int status() const { return status_; }

 private:
  enum class Place { first_line, line, after_cr, line_start, last_cr };
  State refuse(int status) {
    status_ = status;
    return State::refused;
  }

  std::size_t target_limit_;
  std::size_t fields_limit_;
  std::size_t seen_ = 0;
  std::size_t first_line_ = 0;  // length with CRLF; 0 while it is not complete
  Place place_ = Place::first_line;
  int status_ = 0;
};

}  // namespace muster::net
