// The shape of what catalogc writes into catalogues.cpp from locales/*.po, and its index. Private to
// this room.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>

namespace muster::i18n {

struct CatalogueEntry {
  std::string_view context;
  std::string_view one;
  std::uint32_t first_form = 0;  // into Catalogue::forms
  std::uint32_t form_count = 0;
};

struct Catalogue {
  std::string_view tag;  // "ar"
  bool is_reviewed = false;
  unsigned (*plural_form)(unsigned long n) = nullptr;  // the Plural-Forms expression
  std::span<const CatalogueEntry> entries;
  std::span<const std::string_view> forms;
};

// In generated/catalogues.cpp.
std::span<const Catalogue> list_catalogues();

// Finds entries by context and text without allocating.
class CatalogueIndex {
 public:
  CatalogueIndex() = default;
  explicit CatalogueIndex(const Catalogue& catalogue);
  // Empty when the catalogue has no translation.
  std::string_view find(std::string_view context, std::string_view one, bool is_plural, std::int64_t count) const;
  bool is_reviewed() const { return catalogue_ != nullptr && catalogue_->is_reviewed; }

 private:
  struct Key {
    std::string_view context;
    std::string_view one;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      const std::hash<std::string_view> hash;
      return key.context.empty() ? hash(key.one) : hash(key.one) ^ (hash(key.context) * 31);
    }
  };
  const Catalogue* catalogue_ = nullptr;
  std::unordered_map<Key, const CatalogueEntry*, Hash> entries_;
};

}  // namespace muster::i18n
