// Mail to many as a process of its own: queued in the database, made for each recipient with links of its own, sent.
//   mail_load DATABASE HOST:PORT COUNT CONNECTIONS
// Prints "queued Q/s sent S/s first F ms states W/S/F/X peak M MB cpu C us": rates, the time from the first row to the first
// mail that was sent, how many wait, were sent, failed, were suppressed, the most memory that it used, and the time of
// processors that each mail took to send.
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "embedded_migrations.hpp"
#include "platform/crypto/crypto.hpp"
#include "platform/mail/mail.hpp"

using namespace muster;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr std::string_view kGroup = "bench:1";
constexpr int kChunk = 500;
constexpr std::array<std::string_view, 6> kParagraphs = {
    "This paragraph stands for the news of the month, in words that everybody knows. ",
    "هذه الفقرة تمثل أخبار الشهر بكلمات يعرفها الجميع. ",
    "Este párrafo representa las noticias del mes, con palabras que todos conocen. ",
    "Ce paragraphe représente les nouvelles du mois, avec des mots que tous connaissent. ",
    "Этот абзац заменяет новости месяца, написанные простыми словами. ",
    "这一段代表本月的消息，用大家都懂的词语。"};

struct World {
  explicit World(const std::string& url) : database(db::Database::open({.url = url})) {}
  jobs::Context context() { return {*database, clock, random, texts, *log, programme, "https://muster.example.org"}; }

  std::unique_ptr<db::Database> database;
  SystemClock clock;
  SystemRandom random;
  i18n::Texts texts;
  std::unique_ptr<log::Log> log = log::make_stderr_log(log::Level::info);  // as the program does, a line for each mail
  Programme programme;
};

std::string repeat(std::string_view words, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += words;
  return text;
}

// About 4 KB on the wire, with three links that only this recipient's copy has.
mail::Maker make_maker(const Secret& key) {
  std::array<std::pair<std::string, std::string>, 6> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = {repeat(kParagraphs[i], 500), repeat(kParagraphs[i], 600)};
  return [key, texts](db::Read&, const mail::MailRow& mail) -> std::optional<mail::Made> {
    const auto& [text, html] = texts[static_cast<std::size_t>(std::atol(mail.source_values.c_str())) % texts.size()];
    mail::Made made{.content = {.subject = "An update", .text = text, .html = "<html><body><p>" + html + "</p>"}};
    for (int link = 1; link <= 3; ++link) {
      const std::string url = "https://muster.example.org/t/" + crypto::encode_base64url(crypto::hmac_sha256(key, mail.source_values + ":" + std::to_string(link)).substr(0, 18));
      made.content.text += "\n" + url + "\n";
      made.content.html += "<p><a href=\"" + url + "\">" + url + "</a></p>";
    }
    made.content.html += "</body></html>";
    made.list = {.id = "updates.example.org", .unsubscribe_url = "https://muster.example.org/u/" + mail.source_values, .is_one_click = true};
    return made;
  };
}

void queue_all(World& world, int count) {
  for (int first = 0; first < count; first += kChunk) {
    world.database->write([&](db::Write& write) {
      for (int number = first; number < std::min(first + kChunk, count); ++number) {
        const std::string text = std::to_string(number);
        mail::enqueue(write, world.clock, world.random,
                      {.kind = "bench", .key = "bench:" + text, .mail_class = mail::Class::bulk,
                       .to = Email::parse("person" + text + "@d" + std::to_string(number % 50) + ".example.org").value(), .source = "bench", .source_values = text, .group = std::string(kGroup)});
      }
    }, db::Priority::bulk);
  }
}

std::string peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::to_string(std::atol(line.c_str() + 6) / 1024);
  }
  return "0";
}

double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) return std::fputs("mail_load DATABASE HOST:PORT COUNT CONNECTIONS\n", stderr), 2;
  World world(arguments[1]);
  world.database->migrate(embedded::migrations());
  const int mails = std::atoi(arguments[3]);
  const auto start = Steady::now();
  queue_all(world, mails);
  const double queued = mails / seconds_since(start);
  mail::Settings settings{.smarthost = arguments[2], .tls = mail::Settings::Tls::off, .helo = "localhost", .from = Email::parse("programme@example.org").value(),
                          .from_name = "Bench", .reply_to = Email::parse("staff@example.org").value(), .connections = std::atoi(arguments[4]) + 1};
  settings.return_key = Secret("a key for return paths");
  mail::Sender sender(world.context(), settings, {{"bench", make_maker(Secret("a key for links"))}});
  const auto begun = Steady::now();
  const double processor_before = processor_seconds();
  sender.start();
  while (world.database->read([&](db::Read& read) { return mail::count_group_waiting(read, kGroup, mails); }) == mails) std::this_thread::sleep_for(5ms);
  const double first = seconds_since(begun);
  while (world.database->read([](db::Read& read) { return mail::count_group_waiting(read, kGroup, 1); }) > 0) std::this_thread::sleep_for(20ms);
  const mail::GroupCounts counts = world.database->read([](db::Read& read) { return mail::count_group(read, kGroup); });
  const double sent = mails / seconds_since(begun);
  sender.stop();
  std::printf("queued %.0f/s sent %.0f/s first %.0f ms states %ld/%ld/%ld/%ld peak %s MB cpu %.0f us\n", queued, sent, first * 1000, counts.waiting, counts.sent, counts.failed,
              counts.suppressed, peak_memory().c_str(), (processor_seconds() - processor_before) / mails * 1e6);
  return counts.sent == mails ? 0 : 1;
}
