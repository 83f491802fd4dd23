#include "platform/jobs/job_values.hpp"

#include <boost/json.hpp>
#include <stdexcept>

namespace muster::jobs {

namespace json = boost::json;

std::string format_values(const Values& values) {
  json::object object;
  for (const auto& [name, value] : values) object.emplace(name, value);
  return json::serialize(object);
}

Values parse_values(std::string_view text) {
  json::error_code error;
  const json::value parsed = json::parse(json::string_view(text.data(), text.size()), error);
  if (error || !parsed.is_object()) throw std::runtime_error("job: values are not a JSON object");
  Values values;
  for (const auto& member : parsed.get_object()) {
    if (!member.value().is_string()) throw std::runtime_error("job: a value is not a string");
    const json::string& value = member.value().get_string();
    values.emplace(std::string(member.key().data(), member.key().size()), std::string(value.data(), value.size()));
  }
  return values;
}

}  // namespace muster::jobs
