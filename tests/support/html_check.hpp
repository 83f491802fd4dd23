// A strict reader of our own pages for tests: what a browser would repair in silence is a problem here.
// It knows no more of HTML than our views use, and is no parser for strangers' markup.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

enum class Markup {
  page,  // a whole document: doctype, lang, dir, title, one h1, main, and every reference resolves
  part,  // a fragment
  mail,  // a whole document in which style= stands on elements and nothing is loaded
};

// A line for each problem; empty when all is well. Tags balanced and nested, attributes quoted and
// single, entities written out, ids unique, a label for every field, alt on images, a csrf field in every
// form that posts, no style, script content or on...= attributes.
std::vector<std::string> check_html(std::string_view html, Markup markup);

// The text between tags, entities decoded, white space folded: what a reader sees.
std::string visible_text(std::string_view html);

}  // namespace muster::test
