// Marks the thread that runs a write closure, so that a write inside a write is refused at once: on
// SQLite it would wait for itself for ever, on PostgreSQL for the locks of its own outer transaction.
#pragma once

#include <stdexcept>

namespace muster::db {

class WriteScope {
 public:
  explicit WriteScope(const void* database) : outer_(running_) {
    check_free(database);
    running_ = database;
  }
  ~WriteScope() { running_ = outer_; }
  WriteScope(const WriteScope&) = delete;
  WriteScope& operator=(const WriteScope&) = delete;

  static void check_free(const void* database) {
    if (running_ == database) throw std::logic_error("a write inside a write closure of the same database");
  }

 private:
  static inline thread_local const void* running_ = nullptr;
  const void* outer_;
};

}  // namespace muster::db
