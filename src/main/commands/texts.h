// The sentences that commands say, in one place: they are the product's voice, and a second
// language begins here. Those with `{}` are for fmt. (Titles of columns and help of options stand
// where they are used; what the API says comes from the API.)
#pragma once

#include <string_view>

namespace mirante::commands::texts {

// clang-format off

// Reaching the panel.
inline constexpr std::string_view not_running =
    "no panel is running on {0}: start it with `mirante serve --data {0}`, or name another "
    "folder with --data or MIRANTE_DATA";
inline constexpr std::string_view socket_forbidden =
    "{} belongs to another user; run this as the user who runs `mirante serve`";
inline constexpr std::string_view socket_too_long =
    "the path {} is too long for a socket (107 bytes); use a data folder with a shorter path, "
    "or --socket";
inline constexpr std::string_view answer_lost =
    "the panel on {} closed the connection before its answer was complete; it may have carried "
    "the request out: look at `mirante operations list` before you repeat it";
inline constexpr std::string_view silent =
    "the panel did not answer for {} seconds; `mirante doctor` says more";
inline constexpr std::string_view answer_too_large = "the answer is too large; ask for less";
inline constexpr std::string_view strange_answer =
    "the panel answered with HTTP status {} and nothing that this program understands; is it "
    "another version? `mirante version` and `mirante doctor` say more";

// Schedules.
inline constexpr std::string_view no_schedule_file =
    "{} cannot be read as a JSON object; docs/schedules.md shows what it holds";
inline constexpr std::string_view applied = "Something is to be done for {} servers.\n";
inline constexpr std::string_view no_schedules = "There is no schedule that fits.";
inline constexpr std::string_view no_decisions =
    "No schedule has decided anything for it in this time.";
inline constexpr std::string_view foreseen_of = "These are {} of {} servers.";
inline constexpr std::string_view other_schedules =
    "Where something else decides (the first time for each server)";

// Servers.
inline constexpr std::string_view no_servers = "No server is known that fits.";
inline constexpr std::string_view no_accounts_read =
    "Nothing was read yet: connect an account with `mirante account add NAME`, or wait for the "
    "first sweep (`mirante sweep --wait`).";
inline constexpr std::string_view no_databases = "No databases there, as far as is known.";
inline constexpr std::string_view servers_counted = "{} in {} of {}";
inline constexpr std::string_view unknown_title =
    "Unknown, not empty ({}): what is there could not be read";
inline constexpr std::string_view more_follow = "There is more: --after {}";
inline constexpr std::string_view incomplete_read = "last complete read; the present one failed";

// Operations.
inline constexpr std::string_view operation_goes_on =
    "It goes on in the panel; follow it with `mirante operations show {} --wait`.";
inline constexpr std::string_view no_operations = "No operation fits.";
inline constexpr std::string_view cancel_asked =
    "Asked to cancel {}. What was sent to AWS already is watched to its end.";

// Accounts.
inline constexpr std::string_view no_accounts =
    "No account is connected. Begin with `mirante account add NAME`.";
inline constexpr std::string_view added_pending =
    "\"{0}\" is added and waits for its role. External id: {1}\n\n"
    "1. Sign in to that AWS account, open CloudShell and paste this command:\n\n{2}\n\n"
    "2. Give the role's ARN that it prints:\n\n"
    "   mirante account connect {3} --role-arn {4}\n";
inline constexpr std::string_view shared_role =
    "The role of all accounts is called {0}. External id: {1}\n\n"
    "1. Sign in to the organisation's management account, open CloudShell and paste this "
    "command:\n\n{2}\n\n"
    "2. There as well, this prints the table of accounts; keep it as accounts.csv, and add a column "
    "customer if you like:\n\n{3}\n\n"
    "3. When the stack set has made the roles:\n\n"
    "   mirante account import accounts.csv\n\n"
    "The management account itself is left out; add it alone.\n";
inline constexpr std::string_view imported = "{} connected, {} refused.\n";
inline constexpr std::string_view import_planned = "{} would be connected, {} would be refused.\n";
inline constexpr std::string_view connected =
    "\"{}\" is connected: AWS account {}, {} of {} regions switched on.\n";
inline constexpr std::string_view removed =
    "\"{}\" is removed. Nothing was changed in AWS; the role or keys there can be deleted now.\n";
inline constexpr std::string_view policy_to_apply =
    "In CloudShell of \"{}\", as its administrator; it puts the policy in place of the one "
    "before:\n\n{}\n\nThen check it:\n\n  mirante account check {}\n";
inline constexpr std::string_view features_of_role =
    "\"{}\" is chosen for: {}.\nNothing changes in AWS by itself; what to do there:\n\n"
    "  mirante account instructions {}\n";
inline constexpr std::string_view features_of_keys =
    "\"{}\" is chosen for: {}.\nNothing changes in AWS by itself: give the policy to the IAM user "
    "that owns the keys, then check it:\n\n  mirante account check {}\n";
inline constexpr std::string_view keys_changed =
    "The keys of \"{}\" are changed; the old ones are destroyed here and can be deleted in AWS.\n";
inline constexpr std::string_view secret_prompt = "Secret access key (not shown): ";
inline constexpr std::string_view secret_missing =
    "no secret access key was given: set MIRANTE_SECRET_ACCESS_KEY or answer the question; it "
    "is never taken from the command line, where others could see it";
inline constexpr std::string_view credentials_refused = "The credentials do not work: {}";
inline constexpr std::string_view add_to_policy = "Add to the policy of the role or user:";
inline constexpr std::string_view all_allowed = "Everything that was tried is allowed.";

// People.
inline constexpr std::string_view user_invited =
    "{} is invited as {}, for seven days. Send them this, which works once:\n\n{}\n";
inline constexpr std::string_view user_reset =
    "Send {} this, which works once, for one day:\n\n{}\n";
inline constexpr std::string_view user_factor_removed =
    "The authenticator of {} is off, and all their sessions have ended. They log in with the "
    "password alone, and should turn on another one.\n";
inline constexpr std::string_view link_path = "the panel's address, followed by {}";
inline constexpr std::string_view no_such_user =
    "there is no member \"{}\"; `mirante user list` shows them";
inline constexpr std::string_view no_such_limit = "there is no {} \"{}\"";
inline constexpr std::string_view no_users =
    "Nobody can log in yet. Begin with `mirante user add ADDRESS --role admin`.";

// Companies.
inline constexpr std::string_view tenant_added = "The company {} is added.\n";
inline constexpr std::string_view tenant_administered =
    "{} is its administrator, and finds it in the panel's head.\n";

// Brakes.
inline constexpr std::string_view paused = "Paused {}: {}\n";
inline constexpr std::string_view resumed = "Resumed {}.\n";
inline constexpr std::string_view no_pauses = "Nothing is paused.";
inline constexpr std::string_view never_set = "{} is never switched off from now on: {}\n";
inline constexpr std::string_view never_cleared = "{} may be switched off again.\n";
inline constexpr std::string_view reason_or_clear =
    "say --reason TEXT to set the mark, or --clear to lift it";

// Maintenance windows.
inline constexpr std::string_view no_maintenance = "No maintenance window is set.";
inline constexpr std::string_view window_ended = "The maintenance window {} is ended.\n";
inline constexpr std::string_view no_place =
    "\"{}\" is no place; write ACCOUNT/REGION/SERVER, such as Loja/sa-east-1/i-0123456789abcdef0";

// Audit.
inline constexpr std::string_view others_succeeded =
    "{} targets succeeded and are not listed; --json lists them.\n";
inline constexpr std::string_view audit_whole =
    "The record is whole: {} records, head {}\n"
    "Keep the head elsewhere; `mirante audit verify --head HEAD` then also finds a rewritten "
    "record.\n";
inline constexpr std::string_view audit_broken = "the record is broken: {}";
inline constexpr std::string_view audit_written = "{} lines written to {}.\n";
inline constexpr std::string_view no_audit = "The record is empty.";
inline constexpr std::string_view file_unreadable = "the file {} cannot be read ({})";
inline constexpr std::string_view file_unwritable = "the file {} cannot be written ({})";

// The panel's own data.
inline constexpr std::string_view migrate_planned = "{} would get:\n";
inline constexpr std::string_view migrate_nothing = "{} is up to date.\n";
inline constexpr std::string_view migrated = "{} got:\n";
inline constexpr std::string_view migrate_backup = "As it was before: {}\n";
inline constexpr std::string_view state_backed_up = "{} rows as of {} are in {}.\n";
inline constexpr std::string_view state_has_key =
    "The master key is in it: whoever has this file can open every secret. Keep it so.\n";
inline constexpr std::string_view state_lacks_key =
    "The master key is not in it, and nothing can open its secrets without: keep a copy of {} "
    "somewhere else.\n";
inline constexpr std::string_view state_restored =
    "{} rows as of {} are in {}.\n{} operations that were running then are ended; `mirante "
    "operations list --state needs_person` names them. Start the panel with `mirante serve`.\n";
inline constexpr std::string_view state_rekeyed =
    "Master key {} seals from now on; {} data keys are sealed anew. Copy {} to where you keep it, and to the "
    "other processes of this store. Older keys stay in it: they open older backups.\n";
inline constexpr std::string_view state_moving =
    "the panel ends its work and moves its data; whoever opens it meanwhile is told so";
inline constexpr std::string_view state_moved_running =
    "{} rows are in {}, and the panel works there. Name that database at its next start as well: "
    "MIRANTE_DATABASE or --database. What was there before is kept: {}\n";
inline constexpr std::string_view state_moved =
    "{} rows are in {}; start the panel with `mirante serve --database …`, or without for SQLite. "
    "What was there before is kept: {}\n";

// Mail.
inline constexpr std::string_view mail_accepted = "A mail to {} was accepted: {}\n";
inline constexpr std::string_view mail_outcome_unknown =
    "It is not known whether the mail to {} was accepted: {}\n";
inline constexpr std::string_view mail_not_accepted = "The mail to {} was not accepted: {}\n";

// Doctor.
struct DoctorWords {
  std::string_view check, status, found, ok, warning, problem, to_do, said, well, one_ill, many_ill;
};
inline constexpr DoctorWords doctor_in_portuguese{
    .check = "VERIFICAÇÃO", .status = "SITUAÇÃO", .found = "ENCONTRADO",
    .ok = "ok", .warning = "atenção", .problem = "problema",
    .to_do = "O que fazer", .said = "O que foi dito", .well = "Nada está errado.",
    .one_ill = "1 precisa de atenção.", .many_ill = "{} precisam de atenção."};
inline constexpr DoctorWords doctor_in_english{
    .check = "CHECK", .status = "STATUS", .found = "FOUND",
    .ok = "ok", .warning = "warning", .problem = "problem",
    .to_do = "What to do", .said = "What was said", .well = "Nothing is wrong.",
    .one_ill = "1 needs attention.", .many_ill = "{} need attention."};

// clang-format on

}  // namespace mirante::commands::texts
