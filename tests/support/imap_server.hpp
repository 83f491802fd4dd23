// A real IMAP server for one test: imap_server.py (Dovecot) as a child process on loopback, gone with this object. Where it
// cannot be run it says so and is not there: a test then has nothing to show.
#pragma once

#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

extern char** environ;

namespace muster::test {

class ImapServer {
 public:
  ImapServer() {
    std::string pattern = (std::filesystem::temp_directory_path() / "muster-imap-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("imap_server: no temporary folder");
    folder_ = pattern;
    ::chmod(pattern.c_str(), 0755);
    for (const char* part : {"home", "home/Maildir", "home/Maildir/cur", "home/Maildir/new", "home/Maildir/tmp"}) {
      std::filesystem::create_directory(folder_ / part);
      ::chmod((folder_ / part).c_str(), 0777);
    }
    start();
  }
  ~ImapServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ImapServer(const ImapServer&) = delete;

  bool is_there() const { return port_ != 0; }
  std::string url() const { return "imap://somebody@127.0.0.1:" + std::to_string(port_) + "/INBOX"; }
  std::string tls_url() const { return "imaps://somebody@localhost:" + std::to_string(tls_port_) + "/INBOX"; }
  std::string certificate() const { return (folder_ / "cert.pem").string(); }

  // As a mail server on that machine would; `is_read`: somebody has read it there.
  void deliver(const std::string& message, bool is_read = false) {
    const std::string name = std::to_string(1'780'000'000 + ++delivered_) + ".M1.here";
    const auto draft = folder_ / "home/Maildir/tmp" / name;
    std::ofstream(draft, std::ios::binary) << message;
    ::chmod(draft.c_str(), 0666);
    std::filesystem::rename(draft, folder_ / "home/Maildir" / (is_read ? "cur/" + name + ":2,S" : "new/" + name));
  }
  int count_seen() const {
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "home/Maildir/cur")) {
      const std::string name = entry.path().filename().string();
      seen += name.find(":2,") != std::string::npos && name.find('S', name.find(":2,")) != std::string::npos;
    }
    return seen;
  }
  // The next look at the mailbox finds other numbers (another UIDVALIDITY).
  void number_anew() {
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "home/Maildir")) {
      if (entry.is_regular_file()) std::filesystem::remove(entry.path());
    }
  }
  void stop() {
    if (child_ == 0) return;
    ::close(input_);
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = 0;
  }

 private:
  void start() {
    int to_child[2], from_child[2];
    if (::pipe2(to_child, O_CLOEXEC) != 0 || ::pipe2(from_child, O_CLOEXEC) != 0) throw std::runtime_error("imap_server: no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to_child[0], 0);
    posix_spawn_file_actions_adddup2(&actions, from_child[1], 1);
    std::string script = "tests/support/imap_server.py", where = folder_.string();
    char* words[] = {script.data(), where.data(), nullptr};
    if (::posix_spawn(&child_, words[0], &actions, nullptr, words, environ) != 0) throw std::runtime_error("imap_server: not started");
    posix_spawn_file_actions_destroy(&actions);
    ::close(to_child[0]);
    ::close(from_child[1]);
    input_ = to_child[1];
    FILE* said = ::fdopen(from_child[0], "r");
    if (std::fscanf(said, "%d %d", &port_, &tls_port_) != 2) port_ = 0;
    std::fclose(said);
  }

  std::filesystem::path folder_;
  pid_t child_ = 0;
  int input_ = -1;
  int port_ = 0;
  int tls_port_ = 0;
  int delivered_ = 0;
};

}  // namespace muster::test
