#include "tests/bench/save_target.hpp"

#include <regex>
#include <stdexcept>

namespace muster::bench {

SaveTarget SaveTarget::parse(const std::string& text) {
  const auto first = text.find(':');
  if (first == std::string::npos) throw std::runtime_error("a target is PAGE:FIELD[:number], not " + text);
  const auto second = text.find(':', first + 1);
  SaveTarget out;
  out.page = text.substr(0, first);
  out.field = text.substr(first + 1, second == std::string::npos ? second : second - first - 1);
  out.is_number = second != std::string::npos && text.substr(second + 1) == "number";
  return out;
}

std::string SaveTarget::make_value(long sequence) const {
  return is_number ? std::to_string(sequence) : "Answer number " + std::to_string(sequence);
}

bool Saver::open() {
  const auto page = client_.get(target_.page);
  if (page.status != 200) return false;
  fields_ = read_form(page.body, "", target_.page, action_);
  static const std::regex kAutosave("data-autosave=\"([^\"]+)\"");
  std::smatch found;
  autosave_ = std::regex_search(page.body, found, kAutosave) ? unescape_html(found[1].str()) : action_;
  return true;
}

std::string Saver::shown() const {
  const auto* value = find_field(fields_, target_.field);
  if (!value) throw std::runtime_error(target_.page + " has no field " + target_.field);
  return *value;
}

Response Saver::save_by_script(const std::string& value) {
  set_field(fields_, target_.field, value);
  auto answer = client_.post(autosave_, fields_, "Accept: application/json\r\n");
  // {"saved":true,...,"set":{"members-version":"4"}}
  const auto set = answer.body.find("\"set\":{");
  if (set == std::string::npos) return answer;
  const auto part = answer.body.substr(set + 6, answer.body.find('}', set) - set - 6);
  static const std::regex kPair("\"([^\"]+)\":\"([^\"]*)\"");
  for (std::sregex_iterator it(part.begin(), part.end(), kPair), end; it != end; ++it) set_field(fields_, (*it)[1], (*it)[2]);
  return answer;
}

Response Saver::save_by_button(const std::string& value) {
  set_field(fields_, target_.field, value);
  return client_.post(action_, fields_);
}

bool Saver::is_acknowledged(const Response& answer) {
  if (answer.status >= 300 && answer.status < 400) {
    const auto to = answer.headers.find("location");
    return to != answer.headers.end() && to->second.find("sign-in") == std::string::npos;
  }
  return answer.status == 200 && answer.body.find("\"saved\":true") != std::string::npos;
}

}  // namespace muster::bench
