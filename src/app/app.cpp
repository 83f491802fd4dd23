#include "app/app.hpp"

#include <atomic>
#include <mutex>

#include "app/count_writer.hpp"
#include "app/demo.hpp"
#include "app/disk_reserve.hpp"
#include "app/erasure_list.hpp"
#include "app/error_pages.hpp"
#include "app/frame.hpp"
#include "app/mail_look.hpp"
#include "app/mail_settings.hpp"
#include "app/operations.hpp"
#include "app/stamp_watch.hpp"
#include "app/wiring.hpp"
#include "embedded_assets.hpp"
#include "features/access/access.hpp"
#include "features/access/module.hpp"
#include "features/updates/leaving.hpp"
#include "platform/http/application.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"

namespace muster::app {
namespace {

constexpr int kJobThreads = 2;
// Of several servers none shows for longer what another has withdrawn.
constexpr std::chrono::milliseconds kCacheBlindMax{1000};

html::Assets make_assets() {
  const auto url = [](std::string_view name) { return std::string(embedded::asset_url(name)); };
  return {.css = url("muster.css"),
          .js = url("muster.js"),
          .icons = url("icons.svg"),
          .mark = url("mark.svg"),
          .world_night = url("world-night.svg"),
          .world_plain = url("world-plain.svg"),
          .world_regions = url("world-regions.svg")};
}

std::optional<http::Asset> find_embedded_asset(std::string_view path) {
  const embedded::Asset* asset = embedded::find_asset(path);
  if (asset == nullptr) return std::nullopt;
  return http::Asset{asset->content_type, asset->bytes, asset->gzip, asset->brotli};
}

// Posts that let people in or out; the last room on the disk is kept for them.
bool lets_people_in(std::string_view pattern) {
  return pattern.starts_with("/{lang}/sign-in") || pattern.starts_with("/{lang}/go/") || pattern == "/{lang}/sign-out";
}

// Also where no mail asks for it any more: answers to older mail still come.
Secret make_return_key(const Secret& secret) { return crypto::derive_key(secret, "mail return path"); }

mail::Settings make_sender_settings(const AppParts& p) {
  mail::Settings settings = make_mail_settings(p.config, p.programme);
  if (p.config.mail.return_domain != "off") {
    settings.return_key = make_return_key(p.secret);
    settings.receives = p.config.mail.receives != config::Mail::Receives::nothing;
  }
  return settings;
}

}  // namespace

struct App::Implementation {
  explicit Implementation(const AppParts& p);

  http::Application make_application();
  http::Context make_context();
  http::PublicContext make_public_context();
  void start_threads();
  void stop_threads();
  void bring_list_up_to_date();
  int move_demo_clock(int days);

