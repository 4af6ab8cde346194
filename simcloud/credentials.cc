#include "simcloud/credentials.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view base64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base62 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

void forget_old_sessions(Cloud& cloud) {
  if (cloud.sessions_made % 256 != 0) return;
  std::erase_if(cloud.sessions, [&](const auto& entry) {
    return entry.second.expires + std::chrono::hours(24) < cloud.now;
  });
}

std::vector<AccessKey>& keys_of(Account& account, const std::string& user) {
  if (user.empty()) return account.iam.root_keys;
  return account.iam.users.at(user).keys;
}

}  // namespace

std::string make_iam_id(Cloud& cloud, Account& account, std::string_view prefix) {
  return std::string(prefix) +
         cloud.draws.text(17, base32, Purpose::iam_id, {hash_of(account.id), ++account.iam.made});
}

const AccessKey& add_access_key(Cloud& cloud, Account& account, const std::string& user) {
  const auto number = ++account.iam.made;
  const auto hash = hash_of(account.id);
  AccessKey key;
  key.id = "AKIA" + cloud.draws.text(16, base32, Purpose::access_key, {hash, number});
  key.secret = cloud.draws.text(40, base64, Purpose::secret, {hash, number});
  key.created = cloud.now;
  cloud.key_owners[key.id] = {account.number, user};
  return keys_of(account, user).emplace_back(std::move(key));
}

void remove_access_key(Cloud& cloud, Account& account, const std::string& user,
                       const std::string& key_id) {
  cloud.key_owners.erase(key_id);
  std::erase_if(keys_of(account, user), [&](const AccessKey& key) { return key.id == key_id; });
}

AccessKey* find_access_key(Cloud& cloud, const std::string& key_id) {
  const auto owner = cloud.key_owners.find(key_id);
  if (owner == cloud.key_owners.end()) return nullptr;
  auto& keys = keys_of(cloud.accounts[owner->second.account], owner->second.user);
  const auto found = std::ranges::find(keys, key_id, &AccessKey::id);
  return found == keys.end() ? nullptr : &*found;
}

IamUser& add_user(Cloud& cloud, Account& account, const std::string& name) {
  auto& user = account.iam.users[name];
  user.name = name;
  user.id = make_iam_id(cloud, account, "AIDA");
  user.created = cloud.now;
  return user;
}

IamRole& add_role(Cloud& cloud, Account& account, const std::string& name, PolicyRef trust) {
  auto& role = account.iam.roles[name];
  role.name = name;
  role.id = make_iam_id(cloud, account, "AROA");
  role.created = cloud.now;
  role.trust = std::move(trust);
  return role;
}

const Session& add_session(Cloud& cloud, Session session) {
  const auto number = ++cloud.sessions_made;
  forget_old_sessions(cloud);
  session.key_id = "ASIA" + cloud.draws.text(16, base32, Purpose::session, {number, 1});
  session.secret = cloud.draws.text(40, base64, Purpose::session, {number, 2});
  session.token = (session.global ? "FwoGZXIvYXdzE" : "IQoJb3JpZ2luX2VjE") +
                  cloud.draws.text(300, base62, Purpose::session, {number, 3}) + "==";
  const auto key = session.key_id;
  return cloud.sessions.insert_or_assign(key, std::move(session)).first->second;
}

}  // namespace mirante::simcloud
