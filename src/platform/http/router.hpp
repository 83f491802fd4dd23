// Finds the route for a path: a tree of segments in which literal text goes before {lang}, {lang}
// before {name}, and {name} before {rest...}. It knows paths and methods, and never looks at actors.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.hpp"

namespace muster::http {

class Router {
 public:
  // Throws std::logic_error for a pattern that is not well-formed and for two routes with one address.
  explicit Router(const Routes& routes);
  ~Router();
  Router(const Router&) = delete;

  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> parameters;
    // Without a route: "GET, HEAD" or "POST" when the path exists for another method (405), else empty (404).
    std::string allow;
    // Without a route: the same path with or without its final slash exists (308).
    bool has_other_slash = false;
  };
  // `path` is decoded; empty segments match nothing but a final slash.
  Match find(Method method, std::string_view path) const;

 private:
  struct Node;
  void insert(const Route& route);
  std::unique_ptr<Node> root_;
};

}  // namespace muster::http
