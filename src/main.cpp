// The command line: which commands there are, what they take, and how they end (0 done, 1 failed, 2 not
// understood; of `receive` those of sysexits.h). The work is in app/commands.
#include <CLI/CLI.hpp>

#include <sysexits.h>

#include <cstdio>
#include <exception>
#include <string>

#include "app/commands.hpp"

namespace {

using muster::app::Arguments;

// Declares a command and what runs it.
CLI::App* add_command(CLI::App& program, const std::string& name, const std::string& about, int (*run)(const Arguments&), const Arguments& arguments,
                      int& status) {
  CLI::App* command = program.add_subcommand(name, about);
  command->callback([run, &arguments, &status] { status = run(arguments); });
  return command;
}

void add_mail(CLI::App& program, Arguments& arguments, int& status) {
  CLI::App* mail = program.add_subcommand("mail", "Mail that goes out");
  mail->require_subcommand(1);
  CLI::App* doctor = add_command(*mail, "doctor", "Say whether others will take our mail, and what to publish in DNS", muster::app::run_mail_doctor, arguments, status);
  doctor->add_option("--selector", arguments.selectors, "DKIM selector that the smarthost signs with; again for each")->allow_extra_args(false);
  doctor->add_option("--address", arguments.addresses, "Address that mail leaves from, where it cannot be found out; again for each")->allow_extra_args(false);
  doctor->add_option("--resolver", arguments.resolver, "Name server to ask, ADDRESS or ADDRESS:PORT (default: this machine's)");
  doctor->add_option("--timeout", arguments.timeout_s, "Seconds that all checks together may take")->check(CLI::Range(1, 600));
  doctor->add_flag("--json", arguments.is_json, "Write JSON");
}

void add_commands(CLI::App& program, Arguments& arguments, int& status) {
  namespace app = muster::app;
  program.add_option("--config", arguments.config_file, "Configuration file (default: muster.toml, if there is one)");
  program.add_option("--data", arguments.data, "Folder for the data (over the configuration; the demo's default is ./data/demo)");
  program.add_option("--listen", arguments.listen, "Address and port to listen on (over the configuration)");
  program.fallthrough();
  program.require_subcommand(1);

  add_command(program, "serve", "Serve the programme with its data", app::run_serve, arguments, status);

  add_command(program, "demo", "Serve a demo with made-up reports beside the real directory; this machine only", app::run_demo, arguments, status);
  add_command(program, "migrate", "Bring the database to this program's version", app::run_migrate, arguments, status);

  CLI::App* user = program.add_subcommand("user", "People who run the programme");
  user->require_subcommand(1);
  CLI::App* add = add_command(*user, "add", "Give somebody a seat and print a link to set a password", app::run_user_add, arguments, status);
  add->add_option("email", arguments.email, "E-mail address")->required();
  add->add_option("--role", arguments.role, "administrator, staff, regional_leader or committee_member")->required();
  add->add_option("--name", arguments.name, "Name, as the person writes it");
  add->add_option("--region", arguments.region, "Region's code, for a regional leader");

  CLI::App* import = program.add_subcommand("import", "Bring data in");
  import->require_subcommand(1);
  CLI::App* organisations = add_command(*import, "organisations", "Add and change organisations from a CSV file", app::run_import_organisations, arguments, status);
  organisations->add_option("file", arguments.file, "CSV file")->required();
  organisations->add_flag("--dry-run", arguments.is_dry_run, "Say what would happen, and change nothing");
  organisations->add_option("--map", arguments.columns, "COLUMN=FIELD, for a column whose heading is not understood; again for each")->allow_extra_args(false);
  add_command(*import, "undo", "Bring back what stood there before an import", app::run_import_undo, arguments, status)
      ->add_option("number", arguments.number, "The import's number, as it was printed")
      ->required();

  CLI::App* exports = add_command(program, "export", "Write public data to standard output", app::run_export, arguments, status);
  exports->add_option("what", arguments.what, "organisations or reports")->required()->check(CLI::IsMember({"organisations", "reports"}));
  exports->add_option("--format", arguments.format, "csv, json or xlsx")->check(CLI::IsMember({"csv", "json", "xlsx"}));

  CLI::App* programme = program.add_subcommand("programme", "The programme's rules as data");
  programme->require_subcommand(1);
  add_command(*programme, "check", "Check the files of the programme", app::run_programme_check, arguments, status)
      ->add_option("folder", arguments.file, "Folder with programme.toml (default: the one in this program)");

  add_command(program, "backup", "Write a consistent copy of all data into a new file, also while serving", app::run_backup, arguments, status)
      ->add_option("file", arguments.file, "File to write")
      ->required();
  add_command(program, "restore", "Put a backup in the place of all data; the server must be stopped", app::run_restore, arguments, status)
      ->add_option("file", arguments.file, "File written by backup")
      ->required();
  add_command(program, "verify", "Check database and audit log", app::run_verify, arguments, status);
  add_command(program, "privacy", "Say what old data would be let go, who was forgotten, which copies lie about", app::run_privacy, arguments, status)
      ->add_flag("--let-go", arguments.is_for_real, "Let go now of the kinds that are switched on");
  add_mail(program, arguments, status);
  CLI::App* receive = add_command(program, "receive", "Take in one mail from standard input, for a mail server's pipe", app::run_receive, arguments, status);
  receive->add_option("--for", arguments.recipient, "Address that it was sent to (else ORIGINAL_RECIPIENT or RECIPIENT of the environment)");
  receive->footer("Exit status: 0 taken and kept; 75 not now, try again; 65 refused, empty or longer than 100 MB; 64 not understood.\n"
                  "Of a mail longer than 10 MB the beginning is kept.");
  CLI::App* audit = program.add_subcommand("audit", "The log of changes");
  audit->require_subcommand(1);
  add_command(*audit, "verify", "Check the chain of the audit log", app::run_audit_verify, arguments, status);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program("Muster keeps a federation of member organisations alive.", "muster");
  Arguments arguments;
  int status = 0;
  add_commands(program, arguments, status);
  try {
    program.parse(argc, argv);
    return status;
  } catch (const CLI::ParseError& error) {
    if (program.exit(error) == 0) return 0;
    return program.got_subcommand("receive") ? EX_USAGE : 2;  // a mail server reads the status
  } catch (const std::exception& error) {
    std::fprintf(stderr, "muster: %s\n", error.what());
    return 1;
  }
}
