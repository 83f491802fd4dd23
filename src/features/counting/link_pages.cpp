// /t/TOKEN: leads to where the link of an issue leads, and counts that somebody opened it. Every GET of this program is
// safe, and so is this one: it changes a sum and nothing that anybody has, owes or may do (docs/adr/0015).
#include "features/counting/counting_pages.hpp"
#include "features/counting/target_store.hpp"
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

class LinkPages {
 public:
  explicit LinkPages(const Parts& parts) : parts_(parts) {}

  Response open(const Request& request, PublicContext& context) {
    const auto found = find(request, context);
    if (!found || (found->url == nullptr && found->link.link != kDecoy)) return say_unknown(parts_, request, context);
    if (request.query.has("preview")) return Response::see_other(local_url(localise(request, found->link.locale, ""), "/t/" + token_of(request)));
    if (found->targets->is_counting) count(request, context, *found);
    // Nobody sees the decoy; whoever follows it all the same is shown something sensible.
    Response response = found->url == nullptr ? Response::see_other(local_url(request, parts_.archive_path)) : Response::found_elsewhere(*found->url);
    set_unindexed(response);
    return response;
  }

  Response preview(const Request& request, PublicContext& context) {
    const auto found = find(request, context);
    if (!found || found->url == nullptr) return say_unknown(parts_, request, context);
    const PreviewPage page{.hero = {.title = tr("Where this link goes"), .is_narrow = true},
                           .url = *found->url,
                           .is_mail = found->url->starts_with("mailto:"),
                           .is_counting = found->targets->is_counting,
                           .archive_url = local_url(request, parts_.archive_path)};
    html::Writer w(context.texts, request.locale);
    views::preview(w, context.make_shell(request, page.hero.title), page);
    Response response = Response::page(w.take());
    set_unindexed(response);
    return response;
  }

 private:
  std::optional<Found> find(const Request& request, PublicContext& context) {
    const auto link = parse_link_token(parts_.keys, token_of(request));
    if (!link) return std::nullopt;
    Found found{*link, targets_.find(context.db, link->issue, link->locale, context.clock.now())};
    if (const auto url = found.targets->urls.find(link->link); url != found.targets->urls.end()) found.url = &url->second;
    return found;
  }

  void count(const Request& request, PublicContext& context, const Found& found) {
    parts_.counter->note({.link = found.link,
                          .kind = judge_request(request, parts_.is_secure),
                          .network = request.network,
                          .agent = header(request, "user-agent"),
                          .wants_no_tracking = wants_no_tracking(request),
                          .links = static_cast<std::int64_t>(found.targets->urls.size())},
                         context.clock.now());
  }

  Parts parts_;
  Targets targets_;
};

}  // namespace

http::Routes make_link_routes(const Parts& parts) {
  auto pages = std::make_shared<LinkPages>(parts);
  return {{http::Method::get, "/t/{token}", Permission::everyone, http::PublicHandler([pages](const Request& r, PublicContext& c) { return pages->open(r, c); }), {}},
          {http::Method::get, "/{lang}/t/{token}", Permission::everyone, http::PublicHandler([pages](const Request& r, PublicContext& c) { return pages->preview(r, c); }), {}}};
}

}  // namespace muster::counting
