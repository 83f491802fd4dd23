// What the frame of every page needs: made once per request by app/, filled with the page's title by
// the handler, read by the frames in web/views. Values only; a page never builds its own frame.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.hpp"
#include "base/instant.hpp"
#include "base/locale.hpp"
#include "base/message.hpp"

namespace muster::html {

struct NavItem {
  Message label;
  std::string url;
  std::string icon;        // name in the sprite; used by the side rail
  std::int64_t count = 0;  // shown when above zero: people are waiting
  bool is_current = false;
};

struct NavGroup {
  Message heading;  // empty for the first group
  std::vector<NavItem> items;
};

struct LanguageLink {
  Locale locale = Locale::en;
  std::string url;           // this page in that language
  std::string absolute_url;  // the same with host, for hreflang
  bool is_current = false;
};

// One line above the page after a redirect: what was just done, or a warning.
struct Notice {
  std::string kind = "done";  // info, done, warn, late
  Message text;
};

// Hashed addresses of what the browser gets beside the page.
struct Assets {
  std::string css = "/a/muster.css";
  std::string js = "/a/muster.js";
  std::string icons = "/a/icons.svg";
  std::string mark = "/a/mark.svg";
  std::string world_night = "/a/world-night.svg";
  std::string world_plain = "/a/world-plain.svg";
  std::string world_regions = "/a/world-regions.svg";
};

// The demo's banner: its clock and its mail.
struct DemoBar {
  Instant now;
  std::string clock_url;
  std::string mail_url;
};

struct Shell {
  Locale locale = Locale::en;
  Message title;             // of the page; "– brand" is added
  bool has_error = false;    // "Error:" before the title (WCAG 3.3.1)
  std::string brand;         // the programme's name, in the reader's language
  std::string brand_line;    // small, under it; may be empty
  std::string home_url;
  std::vector<LanguageLink> languages;
  bool is_reviewed = true;   // false: says that no native speaker has read the translation yet
  bool has_alternates = false;  // public pages in six languages
  bool is_indexed = false;   // search engines may list it
  std::string feed_url;         // Atom, of what the page lists
  Html linked_data;             // of make_linked_data

  std::vector<NavItem> items;       // top bar
  std::vector<NavGroup> groups;     // side rail of staff
  std::vector<NavItem> switches;    // other roles of the same person
  std::vector<NavItem> footer;
  std::string actor_name;           // empty when nobody is signed in
  std::string sign_in_url;          // empty when signed in
  std::string sign_out_url;         // POST
  std::string settings_url;
  std::string csrf_token;
  std::string help_url;

  std::optional<Notice> notice;
  std::optional<DemoBar> demo;
  Assets assets;

  std::string_view direction() const { return locale_direction(locale); }
  // The site's origin, "https://example.org", as the language links have it; empty without them.
  std::string origin() const;
};

// Makes the page at `path` ("/organisations/142", without a language) the one that search engines are told of.
void set_canonical(Shell& shell, std::string_view path);

// The same page in the six languages: swaps the first segment of "/en/organisations", keeps the query.
// `public_url` is the site's origin: "https://example.org".
std::vector<LanguageLink> make_language_links(std::string_view public_url, std::string_view path, std::string_view raw_query,
                                              Locale current);

}  // namespace muster::html
