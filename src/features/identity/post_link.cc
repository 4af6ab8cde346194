#include "features/identity/post_link.h"

#include "features/identity/link_mail.h"
#include "features/identity/tenant_store.h"
#include "features/identity/user_store.h"

namespace mirante::identity {
namespace {

Language language_for(sql::Snapshot& snapshot, const CallContext& ctx,
                      const std::optional<User>& person) {
  if (person) return person->language;
  if (const auto maker = UserId::parse(ctx.actor.id))
    if (const auto user = find_user(snapshot, *maker)) return user->language;
  return Language::portuguese;
}

}  // namespace

void withdraw_mails(IdentityServices& services, sql::Tx& tx, const CallContext& ctx,
                    Link::Purpose purpose, std::string_view email) {
  if (services.post != nullptr) services.post->withdraw(tx, ctx, purpose, email);
}

bool mail_link(IdentityServices& services, sql::Tx& tx, const CallContext& ctx,
               const MadeLink& made) {
  withdraw_mails(services, tx, ctx, made.link.purpose, made.link.email);  // Of an older link.
  if (services.post == nullptr || services.post->panel_address().empty()) return false;
  const auto person = find_user_by_email(tx, made.link.email);
  const auto tenant = find_tenant(tx, ctx.tenant);
  return services.post->post(
      tx, ctx,
      write_link_mail(made.link, {.panel_address = services.post->panel_address(),
                                  .secret = made.token.reveal(),
                                  .company = tenant ? tenant->name : "Mirante",
                                  .to_name = person ? person->name : "",
                                  .language = language_for(tx, ctx, person)}));
}

}  // namespace mirante::identity
