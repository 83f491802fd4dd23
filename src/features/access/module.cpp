#include "features/access/module.hpp"

#include <iterator>

#include "features/access/address_job.hpp"
#include "features/access/clean_up_job.hpp"
#include "features/access/secret_changed_job.hpp"
#include "features/access/session_store.hpp"
#include "features/access/set_up_job.hpp"
#include "features/access/sign_in_job.hpp"

namespace muster::access {
namespace {

// Often enough for half an hour of idleness, seldom enough to leave the writer alone.
constexpr std::chrono::minutes kTouchEvery{1};

Actor find_and_touch(const Parts& parts, std::string_view token) {
  struct Found {
    Actor actor;
    std::optional<FoundSession> session;
  };
  const Found found = parts.db.read([&](db::Read& read) { return Found{find_actor(read, parts.clock, token), find_session(read, token)}; });
  const bool is_due = found.actor.kind == Actor::Kind::person && found.session && parts.clock.now() - found.session->times.last_seen_at >= kTouchEvery;
  if (!is_due) return found.actor;
  try {
    parts.db.write([&](db::Write& write) { touch_session(write, parts.clock, found.actor.session); });
  } catch (const db::Error&) {
    // A full disk must not keep people from reading.
  }
  return found.actor;
}

}  // namespace

http::Routes make_routes(const Parts& parts) {
  http::Routes all;
  for (http::Routes routes : {make_sign_in_routes(), make_link_routes(parts), make_kept_routes(parts), make_second_factor_routes(parts), make_password_routes(parts), make_account_routes(), make_seat_routes(), make_log_routes()}) {
    all.insert(all.end(), std::make_move_iterator(routes.begin()), std::make_move_iterator(routes.end()));
  }
  return all;
}

std::vector<jobs::Kind> make_job_kinds() { return {make_sign_in_job(), make_set_up_job(), make_secret_changed_job(), make_address_job(), make_clean_up_job()}; }

std::vector<jobs::Recurring> make_recurring() { return {{.name = std::string(kCleanUp), .every = std::chrono::hours(1)}}; }

http::Gate make_gate(const Parts& parts) {
  http::Gate gate;
  gate.find_actor = [parts](std::string_view token, const http::Request&) { return find_and_touch(parts, token); };
  gate.permits = permits;
  gate.ask_to_sign_in = ask_to_sign_in;
  gate.keep_and_ask = [parts](const http::Request& request) { return keep_and_ask(parts, request); };
  return gate;
}

}  // namespace muster::access
