#include "features/inbox/conversation.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "platform/crypto/crypto.hpp"

namespace muster::inbox {
namespace {

template <class T, std::size_t size>
std::optional<T> find_named(const std::array<T, size>& all, std::string_view (*name_of)(T), std::string_view name) {
  const auto found = std::ranges::find_if(all, [&](T each) { return name_of(each) == name; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

// The code point that begins here; the text is clean.
char32_t decode(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2
                                            : first < 0xF0   ? 3
                                                             : 4;
  char32_t value = length == 1 ? first : first & (0x7F >> length);
  for (std::size_t i = 1; i < length && at + i < text.size(); ++i) value = value << 6 | (byte(at + i) & 0x3F);
  at += length;
  return value;
}

bool is_between(char32_t value, char32_t first, char32_t last) { return value >= first && value <= last; }

struct Scripts {
  std::size_t arabic = 0, han = 0, cyrillic = 0, latin = 0;
};

constexpr std::size_t kLookedAt = 8192;  // bytes; a letter says its language long before

Scripts count_scripts(std::string_view words) {
  Scripts scripts;
  const std::size_t end = std::min(words.size(), kLookedAt);
  for (std::size_t at = 0; at < end;) {
    const char32_t value = decode(words, at);
    scripts.arabic += is_between(value, 0x0620, 0x06FF) || is_between(value, 0x0750, 0x077F);
    scripts.han += is_between(value, 0x3400, 0x9FFF);
    scripts.cyrillic += is_between(value, 0x0400, 0x052F);
    scripts.latin += is_between(value, 'a', 'z') || is_between(value, 'A', 'Z') || is_between(value, 0x00C0, 0x024F);
  }
  return scripts;
}

// What mail programs of the six languages, and some neighbours, put before a subject.
constexpr std::string_view kPrefixes[] = {"re:", "fwd:", "fw:", "aw:", "wg:", "sv:", "rv:", "tr:", "re :", "tr :", "reenv:", "rif:", "рe:", "на:", "отв:", "Отв:", "ответ:", "Ответ:", "رد:", "回复:", "回复：", "答复:", "答复：", "转发:", "转发："};

std::string_view without_prefix(std::string_view subject) {
  const std::string small = to_lower_ascii(subject.substr(0, 32));
  for (const std::string_view prefix : kPrefixes) {
    if (small.starts_with(prefix)) return trim(subject.substr(prefix.size()));
  }
  return subject;
}

constexpr Duration kHour = std::chrono::hours(1);
constexpr Duration kDay = std::chrono::hours(24);

Result<Standing> nothing_changed() { return refused(Problem::Kind::conflict, tr("This was done already, maybe by a colleague.")); }

Standing wait_again(Standing standing, Instant since) {
  standing.state = State::waiting;
  standing.waiting_since = since;
  standing.closed_at.reset();
  return standing;
}

}  // namespace

std::string_view place_name(Place place) {
  switch (place) {
    case Place::inbox:
      return "inbox";
    case Place::automatic:
      return "automatic";
    case Place::unknown:
      return "unknown";
    case Place::aside:
      break;
  }
  return "aside";
}
std::optional<Place> parse_place(std::string_view name) { return find_named(kPlaces, place_name, name); }

std::string_view state_name(State state) { return state == State::waiting ? "waiting" : state == State::answered ? "answered" : "closed"; }
std::optional<State> parse_state(std::string_view name) { return find_named(kStates, state_name, name); }

std::string_view proof_name(Proof proof) {
  switch (proof) {
    case Proof::token:
      return "token";
    case Proof::thread:
      return "thread";
    case Proof::address:
      return "address";
    case Proof::none:
      break;
  }
  return "none";
}
std::optional<Proof> parse_proof(std::string_view name) { return find_named(kProofs, proof_name, name); }

std::string_view step_name(Step step) {
  switch (step) {
    case Step::assign:
      return "assign";
    case Step::close:
      return "close";
    case Step::reopen:
      return "reopen";
    case Step::set_aside:
      return "set_aside";
    case Step::bring_in:
      return "bring_in";
    case Step::undo:
      break;
  }
  return "undo";
}
std::optional<Step> parse_step(std::string_view name) { return find_named(kSteps, step_name, name); }

std::string digest_of(const Arrived& message) {
  std::string all = "muster inbox 1";
  const std::string dated = message.dated ? message.dated->format_rfc3339() : "";
  for (const std::string_view part : {std::string_view(message.message_id), std::string_view(message.address_key), std::string_view(dated), std::string_view(message.subject), std::string_view(message.words), std::string_view(message.quoted)}) {
    all += '\n' + std::to_string(part.size()) + ':';
    all += part;
  }
  return crypto::sha256_hex(all);
}

Standing begin(const Arrived& message) {
  Standing standing{.place = Place::inbox, .state = State::waiting, .waiting_since = message.at};
  if (message.is_automatic) return {.place = Place::automatic, .state = State::closed, .waiting_since = {}, .closed_at = message.at};
  const bool is_ours = message.proof == Proof::token || message.proof == Proof::thread;
  if (!is_ours && (message.is_list || message.proof == Proof::none)) standing.place = Place::unknown;
  return standing;
}

Standing go_on(Standing before, const Arrived& message) {
  if (message.is_automatic) return before;
  const bool is_ours = message.proof == Proof::token || message.proof == Proof::thread;
  if (before.place == Place::automatic || (before.place == Place::unknown && is_ours)) before.place = Place::inbox;
  return before.state == State::waiting && before.waiting_since ? before : wait_again(before, message.at);
}

Result<Standing> take_step(const Standing& before, Step step, Instant now, Instant last) {
  Standing after = before;
  switch (step) {
    case Step::close:
      if (before.state == State::closed) return nothing_changed();
      after.state = State::closed;
      after.waiting_since.reset();
      after.closed_at = now;
      return after;
    case Step::reopen:
      if (before.state != State::closed) return nothing_changed();
      return wait_again(after, last);
    case Step::set_aside:
      if (before.place == Place::aside) return nothing_changed();
      after.place = Place::aside;
      return after;
    case Step::bring_in:
      if (before.place == Place::inbox) return nothing_changed();
      after.place = Place::inbox;
      return before.state == State::closed ? wait_again(after, last) : after;
    case Step::assign:
    case Step::undo:
      break;
  }
  return after;
}

Standing answer(Standing before, bool closes, Instant now) {
  before.state = closes ? State::closed : State::answered;
  before.waiting_since.reset();
  before.closed_at = closes ? std::optional(now) : std::nullopt;
  if (before.place == Place::unknown) before.place = Place::inbox;  // whoever is answered is somebody for us
  return before;
}

Locale choose_language(std::string_view words, Locale likely) {
  const Scripts scripts = count_scripts(words);
  // Addresses and names of programs are written in Latin letters whatever the language: others count for more.
  const std::size_t arabic = scripts.arabic * 2, cyrillic = scripts.cyrillic * 2, han = scripts.han * 4;
  const std::size_t most = std::max({arabic, han, cyrillic, scripts.latin});
  if (most == 0) return likely;
  if (most == scripts.latin) return likely == Locale::es || likely == Locale::fr ? likely : Locale::en;
  if (most == arabic) return Locale::ar;
  return most == cyrillic ? Locale::ru : Locale::zh;
}

std::string bare_subject(std::string_view subject) {
  std::string_view bare = trim(subject);
  for (std::string_view shorter = without_prefix(bare); shorter.size() < bare.size(); shorter = without_prefix(bare)) bare = shorter;
  return std::string(bare);
}

std::string answer_subject(std::string_view subject) {
  const std::string bare = bare_subject(subject);
  return bare.empty() ? "Re:" : "Re: " + bare;
}

Message say_wait(Instant since, Instant now) {
  const Duration waited = std::max(now - since, Duration(0));
  if (waited < kHour) return tr("Waits for less than an hour");
  if (waited < kDay) return trn("Waits for {count} hour", "Waits for {count} hours", waited / kHour);
  return trn("Waits for {count} day", "Waits for {count} days", waited / kDay);
}

namespace {

// What is missing, by the field that is empty.
Message ask_for(std::string_view field) {
  if (field == "question") return tr("Write the question.");
  if (field == "answer") return tr("Write the answer.");
  if (field == "note") return tr("Write a note first.");
  return tr("Write your answer first.");
}

}  // namespace

Result<std::string> check_words(std::string_view field, std::string_view text, std::size_t most) {
  std::string words(trim(normalise_newlines(text)));
  const std::string name(field);
  if (words.empty()) return invalid(name, ask_for(field));
  if (!is_clean_utf8(words) || has_hidden_controls(words)) return invalid(name, tr("Type this again. It holds signs that cannot be shown."));
  if (count_code_points(words) > most) return invalid(name, tr("Use at most {count} characters.", {{"count", static_cast<std::int64_t>(most)}}));
  return words;
}

}  // namespace muster::inbox
