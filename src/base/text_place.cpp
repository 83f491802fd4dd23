#include "base/text_place.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster {
namespace {

bool is_inside_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

}  // namespace

TextPlace PlaceFinder::find(std::size_t offset) {
  if (offset < at_) at_ = 0, place_ = {};
  for (; at_ < offset && at_ < text_.size(); ++at_) {
    if (text_[at_] == '\n') {
      place_ = {place_.line + 1, 1};
    } else if (!is_inside_character(text_, at_ + 1)) {
      ++place_.column;
    }
  }
  return place_;
}

TextPlace find_place(std::string_view text, std::size_t offset) { return PlaceFinder(text).find(offset); }

std::string make_excerpt(std::string_view text, std::size_t begin, std::size_t end, std::size_t most) {
  end = std::min(end, text.size());
  begin = std::min(begin, end);
  const std::string_view found = take_code_points(text.substr(begin, end - begin), most);
  const std::size_t around = most - std::min(most, count_code_points(found));
  std::size_t first = begin, last = begin + found.size();
  for (std::size_t i = 0; i < around / 2 && first > 0; ++i) {
    do --first;
    while (first > 0 && is_inside_character(text, first));
  }
  for (std::size_t i = 0; i < around / 2 && last < text.size(); ++i) {
    do ++last;
    while (is_inside_character(text, last));
  }
  std::string excerpt(text.substr(first, last - first));
  std::ranges::replace_if(
      excerpt, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  excerpt = trim(excerpt);
  if (first > 0) excerpt = "…" + excerpt;
  if (last < text.size()) excerpt += "…";
  return excerpt;
}

}  // namespace muster
