#include "simcloud/ec2/queries.h"

#include <algorithm>

#include "simcloud/aws_ids.h"
#include "simcloud/marker.h"
#include "simcloud/wildcards.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t filter_values_max = 200;

std::string fill(std::string_view text, std::string_view value) {
  std::string result(text);
  const auto hole = result.find("{}");
  return result.replace(hole, 2, value);
}

std::unexpected<AwsError> bad_token(std::string_view token) {
  return refuse("InvalidParameterValue", "Value ( " + std::string(token) +
                                             " ) for parameter NextToken is invalid. The token is "
                                             "invalid.");
}

}  // namespace

const IdKind instance_ids{"i-", "InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound",
                          "The instance ID '{}' does not exist",
                          "The instance IDs '{}' do not exist"};
const IdKind volume_ids{"vol-", "InvalidParameterValue", "InvalidVolume.NotFound",
                        "The volume '{}' does not exist.", "The volumes '{}' do not exist."};
const IdKind address_ids{"eipalloc-", "InvalidAllocationID.Malformed",
                         "InvalidAllocationID.NotFound", "The allocation ID '{}' does not exist",
                         "The allocation IDs '{}' do not exist"};
const IdKind group_ids{"sg-", "InvalidGroupId.Malformed", "InvalidGroup.NotFound",
                       "The security group '{}' does not exist",
                       "The security groups '{}' do not exist"};
const IdKind subnet_ids{"subnet-", "InvalidSubnetID.Malformed", "InvalidSubnetID.NotFound",
                        "The subnet ID '{}' does not exist", "The subnet IDs '{}' do not exist"};
const IdKind vpc_ids{"vpc-", "InvalidVpcID.Malformed", "InvalidVpcID.NotFound",
                     "The vpc ID '{}' does not exist", "The vpc IDs '{}' do not exist"};
const IdKind interface_ids{
    "eni-", "InvalidNetworkInterfaceId.Malformed", "InvalidNetworkInterfaceID.NotFound",
    "The networkInterface ID '{}' does not exist", "The networkInterface IDs '{}' do not exist"};
const IdKind image_ids{"ami-", "InvalidAMIID.Malformed", "InvalidAMIID.NotFound",
                       "The image id '[{}]' does not exist", "The image ids '[{}]' do not exist"};

Matcher::Matcher(const std::vector<std::string>& values) {
  for (const auto& value : values)
    patterns_.push_back({value, value.find_first_of("*?\\") != std::string::npos});
}

bool Matcher::accepts(std::string_view text) const {
  if (text.empty())  // What a thing does not have matches no wildcard.
    return std::ranges::any_of(patterns_, [](const Pattern& p) { return p.text.empty(); });
  return accepts_value(text);
}

bool Matcher::accepts_value(std::string_view text) const {
  return std::ranges::any_of(patterns_, [text](const Pattern& pattern) {
    return pattern.has_wildcards
               ? matches_wildcards(pattern.text, text, LetterCase::matters, Backslash::escapes)
               : pattern.text == text;
  });
}

bool tags_match(const Cloud& cloud, const Tags& tags, std::string_view filter_name,
                const Matcher& matcher) {
  const bool by_key = filter_name == "tag-key", by_value = filter_name == "tag-value";
  const auto key = by_key || by_value ? std::string_view() : filter_name.substr(4);
  return std::ranges::any_of(tags, [&](const Tag& tag) {
    if (by_key) return matcher.accepts(cloud.texts.view(tag.key));
    if (!by_value && cloud.texts.view(tag.key) != key) return false;
    return matcher.accepts_value(cloud.texts.view(tag.value));
  });
}

std::unexpected<AwsError> unknown_filter(std::string_view name) {
  return refuse("InvalidParameterValue", "The filter '" + std::string(name) + "' is invalid");
}

Answered<Done> check_filter_counts(const GenFilters& filters) {
  std::size_t values = 0;
  for (const auto& filter : filters) {
    if (!filter.name) return missing_parameter("Filter.Name");
    values += filter.values.size();
  }
  if (values > filter_values_max)
    return refuse("FilterLimitExceeded",
                  "The maximum number of filter values specified on a single call is 200");
  return Done{};
}

std::uint64_t question_of(const Call& call, const GenFilters& filters,
                          const std::vector<std::string>& ids) {
  auto hash = hash_of(call.action) ^ mix(call.caller.account + 1) ^ mix(call.region + 1000);
  for (const auto& filter : filters) {
    hash = mix(hash ^ hash_of(filter.name.value_or("")));
    for (const auto& value : filter.values) hash = mix(hash ^ hash_of(value));
  }
  for (const auto& id : ids) hash = mix(hash ^ hash_of(id));
  return hash;
}

