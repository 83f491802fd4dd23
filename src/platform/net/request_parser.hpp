// From bytes to a RawRequest: Beast's parser finds the parts, this class says which of them are
// allowed. Framing that two servers could read differently is refused (RFC 9112 sections 6 and 11.2).
// Beast stays behind this header.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "platform/net/server.hpp"

namespace muster::net {

class RequestParser {
 public:
  explicit RequestParser(const Limits& limits);
  ~RequestParser();

  // Parses a complete head (as HeadScan found it) into request(). 0 when it is well-formed, else the
  // status to refuse with.
  int parse_head(std::string_view head);

  bool has_body() const;
  // The body is announced to be longer than `limit`; a chunked body announces nothing.
  bool announces_more_than(std::size_t limit) const;
  bool expects_continue() const;
  // What the client asked for; the answer may still close.
  bool keeps_alive() const;
  void set_body_limit(std::size_t limit);

  struct Progress {
    std::size_t consumed = 0;
    int status = 0;  // refuse with this when not 0
    bool is_done = false;
  };
  // Takes bytes of the body into request().body. The rest of `bytes` belongs to what follows.
  Progress parse_body(std::string_view bytes);

  RawRequest& request();

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace muster::net
