#include "platform/net/dns_client.hpp"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <stdexcept>

namespace muster::net {
namespace {

using Milliseconds = std::chrono::milliseconds;
using Bytes = std::basic_string<unsigned char>;
using Outcome = DnsAnswer::Outcome;

constexpr int kTries = 2;
constexpr int kUdpSize = 1232;  // fits every path (DNS flag day 2020); what is longer comes over TCP

struct Reply {
  bool is_done = false;
  int status = ARES_SUCCESS;
  Bytes bytes;
};

struct Found {
  bool is_done = false;
  std::vector<std::string> addresses;
};

void keep_addresses(void* argument, int, int, ares_addrinfo* first) {
  auto& found = *static_cast<Found*>(argument);
  found.is_done = true;
  if (first == nullptr) return;
  for (const ares_addrinfo_node* one = first->nodes; one != nullptr; one = one->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(one->ai_addr, one->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0) found.addresses.emplace_back(text.data());
  }
  ares_freeaddrinfo(first);
}

void keep_reply(void* argument, int status, int, unsigned char* bytes, int size) {
  auto& reply = *static_cast<Reply*>(argument);
  reply.is_done = true;
  reply.status = status;
  if (bytes != nullptr && size > 0) reply.bytes.assign(bytes, static_cast<std::size_t>(size));
}

int wire_type(DnsType type) {
  switch (type) {
    case DnsType::a: return ns_t_a;
    case DnsType::aaaa: return ns_t_aaaa;
    case DnsType::mx: return ns_t_mx;
    case DnsType::ptr: return ns_t_ptr;
    case DnsType::txt: return ns_t_txt;
  }
  throw std::logic_error("dns: unknown type");
}

std::string without_final_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

int read_addresses(const Bytes& bytes, int family, std::vector<std::string>& out) {
  hostent* host = nullptr;
  const auto size = static_cast<int>(bytes.size());
  const int status = family == AF_INET ? ares_parse_a_reply(bytes.data(), size, &host, nullptr, nullptr)
                                       : ares_parse_aaaa_reply(bytes.data(), size, &host, nullptr, nullptr);
  if (status != ARES_SUCCESS) return status;
  for (char** one = host->h_addr_list; *one != nullptr; ++one) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(family, *one, text.data(), text.size());
    out.emplace_back(text.data());
  }
  ares_free_hostent(host);
  return status;
}

int read_names(const Bytes& bytes, std::vector<std::string>& out) {
  hostent* host = nullptr;
  const in_addr none{};  // the reply names what was asked for; this only fills a field that is not read
  const int status = ares_parse_ptr_reply(bytes.data(), static_cast<int>(bytes.size()), &none, sizeof none, AF_INET, &host);
  if (status != ARES_SUCCESS) return status;
  for (char** one = host->h_aliases; *one != nullptr; ++one) out.push_back(without_final_dot(*one));
  if (out.empty() && host->h_name != nullptr) out.push_back(without_final_dot(host->h_name));
  ares_free_hostent(host);
  return status;
}

int read_exchangers(const Bytes& bytes, std::vector<std::string>& out) {
  ares_mx_reply* first = nullptr;
  const int status = ares_parse_mx_reply(bytes.data(), static_cast<int>(bytes.size()), &first);
  for (const ares_mx_reply* one = first; one != nullptr; one = one->next) out.push_back(std::to_string(one->priority) + " " + without_final_dot(one->host));
  if (first != nullptr) ares_free_data(first);
  return status;
}

int read_texts(const Bytes& bytes, std::vector<std::string>& out) {
  ares_txt_ext* first = nullptr;
  const int status = ares_parse_txt_reply_ext(bytes.data(), static_cast<int>(bytes.size()), &first);
  for (const ares_txt_ext* one = first; one != nullptr; one = one->next) {
    if (one->record_start != 0 || out.empty()) out.emplace_back();
    out.back().append(reinterpret_cast<const char*>(one->txt), one->length);
  }
  if (first != nullptr) ares_free_data(first);
  return status;
}

int read_values(const Bytes& bytes, DnsType type, std::vector<std::string>& out) {
  switch (type) {
    case DnsType::a: return read_addresses(bytes, AF_INET, out);
    case DnsType::aaaa: return read_addresses(bytes, AF_INET6, out);
    case DnsType::mx: return read_exchangers(bytes, out);
    case DnsType::ptr: return read_names(bytes, out);
    case DnsType::txt: return read_texts(bytes, out);
  }
  throw std::logic_error("dns: unknown type");
}

DnsAnswer make_answer(int status, std::vector<std::string> values) {
  if (status == ARES_SUCCESS && !values.empty()) return {Outcome::found, std::move(values), {}};
  if (status == ARES_SUCCESS || status == ARES_ENODATA || status == ARES_ENOTFOUND) return {Outcome::absent, {}, {}};
  if (status == ARES_EBADNAME) return {Outcome::absent, {}, "this is not a name that DNS can hold"};
  if (status == ARES_ETIMEOUT || status == ARES_ECANCELLED) return {Outcome::failed, {}, "no answer in time", true};
  if (status == ARES_ECONNREFUSED) return {Outcome::failed, {}, "no name server is there", true};
  return {Outcome::failed, {}, ares_strerror(status)};
}

}  // namespace

