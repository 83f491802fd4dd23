// /t/TOKEN: leads to where the link of an issue leads, and counts that somebody opened it. Every GET of this program is
// safe, and so is this one: it changes a sum and nothing that anybody has, owes or may do (docs/adr/0015).
#include "features/counting/counting_pages.hpp"
#include "views_counting.hpp"

namespace muster::counting {
namespace {

using http::PublicContext;
using http::Request;
using http::Response;

std::string_view header(const Request& request, std::string_view name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::string_view find_purpose(const Request& request) {
  for (const std::string_view name : {"sec-purpose", "purpose", "x-purpose", "x-moz"}) {
    if (const auto value = header(request, name); !value.empty()) return value;
  }
  return {};
}

Kind judge_request(const Request& request, bool is_secure) {
  return judge({.is_head = request.is_head,
                .is_secure = is_secure,
                .purpose = find_purpose(request),
                .destination = header(request, "sec-fetch-dest"),
                .agent = header(request, "user-agent"),
                .accept = header(request, "accept"),
                .accept_language = header(request, "accept-language")});
}

bool wants_no_tracking(const Request& request) { return header(request, "sec-gpc") == "1" || header(request, "dnt") == "1"; }

Response say_unknown(const Parts& parts, const Request& request, PublicContext& context) {
  return say(localise(request, request.locale, "/t/" + token_of(request)), context,
             {.hero = {.title = tr("This link does not work"), .is_narrow = true},
              .line = tr("Perhaps it was cut off on the way. Copy the whole link once more."),
              .more = {},
              .other_url = local_url(request, parts.archive_path),
              .other = tr("See all updates")},
             404);
}

struct Found {
  CountedLink link;
  std::shared_ptr<const CopyTargets> targets;
  const std::string* url = nullptr;  // null for the decoy, and for a link that is not registered
};

Found make_found(const CountedLink& link, std::shared_ptr<const CopyTargets> targets) {
  Found found{link, std::move(targets)};
  if (const auto url = found.targets->urls.find(link.link); url != found.targets->urls.end()) found.url = &url->second;
  return found;
}

std::optional<Found> find_link(const Parts& parts, const Request& request, PublicContext& context) {
  const auto link = parse_link_token(parts.keys, token_of(request));
  if (!link) return std::nullopt;
  return make_found(*link, parts.targets->find(context.db, link->issue, link->locale, context.clock.now()));
}

void count(const Parts& parts, const Request& request, const Found& found, Instant now) {
  parts.counter->note({.link = found.link,
                       .kind = judge_request(request, parts.is_secure),
                       .network = request.network,
                       .agent = header(request, "user-agent"),
                       .wants_no_tracking = wants_no_tracking(request),
                       .links = static_cast<std::int64_t>(found.targets->urls.size())},
                      now);
}

// Counts, and leads on.
Response lead_on(const Parts& parts, const Request& request, const Found& found, Instant now) {
  if (found.targets->is_counting) count(parts, request, found, now);
  // Nobody sees the decoy; whoever follows it all the same is shown something sensible.
  Response response = found.url == nullptr ? Response::see_other(local_url(request, parts.archive_path)) : Response::found_elsewhere(*found.url);
  set_unindexed(response);
  return response;
}

Response open_link(const Parts& parts, const Request& request, PublicContext& context) {
  const auto found = find_link(parts, request, context);
  if (!found || (found->url == nullptr && found->link.link != kDecoy)) return say_unknown(parts, request, context);
  if (request.query.has("preview")) return Response::see_other(local_url(localise(request, found->link.locale, ""), "/t/" + token_of(request)));
  return lead_on(parts, request, *found, context.clock.now());
}

Response preview_link(const Parts& parts, const Request& request, PublicContext& context) {
  const auto found = find_link(parts, request, context);
  if (!found || found->url == nullptr) return say_unknown(parts, request, context);
  const PreviewPage page{.hero = {.title = tr("Where this link goes"), .is_narrow = true},
                         .url = *found->url,
                         .is_mail = found->url->starts_with("mailto:"),
                         .is_counting = found->targets->is_counting,
                         .archive_url = local_url(request, parts.archive_path)};
  html::Writer w(context.texts, request.locale);
  views::preview(w, context.make_shell(request, page.hero.title), page);
  Response response = Response::page(w.take());
  set_unindexed(response);
  return response;
}

}  // namespace

QuickAnswer make_quick_answer(const Parts& parts, const Clock& clock) {
  return [parts, &clock](const Request& request) -> std::optional<Response> {
    if (request.method != http::Method::get || request.query.has("preview")) return std::nullopt;
    const auto link = parse_link_token(parts.keys, std::string_view(request.path).substr(kLinkPrefix.size()));
    if (!link) return std::nullopt;
    const Instant now = clock.now();
    auto targets = parts.targets->find_kept(link->issue, link->locale, now);
    if (!targets) return std::nullopt;
    const Found found = make_found(*link, std::move(targets));
    if (found.url == nullptr) return std::nullopt;
    return lead_on(parts, request, found, now);
  };
}

http::Routes make_link_routes(const Parts& parts) {
  const auto with_parts = [&parts](auto handler) { return [parts, handler](const Request& request, PublicContext& context) { return handler(parts, request, context); }; };
  return {{http::Method::get, "/t/{token}", Permission::everyone, http::PublicHandler(with_parts(open_link)), {}},
          {http::Method::get, "/{lang}/t/{token}", Permission::everyone, http::PublicHandler(with_parts(preview_link)), {}}};
}

}  // namespace muster::counting
