// The port through which mails leave: into a folder of `.eml` files, or to a mail server. What came
// of a mail is an ordinary answer, so it is a value; with it comes the transcript of what was said,
// from which passwords and the mail's own text are left out.
#pragma once

#include <string>

#include "base/task.h"
#include "platform/mail/message.h"

namespace mirante::mail {

enum class Outcome : std::uint8_t {
  accepted,  // The other side has it, durably, and answers for it.
  refused,   // The other side will never take it: final.
  later,     // Not now: nobody there, no room, wrong login or certificate; try again.
  unknown,   // All of it was sent and the answer is lost. Trying again may send it twice.
};

std::string_view to_string(Outcome outcome);

struct Delivery {
  Outcome outcome = Outcome::later;
  std::string said;        // In one sentence, for people; no secrets.
  std::string transcript;  // Lines, each with its end; no secrets.
};

/// How long somebody waits for the other side.
enum class Patience : std::uint8_t {
  standard,  // What the standard asks for, of up to ten minutes for one answer.
  person,    // Somebody sits before the screen.
};

class Mailer {
 public:
  virtual ~Mailer() = default;

  /// Hands `letter` over. Throws Failure only when cancelled, or where this machine fails.
  virtual Task<Delivery> send(Letter letter, Patience patience) = 0;
  /// Goes as far as can be gone without sending a mail.
  virtual Task<Delivery> check() = 0;
  /// Where mails go, without secrets: the path of a folder, or the address of a server.
  virtual std::string place() const = 0;
};

}  // namespace mirante::mail
