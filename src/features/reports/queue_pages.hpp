// Handlers of staff's list of reports, its tasks and reminders, and of a region's list; queue_pages.cpp
// declares their routes.
#pragma once

#include <string>

#include "features/reports/queue.hpp"
#include "features/reports/queue_view.hpp"
#include "features/reports/remind_view.hpp"
#include "features/reports/reports.hpp"
#include "platform/http/http.hpp"

namespace muster::reports {

html::Tag make_standing_tag(Standing standing);
QueueFilter parse_queue_filter(const http::Request& request, Date today);
// Filtered and in order; names in the reader's alphabet.
std::vector<QueueRow> find_queue(const http::Request& request, http::Context& context, const QueueFilter& filter);

http::Response show_queue(const http::Request& request, http::Context& context);
// `format` is csv, json or xlsx.
http::Response show_queue_listing(const http::Request& request, http::Context& context, std::string_view format);
// `problem` stands above the list, which is then a 422.
http::Response render_queue(const http::Request& request, http::Context& context, const std::optional<Message>& problem);

// A reminder as its reader gets it; its links are shown without what makes them personal.
RemindPage::Sample make_reminder_sample(const http::Request& request, const http::Context& context, Locale locale, ReminderMail mail);
http::Response show_remind(const http::Request& request, http::Context& context);
http::Response send_reminders(const http::Request& request, http::Context& context);
http::Response show_reminded(const http::Request& request, http::Context& context);

http::Response show_tasks(const http::Request& request, http::Context& context);
http::Response save_task(const http::Request& request, http::Context& context);
http::Response reopen(const http::Request& request, http::Context& context);
http::Response decide_time(const http::Request& request, http::Context& context);

http::Response show_deferral(const http::Request& request, http::Context& context);
http::Response defer_report(const http::Request& request, http::Context& context);

http::Response show_region_reports(const http::Request& request, http::Context& context);
http::Response show_region_report(const http::Request& request, http::Context& context);

}  // namespace muster::reports