Answered<PageStart> start_page(const Call& call, std::optional<std::int32_t> max_results,
                               const std::optional<std::string>& token, std::uint64_t question,
                               PageBounds bounds) {
  PageStart start;
  start.limit = static_cast<std::size_t>(-1);
  if (max_results) {
    if (*max_results < static_cast<std::int32_t>(bounds.least))
      return refuse("InvalidParameterValue",
                    "Value ( " + std::to_string(*max_results) +
                        " ) for parameter maxResults is invalid. Expecting a value greater than " +
                        std::to_string(bounds.least) + ".");
    start.limit = std::min(static_cast<std::size_t>(*max_results), bounds.most);
  }
  if (!token || token->empty()) return start;
  const auto last = read_marker(call, *token, question);
  if (!last) return bad_token(*token);
  start.after = std::stoull(*last);
  start.from_beginning = false;
  return start;
}

std::string next_token(const Call& call, std::uint64_t last, std::uint64_t question) {
  return make_marker(call, std::to_string(last), question);
}

Answered<std::vector<std::uint64_t>> read_ids(const std::vector<std::string>& ids,
                                              const IdKind& kind,
                                              const std::function<bool(std::uint64_t)>& exists) {
  std::vector<std::uint64_t> numbers;
  std::vector<std::string> missing;
  for (const auto& id : ids) {
    const auto parsed = parse_id(kind.prefix, id);
    if (parsed.form == ParsedId::Form::malformed) {
      if (kind.malformed_code == "InvalidParameterValue")
        return refuse(std::string(kind.malformed_code),
                      "Value (" + id + ") for parameter volumes is invalid. Expected: 'vol-...'.");
      return refuse(std::string(kind.malformed_code), "Invalid id: \"" + id + "\" (expecting \"" +
                                                          std::string(kind.prefix) + "...\")");
    }
    if (parsed.form == ParsedId::Form::ours && exists(parsed.value))
      numbers.push_back(parsed.value);
    else if (std::ranges::find(missing, id) == missing.end())
      missing.push_back(id);
  }
  if (missing.empty()) return numbers;
  std::string list;
  for (const auto& id : missing) list += (list.empty() ? "" : ", ") + id;
  return refuse(std::string(kind.missing_code),
                fill(missing.size() == 1 ? kind.missing_one : kind.missing_many, list));
}

Answered<std::vector<Instance*>> find_instances(Call& call, const std::vector<std::string>& ids) {
  auto& place = call.place();
  const auto numbers = read_ids(ids, instance_ids, [&](std::uint64_t id) {
    const auto* instance = place.find_instance(id);
    return instance != nullptr && instance->visible_from <= call.cloud.now;
  });
  if (!numbers) return pass(numbers);
  std::vector<Instance*> instances;
  for (const auto id : *numbers) {
    auto* instance = place.find_instance(id);
    if (std::ranges::find(instances, instance) == instances.end()) instances.push_back(instance);
  }
  return instances;
}

Answered<Instance*> find_instance(Call& call, const std::optional<std::string>& id) {
  if (!id) return missing_parameter("instanceId");
  const auto found = find_instances(call, {*id});
  if (!found) return pass(found);
  return found->front();
}

Answered<Done> within_vcpu_limit(Call& call, std::string_view quota_class, std::uint32_t more) {
  const auto& limits = call.place().vcpu_limits;
  const auto limit = limits.find(quota_class);
  if (limit == limits.end()) return Done{};
  if (vcpus_in_use(call.place(), quota_class) + more <= limit->second) return Done{};
  return refuse("VcpuLimitExceeded",
                "You have requested more vCPU capacity than your current vCPU limit of " +
                    std::to_string(limit->second) +
                    " allows for the instance bucket that the specified instance type belongs to. "
                    "Please visit http://aws.amazon.com/contact-us/ec2-request to request an "
                    "adjustment to this limit.");
}

std::vector<gen::ec2::Tag> to_gen(const Cloud& cloud, const Tags& tags) {
  std::vector<gen::ec2::Tag> result;
  result.reserve(tags.size());
  for (const auto& tag : tags)
    result.push_back({.key = cloud.texts.str(tag.key), .value = cloud.texts.str(tag.value)});
  return result;
}

std::unexpected<AwsError> missing_parameter(std::string_view name) {
  return refuse("MissingParameter", "The request must contain the parameter " + std::string(name));
}

}  // namespace mirante::simcloud
