// What the handlers of Organizations share: who may call, errors, pages, shapes of accounts.
#pragma once

#include <string>
#include <vector>

#include "gen/organizations/describe_account.h"
#include "gen/organizations/list_policies.h"
#include "simcloud/call.h"
#include "simcloud/page_tokens.h"

namespace mirante::simcloud {

std::unexpected<AwsError> invalid_input(std::string_view reason, std::string message);
std::unexpected<AwsError> no_such_target();

/// Permission by IAM; then the caller's account must be in the organization.
Answered<Done> permit_member(Call& call);
/// The same, and it must be the management account.
Answered<Done> permit_management(Call& call);
/// The same, or a delegated administrator.
Answered<Done> permit_reading(Call& call);

gen::organizations::Account to_gen(const Cloud& cloud, const Account& account,
                                   const Membership& membership);
gen::organizations::PolicySummary to_gen(const Organization& organization,
                                         const ServiceControlPolicy& policy);

/// "o-…/r-…/ou-…/": where the children of a parent are.
std::string path_of(const Organization& organization, std::string_view parent);
bool is_parent(const Organization& organization, std::string_view id);

/// Of an account, a unit, the root or a policy; null if there is no such thing.
std::map<std::string, std::string>* find_tags(Organization& organization, std::string_view id);

/// Puts a page of `items` into the answer. MaxResults is 1 to 20.
template <class Item, class Request, class Response>
Answered<Done> put_page(const Call& call, const Request& request, std::vector<Item> items,
                        const std::vector<std::string>& question, std::vector<Item>& page,
                        Response& response) {
  std::size_t limit = 20;
  if constexpr (requires { request.max_results; }) {
    const auto most = request.max_results.value_or(20);
    if (most < 1) return invalid_input("MIN_VALUE_EXCEEDED", "MaxResults must be at least 1.");
    if (most > 20) return invalid_input("MAX_VALUE_EXCEEDED", "MaxResults must be at most 20.");
    limit = static_cast<std::size_t>(most);
  }
  const auto bad = invalid_input("INVALID_NEXT_TOKEN", "You provided an invalid NextToken.");
  auto next =
      cut_page(call, items, request.next_token, question_hash(call, question), limit, bad.error());
  if (!next) return pass(next);
  page = std::move(items);
  response.next_token = *std::move(next);
  return Done{};
}

}  // namespace mirante::simcloud
