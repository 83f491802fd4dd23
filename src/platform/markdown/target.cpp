// Where a link may lead.
#include <algorithm>

#include "base/email.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "platform/markdown/markdown.hpp"

namespace muster::markdown {
namespace {

constexpr std::string_view kMailto = "mailto:";
constexpr std::size_t kShownMost = 60;

bool has_prefix(std::string_view text, std::string_view lower) { return to_lower_ascii(text.substr(0, lower.size())) == lower; }

bool is_query_byte(char c) {
  const bool is_alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return is_alnum || std::string_view("-._~%+").find(c) != std::string_view::npos;
}

// A subject may be given, as people do; no further recipients and no other headers.
std::optional<std::string> check_mailto(std::string_view target) {
  const std::string_view rest = target.substr(kMailto.size());
  const std::size_t question = rest.find('?');
  const auto address = Email::parse(rest.substr(0, question));
  if (!address || rest.find('%') < question) return std::nullopt;
  std::string checked = std::string(kMailto) + address->text();
  if (question == std::string_view::npos) return checked;
  const std::string_view query = rest.substr(question);
  const bool is_subject = query.starts_with("?subject=") && std::ranges::all_of(query.substr(9), is_query_byte);
  return is_subject ? std::optional(checked + std::string(query)) : std::nullopt;
}

}  // namespace

std::optional<std::string> check_target(std::string_view target) {
  if (target.size() > 2000 || !is_clean_utf8(target) || has_hidden_controls(target) || target != trim(target)) return std::nullopt;
  if (target.find_first_of(" \t\n\\\"<>") != std::string_view::npos) return std::nullopt;
  if (has_prefix(target, kMailto)) return check_mailto(target);
  if (!has_prefix(target, "http://") && !has_prefix(target, "https://")) return std::nullopt;
  const auto url = Url::parse(target);
  if (!url) return std::nullopt;
  return url->text();
}

std::string show_target(std::string_view target) {
  std::string shown;
  if (target.starts_with(kMailto)) {
    shown = target.substr(kMailto.size(), target.find('?') - kMailto.size());
  } else {
    const auto url = Url::parse(target);
    shown = url ? url->display() : std::string(target);
  }
  if (count_code_points(shown) <= kShownMost) return shown;
  return std::string(take_code_points(shown, kShownMost - 1)) + "…";
}

}  // namespace muster::markdown
