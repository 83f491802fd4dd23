// What a single value must look like. Internal to this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace muster::config {

// An IPv4 or IPv6 address without brackets.
bool is_ip_address(std::string_view text);
// "192.0.2.1:8080", "[2001:db8::1]:8080"; port 0 asks the system for one.
bool is_listen_address(std::string_view text);
// An address in digits, with or without a port: "192.0.2.53", "192.0.2.53:5353", "2001:db8::1", "[2001:db8::1]:53".
bool is_name_server(std::string_view text);
// "imaps://user@host:993/INBOX", or imap://; without a password, which would stand in the open.
bool is_mailbox_url(std::string_view text);
// A host name or address, and a port from 1 to 65535.
bool is_host_and_port(std::string_view text);
// http or https, host, maybe a port, and nothing else but one final slash, which is taken off.
std::optional<std::string> parse_public_url(std::string_view text);

}  // namespace muster::config
