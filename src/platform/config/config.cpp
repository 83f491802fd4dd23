#include "platform/config/config.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "platform/config/entry.hpp"

namespace muster::config {

namespace {

constexpr std::size_t kSecretBytes = 32;

std::expected<void, Error> apply_entries(Config& config, const std::expected<std::vector<Entry>, Error>& entries) {
  if (!entries) return std::unexpected(entries.error());
  for (const Entry& entry : *entries) {
    if (const auto applied = apply_entry(config, entry); !applied) return applied;
  }
  return {};
}

// What only shows when all values are known.
std::expected<void, Error> check_together(const Config& config) {
  const Mail& mail = config.mail;
  if (!config.database_public.empty() && config.database.starts_with("sqlite:")) {
    return std::unexpected(Error("database_public: remove it; with SQLite the program itself keeps personal tables closed"));
  }
  if (mail.smarthost != "log" && mail.from.empty()) {
    return std::unexpected(Error("mail.from: write the e-mail address that mail comes from; it is needed with mail.smarthost"));
  }
  if ((mail.receives == Mail::Receives::imap) != !mail.imap.empty()) {
    return std::unexpected(Error("mail.receives: write \"imap\" together with mail.imap, or neither"));
  }
  if (mail.imap.empty() != mail.imap_password.empty()) {
    return std::unexpected(Error("mail.imap: write mail.imap and mail.imap_password_file together, or neither"));
  }
  if (mail.receives != Mail::Receives::nothing && mail.return_domain == "off") {
    return std::unexpected(Error("mail.return_domain: write the domain that takes mail for this program; with \"off\" nothing can come back to it"));
  }
  if (mail.user.empty() != mail.password.empty()) {
    return std::unexpected(Error("mail.user: write mail.user and mail.password_file together, or neither"));
  }
  if (!mail.user.empty() && mail.tls == Mail::Tls::off) {
    return std::unexpected(Error("mail.tls: write \"required\"; without it the smarthost's password would travel in the open"));
  }
  return {};
}

// Closes a descriptor at the end of its scope.
struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

Error describe_failure(const std::string& path, const std::string& what) {
  return "secret_file: " + path + ": " + what + ": " + std::strerror(errno);
}

std::expected<Secret, Error> read_secret(const std::string& path, int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return std::unexpected(describe_failure(path, "cannot be read"));
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return std::unexpected("secret_file: " + path + ": other users can read this file; run chmod 600 on it");
  }
  std::array<char, kSecretBytes + 1> buffer{};
  const auto size = ::read(descriptor, buffer.data(), buffer.size());
  if (size != static_cast<ssize_t>(kSecretBytes)) {
    return std::unexpected("secret_file: " + path + ": must hold exactly 32 bytes; copy it again from the first server or a backup");
  }
  Secret secret(std::string(buffer.data(), kSecretBytes));
  ::explicit_bzero(buffer.data(), buffer.size());
  return secret;
}

// Written beside and linked into place: a crash leaves no half file, and of two first starts at once
// one wins and the other reads the winner's secret.
std::expected<void, Error> make_secret_file(const std::string& path, Random& random) {
  const std::string draft = path + "." + std::to_string(::getpid()) + ".new";
  Descriptor file{::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  if (file.number < 0) return std::unexpected(describe_failure(path, "cannot be made"));
  std::array<std::byte, kSecretBytes> bytes{};
  random.fill(bytes);
  const bool is_written = ::write(file.number, bytes.data(), bytes.size()) == static_cast<ssize_t>(kSecretBytes) && ::fsync(file.number) == 0;
  ::explicit_bzero(bytes.data(), bytes.size());
  const bool is_linked = is_written && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int reason = errno;
  ::unlink(draft.c_str());
  errno = reason;
  if (!is_linked) return std::unexpected(describe_failure(path, "cannot be made"));
  return {};
}

}  // namespace

std::expected<Config, Error> load_config(const std::optional<std::string>& path, const Environment& environment) {
  Config config;
  std::string file = path.value_or("");
  if (const auto named = environment.find("MUSTER_CONFIG"); file.empty() && named != environment.end()) file = named->second;
  std::error_code error;
  if (file.empty() && std::filesystem::exists("muster.toml", error)) file = "muster.toml";
  if (!file.empty()) {
    if (const auto applied = apply_entries(config, read_file_entries(file)); !applied) return std::unexpected(applied.error());
  }
  if (const auto applied = apply_entries(config, read_environment_entries(environment)); !applied) return std::unexpected(applied.error());
  if (const auto checked = check_together(config); !checked) return std::unexpected(checked.error());
  return config;
}

std::expected<Secret, Error> load_or_make_server_secret(const std::string& path, Random& random) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    if (const auto made = make_secret_file(path, random); !made) return std::unexpected(made.error());
  }
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) return std::unexpected(describe_failure(path, "cannot be read"));
  return read_secret(path, file.number);
}

}  // namespace muster::config
