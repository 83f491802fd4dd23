// Reads one table of a data file into values and notes every complaint with file, line and key, so that
// whoever edits a programme sees all mistakes at once. A key that nobody asked for is a complaint too: a
// typing error must not silently drop a rule.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/node.hpp"
#include "base/programme.hpp"

namespace muster {

struct Complaints {
  std::string file;
  std::vector<std::string> lines;  // "FILE:LINE: KEY: what to do"
  void add(int line, std::string_view key, std::string_view what);
};

class TableReader {
 public:
  // `path` names the table in complaints: "topics[3]".
  TableReader(const Node& table, std::string path, Complaints& complaints);

  // Required values complain when absent or of another type, and give an empty one.
  std::string text(std::string_view key);
  std::string optional_text(std::string_view key);
  std::int64_t integer(std::string_view key);
  std::optional<std::int64_t> optional_integer(std::string_view key);
  bool flag(std::string_view key, bool otherwise = false);
  std::optional<Date> optional_date(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  // All six languages, each with words in it. Optional: all six or none.
  LocalText local(std::string_view key);
  LocalText optional_local(std::string_view key);
  // A list of tables, [[key]]; empty when absent.
  const std::vector<Node>& tables(std::string_view key);
  const Node* table(std::string_view key);

  void complain(std::string_view key, std::string_view what);
  std::string path_of(std::string_view key) const;
  // Complains about every key that was not read. Call last.
  void finish();

 private:
  const Node* find(std::string_view key, Node::Kind kind, std::string_view wanted);
  const Node& table_;
  std::string path_;
  Complaints& complaints_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace muster