struct DnsClient::Implementation {
  Implementation(const std::string& resolver, Milliseconds time) : time_for_each(time) {
    if (ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) throw std::runtime_error("dns: c-ares does not start");
    ares_options options{};
    options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | ARES_FLAG_EDNS;
    options.timeout = static_cast<int>(time.count() / kTries);
    options.tries = kTries;
    options.ednspsz = kUdpSize;
    const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ;
    if (ares_init_options(&channel, &options, mask) != ARES_SUCCESS) {
      ares_library_cleanup();
      throw std::runtime_error("dns: no name server is configured");
    }
    if (!resolver.empty() && ares_set_servers_ports_csv(channel, resolver.c_str()) != ARES_SUCCESS) {
      shut();
      throw std::invalid_argument("not the address of a name server: " + resolver);
    }
  }
  ~Implementation() { shut(); }
  Implementation(const Implementation&) = delete;

  void shut() {
    ares_destroy(channel);
    ares_library_cleanup();
  }

  // Lets c-ares read and write until something happened or its own time is over.
  void run_once(Milliseconds most) {
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const int bits = ares_getsock(channel, sockets.data(), ARES_GETSOCK_MAXNUM);
    std::array<pollfd, ARES_GETSOCK_MAXNUM> waits{};
    nfds_t count = 0;
    for (int i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
      short events = 0;
      if (ARES_GETSOCK_READABLE(bits, i)) events |= POLLIN;
      if (ARES_GETSOCK_WRITABLE(bits, i)) events |= POLLOUT;
      if (events != 0) waits[count++] = {sockets[static_cast<std::size_t>(i)], events, 0};
    }
    timeval longest{most.count() / 1000, most.count() % 1000 * 1000}, own{};
    const timeval* next = ares_timeout(channel, &longest, &own);
    const int ready = ::poll(waits.data(), count, static_cast<int>(next->tv_sec * 1000 + next->tv_usec / 1000 + 1));
    if (ready <= 0) return ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    for (nfds_t i = 0; i < count; ++i) {
      const bool can_read = (waits[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
      ares_process_fd(channel, can_read ? waits[i].fd : ARES_SOCKET_BAD, (waits[i].revents & POLLOUT) != 0 ? waits[i].fd : ARES_SOCKET_BAD);
    }
  }

  // Until c-ares has called back, or its time is over: then it is made to.
  void run(const bool& is_done) {
    const auto end = std::chrono::steady_clock::now() + time_for_each;
    while (!is_done) {
      const auto left = std::chrono::duration_cast<Milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0) {
        ares_cancel(channel);
      } else {
        run_once(left);
      }
    }
  }

  ares_channel channel = nullptr;
  Milliseconds time_for_each;
};

DnsClient::DnsClient(const std::string& resolver, Milliseconds time_for_each)
    : implementation_(std::make_unique<Implementation>(resolver, time_for_each)) {}
DnsClient::~DnsClient() = default;

DnsAnswer DnsClient::ask(const std::string& name, DnsType type) {
  Implementation& self = *implementation_;
  Reply reply;
  ares_query(self.channel, name.c_str(), ns_c_in, wire_type(type), keep_reply, &reply);
  self.run(reply.is_done);
  std::vector<std::string> values;
  if (reply.status == ARES_SUCCESS) reply.status = read_values(reply.bytes, type, values);
  return make_answer(reply.status, std::move(values));
}

std::vector<std::string> DnsClient::resolve(const std::string& host) {
  Implementation& self = *implementation_;
  Found found;
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  ares_getaddrinfo(self.channel, host.c_str(), nullptr, &hints, keep_addresses, &found);
  self.run(found.is_done);
  return std::move(found.addresses);
}

}  // namespace muster::net
