#include "platform/log/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <mutex>

#include "platform/log/line.hpp"

namespace muster::log {

namespace {

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

std::string_view name(Level level) {
  switch (level) {
    case Level::debug: return "debug";
    case Level::info: return "info";
    case Level::warning: return "warning";
    case Level::error: return "error";
  }
  return "error";
}

class StderrLog final : public Log {
 public:
  explicit StderrLog(Level least) : logger_("muster", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    // Time in UTC, so that several servers' lines can be merged.
    logger_.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    logger_.set_level(to_spdlog(least));
    logger_.flush_on(spdlog::level::debug);
  }

  void write(Level level, std::string_view event, const std::vector<Field>& fields) override {
    if (!logger_.should_log(to_spdlog(level))) return;
    // As an argument, never as the format: braces in a value mean nothing.
    logger_.log(to_spdlog(level), "{}", format_line(event, fields));
  }

 private:
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> make_stderr_log(Level least) { return std::make_unique<StderrLog>(least); }

struct MemoryLog::State {
  std::mutex mutex;
  std::string text;
};

MemoryLog::MemoryLog() : state_(std::make_shared<State>()) {}

void MemoryLog::write(Level level, std::string_view event, const std::vector<Field>& fields) {
  const std::lock_guard lock(state_->mutex);
  state_->text += std::string(name(level)) + ' ' + format_line(event, fields) + '\n';
}

std::string MemoryLog::text() const {
  const std::lock_guard lock(state_->mutex);
  return state_->text;
}

}  // namespace muster::log
