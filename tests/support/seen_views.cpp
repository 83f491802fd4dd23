// Which views this program renders, and in which languages: a line each in the file that MUSTER_TEST_VIEWS_SEEN names.
// tests/views/check_views reads the files of all programs and names the views that no test renders.
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <string>

#include "platform/html/writer.hpp"

namespace muster::test {
namespace {

class SeenViews {
 public:
  SeenViews() {
    if (const char* file = std::getenv("MUSTER_TEST_VIEWS_SEEN")) file_ = file;
    if (!file_.empty()) html::Writer::listener = &SeenViews::note;
  }
  ~SeenViews() {
    if (file_.empty()) return;
    html::Writer::listener = nullptr;
    std::ofstream out(file_);
    for (const auto& line : lines_) out << line << '\n';
  }

 private:
  static void note(std::string_view view, Locale locale);

  std::string file_;
  std::mutex mutex_;
  std::set<std::string> lines_;
};

SeenViews seen_views;

void SeenViews::note(std::string_view view, Locale locale) {
  const std::string line = std::string(view) + " " + std::string(locale_tag(locale));
  const std::lock_guard lock(seen_views.mutex_);
  seen_views.lines_.insert(line);
}

}  // namespace
}  // namespace muster::test
