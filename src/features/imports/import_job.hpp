// The work of an import after the answer: looks at a file, applies it, undoes it, whatever the batch's state
// asks for. A job takes a number of chunks and leaves the rest to the next one; stopped anywhere, it goes on.
#pragma once

#include <string_view>
#include <vector>

#include "features/imports/imports.hpp"
#include "platform/i18n/texts.hpp"
#include "platform/jobs/jobs.hpp"

namespace muster::imports {

inline constexpr std::string_view kRun = "imports.run";  // values: batch
inline constexpr std::string_view kForgetOld = "imports.forget_old";

void enqueue_run(db::Write& write, const Clock& clock, std::int64_t batch);
CountryNames make_country_names(const Programme& programme, const i18n::Texts& texts);
std::vector<jobs::Kind> make_import_jobs(IsUsed is_used);

}  // namespace muster::imports
