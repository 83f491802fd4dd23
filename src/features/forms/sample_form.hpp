// A small form with every kind of question, for the tests of this room and of rooms that use forms.
#pragma once

#include <string>
#include <string_view>

#include "features/forms/form.hpp"

namespace muster::forms::sample {

inline LocalText words(std::string_view text) {
  LocalText local;
  local.texts.fill(std::string(text));
  return local;
}

inline Question question(std::string_view code, Kind kind, Audience audience = Audience::open) {
  Question made{.code = std::string(code), .kind = kind, .audience = audience, .label = words(code), .name = words(code)};
  if (kind == Kind::confirm) made.statement = words("We confirm it");
  return made;
}

inline Option option(std::string_view code) { return {.code = std::string(code), .label = words(code)}; }

inline Form form() {
  Question members = question("members", Kind::number);
  members.is_required = true;
  members.least = 0;
  members.most = 1'000'000;
  members.options = {{.code = "few", .label = words("1 to 19"), .least = 1, .most = 19}, {.code = "many", .label = words("20 or more"), .least = 20}};
  Question why = question("why", Kind::long_text);
  why.length_most = 20;
  Question title = question("title", Kind::text);
  title.length_most = 10;

  Question way = question("way", Kind::choice);
  way.is_required = true;
  way.options = {option("pass_on"), option("direct")};
  Question address = question("address", Kind::email, Audience::personal);
  address.is_required = true;
  address.condition = Condition{"way", {"direct"}};
  Question by = question("by", Kind::several);
  by.options = {option("mail"), option("web"), option("talk")};
  by.most = 2;
  by.condition = Condition{"way", {"pass_on"}};
  Question certified = question("certified", Kind::confirm, Audience::closed);
  Question site = question("site", Kind::link);
  Question founded = question("founded", Kind::date);
  founded.allows_partial = true;
  Question met_on = question("met_on", Kind::date);

  Question activities = question("activities", Kind::items);
  activities.most = 3;
  activities.item_name = words("Activity");
  Question what = question("what", Kind::text);
  what.is_required = true;
  activities.items = {what, question("held_on", Kind::date), question("contact", Kind::email, Audience::personal)};
  activities.items[1].allows_partial = true;

  return {.code = "sample",
          .title = words("Sample"),
          .groups = {},
          .pages = {{.code = "members", .title = words("Members"), .questions = {members, why, title}},
                    {.code = "updates", .title = words("Updates"), .questions = {way, address, by, certified}},
                    {.code = "dates", .title = words("Dates"), .questions = {site, founded, met_on}},
                    {.code = "activities", .title = words("Activities"), .questions = {activities}}}};
}

}  // namespace muster::forms::sample
