// Tags as EC2 checks them: how many, how long, which keys are AWS's own.
#pragma once

#include <string>
#include <vector>

#include "gen/ec2/create_tags.h"
#include "gen/ec2/run_instances.h"
#include "simcloud/call.h"

namespace mirante::simcloud {

inline constexpr std::size_t tags_max = 50;

/// The tags of a request, checked.
Answered<Tags> read_tags(Call& call, const std::vector<gen::ec2::Tag>& tags);
/// Those of the specifications that are for this kind of thing ("instance").
Answered<Tags> read_tags(Call& call, const std::vector<gen::ec2::TagSpecification>& specifications,
                         std::string_view resource_type);
/// Every specification must be for one of these kinds.
Answered<Done> check_kinds(const std::vector<gen::ec2::TagSpecification>& specifications,
                           std::initializer_list<std::string_view> kinds);
/// aws:RequestTag/…, aws:TagKeys and ec2:CreateAction, for the permission to create with tags.
Call::Keys request_tag_keys(const Call& call, const Tags& tags);
/// ec2:CreateTags on a thing that this call creates, if it has tags.
Answered<Done> permit_tags(Call& call, std::string_view kind, const Tags& tags);

}  // namespace mirante::simcloud
