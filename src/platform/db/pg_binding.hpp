// Values in the form that libpq wants them: text with an explicit type, bytes as they are. NULL has no
// type, so that the server takes the one that fits the place.
#pragma once

#include <array>
#include <charconv>
#include <string>
#include <vector>

#include <libpq-fe.h>

#include "platform/db/database.hpp"
#include "platform/db/pg_types.hpp"

namespace muster::db {

struct PgBinding {
  explicit PgBinding(const std::vector<const Value*>& given) {
    texts.reserve(given.size());  // values point into it
    for (const Value* value : given) std::visit([&](const auto& v) { add(v); }, value->variant());
  }

  void add(std::monostate) { add_raw('n', pg::kUnknown, nullptr, 0, false); }
  void add(std::int64_t v) { add_text('i', pg::kInt8, std::to_string(v)); }
  void add(double v) {
    std::array<char, 32> buffer;  // the shortest form that reads back as the same number
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), v).ptr;
    add_text('d', pg::kFloat8, std::string(buffer.data(), end));
  }
  void add(const std::string& v) { add_raw('t', pg::kText, v.c_str(), v.size(), false); }
  void add(const Bytes& v) {
    add_raw('b', pg::kBytea, v.empty() ? "" : reinterpret_cast<const char*>(v.data()), v.size(), true);
  }
  void add_text(char letter, Oid type, std::string text) {
    texts.push_back(std::move(text));
    add_raw(letter, type, texts.back().c_str(), texts.back().size(), false);
  }
  void add_raw(char letter, Oid type, const char* value, std::size_t size, bool is_binary) {
    signature += letter;
    types.push_back(type);
    values.push_back(value);
    lengths.push_back(static_cast<int>(size));
    formats.push_back(is_binary ? 1 : 0);
  }
  int size() const { return static_cast<int>(values.size()); }

  std::string signature;
  std::vector<std::string> texts;
  std::vector<Oid> types;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

}  // namespace muster::db
