// Uploads: the first line is the content type, the rest the body. What was read, written out under another
// boundary and read again is the same.
#include <string>

#include "base/text.hpp"
#include "platform/http/form.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace muster;
using fuzz::require;

// As browsers write a name (WHATWG HTML 4.10.21.8).
std::string escape(std::string_view name) {
  std::string out;
  for (const char c : name) out += c == '"' ? "%22" : c == '\r' ? "%0D" : c == '\n' ? "%0A" : std::string(1, c);
  return out;
}

std::string write_out(const http::Multipart& form, const std::string& boundary) {
  std::string out;
  for (const auto& [name, value] : form.fields.pairs()) {
    out += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escape(name) + "\"\r\n\r\n" + value + "\r\n";
  }
  for (const auto& file : form.files) {
    out += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + escape(file.field) + "\"; filename=\"" + escape(file.name) +
           "\"\r\nContent-Type: text/csv\r\n\r\n" + file.content + "\r\n";
  }
  return out + "--" + boundary + "--\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  std::string_view type = input.line();
  if (type.ends_with('\r')) type.remove_suffix(1);
  const auto form = http::parse_multipart(type, input.rest());
  if (!form) {
    require(form.error() == 400 || form.error() == 413, "a form is read or refused");
    return 0;
  }
  require(form->fields.pairs().size() <= http::kFieldsMax && form->files.size() <= http::kFilesMax, "parts have their limit");
  std::size_t bytes = 0;
  for (const auto& [name, value] : form->fields.pairs()) {
    require(is_clean_utf8(name) && is_clean_utf8(value) && value.find('\r') == std::string::npos, "fields are clean");
    bytes += value.size();
  }
  for (const auto& file : form->files) {
    require(is_clean_utf8(file.field) && is_clean_utf8(file.name), "names of files are clean");
    bytes += file.content.size();
  }
  require(bytes <= size, "nothing grows");
  std::string boundary = "again";
  while (input.rest().find(boundary) != std::string_view::npos) boundary += "-again";
  if (boundary.size() > 70 || (form->fields.pairs().empty() && form->files.empty())) return 0;
  const auto again = http::parse_multipart("multipart/form-data; boundary=" + boundary, write_out(*form, boundary));
  require(again && again->fields.pairs() == form->fields.pairs() && again->files.size() == form->files.size(), "a form written out reads the same");
  for (std::size_t i = 0; i < form->files.size(); ++i) {
    require(again->files[i].name == form->files[i].name && again->files[i].content == form->files[i].content, "so do its files");
  }
  return 0;
}
