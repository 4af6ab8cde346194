// What the handlers of IAM share: finding users and roles, documents, pages by marker.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "gen/iam/get_role.h"
#include "gen/iam/get_user.h"
#include "simcloud/call.h"
#include "simcloud/credentials.h"

namespace mirante::simcloud {

std::unexpected<AwsError> iam_missing(std::string_view kind, std::string_view name);
std::unexpected<AwsError> iam_exists(std::string_view kind, std::string_view name);
std::unexpected<AwsError> iam_invalid(std::string message);

/// Permission on the user or role first, then existence: as AWS does it.
Answered<IamUser*> permitted_user(Call& call, const std::optional<std::string>& name);
Answered<IamRole*> permitted_role(Call& call, const std::optional<std::string>& name);
/// Permission on "*".
Answered<Done> permitted_list(Call& call);

/// Letters, digits and +=,.@_- ; 1 to `most` characters.
Answered<Done> check_name(std::string_view parameter, const std::optional<std::string>& name,
                          std::size_t most);
Answered<std::string> read_path(const std::optional<std::string>& path);
Answered<PolicyRef> read_policy(const std::optional<std::string>& document, PolicyKind kind);
/// Documents in answers are percent-encoded.
std::string encode_document(std::string_view text);

gen::iam::User to_gen(const Account& account, const IamUser& user);
gen::iam::Role to_gen(const Account& account, const IamRole& role);

/// Puts a page of `items` (in order) into `list`: the marker is the number of the first item.
template <class Item, class Request, class Response>
Answered<Done> page_of(const std::vector<Item>& items, const Request& request, Response& response,
                       std::vector<Item>& list) {
  const auto most = static_cast<std::size_t>(std::clamp(request.max_items.value_or(100), 1, 1000));
  std::size_t first = 0;
  if (request.marker) {
    const auto& marker = *request.marker;
    if (marker.empty() || marker.size() > 9 ||
        marker.find_first_not_of("0123456789") != std::string::npos)
      return refuse("InvalidInput", "Invalid Marker.");
    first = std::min(items.size(), static_cast<std::size_t>(std::stoul(marker)));
  }
  const auto last = std::min(items.size(), first + most);
  list.assign(items.begin() + static_cast<std::ptrdiff_t>(first),
              items.begin() + static_cast<std::ptrdiff_t>(last));
  response.is_truncated = last < items.size();
  if (last < items.size()) response.marker = std::to_string(last);
  return Done{};
}

}  // namespace mirante::simcloud
