// The mail that tells a person that their authenticator was turned off for them. It offers nothing
// that a stranger could use, and goes out where links do.
#pragma once

#include "features/identity/link_mail.h"

namespace mirante::identity {

struct FactorMailFacts {
  std::string panel_address;  // Empty: not known, and then there is no button.
  std::string company;
  std::string by;  // Who did it, as shown.
  Instant now{};
};

LinkMail write_factor_mail(const User& person, const FactorMailFacts& facts);

}  // namespace mirante::identity
