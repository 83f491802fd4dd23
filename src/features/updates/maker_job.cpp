// Words of an update's mail, made when it is sent. The words of an issue are read once for many recipients: they do not
// change while it is on its way, and a note that staff still add is seen after some seconds.
#include <map>
#include <mutex>

#include "base/text.hpp"
#include "features/updates/content_job.hpp"
#include "features/updates/send_job.hpp"

namespace muster::updates {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kKept{5};
constexpr std::size_t kKeptMost = 24;  // four issues in six languages

class Maker {
 public:
  Maker(const i18n::Texts& texts, const Programme& programme, std::string public_url) : texts_(texts), programme_(programme), public_url_(std::move(public_url)) {}

  std::optional<mail::Made> make(db::Read& read, const mail::MailRow& mail) {
    const auto values = split(mail.source_values, ' ');
    const auto issue = values.size() == 2 ? IssueId::parse(values[0]) : std::nullopt;
    if (!issue) throw std::logic_error("updates: a mail of no issue");
    const auto text = find_text(read, *issue, mail.locale);
    const auto of = organisations::find_organisation(read, organisations::find_standing_for(read, mail.organisation).value_or(mail.organisation));
    if (!text || !of) return std::nullopt;
    const Copy copy = values[1] == copy_name(Copy::redistribution) ? Copy::redistribution : Copy::representative;
    const MailParts parts{.texts = texts_, .programme = programme_, .public_url = public_url_, .link = {}, .answer = {}, .leave_url = {}};
    const std::string tag(locale_tag(mail.locale));
    return mail::Made{.content = make_content(*text, parts, *of, copy),
                      .list = {.id = "updates." + tag + "." + find_host(), .words = programme_.brand.in(mail.locale), .feedback_id = issue->format() + ":" + tag + ":updates:muster"},
                      .reply_to = {}};
  }

 private:
  struct Kept {
    std::shared_ptr<const IssueText> text;
    Steady::time_point until;
  };

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
    const std::size_t start = public_url_.find("//");
    const std::string host = start == std::string::npos ? public_url_ : public_url_.substr(start + 2);
    return host.substr(0, host.find(':'));
  }

  const i18n::Texts& texts_;
  const Programme& programme_;
  const std::string public_url_;
  std::mutex mutex_;
  std::map<std::pair<IssueId, Locale>, Kept> kept_;
};

}  // namespace

mail::Maker make_update_maker(const i18n::Texts& texts, const Programme& programme, std::string public_url) {
  return [maker = std::make_shared<Maker>(texts, programme, std::move(public_url))](db::Read& read, const mail::MailRow& mail) { return maker->make(read, mail); };
}

}  // namespace muster::updates
