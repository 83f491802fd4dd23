#include "features/organisations/directory.hpp"

#include <algorithm>
#include <cstring>
#include <span>

#include "base/text.hpp"

namespace muster::organisations {

bool is_current(Status status) { return status == Status::accredited || status == Status::unclear; }

std::vector<std::string> parse_tags(std::string_view stored) {
  std::vector<std::string> tags;
  for (const std::string_view tag : split(stored, ' ')) {
    if (!tag.empty()) tags.emplace_back(tag);
  }
  return tags;
}

std::string format_query(const DirectoryFilter& filter) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) parts.push_back(std::string(name) + "=" + percent_encode(value));
  };
  add("q", filter.words);
  for (const auto& region : filter.regions) add("region", region);
  add("country", filter.country);
  for (const auto& language : filter.languages) add("lang", language);
  for (const auto& topic : filter.topics) add("topic", topic);
  return join(parts, "&");
}

Directory::Code Directory::Codes::code(const std::string& word) {
  const auto [place, is_new] = codes_.try_emplace(word, static_cast<Code>(words_.size()));
  if (is_new) words_.push_back(word);
  return place->second;
}

// Which codes are wanted; empty when every one is.
std::vector<bool> Directory::Codes::choose(const std::vector<std::string>& wanted) const {
  if (wanted.empty()) return {};
  std::vector<bool> chosen(words_.size() + 1);  // never empty: words that no row has leave nothing
  for (const std::string& word : wanted) {
    if (const auto place = codes_.find(word); place != codes_.end()) chosen[place->second] = true;
  }
  return chosen;
}

Counts Directory::Codes::name(const std::vector<std::int64_t>& counts) const {
  Counts named;
  for (std::size_t code = 0; code < words_.size(); ++code) {
    if (counts[code] > 0 && !words_[code].empty()) named.emplace(words_[code], counts[code]);
  }
  return named;
}

Directory::Directory(std::vector<DirectoryRow> rows) {
  std::ranges::sort(rows, {}, [](const DirectoryRow& row) { return std::pair<std::string_view, OrganisationId>(row.sort_key, row.id); });
  for (const DirectoryRow& row : rows) append(row);
  finish();
}

void Directory::append(const DirectoryRow& row) {
  Row added{.id = row.id,
            .sort_key_at = static_cast<std::uint32_t>(sort_keys_.size()),
            .sort_key_size = static_cast<std::uint32_t>(row.sort_key.size()),
            .folded_at = static_cast<std::uint32_t>(folded_.size()),
            .folded_size = static_cast<std::uint32_t>(row.folded.size()),
            .tags_at = static_cast<std::uint32_t>(tags_.size()),
            .languages = static_cast<std::uint8_t>(std::min<std::size_t>(row.languages.size(), 255)),
            .topics = static_cast<std::uint8_t>(std::min<std::size_t>(row.topics.size(), 255)),
            .region = regions_.code(row.region),
            .country = countries_.code(row.country),
            .is_current = row.is_current};
  sort_keys_ += row.sort_key;
  (folded_ += row.folded) += '\n';
  for (std::size_t at = 0; at < added.languages; ++at) tags_.push_back(languages_.code(row.languages[at]));
  for (std::size_t at = 0; at < added.topics; ++at) tags_.push_back(topics_.code(row.topics[at]));
  rows_.push_back(added);
}

// Of a directory with the same codes.
void Directory::append(const Directory& from, const Row& row) {
  Row added = row;
  added.sort_key_at = static_cast<std::uint32_t>(sort_keys_.size());
  added.folded_at = static_cast<std::uint32_t>(folded_.size());
  added.tags_at = static_cast<std::uint32_t>(tags_.size());
  sort_keys_ += from.sort_key(row);
  (folded_ += from.folded(row)) += '\n';
  const auto first = from.tags_.begin() + row.tags_at;
  tags_.insert(tags_.end(), first, first + row.languages + row.topics);
  rows_.push_back(added);
}

void Directory::finish() {
  std::vector<std::int64_t> counts(countries_.size());
  for (const Row& row : rows_) counts[row.country] += row.is_current ? 1 : 0;
  by_country_ = countries_.name(counts);
}

Directory Directory::with(std::vector<DirectoryRow> changed, const std::vector<OrganisationId>& touched) const {
  std::vector<OrganisationId> gone = touched;
  for (const DirectoryRow& row : changed) gone.push_back(row.id);
  std::ranges::sort(gone);
  const auto name_of = [](const DirectoryRow& row) { return std::pair<std::string_view, OrganisationId>(row.sort_key, row.id); };
  std::ranges::sort(changed, {}, name_of);

  Directory next;
  next.regions_ = regions_;
  next.countries_ = countries_;
  next.languages_ = languages_;
  next.topics_ = topics_;
  next.rows_.reserve(rows_.size() + changed.size());
  next.tags_.reserve(tags_.size());
  next.sort_keys_.reserve(sort_keys_.size());
  next.folded_.reserve(folded_.size());
  auto due = changed.begin();
  for (const Row& row : rows_) {
    if (std::ranges::binary_search(gone, row.id)) continue;
    for (; due != changed.end() && name_of(*due) < std::pair(sort_key(row), row.id); ++due) next.append(*due);
    next.append(*this, row);
  }
  for (; due != changed.end(); ++due) next.append(*due);
  next.finish();
  return next;
}

