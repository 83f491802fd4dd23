#include "platform/log/log.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <thread>

#include "platform/log/line.hpp"

namespace muster::log {
namespace {

TEST_CASE("a value stays one value on one line") {
  struct Row {
    std::string value;
    std::string_view shown;
  };
  const Row rows[] = {
      {"42", "42"},
      {"/en/organisations?page=2", "\"/en/organisations?page=2\""},
      {"", "\"\""},
      {"two words", "\"two words\""},
      {"a\nerror forged=1", "\"a\\nerror forged=1\""},
      {"a\r\nb", "\"a\\x0d\\nb\""},
      {"quote\" back\\", "\"quote\\\" back\\\\\""},
      {"{} %s {0}", "\"{} %s {0}\""},
      {std::string("nul\0!", 5), "\"nul\\x00!\""},
      {"\x1b[31mred", "\"\\x1b[31mred\""},
      {"\xff", "\"\\xff\""},
      {"é", "\"é\""},
      {"\xE2\x80\xAE" "x", "\"\\xe2\\x80\\xaex\""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    CHECK(format_line("event", {{"key", row.value}}) == "event key=" + std::string(row.shown));
  }
  CHECK(format_line("bad event", {{"k=y\n", "1"}}) == "bad_event k_y_=1");
}

TEST_CASE("a long value is cut between characters") {
  std::string text;
  for (int i = 0; i < 600; ++i) text += "é";
  text.insert(0, "a");
  const std::string line = format_line("e", {{"k", text}});
  CHECK(line.size() == std::string("e k=\"\"").size() + 999);
  CHECK(line.find("\\x") == std::string::npos);
}

TEST_CASE("the memory log keeps lines of all threads") {
  MemoryLog log;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&log] {
      for (int i = 0; i < 100; ++i) log.info("tick", {{"i", std::to_string(i)}});
    });
  }
  for (auto& thread : threads) thread.join();
  const std::string text = log.text();
  CHECK(std::count(text.begin(), text.end(), '\n') == 400);
  CHECK(text.find("info tick i=99\n") != std::string::npos);
}

// Runs `write` with standard error going to a file and returns what arrived there.
template <class F>
std::string capture_stderr(F&& write) {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  const int saved = ::dup(STDERR_FILENO);
  ::dup2(::fileno(file), STDERR_FILENO);
  write();
  ::dup2(saved, STDERR_FILENO);
  ::close(saved);
  std::string text(4096, '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

TEST_CASE("the stderr log writes one line with time and level, from its level up") {
  const std::string text = capture_stderr([] {
    const auto log = make_stderr_log(Level::info);
    log->write(Level::debug, "quiet", {});
    log->error("loud", {{"text", "a\n{}"}});
  });
  CHECK(text.find("quiet") == std::string::npos);
  CHECK(text.find("Z error loud text=\"a\\n{}\"\n") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
}

}  // namespace
}  // namespace muster::log
