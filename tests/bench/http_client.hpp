// A plain HTTP/1.1 client for load and kill tests: one keep-alive connection on loopback, cookies
// kept, forms read from the page as a browser would. Blocking; every wait has an end.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::bench {

struct Address {
  std::string host;
  int port = 80;
  static Address parse(std::string_view url);  // "http://127.0.0.1:8080"; loopback only, else throws
};

struct Response {
  int status = 0;  // 0: the connection broke before a whole answer was there
  std::map<std::string, std::string> headers;
  std::string body;
  // The last byte of the request was handed to the kernel: the server may have acted on it.
  bool was_sent = false;
};

using Fields = std::vector<std::pair<std::string, std::string>>;

class Client {
 public:
  explicit Client(Address address) : address_(std::move(address)) {}
  ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Response get(const std::string& path);
  // `headers` are whole lines, each ending in CRLF.
  Response post(const std::string& path, const Fields& fields, const std::string& headers = {});
  // Follows a demo's sign-in link: opens its page and presses the button. Throws when refused.
  void sign_in(const std::string& link);
  std::map<std::string, std::string>& cookies() { return cookies_; }
  void close();

 private:
  bool open();
  Response exchange(const std::string& request);
  bool read_answer(Response& answer);
  bool read_more();
  bool read_chunks(std::string& body);
  std::string cookie_line() const;
  void keep_cookie(std::string_view line);

  Address address_;
  std::map<std::string, std::string> cookies_;
  int socket_ = -1;
  std::string buffer_;
};

// The fields that a browser would send for the first POST form whose action holds `action_part`
// (any form when that is empty), without its buttons. `action` becomes the address to post to.
Fields read_form(std::string_view page, std::string_view action_part, const std::string& page_path, std::string& action);
void set_field(Fields& fields, const std::string& name, const std::string& value);
const std::string* find_field(const Fields& fields, const std::string& name);
std::string unescape_html(std::string_view text);
std::string path_of(std::string_view url);  // path and query of an absolute or relative address

}  // namespace muster::bench
