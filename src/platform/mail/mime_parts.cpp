#include "platform/mail/mime_parts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace muster::mail {

namespace {

constexpr int kDepthMax = 8;
constexpr int kPartsMax = 200;
constexpr std::size_t kFieldsMax = 400;
constexpr std::size_t kNameMax = 80;
constexpr std::size_t kBoundaryMax = 200;  // RFC 2046 allows 70, old programs wrote more

struct Splitter {
  int parts = 0;
  bool is_cut = false;

  Part read(std::string_view bytes, int depth, std::string_view default_type);
  void read_children(Part& part, int depth);
};

// The line at the front, with its end taken off both.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t name_length(std::string_view line) {
  std::size_t colon = line.substr(0, kNameMax + 2).find(':');
  if (colon == std::string_view::npos || colon == 0) return 0;
  while (colon > 0 && (line[colon - 1] == ' ' || line[colon - 1] == '\t')) --colon;
  const std::string_view name = line.substr(0, colon);
  return std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7F; }) ? colon : 0;
}

bool is_folded(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }

// Takes the fields off the front. Like other readers, ends where a line is no field.
std::vector<Field> take_fields(std::string_view& rest, bool& is_cut) {
  std::vector<Field> fields;
  if (rest.starts_with("From ") || rest.starts_with(">From ")) take_line(rest);  // of a mailbox file
  while (!rest.empty()) {
    std::string_view ahead = rest;
    const std::string_view line = take_line(ahead);
    if (line.empty()) {
      rest = ahead;
      break;
    }
    if (is_folded(line) && !fields.empty()) {
      std::string_view& value = fields.back().value;
      value = std::string_view(value.data(), static_cast<std::size_t>(line.data() + line.size() - value.data()));
      rest = ahead;
      continue;
    }
    const std::size_t length = name_length(line);
    if (length == 0) break;
    rest = ahead;
    if (fields.size() == kFieldsMax) {
      is_cut = true;
      continue;
    }
    fields.push_back({to_lower_ascii(line.substr(0, length)), line.substr(line.find(':') + 1)});
  }
  return fields;
}

// What stands between the lines "--boundary". Others' nested boundaries cannot be taken for it: each is its own text.
std::vector<std::string_view> split_at_boundary(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> pieces;
  const std::string mark = "--" + boundary;
  std::size_t piece_at = std::string_view::npos;
  for (std::size_t at = body.find(mark); at != std::string_view::npos; at = body.find(mark, at + mark.size())) {
    if (at > 0 && body[at - 1] != '\n') continue;
    const std::string_view behind = body.substr(at + mark.size());
    const bool is_end = behind.starts_with("--");
    const std::string_view tail = trim(behind.substr(is_end ? 2 : 0, std::min<std::size_t>(behind.find('\n'), 200)));
    if (!is_end && !tail.empty()) continue;
    if (piece_at != std::string_view::npos) {
      std::string_view piece = body.substr(piece_at, at - piece_at);
      if (piece.ends_with('\n')) piece.remove_suffix(1);
      if (piece.ends_with('\r')) piece.remove_suffix(1);
      pieces.push_back(piece);
    }
    if (is_end || pieces.size() > std::size_t{kPartsMax}) return pieces;
    const std::size_t line_end = behind.find('\n');
    piece_at = line_end == std::string_view::npos ? body.size() : at + mark.size() + line_end + 1;
  }
  if (piece_at != std::string_view::npos) pieces.push_back(body.substr(std::min(piece_at, body.size())));
  return pieces;
}

Part Splitter::read(std::string_view bytes, int depth, std::string_view default_type) {
  ++parts;
  Part part;
  part.fields = take_fields(bytes, is_cut);
  part.body = bytes;
  part.type = decode_parameters(part.find("content-type"));
  if (part.type.word.find('/') == std::string::npos) part.type.word = default_type;
  part.disposition = decode_parameters(part.find("content-disposition"));
  if (part.is_multipart()) read_children(part, depth);
  return part;
}

void Splitter::read_children(Part& part, int depth) {
  const std::string boundary = part.type.get("boundary");
  const bool is_good = !boundary.empty() && boundary.size() <= kBoundaryMax;
  const auto pieces = is_good && depth < kDepthMax ? split_at_boundary(part.body, boundary) : std::vector<std::string_view>();
  if (depth >= kDepthMax) is_cut = true;
  if (pieces.empty()) part.type.word = "text/plain";  // no parts in it: what there is can be read
  const std::string_view type = part.type.word == "multipart/digest" ? "message/rfc822" : "text/plain";
  for (const std::string_view piece : pieces) {
    if (parts >= kPartsMax) {
      is_cut = true;
      return;
    }
    part.children.push_back(read(piece, depth + 1, type));
  }
}

}  // namespace

std::string_view Part::find(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? std::string_view() : found->value;
}

Tree split_parts(std::string_view message) {
  Splitter splitter;
  Tree tree;
  tree.root = splitter.read(message, 0, "text/plain");
  tree.is_cut = splitter.is_cut;
  return tree;
}

}  // namespace muster::mail
