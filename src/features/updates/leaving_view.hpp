// What the pages of leaving the updates show.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/html/components.hpp"
#include "platform/html/shell.hpp"

namespace muster::updates {

struct LeavePage {
  enum class Step { asks,
                    left,
                    undone,
                    too_late,  // to undo
                    unknown } step = Step::asks;
  html::Hero hero;
  std::string url;     // of both buttons
  std::string my_url;  // signed in
  std::string staff_email;
  int days = 0;
  bool can_undo = false;
  std::optional<Instant> left_at;
};

// A representative's own choice.
struct MyMailPage {
  html::Hero hero;
  std::string url;
  std::string address;  // where updates go; empty: there is none
  std::optional<Date> left_at;
  Message rate;
};

// Representatives who want none, for staff.
struct LeftPage {
  std::string url, back_url;
  struct Row {
    std::string id, person, person_url;
    struct Of {
      std::string name, url;
      bool is_last = false;  // nobody else of the organisation gets updates
    };
    std::vector<Of> organisations;
    Instant left_at;
    Message how;
  };
  std::vector<Row> rows;
  std::vector<html::ErrorLine> errors;
  std::string wrong_id;  // of the row whose reason was refused, and what was typed there
  std::string typed;
};

}  // namespace muster::updates
