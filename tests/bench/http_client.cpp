#include "tests/bench/http_client.hpp"

#include <arpa/inet.h>
#include <cctype>
#include <cstdint>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace muster::bench {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::string encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~') out += static_cast<char>(c);
    else if (c == ' ') out += '+';
    else out += {'%', kDigits[c >> 4], kDigits[c & 15]};
  }
  return out;
}

// The value of an attribute inside a tag, or nothing.
std::string attribute(std::string_view tag, std::string_view name, bool* is_there = nullptr) {
  if (is_there) *is_there = false;
  for (auto at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    if (at == 0 || !std::isspace(static_cast<unsigned char>(tag[at - 1]))) continue;
    const auto end = at + name.size();
    const bool has_value = end < tag.size() && tag[end] == '=';
    const bool is_bare = end >= tag.size() || std::isspace(static_cast<unsigned char>(tag[end])) || tag[end] == '>' || tag[end] == '/';
    if (!has_value && !is_bare) continue;
    if (is_there) *is_there = true;
    if (!has_value) return {};
    const char quote = end + 1 < tag.size() ? tag[end + 1] : ' ';
    if (quote != '"' && quote != '\'') return {};
    return unescape_html(tag.substr(end + 2, tag.find(quote, end + 2) - end - 2));
  }
  return {};
}

void add_input(Fields& fields, std::string_view tag) {
  const auto name = attribute(tag, "name");
  const auto type = lower(attribute(tag, "type"));
  if (name.empty() || type == "submit" || type == "button" || type == "file" || type == "reset") return;
  bool is_checked = false;
  attribute(tag, "checked", &is_checked);
  if ((type == "radio" || type == "checkbox") && !is_checked) return;
  bool has_value = false;
  auto value = attribute(tag, "value", &has_value);
  fields.emplace_back(name, (type == "checkbox" || type == "radio") && !has_value ? "on" : value);
}

void add_select(Fields& fields, std::string_view tag, std::string_view inside) {
  const auto name = attribute(tag, "name");
  if (name.empty()) return;
  std::string first, chosen;
  bool has_first = false, has_chosen = false;
  for (auto at = inside.find("<option"); at != std::string_view::npos; at = inside.find("<option", at + 1)) {
    const auto option = inside.substr(at, inside.find('>', at) - at + 1);
    bool is_selected = false;
    attribute(option, "selected", &is_selected);
    if (!has_first) first = attribute(option, "value"), has_first = true;
    if (is_selected) chosen = attribute(option, "value"), has_chosen = true;
  }
  if (has_first) fields.emplace_back(name, has_chosen ? chosen : first);
}

Fields read_fields(std::string_view form) {
  Fields fields;
  for (auto at = form.find('<'); at != std::string_view::npos; at = form.find('<', at + 1)) {
    const auto rest = form.substr(at);
    const auto tag = rest.substr(0, rest.find('>') + 1);
    if (rest.starts_with("<template")) {
      at = form.find("</template>", at);
      if (at == std::string_view::npos) break;
    } else if (rest.starts_with("<input")) {
      add_input(fields, tag);
    } else if (rest.starts_with("<textarea")) {
      const auto end = rest.find("</textarea>");
      auto text = unescape_html(rest.substr(tag.size(), end - tag.size()));
      if (text.starts_with('\n')) text.erase(0, 1);
      if (const auto name = attribute(tag, "name"); !name.empty()) fields.emplace_back(name, text);
    } else if (rest.starts_with("<select")) {
      add_select(fields, tag, rest.substr(0, rest.find("</select>")));
    }
  }
  return fields;
}

}  // namespace

Address Address::parse(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) throw std::runtime_error("not an http address: " + std::string(url));
  url.remove_prefix(kScheme.size());
  url = url.substr(0, url.find('/'));
  const auto colon = url.rfind(':');
  Address out{std::string(url.substr(0, colon)), 80};
  if (colon != std::string_view::npos) std::from_chars(url.data() + colon + 1, url.data() + url.size(), out.port);
  if (out.host == "localhost") out.host = "127.0.0.1";
  if (!out.host.starts_with("127.")) throw std::runtime_error("load goes to this machine only, not to " + out.host);
  return out;
}

void Client::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  buffer_.clear();
}

bool Client::open() {
  if (socket_ >= 0) return true;
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{20, 0};
  const int yes = 1;
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(address_.port));
  inet_pton(AF_INET, address_.host.c_str(), &to.sin_addr);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0) return true;
  close();
  return false;
}

bool Client::read_more() {
  char piece[16384];
  const auto count = ::recv(socket_, piece, sizeof piece, 0);
  if (count <= 0) return false;
  buffer_.append(piece, static_cast<std::size_t>(count));
  return true;
}

bool Client::read_chunks(std::string& body) {
  for (;;) {
    std::size_t line;
    while ((line = buffer_.find("\r\n")) == std::string::npos)
      if (!read_more()) return false;
    std::size_t size = 0;
    std::from_chars(buffer_.data(), buffer_.data() + line, size, 16);
    while (buffer_.size() < line + 2 + size + 2)
      if (!read_more()) return false;
    body.append(buffer_, line + 2, size);
    buffer_.erase(0, line + 2 + size + 2);
    if (size == 0) return true;
  }
}