  AppParts parts;
  i18n::Texts texts;
  crypto::PasswordHasher hasher;
  FrameParts frame;
  access::Parts access_parts;
  counting::Parts counting_parts;
  updates::Parts updates_parts;
  jobs::Context job_context;
  jobs::Runner runner;
  const mail::Makers makers;
  mail::Sender sender;
  CountWriter counts;
  Operations operations;
  DiskReserve reserve;
  http::Routes all_routes;  // as given to the application
  http::Application application;
  StampWatch stamps;
  std::mutex mutex;  // over is_working: two visitors may move the demo's clock at once
  bool is_working = false;
};

// A demo forgets with its folder.
privacy::KeepList make_keep_list(const AppParts& parts) {
  if (parts.demo_clock != nullptr) return {};
  return [path = erasure_list_path(parts.config.data)](const std::vector<privacy::Erased>& list) { write_erasure_list(path, list); };
}

MailIn make_mail_in(const AppParts& parts) {
  const config::Mail& mail = parts.config.mail;
  return {.return_key = make_return_key(parts.secret), .mailbox = {.url = mail.imap, .password = mail.imap_password, .ca_file = mail.ca_file}};
}

App::Implementation::Implementation(const AppParts& p)
    : parts(p),
      hasher(p.has_cheap_passwords ? crypto::PasswordHasher(crypto::PasswordHasher::kCheapCost) : crypto::PasswordHasher()),
      frame{.programme = p.programme,
            .texts = texts,
            .assets = make_assets(),
            .public_url = p.config.public_url,
            .clock = p.clock,
            .is_demo = p.demo_clock != nullptr},
      access_parts{.db = p.database,
                   .clock = p.clock,
                   .random = p.random,
                   .key = crypto::derive_key(p.secret, "access"),
                   .public_url = p.config.public_url,
                   .is_demo = p.demo_clock != nullptr,
                   .hasher = hasher},
      counting_parts{.keys = counting::make_keys(p.secret),
                     .counter = std::make_shared<counting::Counter>(p.random),
                     .is_secure = p.config.public_url.starts_with("https:"),
                     .archive_path = "/updates",
                     .find_issue = make_find_issue()},
      updates_parts{.counting = counting_parts.keys, .leaving = updates::make_leave_key(p.secret)},
      job_context{p.database, p.clock, p.random, texts, p.log, p.programme, p.config.public_url},
      runner(job_context, make_all_job_kinds(make_keep_list(p), make_mail_in(p), make_look_at_mail(p.config, p.programme)), make_all_recurring(make_mail_in(p))),
      makers(make_mail_makers({texts, p.programme, p.config.public_url, counting_parts.keys, updates_parts.leaving})),
      sender(job_context, make_sender_settings(p), makers),
      counts({p.database, p.clock, p.log, *counting_parts.counter, make_was_delivered()}),
      operations({.database = p.database,
                  .clock = p.clock,
                  .metrics_token = p.config.metrics_token,
                  .run_due = [this] { counts.write_now(); return runner.run_due() + sender.run_due(); }}),
      reserve(database_folder(p.config.database), p.log),
      application(make_application()),
      stamps(p.database, application.page_cache(), [this](std::string_view topic) {
        if (topic == privacy::kForgotten) bring_list_up_to_date();
      }) {
  frame.count_waiting = [this] { return operations.count_waiting(); };
}

http::Context App::Implementation::make_context() {
  return {parts.database,
          parts.clock,
          parts.random,
          texts,
          parts.log,
          parts.programme,
          [this](const http::Request& request, const Message& title) { return make_frame(frame, request, title); },
          [this](std::string_view limit, std::string_view who) { return access::allow(parts.database, parts.clock, limit, who); }};
}

http::PublicContext App::Implementation::make_public_context() {
  return {parts.database,
          parts.clock,
          parts.random,
          texts,
          parts.log,
          parts.programme,
          [this](const http::Request& request, const Message& title) { return make_frame(frame, request, title); },
          [this](std::string_view kind, std::string_view key, const std::map<std::string, std::string>& values) {
            parts.database.write([&](db::Write& write) {
              jobs::enqueue(write, parts.clock, {.kind = std::string(kind), .key = std::string(key), .values = values});
            });
            runner.wake();
          },
          [this](std::string_view limit, std::string_view who) { return access::allow(parts.database, parts.clock, limit, who); }};
}

http::Application App::Implementation::make_application() {
  http::Routes routes = make_all_routes(access_parts, counting_parts, updates_parts, texts);
  for (http::Route& route : operations.make_routes()) routes.push_back(std::move(route));
  if (parts.demo_clock != nullptr) {
    for (http::Route& route : make_demo_routes(*parts.demo_clock, [this](int days) { return move_demo_clock(days); }, makers)) routes.push_back(std::move(route));
  }
  all_routes = routes;
  http::Gate gate = access::make_gate(access_parts);
  gate.error_page = [this](const http::Request& request, int status, const std::string& incident) {
    FrameParts without_database = frame;
    without_database.count_waiting = nullptr;
    return render_error(without_database, request, status, incident);
  };
  return http::Application(std::move(routes), std::move(gate), make_context(), make_public_context(),
                           {.public_url = parts.config.public_url,
                            .trusted_proxies = parts.config.trusted_proxies,
                            .is_demo = parts.demo_clock != nullptr,
                            .csrf_secret = crypto::derive_key(parts.secret, "csrf"),
                            .cache = {.unobserved_max = parts.database.engine() == db::Engine::postgresql ? kCacheBlindMax : std::chrono::milliseconds(0)},
                            .has_room = [this](std::string_view pattern) { return !reserve.is_short() || lets_people_in(pattern); },
                            .quick = {.prefix = std::string(counting::kLinkPrefix), .find = counting::make_quick_answer(counting_parts, parts.clock)},
                            .observe = [this](std::string_view pattern, int status, Duration took) { operations.observe(pattern, status, took); }},
                           find_embedded_asset);
}

void App::Implementation::start_threads() {
  const std::lock_guard lock(mutex);
  runner.start(kJobThreads);
  sender.start();
  is_working = true;
}

void App::Implementation::stop_threads() {
  const std::lock_guard lock(mutex);
  runner.stop();
  sender.stop();
  is_working = false;
}

// Each server keeps a copy of the list of the forgotten beside it, whichever of them forgot somebody.
void App::Implementation::bring_list_up_to_date() {
  const auto keep_list = make_keep_list(parts);
  if (!keep_list) return;
  try {
    keep_list(parts.database.read([](db::Read& read) { return privacy::list_erased(read); }));
  } catch (const std::exception& error) {
    parts.log.error("privacy.list_not_written", {{"why", error.what()}});
  }
}

// Day by day, so that each day's reminders go out on their day. Nothing else works meanwhile: a day's jump
// would end the lease of a mail that is just being sent, and send it twice.
int App::Implementation::move_demo_clock(int days) {
  const std::lock_guard lock(mutex);
  runner.stop();
  sender.stop();
  int done = 0;
  for (int day = 0; day < days; ++day) {
    parts.demo_clock->set_offset(parts.demo_clock->offset() + std::chrono::days(1));
    done += operations.run_due();
  }
  if (is_working) {
    runner.start(kJobThreads);
    sender.start();
  }
  return done;
}

App::App(const AppParts& parts) : implementation_(std::make_unique<Implementation>(parts)) {}
App::~App() { stop_work(); }

net::RawResponse App::answer(const net::RawRequest& request) {
  implementation_->stamps.look();
  return implementation_->application.answer(request);
}

net::Handlers App::handlers() { return implementation_->application.handlers(); }

void App::announce_stop() { implementation_->operations.announce_stop(); }

void App::start_work() {
  implementation_->reserve.start();
  implementation_->stamps.start();
  implementation_->counts.start();
  implementation_->start_threads();
}

void App::stop_work() {
  implementation_->reserve.stop();
  implementation_->stamps.stop();
  implementation_->counts.stop();
  implementation_->stop_threads();
}

const http::Routes& App::list_routes() const { return implementation_->all_routes; }

int App::run_due() { return implementation_->operations.run_due(); }

}  // namespace muster::app
