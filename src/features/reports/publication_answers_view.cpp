#include "features/reports/publication_answers_view.hpp"

#include "platform/i18n/texts.hpp"

namespace muster::reports {

std::vector<forms::AnswerView> make_public_views(const forms::Form& form, const forms::Answers& answers, std::string_view language,
                                                 const i18n::Texts& texts, Locale locale) {
  std::vector<forms::AnswerView> views;
  for (const forms::PublicAnswer& one : forms::list_public_answers(form, answers)) {
    views.push_back(forms::make_answer_view(*form.find_question(one.question()), one.answer(), language, texts, locale));
  }
  return views;
}

}  // namespace muster::reports