bool Client::read_answer(Response& answer) {
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!read_more()) return false;
  const std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  std::from_chars(head.data() + 9, head.data() + 12, answer.status);
  for (auto at = head.find("\r\n") + 2; at < head.size();) {
    const auto stop = head.find("\r\n", at);
    const auto line = std::string_view(head).substr(at, stop - at);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos) {
      const auto name = lower(line.substr(0, colon));
      answer.headers[name] = line.substr(colon + 2);
      if (name == "set-cookie") keep_cookie(line.substr(colon + 2));
    }
    at = stop + 2;
  }
  if (answer.headers["transfer-encoding"] == "chunked") return read_chunks(answer.body);
  std::size_t length = 0;
  const auto& text = answer.headers["content-length"];
  std::from_chars(text.data(), text.data() + text.size(), length);
  while (buffer_.size() < length)
    if (!read_more()) return false;
  answer.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return true;
}

void Client::keep_cookie(std::string_view line) {
  line = line.substr(0, line.find(';'));
  const auto equals = line.find('=');
  cookies_[std::string(line.substr(0, equals))] = line.substr(equals + 1);
}

std::string Client::cookie_line() const {
  std::string out;
  for (const auto& [name, value] : cookies_) out += (out.empty() ? "Cookie: " : "; ") + name + "=" + value;
  return out.empty() ? out : out + "\r\n";
}

Response Client::exchange(const std::string& request) {
  // A connection that the server closed while it was idle is opened once more; nothing was sent on it.
  char byte;
  if (socket_ >= 0 && ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0) close();
  Response answer;
  if (!open()) return answer;
  for (std::size_t at = 0; at < request.size();) {
    const auto count = ::send(socket_, request.data() + at, request.size() - at, MSG_NOSIGNAL);
    if (count <= 0) {
      close();
      return answer;
    }
    at += static_cast<std::size_t>(count);
  }
  answer.was_sent = true;
  if (!read_answer(answer)) {
    close();
    answer.status = 0;
  } else if (lower(answer.headers["connection"]) == "close") {
    close();
  }
  return answer;
}

Response Client::get(const std::string& path) {
  return exchange("GET " + path + " HTTP/1.1\r\nHost: " + address_.host + ":" + std::to_string(address_.port) +
                  "\r\nSec-Fetch-Site: same-origin\r\n" + cookie_line() + "\r\n");
}

Response Client::post(const std::string& path, const Fields& fields, const std::string& headers) {
  std::string body;
  for (const auto& [name, value] : fields) body += (body.empty() ? "" : "&") + encode(name) + "=" + encode(value);
  const auto host = address_.host + ":" + std::to_string(address_.port);
  return exchange("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host +
                  "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n" + headers + cookie_line() + "\r\n" + body);
}

void Client::sign_in(const std::string& link) {
  auto path = path_of(link);
  auto page = get(path);
  for (int i = 0; i < 3 && page.status / 100 == 3; ++i) {  // on to the person's language
    path = path_of(page.headers["location"]);
    page = get(path);
  }
  std::string action;
  auto fields = read_form(page.body, "", path, action);
  const auto answer = post(action, fields);
  if (page.status != 200 || answer.status != 303)
    throw std::runtime_error("sign-in by " + path + " answered " + std::to_string(page.status) + " and " + std::to_string(answer.status));
}

Fields read_form(std::string_view page, std::string_view action_part, const std::string& page_path, std::string& action) {
  // The form inside <main> comes first: the shell has forms of its own (sign out, language).
  const auto main = std::max<std::size_t>(page.find("<main"), 0);
  for (auto at = page.find("<form", main == std::string_view::npos ? 0 : main); at != std::string_view::npos; at = page.find("<form", at + 1)) {
    const auto form = page.substr(at, page.find("</form>", at) - at);
    const auto tag = form.substr(0, form.find('>') + 1);
    if (lower(attribute(tag, "method")) != "post") continue;
    action = attribute(tag, "action");
    if (action.empty()) action = page_path;
    if (action.find(action_part) == std::string::npos) continue;
    return read_fields(form);
  }
  throw std::runtime_error("no form to fill in at " + page_path);
}

void set_field(Fields& fields, const std::string& name, const std::string& value) {
  for (auto& [known, old] : fields)
    if (known == name) {
      old = value;
      return;
    }
  fields.emplace_back(name, value);
}

const std::string* find_field(const Fields& fields, const std::string& name) {
  const auto found = std::ranges::find(fields, name, &std::pair<std::string, std::string>::first);
  return found == fields.end() ? nullptr : &found->second;
}

std::string unescape_html(std::string_view text) {
  constexpr std::pair<std::string_view, std::string_view> kMarks[] = {{"&amp;", "&"}, {"&lt;", "<"},   {"&gt;", ">"},
                                                                      {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    bool is_mark = false;
    for (const auto& [mark, meaning] : kMarks)
      if (text.substr(i).starts_with(mark)) {
        out += meaning;
        i += mark.size();
        is_mark = true;
        break;
      }
    if (!is_mark) out += text[i++];
  }
  return out;
}

std::string path_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const auto slash = url.find('/', scheme + 3);
  return slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
}

}  // namespace muster::bench
