#include "features/accounts/sealed_keys.h"

#include "features/accounts/account_store.h"
#include "platform/vault/vault.h"

namespace mirante::accounts {
namespace {

vault::Place place_of(AccountId account) {
  return {.purpose = "accounts.access_keys", .row = account.bytes};
}

}  // namespace

void seal_keys(sql::Tx& tx, vault::Vault& vault, TenantId tenant, AccountId account,
               const KeysToSeal& keys) {
  // The id holds no line feed, so the first one parts the two.
  auto text = keys.access_key_id + "\n" + std::string(keys.secret.reveal());
  const auto pair = crypto::Secret::take(std::move(text));
  put_sealed_keys(tx, tenant, account, vault.seal(tx, tenant, place_of(account), pair));
}

OpenedKeys open_keys(sql::Snapshot& snapshot, vault::Vault& vault, TenantId tenant,
                     AccountId account) {
  const auto sealed = sealed_keys(snapshot, tenant, account);
  if (!sealed)
    throw Failure(Error{.kind = ErrorKind::corrupt,
                        .message = "the account " + account.text() +
                                   " is connected by keys, but holds none; change its keys",
                        .code = "account.no_keys"});
  const auto pair = vault.open(snapshot, tenant, place_of(account), *sealed);
  const auto text = pair.reveal();
  const auto feed = text.find('\n');
  if (feed == std::string_view::npos)
    throw Failure(Error{.kind = ErrorKind::corrupt,
                        .message = "the sealed keys of " + account.text() + " hold no pair of keys",
                        .code = "secret.damaged"});
  return {.access_key_id = std::string(text.substr(0, feed)),
          .secret = crypto::Secret(text.substr(feed + 1))};
}

}  // namespace mirante::accounts
