// `muster receive`: one message on standard input, for a mail server's pipe. It writes into the database itself, beside
// the server or without it, and says "taken" (0) only after the commit: what was not taken stays with the mail server,
// which tries again (75). Only what trying again cannot mend is refused (64, 65); the sender then gets it back.
#include <algorithm>
#include <sysexits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "app/commands.hpp"
#include "app/database_clock.hpp"
#include "app/installation.hpp"
#include "base/crash_point.hpp"
#include "platform/mail/intake.hpp"

namespace muster::app {
namespace {

constexpr std::int64_t kRefusedAbove = 100 * 1000 * 1000;  // bytes; no mail server lets more through

struct Message {
  std::string beginning;  // as much as is kept
  std::int64_t size = 0;
};

int say(int status, const std::string& line) {
  std::fprintf(stderr, "muster receive: %s\n", line.c_str());
  return status;
}

// To its end, so that the mail server never writes into a pipe that nobody reads; nothing where reading failed.
std::optional<Message> read_message() {
  Message message;
  std::array<char, 65536> some{};
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, some.data(), some.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return message;
    message.size += got;
    const std::size_t room = mail::kInboundBytesMax - message.beginning.size();
    message.beginning.append(some.data(), std::min(room, static_cast<std::size_t>(got)));
    if (message.size > kRefusedAbove) return message;
  }
}

std::string find_recipient(const Arguments& arguments) {
  if (!arguments.recipient.empty()) return arguments.recipient;
  for (const char* name : {"ORIGINAL_RECIPIENT", "RECIPIENT"}) {
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  }
  return {};
}

void keep(const Arguments& arguments, const mail::Arrival& arrival) {
  const auto config = load_configuration(arguments);
  const auto database = open_database(config);
  check_schema(*database);
  // The clock that the servers go by: a job of a time to come would wait for it.
  const auto log = log::make_stderr_log(log::Level::error);
  const auto clock = make_server_clock(*database, *log);
  database->write([&](db::Write& write) { mail::keep_incoming(write, *clock, arrival); });
  crash_point("incoming.after_commit");
}

}  // namespace

int run_receive(const Arguments& arguments) {
  const auto message = read_message();
  if (!message) return say(EX_TEMPFAIL, "the message could not be read from standard input");
  if (message->size == 0) return say(EX_DATAERR, "there is no message on standard input");
  if (message->size > kRefusedAbove) return say(EX_DATAERR, "the message is longer than 100 MB");
  try {
    keep(arguments, mail::make_arrival(message->beginning, find_recipient(arguments), message->size));
    return EX_OK;
  } catch (const std::exception& error) {
    // Whatever it is, somebody can put it right while the mail server keeps the message.
    return say(EX_TEMPFAIL, error.what());
  }
}

}  // namespace muster::app
