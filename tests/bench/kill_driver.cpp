// Writers of a kill test, and the judge afterwards. Everything goes through the public HTTP interface;
// what was promised stands in a ledger outside the program, each line on disk before the next save.
//   kill_driver sign-in URL LINK...                                   prints one session a line
//   kill_driver load  URL LEDGER COOKIES [--read PATH]... TARGET...   until the server is gone
//   kill_driver endure URL LEDGER COOKIES [--read PATH]... TARGET...  until standard input ends, whatever fails
//   kill_driver check URL LEDGER COOKIES TARGET...                    after it is back
// Each target (PAGE:FIELD[:number]) has one writer, so that its answers have one order. COOKIES has one
// session a line ("NAME=VALUE"): the representative's, then staff's, who enters reports too. Ledger lines: "T target S sequence" before a save is
// sent, "A target sequence" when the page called it saved, "R target sequence" when it was refused.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/endure.hpp"
#include "tests/bench/ledger.hpp"
#include "tests/bench/save_target.hpp"

using namespace muster::bench;

namespace {

// Ends when the server does not answer any more.
void write_answers(const Address& address, const std::string& cookie, const SaveTarget& target, std::size_t number, long first,
                   Ledger& ledger, std::atomic<long>& saved) {
  Client client(address);
  const auto equals = cookie.find('=');
  client.cookies()[cookie.substr(0, equals)] = cookie.substr(equals + 1);
  Saver saver(client, target);
  bool is_open = saver.open();
  for (long sequence = first; is_open; ++sequence) {
    ledger.add('T', number, sequence, false);
    const bool is_by_button = sequence % 8 == 0;
    const auto value = target.make_value(sequence);
    const auto answer = is_by_button ? saver.save_by_button(value) : saver.save_by_script(value);
    if (answer.status == 0) return;
    if (Saver::is_acknowledged(answer)) {
      ledger.add('A', number, sequence, true);
      ++saved;
      if (is_by_button) is_open = saver.open();
    } else {
      // 500 says that something broke, perhaps after the save: as little as no answer at all.
      if (answer.status != 500) ledger.add('R', number, sequence, false);
      is_open = saver.open();
    }
  }
}

void read_pages(const Address& address, const std::vector<std::string>& paths) {
  Client client(address);
  for (std::size_t i = 0;; ++i) {
    if (client.get(paths[i % paths.size()]).status == 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

Task read_task(int count, char** arguments) {
  if (count < 6) throw std::runtime_error("Usage: kill_driver load|endure|check URL LEDGER COOKIES [--read PATH]... TARGET...");
  Task task{Address::parse(arguments[2]), arguments[3], {}, {}, {}};
  std::ifstream cookies(arguments[4]);
  for (std::string line; std::getline(cookies, line);)
    if (!line.empty()) task.cookies.push_back(line);
  for (int i = 5; i < count; ++i) {
    if (std::strcmp(arguments[i], "--read") == 0 && i + 1 < count) task.reads.emplace_back(arguments[++i]);
    else task.targets.push_back(SaveTarget::parse(arguments[i]));
  }
  if (task.cookies.empty() || task.targets.empty()) throw std::runtime_error("no session or no target");
  return task;
}

int sign_in(int count, char** arguments) {
  for (int i = 3; i < count; ++i) {
    Client client(Address::parse(arguments[2]));
    client.sign_in(arguments[i]);
    for (const auto& [name, value] : client.cookies())
      if (name == "muster" || name == "__Host-muster") std::printf("%s=%s\n", name.c_str(), value.c_str());
  }
  return 0;
}

int load(const Task& task) {
  const auto known = read_ledger(task.ledger);
  Ledger ledger(task.ledger);
  std::atomic<long> saved = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < task.targets.size(); ++i)
      threads.emplace_back([&, i] {
        const auto found = known.find(i);
        const long first = found == known.end() ? 1 : found->second.sent + 1;
        try {
          write_answers(task.address, task.cookie_for(task.targets[i]), task.targets[i], i, first, ledger, saved);
        } catch (const std::exception& error) {
          std::fprintf(stderr, "kill_driver: %s\n", error.what());
        }
      });
    if (!task.reads.empty())
      for (int i = 0; i < 4; ++i) threads.emplace_back([&] { read_pages(task.address, task.reads); });
  }
  std::printf("saved %ld\n", saved.load());
  return 0;
}

int check(const Task& task) {
  long lost = 0, ghosts = 0, checked = 0;
  for (const auto& [number, allowed] : read_ledger(task.ledger)) {
    const auto& target = task.targets.at(number);
    const auto& cookie = task.cookie_for(target);
    Client client(task.address);
    client.cookies()[cookie.substr(0, cookie.find('='))] = cookie.substr(cookie.find('=') + 1);
    Saver saver(client, target);
    if (!saver.open()) throw std::runtime_error("cannot read " + target.page);
    const auto shown = saver.shown();
    ++checked;
    switch (judge(target, allowed, shown)) {
      case Found::promised: continue;
      case Found::older: ++lost; break;
      case Found::unknown: ++ghosts; break;
    }
    std::printf("%s %s shows '%s', but %ld was acknowledged\n", judge(target, allowed, shown) == Found::older ? "LOST" : "GHOST",
                target.page.c_str(), shown.c_str(), allowed.acknowledged);
  }
  std::printf("checked %ld lost %ld ghosts %ld\n", checked, lost, ghosts);
  return lost + ghosts == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count > 3 && std::strcmp(arguments[1], "sign-in") == 0) return sign_in(count, arguments);
    const auto task = read_task(count, arguments);
    if (std::strcmp(arguments[1], "endure") == 0) return endure(task);
    return std::strcmp(arguments[1], "load") == 0 ? load(task) : check(task);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kill_driver: %s\n", error.what());
    return 2;
  }
}
