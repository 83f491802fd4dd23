#include "features/counting/counting_pages.hpp"
#include "views_counting.hpp"

namespace muster::counting {

std::string token_of(const http::Request& request) { return request.parameters.find("token")->second; }

http::Request localise(const http::Request& request, Locale locale, std::string_view path) {
  http::Request made = request;
  made.locale = locale;
  made.path = local_url(made, path);
  made.raw_query.clear();
  return made;
}

void set_unindexed(http::Response& response) { response.add("X-Robots-Tag", "noindex"); }

template <class AnyContext>
http::Response say(const http::Request& request, AnyContext& context, const SayPage& page, int status) {
  html::Writer w(context.texts, request.locale);
  views::say(w, context.make_shell(request, page.hero.title), page);
  auto response = http::Response::page(w.take(), status);
  set_unindexed(response);
  return response;
}
template http::Response say(const http::Request&, http::PublicContext&, const SayPage&, int);
template http::Response say(const http::Request&, http::Context&, const SayPage&, int);

}  // namespace muster::counting
