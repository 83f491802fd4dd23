// What the pages of merges show.
#pragma once

#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::merges {

// One record as lists name it.
struct RecordLine {
  std::int64_t id = 0;
  std::string name;   // empty: the person was forgotten
  std::string url;    // of its own page; may be empty
  std::string line;   // where it is, whom it represents
};

struct LikelyRow {
  RecordLine first, second;
  std::vector<Message> why;
  std::string compare_url;
};
struct PastRow {
  std::string url;
  std::string kept, gone;
  Instant at;
  std::string by;
  html::Tag state;
};
struct MergesPage {
  std::string url;
  std::string kind;
  std::vector<html::Tab> tabs;
  std::vector<html::ErrorLine> errors;
  html::TextField words;
  std::string pick_url, apart_url;
  bool has_searched = false;
  std::vector<RecordLine> found;
  std::vector<LikelyRow> rows;
  bool has_more = false;
  std::vector<PastRow> past;
};

struct SideChoice {
  std::string id;
  std::string value;   // kept, gone, both
  std::string text;    // as people read it; empty: nothing stands there
  Message record;      // whose it is
  bool is_chosen = false;
};
struct FieldRow {
  std::string name;
  Message label;
  std::vector<SideChoice> choices;
};
struct PlanLine {
  Message label;
  std::int64_t count = 0;
};
struct HitchLine {
  Message line;
  std::string url;
  bool is_barred = false;
};
struct ComparePage {
  std::string url;
  std::string back_url;
  std::string swap_url;
  RecordLine kept, gone;
  std::string seen;
  bool is_barred = false;
  std::vector<html::ErrorLine> errors;
  std::vector<FieldRow> fields;
  std::vector<html::SummaryRow> same;
  std::vector<PlanLine> lines;
  std::vector<HitchLine> hitches;
};

struct MergePage {
  std::string back_url;
  RecordLine kept, gone;
  Instant at;
  std::string by;
  html::Tag state;
  bool may_undo = false;
  Instant undo_until;
  std::string undo_url;
  std::optional<Message> problem;
  std::vector<std::string> left_over;
};

}  // namespace muster::merges
