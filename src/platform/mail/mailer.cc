#include "platform/mail/mailer.h"

namespace mirante::mail {

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::accepted: return "accepted";
    case Outcome::refused: return "refused";
    case Outcome::later: return "later";
    case Outcome::unknown: return "unknown";
  }
  MIRANTE_CHECK(false);
}

}  // namespace mirante::mail
