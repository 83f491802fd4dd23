// One answer that a load test writes: the page with its form and the field that changes. A save counts
// as acknowledged exactly when a person would read "saved": the autosave call says so, or the form's
// POST is answered by a redirect onwards.
#pragma once

#include <string>

#include "tests/bench/http_client.hpp"

namespace muster::bench {

struct SaveTarget {
  std::string page;   // "/en/me/report/members"
  std::string field;  // "members"
  // Values a field accepts differ: "text" or "number".
  bool is_number = false;

  static SaveTarget parse(const std::string& text);  // PAGE:FIELD[:number]
  std::string make_value(long sequence) const;       // unique per sequence
};

// Fills the page's form in and sends it with `value`.
class Saver {
 public:
  Saver(Client& client, SaveTarget target) : client_(client), target_(std::move(target)) {}
  // Reads the form afresh. False when the page cannot be had now.
  bool open();
  // What the page shows as the field's value now; throws when the field is not on the page.
  std::string shown() const;
  // As the page's script does after a pause in typing; takes over the versions that the answer names.
  Response save_by_script(const std::string& value);
  // As the Save button does. The form is stale afterwards: open() again.
  Response save_by_button(const std::string& value);
  static bool is_acknowledged(const Response& answer);
  const SaveTarget& target() const { return target_; }

 private:
  Client& client_;
  SaveTarget target_;
  std::string action_, autosave_;
  Fields fields_;
};

}  // namespace muster::bench
