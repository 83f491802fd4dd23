#include "app/error_pages.hpp"

#include "views_app.hpp"

namespace muster::app {
namespace {

struct Words {
  Message title;
  Message line;
};

Words find_words(int status) {
  switch (status) {
    case 400: return {tr("This request cannot be read"), tr("Go back, load the page again and try once more.")};
    case 403: return {tr("This page is for others"), tr("You are signed in, but this page belongs to another role.")};
    case 404: return {tr("There is no such page"), tr("The address may be mistyped, or the page has moved.")};
    case 405: return {tr("This cannot be done here"), tr("Go back and use the buttons of the page.")};
    case 413: return {tr("This is too much at once"), tr("Send a smaller file or a shorter text. Your saved answers are safe.")};
    case 429: return {tr("Too many tries"), tr("Wait some minutes, then try again.")};
    case 503: return {tr("We are busy"), tr("Wait a moment and load the page again. Your saved answers are safe.")};
    case 507: return {tr("Nothing can be saved at the moment"), tr("The disk is full. We are told. Reading still works, and your saved answers are safe.")};
    default: return {tr("Something went wrong on our side"), tr("We are told. Your saved answers are safe. Try again in some minutes.")};
  }
}

}  // namespace

http::Response render_error(const FrameParts& parts, const http::Request& request, int status, const std::string& incident) {
  const Words words = find_words(status);
  const html::Shell shell = make_frame(parts, request, words.title);
  html::Writer w(parts.texts, request.locale);
  const std::string search_url = status == 404 ? "/" + std::string(locale_tag(request.locale)) + "/organisations" : "";
  views::error(w, shell, words.line, incident, search_url, parts.programme.staff_email);
  return http::Response::page(w.take(), status);
}

}  // namespace muster::app
