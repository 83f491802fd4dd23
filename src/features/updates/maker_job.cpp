// Words of an update's mail, made when it is sent. The words of an issue are read once for many recipients: they do not
// change while it is on its way, and a note that staff still add is seen after some seconds.
#include <map>
#include <mutex>

#include "base/crash_point.hpp"
#include "base/email.hpp"
#include "base/text.hpp"
#include "features/updates/content_job.hpp"
#include "features/updates/leaving_store.hpp"
#include "features/updates/send_job.hpp"

namespace muster::updates {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kKept{5};
constexpr std::size_t kKeptMost = 24;  // four issues in six languages

class Maker {
 public:
  explicit Maker(MakerParts parts) : parts_(std::move(parts)) {}

  std::optional<mail::Made> make(db::Read& read, const mail::MailRow& mail) {
    crash_point("updates.before_make");
    const auto values = split(mail.source_values, ' ');
    const auto issue = values.size() == 2 ? IssueId::parse(values[0]) : std::nullopt;
    if (!issue) throw std::logic_error("updates: a mail of no issue");
    const auto text = find_text(read, *issue, mail.locale);
    const auto of = organisations::find_organisation(read, organisations::find_standing_for(read, mail.organisation).value_or(mail.organisation));
    // One that a connection held when the issue was cancelled, and that was refused for the moment, comes here again.
    if (!text || !of || text->issue.state == State::cancelled) return std::nullopt;
    const Copy copy = values[1] == copy_name(Copy::redistribution) ? Copy::redistribution : Copy::representative;
    // Whoever left while this one waited in the queue gets it no more.
    if (copy == Copy::representative && mail.person && find_leaving(read, mail.person)) return std::nullopt;
    const std::string tag(locale_tag(mail.locale));
    MailParts parts = make_parts(read, *text, {.issue = issue->value(), .organisation = of->id, .locale = mail.locale});
    if (copy == Copy::representative) parts.leave_url = find_leave_url(mail, of->id);
    return mail::Made{.content = make_content(*text, parts, *of, copy),
                      .list = {.id = "updates." + tag + "." + find_host(), .words = parts_.programme.brand.in(mail.locale), .unsubscribe_url = parts.leave_url, .unsubscribe_mailto = {}, .is_one_click = true, .feedback_id = issue->format() + ":" + tag + ":updates:muster"},
                      .reply_to = {}};
  }

 private:
  struct Kept {
    std::shared_ptr<const IssueText> text;
    Steady::time_point until;
  };

  MailParts make_parts(db::Read& read, const IssueText& text, const counting::CountedLink& of) const {
    MailParts parts{.texts = parts_.texts, .programme = parts_.programme, .public_url = parts_.public_url, .link = {}, .answer = {}, .leave_url = {}, .decoy_url = {}};
    if (text.issue.counts_links && counting::is_counting(read)) {
      parts.link = [this, of](int position, const std::string&) {
        counting::CountedLink link = of;
        link.link = link_number(position);
        return counting::make_link_url(parts_.keys, parts_.public_url, link);
      };
      parts.decoy_url = counting::make_link_url(parts_.keys, parts_.public_url, of);  // its link is 0, kDecoy
    }
    parts.answer = [this, of](int choice) { return counting::make_answer_url(parts_.keys, parts_.public_url, of, choice); };
    return parts;
  }

  std::string find_leave_url(const mail::MailRow& mail, OrganisationId organisation) const {
    const auto address = Email::parse(mail.to);
    if (!address || !mail.person) return {};
    return make_leave_url(parts_.public_url, make_leave_token(parts_.leaving, mail.person, organisation, mail.locale, address->key()));
  }

  std::shared_ptr<const IssueText> find_text(db::Read& read, IssueId issue, Locale locale) {
    const std::pair key{issue, locale};
    const auto now = Steady::now();
    {
      const std::lock_guard lock(mutex_);
      const auto found = kept_.find(key);
      if (found != kept_.end() && found->second.until > now) return found->second.text;
    }
    auto text = find_issue_text(read, issue, locale);
    auto shared = text ? std::make_shared<const IssueText>(std::move(*text)) : nullptr;
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= kKeptMost) kept_.clear();
    kept_[key] = {shared, now + kKept};
    return shared;
  }

  std::string find_host() const {
    const std::size_t start = parts_.public_url.find("//");
    const std::string host = start == std::string::npos ? parts_.public_url : parts_.public_url.substr(start + 2);
    return host.substr(0, host.find(':'));
  }

  const MakerParts parts_;
  std::mutex mutex_;
  std::map<std::pair<IssueId, Locale>, Kept> kept_;
};

}  // namespace

mail::Maker make_update_maker(MakerParts parts) {
  return [maker = std::make_shared<Maker>(std::move(parts))](db::Read& read, const mail::MailRow& mail) { return maker->make(read, mail); };
}

}  // namespace muster::updates