// One pass over all texts: a word that few rows hold costs no look at the others.
std::vector<bool> Directory::mark(const Term& term) const {
  std::vector<bool> marked(rows_.size());
  std::size_t place = 0;
  const char* const end = folded_.data() + folded_.size();
  const auto find_from = [&](const char* at) { return static_cast<const char*>(memmem(at, static_cast<std::size_t>(end - at), term.text.data(), term.text.size())); };
  for (const char* at = find_from(folded_.data()); at != nullptr; at = find_from(at)) {
    const auto offset = static_cast<std::size_t>(at - folded_.data());
    while (place + 1 < rows_.size() && rows_[place + 1].folded_at <= offset) ++place;
    marked[place] = true;
    if (place + 1 == rows_.size()) break;
    at = folded_.data() + rows_[place + 1].folded_at;
  }
  if (const auto chosen = countries_.choose(term.countries); !chosen.empty()) {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (chosen[rows_[row].country]) marked[row] = true;
    }
  }
  return marked;
}

std::vector<bool> Directory::mark(const std::vector<Term>& terms) const {
  std::vector<bool> marked = mark(terms.front());
  for (const Term& term : std::span(terms).subspan(1)) {
    const auto chosen = countries_.choose(term.countries);
    for (std::size_t place = 0; place < rows_.size(); ++place) {
      if (!marked[place] || (!chosen.empty() && chosen[rows_[place].country])) continue;
      marked[place] = folded(rows_[place]).find(term.text) != std::string_view::npos;
    }
  }
  return marked;
}

// The filters as flags for each code, and what is counted.
struct Directory::Tally {
  std::vector<bool> regions, country, languages, topics;
  std::vector<std::int64_t> region_counts, country_counts, language_counts, topic_counts;

  static bool is_in(const std::vector<bool>& chosen, Code code) { return chosen.empty() || chosen[code]; }
  static bool is_any_in(const std::vector<bool>& chosen, std::span<const Code> codes) {
    return chosen.empty() || std::ranges::any_of(codes, [&](Code code) { return chosen[code]; });
  }

  // Counts one row under all filters but each kind's own; whether it passes all.
  bool take(const Row& row, const Code* tags) {
    const std::span languages_of(tags, row.languages), topics_of(tags + row.languages, row.topics);
    const bool has_region = is_in(regions, row.region), has_country = is_in(country, row.country);
    const bool has_language = is_any_in(languages, languages_of), has_topic = is_any_in(topics, topics_of);
    const int missing = !has_region + !has_country + !has_language + !has_topic;
    if (missing > 1) return false;
    if (missing == 0 || !has_region) ++region_counts[row.region];
    if (missing == 0 || !has_country) ++country_counts[row.country];
    if (missing == 0 || !has_language) {
      for (const Code code : languages_of) ++language_counts[code];
    }
    if (missing == 0 || !has_topic) {
      for (const Code code : topics_of) ++topic_counts[code];
    }
    return missing == 0;
  }
};

Found Directory::find(const DirectoryFilter& filter, const std::vector<Term>& terms) const {
  Tally tally{.regions = regions_.choose(filter.regions),
              .country = countries_.choose(filter.country.empty() ? std::vector<std::string>() : std::vector{filter.country}),
              .languages = languages_.choose(filter.languages),
              .topics = topics_.choose(filter.topics),
              .region_counts = std::vector<std::int64_t>(regions_.size()),
              .country_counts = std::vector<std::int64_t>(countries_.size()),
              .language_counts = std::vector<std::int64_t>(languages_.size()),
              .topic_counts = std::vector<std::int64_t>(topics_.size())};
  const bool has_words = !filter.words.empty();
  const std::vector<bool> marked = terms.empty() ? std::vector<bool>(has_words ? rows_.size() : 0) : mark(terms);
  Found found;
  for (std::size_t at = 0; at < rows_.size(); ++at) {
    const Row& row = rows_[at];
    if (!marked.empty() && !marked[at]) continue;
    if (!row.is_current && !filter.has_former) continue;
    if (tally.take(row, tags_.data() + row.tags_at)) found.shown.push_back(row.id);
  }
  found.regions = regions_.name(tally.region_counts);
  found.countries = countries_.name(tally.country_counts);
  found.languages = languages_.name(tally.language_counts);
  found.topics = topics_.name(tally.topic_counts);
  return found;
}

}  // namespace muster::organisations
