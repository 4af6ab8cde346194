// Key pairs. Private keys that CreateKeyPair gives out are real PEM text of no real key: nobody can
// log in to a simulated server.
#include <algorithm>

#include "gen/ec2/create_key_pair.h"
#include "gen/ec2/delete_key_pair.h"
#include "gen/ec2/describe_key_pairs.h"
#include "gen/ec2/import_key_pair.h"
#include "platform/crypto/hash.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/tagging.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using C = const Cloud&;
using P = const Place&;
using K = const KeyPair&;
template <auto Value>
constexpr auto is = &field_matches<KeyPair, Value>;

constexpr FilterField<KeyPair> fields[] = {
    {"key-name", is<[](K k) { return k.name; }>},
    {"key-pair-id", is<[](K k) { return format_id("key-", k.id); }>},
    {"fingerprint", is<[](K k) { return k.fingerprint; }>},
};

std::string fingerprint_of(const Cloud& cloud, std::uint64_t id, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) {
    const auto byte = cloud.draws.below(256, Purpose::fingerprint, {id, i});
    static constexpr char digits[] = "0123456789abcdef";
    if (i > 0) text += ':';
    text += digits[byte >> 4];
    text += digits[byte & 0xf];
  }
  return text;
}

std::string pem_of(const Cloud& cloud, const KeyPair& key) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto body = cloud.draws.text(64 * 25, alphabet, Purpose::fingerprint, {key.id, 1u << 20});
  const std::string kind = key.type == "rsa" ? "RSA" : "OPENSSH";
  auto pem = "-----BEGIN " + kind + " PRIVATE KEY-----\n";
  for (std::size_t i = 0; i < body.size(); i += 64) pem += body.substr(i, 64) + "\n";
  return pem + "-----END " + kind + " PRIVATE KEY-----";
}

std::unexpected<AwsError> unknown_key(const std::string& name) {
  return refuse("InvalidKeyPair.NotFound", "The key pair '" + name + "' does not exist");
}

Answered<gen::ec2::DescribeKeyPairsResult> describe_key_pairs(
    Call& call, const gen::ec2::DescribeKeyPairsRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<KeyPair>::make(request.filters, fields);
  if (!filters) return pass(filters);
  const auto& place = call.place();
  for (const auto& name : request.key_names)
    if (!place.key_pairs.contains(name)) return unknown_key(name);
  gen::ec2::DescribeKeyPairsResult result;
  for (const auto& [name, key] : place.key_pairs) {
    const auto id = format_id("key-", key.id);
    if (!request.key_names.empty() &&
        std::ranges::find(request.key_names, name) == request.key_names.end())
      continue;
    if (!request.key_pair_ids.empty() &&
        std::ranges::find(request.key_pair_ids, id) == request.key_pair_ids.end())
      continue;
    if (!filters->accepts(call.cloud, place, key)) continue;
    gen::ec2::KeyPairInfo shape;
    shape.key_pair_id = id;
    shape.key_name = name;
    shape.key_type = key.type;
    shape.key_fingerprint = key.fingerprint;
    shape.create_time = std::chrono::floor<std::chrono::milliseconds>(key.created);
    shape.tags = to_gen(call.cloud, key.tags);
    result.key_pairs.push_back(std::move(shape));
  }
  return result;
}

/// What CreateKeyPair and ImportKeyPair have in common: permission, name, place in the store.
template <class Request>
Answered<KeyPair*> add_key_pair(Call& call, const Request& request, std::string type) {
  if (!request.key_name) return missing_parameter("KeyName");
  const auto tags = read_tags(call, request.tag_specifications, "key-pair");
  if (!tags) return pass(tags);
  if (auto ok = call.permit(call.permission(), call.ec2_arn("key-pair", *request.key_name), {});
      !ok)
    return pass(ok);
  if (auto ok = permit_tags(call, "key-pair", *tags); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  auto& place = call.place();
  if (place.key_pairs.contains(*request.key_name))
    return refuse("InvalidKeyPair.Duplicate",
                  "The keypair '" + *request.key_name + "' already exists.");
  auto& key = place.key_pairs[*request.key_name];
  key.id = call.cloud.make_id(Purpose::key_pair_id, place);
  key.name = *request.key_name;
  key.type = std::move(type);
  key.created = call.cloud.now;
  key.tags = *tags;
  return &key;
}

Answered<gen::ec2::KeyPair> create_key_pair(Call& call,
                                            const gen::ec2::CreateKeyPairRequest& request) {
  const auto type = request.key_type.value_or("rsa");
  if (type != "rsa" && type != "ed25519")
    return refuse("InvalidParameterValue",
                  "Value (" + type + ") for parameter KeyType is invalid.");
  const auto key = add_key_pair(call, request, type);
  if (!key) return pass(key);
  (*key)->fingerprint = fingerprint_of(call.cloud, (*key)->id, 20);
  gen::ec2::KeyPair shape;
  shape.key_pair_id = format_id("key-", (*key)->id);
  shape.key_name = (*key)->name;
  shape.key_fingerprint = (*key)->fingerprint;
  shape.key_material = pem_of(call.cloud, **key);
  shape.tags = to_gen(call.cloud, (*key)->tags);
  return shape;
}

Answered<gen::ec2::ImportKeyPairResult> import_key_pair(
    Call& call, const gen::ec2::ImportKeyPairRequest& request) {
  const auto& bytes = request.public_key_material;
  if (!bytes || bytes->empty()) return missing_parameter("PublicKeyMaterial");
  const std::string text(bytes->begin(), bytes->end());
  const bool ed25519 = text.starts_with("ssh-ed25519 ");
  if (!ed25519 && !text.starts_with("ssh-rsa "))
    return refuse("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
  const auto key = add_key_pair(call, request, ed25519 ? "ed25519" : "rsa");
  if (!key) return pass(key);
  (*key)->fingerprint = fingerprint_of(call.cloud, hash_of(text), ed25519 ? 32 : 16);
  gen::ec2::ImportKeyPairResult shape;
  shape.key_pair_id = format_id("key-", (*key)->id);
  shape.key_name = (*key)->name;
  shape.key_fingerprint = (*key)->fingerprint;
  shape.tags = to_gen(call.cloud, (*key)->tags);
  return shape;
}

Answered<gen::ec2::DeleteKeyPairResult> delete_key_pair(
    Call& call, const gen::ec2::DeleteKeyPairRequest& request) {
  auto& place = call.place();
  auto name = request.key_name.value_or("");
  if (request.key_pair_id)
    for (const auto& [known, key] : place.key_pairs)
      if (format_id("key-", key.id) == *request.key_pair_id) name = known;
  if (auto ok = call.permit(call.permission(), call.ec2_arn("key-pair", name), {}); !ok)
    return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  gen::ec2::DeleteKeyPairResult result;
  result.return_ = true;
  if (const auto found = place.key_pairs.find(name); found != place.key_pairs.end()) {
    result.key_pair_id = format_id("key-", found->second.id);
    place.key_pairs.erase(found);
  }
  return result;
}

}  // namespace

void add_key_calls(Operations& operations) {
  operations.add<describe_key_pairs>("ec2", "DescribeKeyPairs", Fidelity::partial,
                                     "public keys are not given back");
  operations.add<create_key_pair>("ec2", "CreateKeyPair", Fidelity::partial,
                                  "the private key looks like one but is none");
  operations.add<import_key_pair>("ec2", "ImportKeyPair", Fidelity::partial,
                                  "the fingerprint is not that of the key");
  operations.add<delete_key_pair>("ec2", "DeleteKeyPair", Fidelity::faithful);
}

}  // namespace mirante::simcloud
