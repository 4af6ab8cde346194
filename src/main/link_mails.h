// Identity's links put into the outbox: the one place that knows both.
#pragma once

#include "features/identity/link_mail.h"
#include "features/mails/outbox.h"

namespace mirante {

class LinkMails final : public identity::LinkPost {
 public:
  /// The outbox outlives it.
  LinkMails(mails::Outbox& outbox, std::string address)
      : outbox_(outbox), address_(std::move(address)) {}

  /// Before requests are answered: where the panel is, if nobody has said it.
  void answer_at(std::string address) {
    if (address_.empty()) address_ = std::move(address);
  }

  std::string panel_address() const override { return address_; }
  bool post(sql::Tx& tx, const CallContext& ctx, const identity::LinkMail& mail) override;
  void withdraw(sql::Tx& tx, const CallContext& ctx, identity::Link::Purpose purpose,
                std::string_view email) override;

 private:
  mails::Outbox& outbox_;
  std::string address_;
};

}  // namespace mirante
