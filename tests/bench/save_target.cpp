#include "tests/bench/save_target.hpp"

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
  return true;
}

std::string Saver::shown() const {
  const auto* value = find_field(fields_, target_.field);
  if (!value) throw std::runtime_error(target_.page + " has no field " + target_.field);
  return *value;
}

Response Saver::save(const std::string& value) {
  set_field(fields_, target_.field, value);
  return client_.post(action_, fields_);
}

bool Saver::is_acknowledged(const Response& answer) { return answer.status >= 200 && answer.status < 400; }

}  // namespace muster::bench
