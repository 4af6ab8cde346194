// The first person of an install. Until there is one, nobody can log in; whoever can read what the
// program prints at its start (or its data folder) has the one-time code that makes them the first
// administrator.
#pragma once

#include "features/identity/log_in.h"

namespace mirante::identity {

/// The code of one start of the program; a new start makes a new one.
class SetUpCode {
 public:
  explicit SetUpCode(Rng& rng);

  /// For printing, once.
  std::string_view text() const { return text_.reveal(); }
  bool is(std::string_view given) const;

 private:
  crypto::Secret text_;
};

Task<bool> needs_set_up(IdentityServices& services);

struct SetUpDraft {
  std::string code;
  std::string company;  // The tenant's name.
  std::string name;
  std::string email;
  crypto::Secret password;
  std::string language;
  std::string zone;
  std::string address;
  std::string agent;
};

/// Makes the first administrator, names the first tenant, and logs in. Throws Failure(conflict)
/// "set_up.done"; Failure(invalid) naming the field ("code", "company", "name", …).
Task<LoggedIn> set_up(IdentityServices& services, const SetUpCode& code, SetUpDraft draft);

}  // namespace mirante::identity
