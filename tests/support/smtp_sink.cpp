#include "tests/support/smtp_sink.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

extern char** environ;

namespace muster::test {

namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) { return value.is_string() ? std::string(value.get_string()) : std::string(); }

std::string decode_base64(std::string_view text) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) break;
    bits = bits << 6 | static_cast<unsigned>(digit);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xFF);
    }
  }
  return out;
}

// Tests run in the project's root, as ctest starts them.
std::string find_script(const char* name) {
  const auto path = std::filesystem::current_path() / "tests/support" / name;
  if (!std::filesystem::exists(path)) throw std::runtime_error("smtp_sink: run tests in the project's root");
  return path.string();
}

std::string make_directory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "muster-smtp-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("smtp_sink: no temporary folder");
  return pattern;
}

SinkMessage parse_content(const json::object& record) {
  SinkMessage message;
  for (const auto& field : record.at("headers").as_array()) {
    message.headers.emplace_back(text_of(field.as_array().at(0)), text_of(field.as_array().at(1)));
  }
  message.subject = text_of(record.at("subject"));
  message.message_id = text_of(record.at("message_id"));
  message.text = text_of(record.at("text"));
  message.html = text_of(record.at("html"));
  for (const auto& defect : record.at("defects").as_array()) message.defects.push_back(text_of(defect));
  message.raw = decode_base64(text_of(record.at("raw_base64")));
  return message;
}

SinkMessage parse_message(const json::object& record) {
  SinkMessage message = parse_content(record);
  message.from = text_of(record.at("from"));
  for (const auto& to : record.at("to").as_array()) message.to.push_back(text_of(to));
  message.has_smtputf8 = record.at("smtputf8").as_bool();
  message.has_tls = record.at("tls").as_bool();
  message.is_dropped = record.at("dropped").as_bool();
  message.user = text_of(record.at("user"));
  return message;
}

}  // namespace

std::vector<SinkMessage> read_messages(const std::vector<std::string>& raw_messages) {
  const std::string directory = make_directory();
  std::string command = "cd " + directory + " && /usr/bin/python3 '" + find_script("read_message.py") + "'";
  for (std::size_t i = 0; i < raw_messages.size(); ++i) {
    std::ofstream(directory + "/" + std::to_string(i), std::ios::binary) << raw_messages[i];
    command += " " + std::to_string(i);
  }
  command += " > out";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("smtp_sink: read_message.py failed");
  std::vector<SinkMessage> messages;
  std::ifstream file(directory + "/out");
  for (std::string line; std::getline(file, line);) messages.push_back(parse_content(json::parse(line).as_object()));
  file.close();
  std::filesystem::remove_all(directory);
  return messages;
}

struct SmtpSink::Process {
  explicit Process(const SinkOptions& options) {
    directory = make_directory();
    start(options);
    read_port();
  }

  ~Process() {
    close(input);  // the server ends with its standard input
    close(output);
    int status = 0;
    waitpid(pid, &status, 0);
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }

  void start(const SinkOptions& options) {
    int to_child[2];
    int from_child[2];
    if (pipe2(to_child, O_CLOEXEC) != 0 || pipe2(from_child, O_CLOEXEC) != 0) throw std::runtime_error("smtp_sink: no pipe");
    std::vector<std::string> words = {"/usr/bin/python3", find_script("smtp_server.py"), directory};
    if (!options.starttls.empty()) words.insert(words.end(), {"--starttls", options.starttls});
    if (!options.auth.empty()) words.insert(words.end(), {"--auth", options.auth});
    if (!options.has_smtputf8) words.emplace_back("--no-smtputf8");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to_child[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from_child[1], STDOUT_FILENO);
    const int failed = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(to_child[0]);
    close(from_child[1]);
    input = to_child[1];
    output = from_child[0];
    if (failed != 0) throw std::runtime_error("smtp_sink: python3 did not start");
  }

  void read_port() {
    std::string line;
    char c = 0;
    while (read(output, &c, 1) == 1 && c != '\n') line += c;
    if (!line.starts_with("ready ")) throw std::runtime_error("smtp_sink: the server did not come up (python3-aiosmtpd)");
    port = std::stoi(line.substr(6));
  }

  std::string directory;
  pid_t pid = -1;
  int input = -1;
  int output = -1;
  int port = 0;
};

SmtpSink::SmtpSink(const SinkOptions& options) : process_(std::make_unique<Process>(options)) {}
SmtpSink::~SmtpSink() = default;

int SmtpSink::port() const { return process_->port; }
std::string SmtpSink::smarthost() const { return "127.0.0.1:" + std::to_string(process_->port); }
std::string SmtpSink::certificate() const { return process_->directory + "/certificate.pem"; }

void SmtpSink::set_rules(const std::string& rules) {
  // Renamed into place, so that the server never reads half of it.
  const std::string path = process_->directory + "/rules.json";
  std::ofstream(path + ".new") << rules;
  std::filesystem::rename(path + ".new", path);
}

std::vector<SinkMessage> SmtpSink::list_messages() const {
  std::vector<SinkMessage> messages;
  std::ifstream file(process_->directory + "/messages.jsonl");
  for (std::string line; std::getline(file, line) && !file.eof();) {  // the last line may be half written still
    messages.push_back(parse_message(json::parse(line).as_object()));
  }
  return messages;
}

}  // namespace muster::test
