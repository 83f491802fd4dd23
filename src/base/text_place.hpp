// Where in a text something stands, as people count: lines and characters from 1.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace muster {

struct TextPlace {
  int line = 1;
  int column = 1;  // code points
  bool operator==(const TextPlace&) const = default;
};

// `offset` in bytes; one behind the end is the end. `text` is clean UTF-8 with LF line ends.
TextPlace find_place(std::string_view text, std::size_t offset);
// The same for many offsets of one text: cheap while they go upwards.
class PlaceFinder {
 public:
  explicit PlaceFinder(std::string_view text) : text_(text) {}
  TextPlace find(std::size_t offset);

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  TextPlace place_;
};
// About `most` code points around [begin, end), cut between characters, on one line, "…" where something was left out.
std::string make_excerpt(std::string_view text, std::size_t begin, std::size_t end, std::size_t most = 60);

}  // namespace muster
