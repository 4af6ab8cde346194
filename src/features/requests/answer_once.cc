#include "features/requests/answer_once.h"

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "platform/crypto/hash.h"

namespace mirante::requests {
namespace {

constexpr std::size_t key_max = 191;
constexpr std::string_view purpose = "requests.answer";

Hash key_of(const Asked& asked) { return crypto::sha256(asked.actor + "\n" + asked.key); }

Failure refused(std::string_view code, std::string message) {
  return Failure(Error{.kind = ErrorKind::conflict,
                       .message = std::move(message),
                       .field = "Idempotency-Key",
                       .code = std::string(code)});
}

Failure in_use() {
  return refused("request.key_in_use",
                 "the request with this key is still being carried out, or the panel ended before "
                 "it was answered: look at what came of it before you use another key");
}

std::string to_text(const Answer& answer) {
  return Json{{"status", answer.status}, {"headers", answer.headers}, {"body", answer.body}}.dump();
}

Answer answer_of(std::string_view text) {
  const auto json = Json::parse(text);
  Answer answer{.status = json["status"].get<int>(), .body = json["body"].get<std::string>()};
  for (const auto& header : json["headers"])
    answer.headers.emplace_back(header[0].get<std::string>(), header[1].get<std::string>());
  return answer;
}

/// Of two processes that are asked at once, one is sooner.
void insert_or_refuse(sql::Tx& tx, const KeptAnswer& wished) {
  try {
    insert(tx, wished);
  } catch (const Failure& failure) {
    if (failure.error().code == "sql.duplicate") throw in_use();
    throw;
  }
}

}  // namespace

Task<std::optional<Answer>> begin(RequestsServices& services, Asked asked) {
  if (asked.key.size() > key_max)
    throw wrong_field("Idempotency-Key", "has at most 191 characters");
  const auto now = services.loop.clock().now();
  const KeptAnswer wished{.tenant = asked.tenant,
                          .key = key_of(asked),
                          .id = make_id16(services.loop.clock(), services.rng),
                          .request = crypto::sha256(asked.request),
                          .asked_at = now};
  co_return co_await services.db.write([&](sql::Tx& tx) -> std::optional<Answer> {
    remove_before(tx, now - kept_for);
    const auto kept = find_for_update(tx, wished.tenant, wished.key);
    if (!kept) {
      insert_or_refuse(tx, wished);
      return std::nullopt;
    }
    if (kept->request != wished.request)
      throw refused("request.key_reused",
                    "this key was used for another request; use a new one for this");
    if (!kept->answer) throw in_use();
    return answer_of(
        services.vault.open(tx, wished.tenant, {purpose, kept->id}, *kept->answer).reveal());
  });
}

Task<void> keep(RequestsServices& services, Asked asked, Answer answer) {
  const auto key = key_of(asked);
  const auto text = crypto::Secret::take(to_text(answer));
  co_await services.db.write([&](sql::Tx& tx) {
    const auto kept = find_for_update(tx, asked.tenant, key);
    if (!kept) return;
    put_answer(tx, asked.tenant, key,
               services.vault.seal(tx, asked.tenant, {purpose, kept->id}, text));
  });
}

Task<void> forget(RequestsServices& services, Asked asked) {
  co_await services.db.write([&](sql::Tx& tx) { remove(tx, asked.tenant, key_of(asked)); });
}

}  // namespace mirante::requests
