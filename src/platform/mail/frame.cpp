#include "platform/mail/frame.hpp"

namespace muster::mail {

html::MailFrame make_frame(const jobs::Context& context, Locale locale, const Message& reason) {
  return {.locale = locale,
          .brand = context.programme.brand.in(locale),
          .home_url = context.public_url + "/" + std::string(locale_tag(locale)) + "/",
          .reply_to = context.programme.staff_email,
          .reason = reason};
}

}  // namespace muster::mail
