#include "tests/bench/endure.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <thread>

namespace muster::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto kPauseWhenAway = 50ms;   // a person would wait longer; the test wants to see the moment
constexpr auto kPauseOfReader = 4ms;
constexpr auto kPauseOfWriter = 2ms;
constexpr auto kLongest = 30min;        // ends by itself when nobody ends it

enum class Judgement { good, away, wrong };

class Events {
 public:
  explicit Events(const std::string& path) : file_(path, std::ios::app) {}
  Judgement judge(const char* kind, const std::string& path, const Response& answer, bool is_good) {
    const bool is_away = answer.status == 503 && answer.headers.contains("retry-after");
    const Judgement judgement = is_good ? Judgement::good : is_away ? Judgement::away : Judgement::wrong;
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
    const std::lock_guard lock(mutex_);
    ++counts_[static_cast<std::size_t>(judgement)];
    const char* words[] = {"good", "away", "wrong"};
    file_ << now.count() << ' ' << kind << ' ' << words[static_cast<std::size_t>(judgement)] << '\n';
    if (judgement == Judgement::wrong && ++shown_ <= 20) {
      const auto location = answer.headers.find("location");
      std::fprintf(stderr, "wrong at %lld: %s %s answered %d %s\n", static_cast<long long>(now.count()), kind, path.c_str(),
                   answer.status, location == answer.headers.end() ? "" : location->second.c_str());
    }
    return judgement;
  }
  long count(Judgement judgement) const { return counts_[static_cast<std::size_t>(judgement)]; }

 private:
  std::ofstream file_;
  std::mutex mutex_;
  long counts_[3] = {};
  int shown_ = 0;
};

struct Load {
  const Task& task;
  Ledger ledger;
  Events events;
  std::atomic<bool> is_over = false;
  std::atomic<long> saved = 0;
  std::atomic<long> read = 0;
  std::atomic<long> lost = 0;
  std::atomic<long> ghosts = 0;
};

void give(Client& client, const std::string& cookie) {
  client.cookies()[cookie.substr(0, cookie.find('='))] = cookie.substr(cookie.find('=') + 1);
}

// False when the form cannot be had just now; the reason is judged.
bool open_form(Load& load, Saver& saver, Client& client, Allowed& allowed) {
  if (saver.open()) {
    const auto shown = saver.shown();
    const Found found = judge(saver.target(), allowed, shown);
    if (found == Found::promised) return true;
    ++(found == Found::older ? load.lost : load.ghosts);
    std::fprintf(stderr, "%s %s shows '%s', but %ld was acknowledged\n", found == Found::older ? "LOST" : "GHOST",
                 saver.target().page.c_str(), shown.c_str(), allowed.acknowledged);
    allowed.acknowledged = 0;  // counted once
    return true;
  }
  const auto answer = client.get(saver.target().page);
  load.events.judge("read", saver.target().page, answer, answer.status == 200);
  return false;
}

// What a 503 left behind nobody knows, so it stays open in the ledger; another refusal is one.
void write_on(Load& load, std::size_t number, Allowed allowed) {
  const SaveTarget& target = load.task.targets[number];
  Client client(load.task.address);
  give(client, load.task.cookie_for(target));
  Saver saver(client, target);
  bool is_open = false;
  for (long sequence = allowed.sent + 1; !load.is_over; ++sequence) {
    while (!is_open && !load.is_over) {
      is_open = open_form(load, saver, client, allowed);
      if (!is_open) std::this_thread::sleep_for(kPauseWhenAway);
    }
    if (load.is_over) return;
    load.ledger.add('T', number, sequence, false);
    allowed.open.push_back(sequence);
    const bool is_by_button = sequence % 8 == 0;
    const auto value = target.make_value(sequence);
    const auto answer = is_by_button ? saver.save_by_button(value) : saver.save_by_script(value);
    const bool is_saved = Saver::is_acknowledged(answer);
    // 409: an earlier save was kept though its answer was a 503, so the form is stale. The person reads it again.
    const bool is_stale = answer.status == 409;
    const auto judgement = load.events.judge("save", target.page, answer, is_saved || is_stale);
    if (is_saved) {
      load.ledger.add('A', number, sequence, true);
      allowed.acknowledge(sequence);
      ++load.saved;
    }
    if (is_stale) {
      load.ledger.add('R', number, sequence, false);
      std::erase(allowed.open, sequence);
    }
    is_open = is_saved && !is_by_button;
    std::this_thread::sleep_for(judgement == Judgement::good ? kPauseOfWriter : kPauseWhenAway);
  }
}

void read_on(Load& load, std::size_t from) {
  Client client(load.task.address);
  give(client, load.task.cookies.front());
  Client stranger(load.task.address);
  for (std::size_t i = from; !load.is_over; ++i) {
    const auto& path = load.task.reads[i % load.task.reads.size()];
    const bool is_own = path.find("/me/") != std::string::npos;
    const auto answer = (is_own || i % 3 == 0 ? client : stranger).get(path);
    const auto judgement = load.events.judge("read", path, answer, answer.status == 200);
    if (judgement == Judgement::good) ++load.read;
    std::this_thread::sleep_for(judgement == Judgement::good ? kPauseOfReader : kPauseWhenAway);
  }
}

void keep_going(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "kill_driver: %s\n", error.what());
    std::exit(2);
  }
}

}  // namespace

int endure(const Task& task) {
  const auto known = read_ledger(task.ledger);
  Load load{task, Ledger(task.ledger), Events(task.ledger + ".events")};
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < task.targets.size(); ++i) {
      const auto found = known.find(i);
      const Allowed allowed = found == known.end() ? Allowed{} : found->second;
      threads.emplace_back([&load, i, allowed] { keep_going([&] { write_on(load, i, allowed); }); });
    }
    for (std::size_t i = 0; !task.reads.empty() && i < 4; ++i) threads.emplace_back([&load, i] { keep_going([&] { read_on(load, i); }); });
    std::jthread watch([&load] {
      std::this_thread::sleep_for(1s);
      const auto end = std::chrono::steady_clock::now() + kLongest;
      while (!load.is_over && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1s);
      load.is_over = true;
    });
    while (std::getchar() != EOF) {
    }
    load.is_over = true;
  }
  std::printf("saved %ld read %ld away %ld wrong %ld lost %ld ghosts %ld\n", load.saved.load(), load.read.load(),
              load.events.count(Judgement::away), load.events.count(Judgement::wrong), load.lost.load(), load.ghosts.load());
  return 0;
}

}  // namespace muster::bench
