// What every command needs of an installation: its configuration, database and programme, opened with
// errors that name what to do.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "base/programme.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "features/forms/forms.hpp"
#include "features/updates/glossary.hpp"
#include "platform/config/config.hpp"
#include "platform/db/database.hpp"
#include "platform/log/log.hpp"

namespace muster::app {

// Something an operator can put right; what() is the whole line.
class OperatorError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

config::Config load_configuration(const Arguments& arguments);
std::unique_ptr<db::Database> open_database(const config::Config& config);
// Refuses a database that is older or newer than this program.
void check_schema(db::Database& database);
log::Level log_level(const config::Config& config);

// The programme in this binary and its forms; throws OperatorError with the first complaint.
Programme load_embedded_programme();
std::vector<forms::Form> load_embedded_forms(const Programme& programme);
std::vector<updates::Term> load_embedded_glossary();
// Every complaint about the embedded programme, or about a folder's.
std::vector<std::string> check_programme_folder(const std::string& folder);

}  // namespace muster::app
