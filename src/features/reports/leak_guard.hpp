// Finds, in a text that is about to be published, what could give a person away: known names in any script,
// e-mail addresses, telephone numbers, handles. Pure. A finding holds publication until staff decide; it never
// changes a text by itself. It errs towards asking: a person reads each finding.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::reports {

enum class LeakKind { name, address, phone, handle };
std::string_view leak_kind_name(LeakKind kind);
std::optional<LeakKind> parse_leak_kind(std::string_view name);

struct LeakFinding {
  LeakKind kind = LeakKind::name;
  std::size_t first = 0;  // bytes into the text
  std::size_t length = 0;
  std::string span;       // the bytes themselves
  bool operator==(const LeakFinding&) const = default;
};

// What is known of the organisation's people, and what may stand although it looks like a finding.
struct KnownTraces {
  std::vector<std::string> names;    // of people, in own script and in Latin letters
  std::vector<std::string> secrets;  // addresses, numbers and links from answers that are not public
  std::vector<std::string> own_words;    // the organisation's names and place: never a person's name here
  std::vector<std::string> own_contacts; // its published contact and web addresses
};

class LeakGuard {
 public:
  explicit LeakGuard(const KnownTraces& known);
  // In the order of the text, without overlaps (P1, S32).
  std::vector<LeakFinding> find(std::string_view text) const;

  struct Part {
    std::string own;         // folded
    std::string key;         // what stays when spelling habits are put aside
    std::string consonants;  // to compare with scripts that write no vowels
    bool is_abjad = false;
    bool is_cyrillic = false;
    bool is_ideograph = false;
    bool is_own_word = false;  // also a word of the organisation's name
  };

 private:
  std::vector<std::vector<Part>> names_;
  std::vector<std::string> secrets_;
  std::vector<std::string> own_contacts_;
};

}  // namespace muster::reports
