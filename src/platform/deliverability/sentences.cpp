#include "platform/deliverability/sentences.hpp"

#include <algorithm>

namespace muster::deliverability {
namespace {

const std::string* find_value(const Sentence& sentence, std::string_view name) {
  const auto found = std::ranges::find(sentence.values, name, &std::pair<std::string, std::string>::first);
  return found == sentence.values.end() ? nullptr : &found->second;
}

}  // namespace

Sentence say(Code code, std::vector<std::pair<std::string, std::string>> values) { return {std::string(code.text), std::move(values)}; }

std::optional<Message> describe(const Sentence& sentence) {
  const auto known = std::ranges::find(kSentences, sentence.code, &KnownSentence::code);
  if (known == std::end(kSentences)) return std::nullopt;
  Message message = tr(known->text);
  const std::string_view text = known->text.text;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const std::string_view name = text.substr(open + 1, text.find('}', open) - open - 1);
    const std::string* value = find_value(sentence, name);
    if (value == nullptr) return std::nullopt;
    message.arguments.push_back({name, *value});
  }
  return message;
}

std::string format_english(const Sentences& sentences) {
  std::string out;
  for (const Sentence& sentence : sentences) {
    const auto message = describe(sentence);
    if (!message) continue;
    if (!out.empty()) out += ' ';
    std::string_view rest = message->one;
    for (const Message::Argument& argument : message->arguments) {
      const auto open = rest.find('{');
      out.append(rest.substr(0, open)).append(std::get<std::string>(argument.value));
      rest.remove_prefix(rest.find('}', open) + 1);
    }
    out.append(rest);
  }
  return out;
}

}  // namespace muster::deliverability
