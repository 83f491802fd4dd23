// Mail in from a mailbox (IMAP), each minute: every message is kept, in order of its number, in the transaction that
// moves the mailbox's mark on, and only then marked as seen. So none is lost and none comes twice, whenever the program or
// the server of the mailbox dies. The mark in the mailbox decides nothing: people may read there too.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::mail {

struct MailboxSettings {
  std::string url;  // empty: none is read
  Secret password;
  std::string ca_file;
};

// With an empty url the job does nothing: a programme that stops reading a mailbox leaves no job behind.
jobs::Kind make_mailbox_job(MailboxSettings settings);
jobs::Recurring make_mailbox_recurring();

// How reading goes, for staff.
struct MailboxState {
  std::string name;  // "user@host/INBOX"
  std::optional<Instant> tried_at;
  std::optional<Instant> read_at;  // last time that it went well
  std::string problem;             // empty: it went well
};
std::vector<MailboxState> list_mailboxes(db::Read& read);

}  // namespace muster::mail
