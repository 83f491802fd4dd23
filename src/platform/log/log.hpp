// Lines for operators: one event a line, key=value. Never personal data: no names, addresses, free
// text or tokens; ids only. spdlog stays behind this header.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::log {

enum class Level { debug, info, warning, error };

class Log {
 public:
  virtual ~Log() = default;
  using Field = std::pair<std::string_view, std::string>;
  virtual void write(Level level, std::string_view event, const std::vector<Field>& fields) = 0;

  void info(std::string_view event, const std::vector<Field>& fields = {}) { write(Level::info, event, fields); }
  void warning(std::string_view event, const std::vector<Field>& fields = {}) { write(Level::warning, event, fields); }
  void error(std::string_view event, const std::vector<Field>& fields = {}) { write(Level::error, event, fields); }
};

// To standard error, as systemd's journal likes it.
std::unique_ptr<Log> make_stderr_log(Level least);
// Keeps lines in memory, for tests.
class MemoryLog final : public Log {
 public:
  MemoryLog();
  void write(Level level, std::string_view event, const std::vector<Field>& fields) override;
  std::string text() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace muster::log
