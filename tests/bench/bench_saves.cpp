// Durable saves a second over many keep-alive connections, as a browser's forms send them.
//   bench_saves URL SECONDS CONNECTIONS LINKS-FILE TARGET...
// LINKS-FILE has one sign-in link a line; connections take links and targets in turn. Prints saves a
// second and the times of the middle and the slowest hundredth.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/save_target.hpp"

using namespace muster::bench;
using Clock = std::chrono::steady_clock;

namespace {

struct Total {
  std::mutex mutex;
  std::vector<double> times_ms;
  long refused = 0;
  std::string complaint;
};

// Each connection measures into its own list and adds it at the end.
void run_connection(const Address& address, const std::map<std::string, std::string>& cookies, const SaveTarget& target,
                    long first, Clock::time_point end, Total& total) {
  std::vector<double> times;
  long refused = 0;
  std::string complaint;
  try {
    Client client(address);
    client.cookies() = cookies;
    Saver saver(client, target);
    if (!saver.open()) throw std::runtime_error(target.page + " cannot be opened");
    for (long sequence = first; Clock::now() < end; ++sequence) {
      const auto start = Clock::now();
      const auto answer = saver.save_by_script(target.make_value(sequence));
      if (Saver::is_acknowledged(answer)) {
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
      } else {
        ++refused;
        complaint = "a save answered " + std::to_string(answer.status);
        if (!saver.open()) break;
      }
    }
  } catch (const std::exception& error) {
    complaint = error.what();
  }
  std::lock_guard lock(total.mutex);
  total.times_ms.insert(total.times_ms.end(), times.begin(), times.end());
  total.refused += refused;
  if (!complaint.empty()) total.complaint = complaint;
}

std::vector<std::map<std::string, std::string>> sign_in_all(const Address& address, const char* file_name) {
  std::vector<std::map<std::string, std::string>> out;
  std::ifstream file(file_name);
  for (std::string link; std::getline(file, link);) {
    if (link.empty()) continue;
    Client client(address);
    client.sign_in(link);
    out.push_back(client.cookies());
  }
  if (out.empty()) throw std::runtime_error("no sign-in link in the links file");
  return out;
}

int run(int count, char** arguments) {
  if (count < 6) {
    std::fprintf(stderr, "Usage: bench_saves URL SECONDS CONNECTIONS LINKS-FILE PAGE:FIELD[:number]...\n");
    return 2;
  }
  const auto address = Address::parse(arguments[1]);
  const double seconds = std::atof(arguments[2]);
  const int connections = std::atoi(arguments[3]);
  const auto sessions = sign_in_all(address, arguments[4]);
  std::vector<SaveTarget> targets;
  for (int i = 5; i < count; ++i) targets.push_back(SaveTarget::parse(arguments[i]));

  Total total;
  const auto start = Clock::now();
  const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<std::jthread> threads;
  for (int i = 0; i < connections; ++i)
    threads.emplace_back([&, i] {
      const auto n = static_cast<std::size_t>(i);
      run_connection(address, sessions[n % sessions.size()], targets[n % targets.size()], 1000000L * (i + 1), end, total);
    });
  threads.clear();
  const double took = std::chrono::duration<double>(Clock::now() - start).count();
  auto& times = total.times_ms;
  std::ranges::sort(times);
  if (!total.complaint.empty()) std::printf("complaint: %s\n", total.complaint.c_str());
  if (times.empty()) return 1;
  std::printf("%.0f saves/s, p50 %.2f ms, p99 %.2f ms, %zu saves, %ld refused, %d connections, %.1f s\n", static_cast<double>(times.size()) / took,
              times[times.size() / 2], times[times.size() * 99 / 100], times.size(), total.refused, connections, took);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_saves: %s\n", error.what());
    return 1;
  }
}
