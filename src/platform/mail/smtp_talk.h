// What was said with a mail server: its transcript, without passwords and without the mail's own
// text, and how far it went. From that follows what has come of the mail.
#pragma once

#include <string>
#include <string_view>

#include "platform/mail/mailer.h"

namespace mirante::mail {

class SmtpTalk {
 public:
  enum class Phase : std::uint8_t {
    greeting,  // Until the server knows us: connection, EHLO, TLS, login.
    envelope,  // MAIL and RCPT.
    asked,     // DATA was said.
    content,   // The mail goes out.
    ended,     // All of it is out; its answer decides.
  };

  /// `secret` is what must not be read in any line, besides what logins say anyway.
  explicit SmtpTalk(std::string_view secret);

  /// Of connection and TLS; single messages of the handshake are left out.
  void connected(std::string_view text) {
    if (!text.starts_with("TLSv1.")) add("* ", text);
  }
  void we_said(std::string_view text);
  void we_sent_content(std::size_t bytes) { content_bytes_ += bytes; }
  /// Nothing of the mail is left to be sent.
  void content_ends();
  void server_said(std::string_view text);

  Phase phase() const { return phase_; }
  /// The answer to what was said last: 250, and 0 while there is none.
  int answer() const { return answer_; }
  const std::string& answer_text() const { return answer_text_; }
  const std::string& transcript() const { return transcript_; }

 private:
  void add(std::string_view who, std::string_view text);
  void add_line(std::string_view who, std::string line);
  std::string without_secrets(std::string line) const;

  std::string secret_;
  std::string secret_base64_;
  Phase phase_ = Phase::greeting;
  bool is_login_ = false;
  bool is_ending_ = false;  // What the server says to QUIT decides nothing.
  bool is_cut_ = false;
  std::size_t content_bytes_ = 0;
  int answer_ = 0;
  std::string answer_text_;
  std::string transcript_;
};

/// What has come of a mail whose sending did not succeed. A final answer about the mail refuses it;
/// one about our login does not, as the operator can mend it.
Outcome outcome_of_failure(const SmtpTalk& talk);

}  // namespace mirante::mail
