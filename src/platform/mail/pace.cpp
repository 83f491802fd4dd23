#include "platform/mail/pace.hpp"

#include "queries_mail.hpp"

namespace muster::mail {

std::int64_t count_group_sent_since(db::Read& read, std::string_view group, Instant since) {
  return read.count(sql::count_group_sent_since, {{"mail_group", group}, {"since", since}});
}

}  // namespace muster::mail
