// The mails that carry a link which works once: an invitation, and a new password. Written by hand
// in both languages, as plain text and as simple HTML. The secret stands behind the #, which no
// server sees, and opening the page changes nothing: it shows what the link is for, and a button.
#pragma once

#include <string>
#include <string_view>

#include "base/context.h"
#include "base/instant.h"
#include "features/identity/link_store.h"
#include "features/identity/user.h"

namespace mirante::identity {

struct LinkMail {
  std::string kind;  // Of lists: "invitation", "new_password".
  std::string to_name;
  std::string to;
  std::string subject;
  std::string text;
  std::string html;
  Instant useless_at{};  // When the link expires.
};

struct LinkMailFacts {
  std::string panel_address;  // "https://panel.example.com", without a / at its end.
  std::string_view secret;    // Of the link.
  std::string company;
  std::string to_name = {};  // Where the person is known here.
  Language language = Language::portuguese;
};

LinkMail write_link_mail(const Link& link, const LinkMailFacts& facts);

/// What identity needs of whoever sends mails; main knows whom.
class LinkPost {
 public:
  virtual ~LinkPost() = default;
  /// Where people reach the panel; empty: not known, so no link can be mailed.
  virtual std::string panel_address() const = 0;
  /// To be sent once the transaction is committed. False: no mail can go to that address. Runs on
  /// the store's thread.
  virtual bool post(sql::Tx& tx, const CallContext& ctx, const LinkMail& mail) = 0;
  /// The links of this purpose for this person have ended: what was posted with them and still
  /// waits is not to be sent. Runs on the store's thread.
  virtual void withdraw(sql::Tx& tx, const CallContext& ctx, Link::Purpose purpose,
                        std::string_view email) = 0;
};

}  // namespace mirante::identity
