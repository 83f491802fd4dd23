#include "features/organisations/message_store.hpp"

#include "features/organisations/organisation_jobs.hpp"
#include "platform/jobs/jobs.hpp"
#include "queries_organisations.hpp"

namespace muster::organisations {

void insert_message(db::Write& write, const By& by, const RelayMessage& message) {
  const std::string id = std::to_string(write.insert(sql::insert_relay_message, {{"organisation", message.organisation},
                                                                                {"about", message.is_for_staff ? "page" : "contact"},
                                                                                {"name", message.writer_name},
                                                                                {"address", message.writer_address},
                                                                                {"words", message.words},
                                                                                {"at", by.clock.now()}}));
  jobs::enqueue(write, by.clock, {.kind = std::string(kDeliverMessage), .key = id, .values = {{"message", id}}});
}

std::optional<RelayMessage> find_message(db::Read& read, std::int64_t id) {
  return read.find(sql::find_relay_message, {{"message", id}}, [](const db::Row& row) {
    return RelayMessage{.organisation = row.id<OrganisationId>("organisation"),
                        .is_for_staff = row.text("about") == "page",
                        .writer_name = row.text("writer_name"),
                        .writer_address = row.text("writer_address"),
                        .words = row.text("words"),
                        .is_delivered = !row.is_null("delivered_at")};
  });
}

}  // namespace muster::organisations
