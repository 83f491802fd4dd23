// Markup that is already safe. Everything else is text and is escaped where it is written. Only
// platform/html and views make Html; user input never becomes Html.
#pragma once

#include <string>
#include <utility>

namespace muster {

class Html {
 public:
  Html() = default;
  // The caller vouches that `markup` is well-formed and holds no unescaped input.
  static Html from_trusted(std::string markup) { return Html(std::move(markup)); }
  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }

 private:
  explicit Html(std::string markup) : markup_(std::move(markup)) {}
  std::string markup_;
};

}  // namespace muster
