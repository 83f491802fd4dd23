// Reminders on their way: a daily job that asks the rules who is reminded today, writes the steps and their mails
// together, and gives silent ones to a person. Run twice, or by two servers, it sends nothing twice.
#pragma once

#include <string_view>
#include <vector>

#include "base/locale.hpp"
#include "features/reports/remind_view.hpp"
#include "platform/html/mail_frame.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/mail/mail.hpp"

namespace muster::reports {

inline constexpr std::string_view kRemind = "reports.remind";
// Hour of the day, UTC: early, so that a day's mails are there when most people begin it.
inline constexpr std::chrono::hours kRemindAt{6};

// The mail as it is sent; also for previews, with links that lead nowhere.
mail::Content make_reminder_mail(const i18n::Texts& texts, Locale locale, const html::MailFrame& frame, const ReminderMail& mail);

std::vector<jobs::Kind> make_remind_jobs();
std::vector<jobs::Recurring> make_remind_recurring();

}  // namespace muster::reports
