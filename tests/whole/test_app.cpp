#include "tests/whole/test_app.hpp"

#include "app/installation.hpp"
#include "base/text.hpp"
#include "features/access/session_store.hpp"
#include "features/forms/forms.hpp"
#include "features/people/people.hpp"

namespace muster::test {
namespace {

constexpr std::string_view kOrigin = "http://localhost:8080";

std::string encode_form(const FormFields& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += percent_encode(name) + "=" + percent_encode(value);
  }
  return body;
}

// The value of the hidden field that every form holds; "" on a page without forms.
std::string find_csrf(const std::string& page) {
  constexpr std::string_view mark = "name=\"csrf\" value=\"";
  const std::size_t at = page.find(mark);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + mark.size();
  return page.substr(begin, page.find('"', begin) - begin);
}

}  // namespace

const std::string& Answer::header(std::string_view lower_case_name) const {
  static const std::string none;
  for (const auto& [name, value] : headers) {
    if (to_lower_ascii(name) == lower_case_name) return value;
  }
  return none;
}

Answer Browser::send(const std::string& method, const std::string& target, const std::string& body, FormFields headers) {
  net::RawRequest request{.method = method, .target = target, .body = body, .remote_address = "127.0.0.1"};
  headers.emplace_back("host", "localhost:8080");
  std::string cookie_line;
  for (const auto& [name, value] : cookies_) cookie_line += (cookie_line.empty() ? "" : "; ") + name + "=" + value;
  if (!cookie_line.empty()) headers.emplace_back("cookie", cookie_line);
  request.headers = std::move(headers);
  net::RawResponse response = world_->app().answer(request);
  Answer answer{response.status, std::string(response.content()), response.headers};
  for (const auto& [name, value] : answer.headers) {
    if (to_lower_ascii(name) != "set-cookie") continue;
    const std::size_t equals = value.find('=');
    const std::string cookie = value.substr(0, equals);
    const std::string content = value.substr(equals + 1, value.find(';') - equals - 1);
    if (content.empty() || value.find("Max-Age=0") != std::string::npos) {
      cookies_.erase(cookie);
    } else {
      cookies_[cookie] = content;
    }
  }
  if (const std::string token = find_csrf(answer.body); !token.empty()) csrf_ = token;
  return answer;
}

Answer Browser::get(const std::string& target) { return send("GET", target, "", {{"sec-fetch-site", "same-origin"}}); }
Answer Browser::head(const std::string& target) { return send("HEAD", target, "", {}); }

Answer Browser::post(const std::string& target, FormFields fields, bool wants_json) {
  if (csrf_.empty()) get("/en/sign-in");
  fields.emplace_back("csrf", csrf_);
  return send("POST", target, encode_form(fields),
              {{"content-type", "application/x-www-form-urlencoded"},
               {"origin", std::string(kOrigin)},
               {"sec-fetch-site", "same-origin"},
               {"accept", wants_json ? "application/json" : "text/html"}});
}

Answer Browser::post_bare(const std::string& target, const FormFields& fields) {
  return send("POST", target, encode_form(fields), {{"content-type", "application/x-www-form-urlencoded"}});
}

World::World(db::Database& database, Date today)
    : database_(database), clock_(Instant::from_date(today) + std::chrono::hours(9)), programme_(app::load_embedded_programme()) {
  for (const forms::Form& form : app::load_embedded_forms(programme_)) {
    database_.write([&](db::Write& write) { forms::ensure_version(write, clock_, form); });
  }
  app_ = std::make_unique<app::App>(app::AppParts{.config = config_,
                                                  .database = database_,
                                                  .clock = clock_,
                                                  .random = random_,
                                                  .log = log_,
                                                  .programme = programme_,
                                                  .secret = Secret(std::string(32, 's')),
                                                  .has_cheap_passwords = true});
}

World::~World() = default;

PersonId World::add_person(const std::string& name, const std::string& email, Locale locale) {
  return database_.write([&](db::Write& write) {
    return people::insert_person(write, system(), {.name = name, .locale = locale, .email = Email::parse(email).value()});
  });
}

OrganisationId World::add_organisation(const std::string& name, const std::string& country) {
  return database_.write([&](db::Write& write) {
    organisations::Edit edit;
    edit.name = name;
    edit.country = country;
    return organisations::insert_organisation(write, system(), programme_, edit, organisations::Status::accredited).value();
  });
}

SeatId World::add_seat(PersonId person, Role role, const std::string& region, OrganisationId organisation, bool is_prime) {
  return database_.write([&](db::Write& write) {
    return access::grant_seat(write, system(),
                              {.person = person, .role = role, .region = region, .organisation = organisation, .is_prime = is_prime, .from = clock_.today()});
  });
}

Browser World::as(PersonId person, bool is_full) {
  const std::string token = database_.write([&](db::Write& write) {
    const AccountId account = access::ensure_account(write, clock_, person);
    return access::insert_session(write, clock_, random_,
                                  {.account = account, .strength = is_full ? access::Strength::full : access::Strength::mail, .browser = "test"});
  });
  Browser browser(*this);
  browser.set_cookie("muster", token);
  browser.get("/en/account");
  return browser;
}

}  // namespace muster::test
