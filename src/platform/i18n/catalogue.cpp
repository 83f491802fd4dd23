#include "platform/i18n/catalogue.hpp"

#include <algorithm>

namespace muster::i18n {

CatalogueIndex::CatalogueIndex(const Catalogue& catalogue) : catalogue_(&catalogue) {
  entries_.reserve(catalogue.entries.size() * 2);
  for (const CatalogueEntry& entry : catalogue.entries) entries_.emplace(Key{entry.context, entry.one}, &entry);
}

std::string_view CatalogueIndex::find(std::string_view context, std::string_view one, bool is_plural, std::int64_t count) const {
  const auto found = entries_.find(Key{context, one});
  if (found == entries_.end()) return {};
  const CatalogueEntry& entry = *found->second;
  const auto magnitude = static_cast<unsigned long>(count < 0 ? -count : count);
  // A text used with and without a number: the first form stands for the one without.
  const std::uint32_t form = is_plural && entry.form_count > 1 ? catalogue_->plural_form(magnitude) : 0;
  return catalogue_->forms[entry.first_form + std::min(form, entry.form_count - 1)];
}

}  // namespace muster::i18n
