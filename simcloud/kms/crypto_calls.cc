// Encrypt, Decrypt. What is encrypted names its key and opens only with it and with the encryption
// context that it was encrypted under.
#include <nlohmann/json.hpp>

#include "gen/kms/decrypt.h"
#include "gen/kms/encrypt.h"
#include "platform/crypto/seal.h"
#include "simcloud/kms/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using Context = std::map<std::string, std::string>;

constexpr std::string_view algorithm = "SYMMETRIC_DEFAULT";
constexpr std::size_t plaintext_max = 4096;
constexpr std::size_t context_max = 8192;
/// Before the length of the key's ARN, the ARN, and what is sealed.
constexpr std::string_view magic = "\x01\x02\x02";

std::unexpected<AwsError> invalid_ciphertext() { return refuse("InvalidCiphertextException", ""); }

Call::Keys context_keys(const Context& context) {
  Call::Keys keys{{"kms:EncryptionAlgorithm", std::string(algorithm)}};
  for (const auto& [name, value] : context) {
    keys.emplace_back("kms:EncryptionContext:" + name, value);
    keys.emplace_back("kms:EncryptionContextKeys", name);
  }
  return keys;
}

Answered<Done> check_context(const Context& context) {
  if (Json(context).dump(-1, ' ', false, Json::error_handler_t::replace).size() <= context_max)
    return Done{};
  return kms_invalid("The encryption context must have at most 8192 characters.");
}

/// What a key is asked to do must fit it and its state.
Answered<Done> check_use(const NamedKey& named, const std::optional<std::string>& wanted) {
  if (wanted.value_or(std::string(algorithm)) != algorithm)
    return refuse("InvalidKeyUsageException",
                  "You cannot use " + *wanted + " with " + named.arn + ".");
  if (auto ok = not_pending_deletion(named); !ok) return ok;
  if (named.key->state == KmsKey::State::disabled)
    return refuse("DisabledException", named.arn + " is disabled.");
  return Done{};
}

/// AWS's own keys work through their service alone.
Answered<NamedKey> key_for_use(Call& call, const std::optional<std::string>& id,
                               const Context& context) {
  auto named = permitted_key(call, id, context_keys(context));
  if (!named || !named->key->of_aws) return named;
  return std::unexpected(access_denied(call.caller, call.permission(), named->arn,
                                       {Decision::By::resource_silence, {}}));
}

/// Follows from the seed, as everything here does.
crypto::Secret material_of(const Cloud& cloud, const std::string& arn) {
  SeededRng rng(cloud.draws.at(Purpose::kms_id, {hash_of(arn), 7}));
  return crypto::make_key(rng);
}

std::vector<std::uint8_t> bound_to(const std::string& arn, const Context& context) {
  const auto text = Json(context).dump(-1, ' ', false, Json::error_handler_t::replace);
  return crypto::join_context({crypto::as_bytes(arn), crypto::as_bytes(text)});
}

std::string sealed(const Call& call, const std::string& arn, const Context& context,
                   std::string_view plain) {
  SeededRng rng(call.cloud.draws.at(Purpose::kms_id, {hash_of(arn), call.number, 8}));
  const auto bytes = crypto::seal(material_of(call.cloud, arn), crypto::as_bytes(plain),
                                  bound_to(arn, context), rng);
  std::string blob(magic);
  blob += static_cast<char>(arn.size());
  blob += arn;
  return blob.append(bytes.begin(), bytes.end());
}

struct Blob {
  std::string arn;
  std::string_view sealed;
};
std::optional<Blob> read_blob(std::string_view bytes) {
  if (!bytes.starts_with(magic) || bytes.size() <= magic.size()) return std::nullopt;
  const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[magic.size()]));
  bytes.remove_prefix(magic.size() + 1);
  if (bytes.size() < size) return std::nullopt;
  return Blob{.arn = std::string(bytes.substr(0, size)), .sealed = bytes.substr(size)};
}

Answered<gen::kms::EncryptResponse> encrypt(Call& call, const gen::kms::EncryptRequest& request) {
  const auto plain = request.plaintext.value_or("");
  if (plain.empty() || plain.size() > plaintext_max)
    return kms_invalid(
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member "
        "must have length between 1 and 4096");
  if (auto ok = check_context(request.encryption_context); !ok) return pass(ok);
  const auto named = key_for_use(call, request.key_id, request.encryption_context);
  if (!named) return pass(named);
  if (auto ok = check_use(*named, request.encryption_algorithm); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_would_succeed();
  return gen::kms::EncryptResponse{
      .ciphertext_blob = sealed(call, named->arn, request.encryption_context, plain),
      .key_id = named->arn,
      .encryption_algorithm = std::string(algorithm)};
}

Answered<gen::kms::DecryptResponse> decrypt(Call& call, const gen::kms::DecryptRequest& request) {
  const auto bytes = request.ciphertext_blob.value_or("");
  const auto blob = read_blob(bytes);
  if (!blob) return invalid_ciphertext();
  if (request.key_id && key_arn(call.cloud, call.place(), *request.key_id) != blob->arn) {
    const auto other = key_for_use(call, request.key_id, request.encryption_context);
    if (!other) return pass(other);
    return refuse("IncorrectKeyException",
                  "The key ID in the request does not identify a CMK that can perform this "
                  "operation.");
  }
  if (find_key(call, blob->arn) == nullptr)
    return refuse("AccessDeniedException",
                  "The ciphertext refers to a customer master key that does not exist, does not "
                  "exist in this region, or you are not allowed to access.");
  const auto named = key_for_use(call, blob->arn, request.encryption_context);
  if (!named) return pass(named);
  if (auto ok = check_use(*named, request.encryption_algorithm); !ok) return pass(ok);
  const auto plain =
      crypto::unseal(material_of(call.cloud, named->arn), crypto::as_bytes(blob->sealed),
                     bound_to(named->arn, request.encryption_context));
  if (!plain) return invalid_ciphertext();
  if (request.dry_run.value_or(false)) return dry_run_would_succeed();
  return gen::kms::DecryptResponse{.key_id = named->arn,
                                   .plaintext = std::string(plain->reveal()),
                                   .encryption_algorithm = std::string(algorithm)};
}

}  // namespace

void add_key_crypto_calls(Operations& operations) {
  operations.add<encrypt>("kms", "Encrypt", Fidelity::partial,
                          "grant tokens are not looked at, as grants work at once");
  operations.add<decrypt>("kms", "Decrypt", Fidelity::partial,
                          "grant tokens are not looked at, as grants work at once; no enclaves");
}

}  // namespace mirante::simcloud
