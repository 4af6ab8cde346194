// CreateAlias, ListAliases.
#include <algorithm>

#include "gen/kms/create_alias.h"
#include "gen/kms/list_aliases.h"
#include "simcloud/kms/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

Answered<Done> create(Call& call, const gen::kms::CreateAliasRequest& request) {
  static constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-";
  const auto name = request.alias_name.value_or("");
  if (!name.starts_with("alias/") || name.size() == 6 || name.size() > 256 ||
      name.find_first_not_of(allowed) != std::string::npos)
    return refuse("InvalidAliasNameException",
                  "Alias must start with the prefix \"alias/\" and have letters, digits and /_- "
                  "only. Please see https://docs.aws.amazon.com/kms/latest/developerguide");
  if (name.starts_with("alias/aws/"))
    return refuse("InvalidAliasNameException", "Alias " + name + " is reserved for AWS");
  if (auto ok = call.permit(call.permission(), call.arn(name), {}); !ok) return pass(ok);
  const auto named = permitted_own_key(call, request.target_key_id);
  if (!named) return pass(named);
  if (auto ok = not_pending_deletion(*named); !ok) return pass(ok);
  if (!call.place().kms.aliases.emplace(name, named->arn).second)
    return refuse("AlreadyExistsException",
                  "An alias with the name " + call.arn(name) + " already exists");
  return Done{};
}

Answered<gen::kms::ListAliasesResponse> list(Call& call,
                                             const gen::kms::ListAliasesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  const auto page = start_key_page(call, request.limit, request.marker, request.key_id.value_or(""),
                                   {.normally = 50, .most = 100});
  if (!page) return pass(page);
  forget_keys(call.cloud, call.place());
  std::string of_key;
  if (request.key_id) {
    of_key = key_arn(call.cloud, call.place(), *request.key_id);
    if (find_key(call, of_key) == nullptr)
      return kms_not_found("Key '" + of_key + "' does not exist");
  }
  Keyed<gen::kms::AliasListEntry> found;
  for (const auto& [name, arn] : call.place().kms.aliases) {
    if (!of_key.empty() && arn != of_key) continue;
    const auto made =
        std::chrono::floor<std::chrono::seconds>(call.place().kms.keys.at(arn).created);
    found.emplace_back(name, gen::kms::AliasListEntry{.alias_name = name,
                                                      .alias_arn = call.arn(name),
                                                      .target_key_id = key_id_of(arn),
                                                      .creation_date = made,
                                                      .last_updated_date = made});
  }
  gen::kms::ListAliasesResponse response;
  response.next_marker =
      turn_page(call, std::move(found), page->after, page->limit, page->question, response.aliases);
  response.truncated = response.next_marker.has_value();
  return response;
}

}  // namespace

void add_key_alias_calls(Operations& operations) {
  operations.add<create>("kms", "CreateAlias", Fidelity::faithful);
  operations.add<list>("kms", "ListAliases", Fidelity::partial,
                       "the date of an alias is that of its key");
}

}  // namespace mirante::simcloud
