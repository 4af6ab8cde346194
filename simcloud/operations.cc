#include "simcloud/operations.h"

#include <initializer_list>

#include "base/error.h"
#include "simcloud/ce/calls.h"
#include "simcloud/cloudtrail/calls.h"
#include "simcloud/cloudwatch/calls.h"
#include "simcloud/ec2/calls.h"
#include "simcloud/elbv2/calls.h"
#include "simcloud/iam/calls.h"
#include "simcloud/kms/calls.h"
#include "simcloud/organizations/calls.h"
#include "simcloud/pricing/calls.h"
#include "simcloud/rds/calls.h"
#include "simcloud/route53/calls.h"
#include "simcloud/savingsplans/calls.h"
#include "simcloud/sesv2/calls.h"
#include "simcloud/sns/calls.h"
#include "simcloud/sqs/calls.h"
#include "simcloud/sts/calls.h"

namespace mirante::simcloud {

std::string_view to_string(Fidelity fidelity) {
  return fidelity == Fidelity::faithful ? "faithful" : "partial";
}

void Operations::put(Operation operation) {
  auto& names = services_[operation.service];
  MIRANTE_CHECK(!names.contains(operation.name));
  MIRANTE_CHECK(operation.wire->name == operation.name);
  MIRANTE_CHECK(operation.wire->service->id == operation.service);
  auto name = operation.name;
  names.emplace(std::move(name), std::move(operation));
}

const Operation* Operations::find(std::string_view service, std::string_view name) const {
  const auto names = services_.find(service);
  if (names == services_.end()) return nullptr;
  const auto found = names->second.find(name);
  return found == names->second.end() ? nullptr : &found->second;
}

std::vector<const aws::wire::Service*> Operations::signed_as(std::string_view signing_name) const {
  std::vector<const aws::wire::Service*> found;
  for (const auto& [id, names] : services_) {
    const auto* service = names.begin()->second.wire->service;
    if (service->signing_name == signing_name) found.push_back(service);
  }
  return found;
}

std::vector<const Operation*> Operations::all() const {
  std::vector<const Operation*> list;
  for (const auto& [service, names] : services_)
    for (const auto& [name, operation] : names) list.push_back(&operation);
  return list;
}

const Operations& all_operations() {
  static const Operations table = [] {
    Operations operations;
    for (auto* add : {add_ce_calls, add_cloudtrail_calls, add_cloudwatch_calls, add_ec2_calls,
                      add_elbv2_calls, add_iam_calls, add_kms_calls, add_organizations_calls,
                      add_pricing_calls, add_rds_calls, add_route53_calls, add_savingsplans_calls,
                      add_sesv2_calls, add_sns_calls, add_sqs_calls, add_sts_calls})
      add(operations);
    return operations;
  }();
  return table;
}

}  // namespace mirante::simcloud
