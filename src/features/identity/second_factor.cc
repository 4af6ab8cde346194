#include "features/identity/second_factor.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "features/audit/audit.h"
#include "features/identity/access_changed.h"
#include "features/identity/own_password.h"
#include "features/identity/tokens.h"
#include "features/identity/user_store.h"
#include "platform/crypto/base32.h"
#include "platform/crypto/totp.h"
#include "platform/vault/vault.h"

namespace mirante::identity {
namespace {

constexpr std::chrono::minutes offer_lasts{15};
constexpr int recovery_codes = 10;
constexpr std::string_view totp_purpose = "identity.totp";

vault::Place place_of(UserId user) { return {.purpose = totp_purpose, .row = user.bytes}; }

crypto::Secret open_totp(sql::Snapshot& snapshot, vault::Vault& vault, UserId user,
                         const SealedTotp& totp) {
  return vault.open(snapshot, totp.tenant, place_of(user), totp.secret);
}

/// "k7v3-9qxm-2t4d": 60 bits, easy to read out.
std::string make_recovery_code(Rng& rng) {
  std::array<std::uint8_t, 8> bytes{};
  rng.fill(bytes);
  auto text = crypto::encode_base32(bytes, crypto::base32_crockford).substr(0, 12);
  return text.substr(0, 4) + "-" + text.substr(4, 4) + "-" + text.substr(8, 4);
}

/// As people type it: in any case, with other letters for digits, without dashes.
std::string normal_recovery_code(std::string_view text) {
  std::string code;
  for (const char c : text) {
    const char low = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (low == '-' || low == ' ') continue;
    code += low == 'o' ? '0' : low == 'i' || low == 'l' ? '1' : low;
  }
  return code;
}

bool use_authenticator(sql::Tx& tx, vault::Vault& vault, UserId user, std::string_view code,
                       Instant now) {
  const auto totp = totp_of(tx, user);
  if (!totp) return false;
  const auto step = crypto::matching_step(open_totp(tx, vault, user, *totp), code, now, totp->step);
  return step && use_totp_step(tx, user, *step);
}

}  // namespace

bool use_code(sql::Tx& tx, vault::Vault& vault, UserId user, std::string_view code, Instant now) {
  return use_authenticator(tx, vault, user, code, now) ||
         use_recovery_code(tx, user, hash_token(normal_recovery_code(code)));
}

Task<TotpOffer> offer_totp(IdentityServices& services, SignedIn who, crypto::Secret password) {
  co_await prove_password(services, who, "user.totp_added", std::move(password));
  const auto now = services.loop.clock().now();
  const auto secret = crypto::make_totp_secret(services.rng);
  co_await services.db.write([&](sql::Tx& tx) {
    const auto tenant = who.context.tenant;
    put_totp_offer(tx, who.user.id,
                   {.tenant = tenant,
                    .secret = services.vault.seal(tx, tenant, place_of(who.user.id), secret)},
                   now);
  });
  co_return TotpOffer{
      .secret = crypto::encode_base32(secret.reveal_bytes(), crypto::base32_rfc4648),
      .uri = crypto::totp_uri(secret, "Mirante", who.user.email)};
}

Task<std::vector<std::string>> confirm_totp(IdentityServices& services, SignedIn who,
                                            std::string code) {
  const auto now = services.loop.clock().now();
  std::vector<std::string> codes;
  std::vector<TokenHash> hashes;
  for (int i = 0; i < recovery_codes; ++i) {
    codes.push_back(make_recovery_code(services.rng));
    hashes.push_back(hash_token(normal_recovery_code(codes.back())));
  }
  co_await services.db.write([&](sql::Tx& tx) {
    auto offer = totp_offer_of(tx, who.user.id, now - offer_lasts);
    if (!offer)
      throw Failure(Error{.kind = ErrorKind::conflict,
                          .message = "no authenticator waits for its first code; ask for a new "
                                     "secret",
                          .code = "totp.no_offer"});
    const auto secret = open_totp(tx, services.vault, who.user.id, *offer);
    const auto step = crypto::matching_step(secret, code, now, 0);
    if (!step)
      throw wrong_field("code",
                        "is not what the authenticator shows now; check that the clock of "
                        "your phone is right");
    offer->step = *step;
    put_totp(tx, who.user.id, *offer);
    remove_totp_offer(tx, who.user.id);
    put_recovery_codes(tx, who.user.id, hashes);
    end_sessions(tx, who.user.id, who.session);
    append_access_changed(tx, who.context.tenant, who.user.id);
    audit::append(tx, who.context, now, "user.totp_added", Json::object());
  });
  co_return codes;
}

Task<void> drop_totp(IdentityServices& services, SignedIn who, crypto::Secret password) {
  co_await prove_password(services, who, "user.totp_removed", std::move(password));
  const auto now = services.loop.clock().now();
  co_await services.db.write([&](sql::Tx& tx) {
    remove_totp(tx, who.user.id);
    audit::append(tx, who.context, now, "user.totp_removed", Json::object());
  });
}

}  // namespace mirante::identity
