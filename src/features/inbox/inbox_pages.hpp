// What the pages of this room share, and their routes by topic; module.cpp joins them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/by.hpp"
#include "features/inbox/conversation_store.hpp"
#include "features/inbox/inbox_view.hpp"
#include "platform/http/http.hpp"

namespace muster::inbox {

http::Routes make_list_routes();
http::Routes make_conversation_routes();  // one of them, its steps and notes, messages as they came
http::Routes make_answer_routes();        // answer and draft
http::Routes make_publication_routes();   // a question with its answer for everybody

std::string conversation_url(const http::Request& request, ConversationId id, std::string_view path = {});

// Names of people, each asked for once.
class Names {
 public:
  explicit Names(db::Read& read) : read_(read) {}
  const std::string& find(PersonId person);

 private:
  db::Read& read_;
  std::map<PersonId, std::string> known_;
};

struct Opened {
  Conversation conversation;
  std::vector<Entry> entries;
};
// Of the address's {conversation}; empty when there is none.
std::optional<Opened> open_conversation(const http::Request& request, http::Context& context);
// Staff and administrators of today, with their names.
std::vector<std::pair<PersonId, std::string>> list_staff(db::Read& read, Date today);

html::Tag make_state_tag(const Standing& standing);

// What a form that was not taken shows again.
struct Refused {
  std::vector<html::ErrorLine> errors;
  int status = 200;
  std::string words;  // of the answer, as typed
  std::string note;
};
http::Response render_conversation(const http::Request& request, http::Context& context, const Opened& at, const Refused& refused = {});

// The mail of an answer, in the conversation's language.
mail::Content make_answer_content(const http::Request& request, http::Context& context, const Opened& at, const std::string& words);

}  // namespace muster::inbox
