// What each command of the binary does. Each returns its exit status: 0 done, 1 failed. A failure is one
// line on standard error that says what to do.
#pragma once

#include <string>
#include <vector>

namespace muster::app {

struct Arguments {
  std::string config_file;
  std::string listen;
  std::string data;
  std::string email;
  std::string role;
  std::string name;
  std::string region;
  std::string file;
  std::string what;
  std::string format = "csv";
  std::vector<std::string> columns;  // COLUMN=FIELD
  bool is_dry_run = false;
  bool is_for_real = false;
  long long number = 0;
  std::vector<std::string> selectors;
  std::vector<std::string> addresses;
  std::string resolver;
  int timeout_s = 60;
  bool is_json = false;
  std::string recipient;
};

int run_serve(const Arguments& arguments);
int run_demo(const Arguments& arguments);
int run_migrate(const Arguments& arguments);
int run_user_add(const Arguments& arguments);
int run_import_organisations(const Arguments& arguments);
int run_import_undo(const Arguments& arguments);
int run_export(const Arguments& arguments);
int run_programme_check(const Arguments& arguments);
int run_backup(const Arguments& arguments);
int run_restore(const Arguments& arguments);
int run_verify(const Arguments& arguments);
int run_privacy(const Arguments& arguments);
int run_audit_verify(const Arguments& arguments);
int run_mail_doctor(const Arguments& arguments);
// For a mail server's pipe: its exit statuses are those of sysexits.h.
int run_receive(const Arguments& arguments);

}  // namespace muster::app
