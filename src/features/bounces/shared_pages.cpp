#include "base/text.hpp"
#include "features/bounces/bounce_pages.hpp"
#include "features/bounces/bounces.hpp"
#include "features/people/people.hpp"

namespace muster::bounces {

std::string bounces_url(const http::Request& request, std::string_view path) { return local_url(request, "/staff/bounces" + std::string(path)); }

std::vector<html::Tab> make_tabs(db::Read& read, const http::Request& request, Date today, Part current) {
  return {{tr("To put right"), bounces_url(request), count_tasks(read, today), current == Part::stopped},
          {tr("Everything that came back"), bounces_url(request, "/events"), -1, current == Part::events},
          {tr("Mail for nobody"), bounces_url(request, "/left"), mail::count_left(read), current == Part::left}};
}

Message describe_event(const Event& event) {
  switch (event.kind) {
    case Kind::hard: return event.is_unknown ? tr("There is no such mailbox.") : tr("The mail server refused it for good.");
    case Kind::soft: return tr("It could not be delivered this time: a full mailbox, for example, or a server in trouble.");
    case Kind::delayed: return tr("It is delayed. The mail server is still trying.");
    case Kind::complaint: return tr("The reader reported it as unwanted mail.");
    case Kind::auto_reply: break;
  }
  return tr("A machine answered: a holiday notice, for example.");
}

Message describe_verdict(const Event& event) {
  switch (event.verdict) {
    case Verdict::counted: return tr("It shows which of our mails it answers, so it counts against the address.");
    case Verdict::noted: return tr("It says nothing against the address and changes nothing.");
    case Verdict::unproved: return tr("It does not show that it answers a mail of ours. Anybody could have written it, so it changes nothing.");
    case Verdict::elsewhere: break;
  }
  return tr("Another address failed, perhaps one that ours passes mail on to. It changes nothing.");
}

Message describe_cause(Cause cause) {
  switch (cause) {
    case Cause::unknown: return tr("There is no such mailbox.");
    case Cause::hard: return tr("Mail was refused for good, more than once in a week or longer.");
    case Cause::soft: return tr("Mail could not be delivered five times in more than two weeks.");
    case Cause::complaint: return tr("The reader reported our mail as unwanted.");
    case Cause::staff: break;
  }
  return tr("Staff stopped mail to this address.");
}

Message advise(Cause cause) {
  switch (cause) {
    case Cause::unknown: return tr("Ask for another address, by telephone or from a colleague.");
    case Cause::hard: return tr("Ask whether the address is right, and for another one if it is not.");
    case Cause::soft: return tr("The mailbox may be full or abandoned. Ask for another address, or put this one back later.");
    case Cause::staff: return tr("Put the address back when the reason for it is over.");
    case Cause::complaint: break;
  }
  return tr("Ask the person before you write again. Put the address back only if they say so.");
}

html::Tag make_tag(const Event& event) {
  if (event.verdict == Verdict::unproved) return {"", "", tr("Not proved")};
  switch (event.kind) {
    case Kind::hard: return {"late", "triangle-alert", tr("Refused for good")};
    case Kind::soft: return {"due", "hourglass", tr("Not this time")};
    case Kind::delayed: return {"info", "clock", tr("Delayed")};
    case Kind::complaint: return {"late", "triangle-alert", tr("Complaint")};
    case Kind::auto_reply: break;
  }
  return {"", "", tr("Automatic answer")};
}

Result<std::string> check_reason(const http::Request& request, Message missing) {
  std::string reason(trim(request.form.get("reason")));
  if (reason.empty()) return invalid("reason", std::move(missing));
  if (count_code_points(reason) > kReasonMax) return invalid("reason", tr("Use at most {count} characters", {{"count", static_cast<std::int64_t>(kReasonMax)}}));
  return reason;
}

std::string find_name(db::Read& read, const std::string& address, PersonId person) {
  const auto email = Email::parse(address);
  const auto owner = email ? people::find_person_by_address(read, *email) : std::nullopt;
  const PersonId whose = owner ? *owner : person;
  const auto found = whose ? people::find_person(read, whose) : std::nullopt;
  return found ? found->name : "";
}

EventRow make_row(db::Read& read, const http::Request& request, const Event& event) {
  // What a stranger claims is nobody's until it is proved.
  return {.url = bounces_url(request, "/events/" + event.id.format()),
          .address = event.address,
          .person = event.verdict == Verdict::unproved ? "" : find_name(read, event.address, event.person),
          .what = describe_event(event),
          .tag = make_tag(event),
          .at = event.happened_at,
          .words = event.words};
}

http::Response download_message(db::Read& read, mail::IncomingId id) {
  auto incoming = mail::find_incoming(read, id);
  if (!incoming || incoming->bytes.empty()) return http::nothing_here();
  return http::Response::file(std::move(incoming->bytes), "text/plain; charset=utf-8", "message-" + id.format() + ".txt").add("Cache-Control", "no-store");
}

}  // namespace muster::bounces
