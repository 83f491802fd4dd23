// Fields that a sentence of an update may have, {{organisation}}: what is offered, what is wrong with what was typed,
// and their values. Nothing personal is offered, because mails are passed on (S54). Pure.
// Values are text: the writers of platform/markdown escape them for their output, and a subject takes them on one line.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.hpp"
#include "base/problem.hpp"
#include "base/text_place.hpp"

namespace muster::updates {

struct MergeField {
  std::string_view name;
  SourceText label;         // for the list beside the text
  bool is_address = false;  // may stand as a link's target: [words]({{kit_address}})
};

inline constexpr std::array<MergeField, 7> kMergeFields = {{
    {"organisation", SourceText("Name of the organisation"), false},
    {"country", SourceText("Country of the organisation"), false},
    {"region", SourceText("Region of the organisation"), false},
    {"language", SourceText("Language of this version"), false},
    {"programme", SourceText("Name of the programme"), false},
    {"archive_address", SourceText("Address of this update on the website"), true},
    {"kit_address", SourceText("Address of the page to pass it on"), true},
}};

// Markers for what is no text: alone on their line, between blank lines, in the body of an update. Without one, the
// note and the question come at the end.
inline constexpr std::string_view kRegionalNote = "regional note";
inline constexpr std::string_view kQuestion = "question";
inline constexpr std::array<std::string_view, 2> kPlaceMarkers = {kRegionalNote, kQuestion};

const MergeField* find_merge_field(std::string_view name);

struct MergeError {
  enum class Kind {
    unknown,    // no field of that name
    unclosed,   // "{{name" without "}}" on its line
    unopened,   // "}}" alone
    nested,     // "{{" inside "{{"
    misplaced,  // a marker inside a sentence, in a list or in a subject; an address field inside a longer address
    repeated,   // a marker a second time
  };
  Kind kind = Kind::unknown;
  std::string name;        // as typed
  std::string suggestion;  // the nearest field or marker; empty when none is near
  TextPlace place;
  std::string excerpt;
  // A whole sentence with line and column, and the suggestion where there is one.
  Message message() const;
};

enum class MergePart { subject,
                       body };
// In reading order, at most 50; empty when all is well. `text` is clean UTF-8.
std::vector<MergeError> check_merge_fields(std::string_view text, MergePart part);

// The values for one organisation and one language; names of things in the reader's language.
struct MergeValues {
  std::string organisation, country, region, language, programme;
  std::string archive_address, kit_address;
  // Empty for a name that is not offered.
  const std::string& find(std::string_view name) const;
};

// A subject or another single line with its values; nothing is escaped, as no markup is read there. Line ends and tabs
// of values become blanks. Call after check_merge_fields; what is no field stays as typed.
std::string fill_line(std::string_view text, const MergeValues& values);

}  // namespace muster::updates
