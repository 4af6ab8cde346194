// CreateTags, DeleteTags, DescribeTags, and the checks of tags that other calls share.
#include <algorithm>

#include "gen/ec2/delete_tags.h"
#include "gen/ec2/describe_tags.h"
#include "simcloud/aws_ids.h"
#include "simcloud/cloudwatch/history.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/tagging.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

/// A thing that may have tags, found by its id.
struct Tagged {
  std::string_view kind;  // As ARNs and DescribeTags name it.
  std::string id;
  Tags* tags = nullptr;
};

template <class Map>
Tags* tags_in(Map& things, std::uint64_t id) {
  const auto found = things.find(id);
  return found == things.end() ? nullptr : &found->second.tags;
}

template <class List>
Tags* tags_in_list(List& things, std::uint64_t id) {
  const auto found =
      std::ranges::find_if(things, [id](const auto& thing) { return thing.id == id; });
  return found == things.end() ? nullptr : &found->tags;
}

struct TaggedKind {
  std::string_view prefix;
  std::string_view kind;
  const IdKind* ids;
  Tags* (*find)(Place&, std::uint64_t);
};

const IdKind key_pair_ids{"key-", "InvalidKeyPair.Malformed", "InvalidKeyPair.NotFound",
                          "The key pair '{}' does not exist", "The key pairs '{}' do not exist"};

template <auto Member>
Tags* tags_of(Place& place, std::uint64_t id) {
  if constexpr (requires { (place.*Member).find(id); })
    return tags_in(place.*Member, id);
  else
    return tags_in_list(place.*Member, id);
}

Tags* tags_of_key_pair(Place& place, std::uint64_t id) {
  for (auto& [name, key] : place.key_pairs)
    if (key.id == id) return &key.tags;
  return nullptr;
}

const TaggedKind tagged_kinds[] = {
    {"i-", "instance", &instance_ids, tags_of<&Place::instances>},
    {"vol-", "volume", &volume_ids, tags_of<&Place::volumes>},
    {"eipalloc-", "elastic-ip", &address_ids, tags_of<&Place::addresses>},
    {"sg-", "security-group", &group_ids, tags_of<&Place::groups>},
    {"ami-", "image", &image_ids, tags_of<&Place::images>},
    {"subnet-", "subnet", &subnet_ids, tags_of<&Place::subnets>},
    {"vpc-", "vpc", &vpc_ids, tags_of<&Place::vpcs>},
    {"key-", "key-pair", &key_pair_ids, tags_of_key_pair},
};

Answered<std::vector<Tagged>> find_tagged(Call& call, const std::vector<std::string>& ids) {
  std::vector<Tagged> result;
  for (const auto& id : ids) {
    const auto kind = std::ranges::find_if(
        tagged_kinds, [&](const TaggedKind& known) { return id.starts_with(known.prefix); });
    if (kind == std::end(tagged_kinds))
      return refuse("InvalidID", "The ID '" + id + "' is not valid");
    auto& place = call.place();
    const auto number = read_ids(
        {id}, *kind->ids, [&](std::uint64_t value) { return kind->find(place, value) != nullptr; });
    if (!number) return pass(number);
    if (kind->kind == "instance" &&
        place.find_instance(number->front())->visible_from > call.cloud.now)
      return refuse("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist");
    result.push_back({kind->kind, id, kind->find(place, number->front())});
  }
  return result;
}

/// Bills are sorted by the tags that things had at the time.
void touch_tagged(Call& call, const Tagged& thing) {
  static constexpr std::pair<std::string_view, Metered> metered[] = {
      {"i-", Metered::server}, {"vol-", Metered::volume}, {"eipalloc-", Metered::elastic_address}};
  for (const auto& [prefix, kind] : metered)
    if (thing.id.starts_with(prefix))
      touch(call.cloud, call.place(), kind, parse_id(prefix, thing.id).value);
}

/// Tags say how busy a server is; its metrics of the past must not change with them.
void remember_servers(Call& call, const std::vector<Tagged>& things) {
  for (const auto& thing : things)
    if (thing.kind == "instance")
      remember_profile(call.cloud, call.place(),
                       *call.place().find_instance(parse_id("i-", thing.id).value));
}

Answered<Done> create_tags(Call& call, const gen::ec2::CreateTagsRequest& request) {
  if (request.resources.empty()) return missing_parameter("resourceIdSet");
  if (request.tags.empty()) return missing_parameter("tagSet");
  const auto tags = read_tags(call, request.tags);
  if (!tags) return pass(tags);
  const auto things = find_tagged(call, request.resources);
  if (!things) return pass(things);
  for (const auto& thing : *things) {
    auto keys = call.resource_keys(*thing.tags);
    for (auto& key : request_tag_keys(call, *tags))
      if (key.first != "ec2:CreateAction") keys.push_back(std::move(key));
    if (auto ok = call.permit("ec2:CreateTags", call.ec2_arn(thing.kind, thing.id), keys); !ok)
      return pass(ok);
  }
  if (request.dry_run.value_or(false)) return dry_run_operation();
  for (const auto& thing : *things) {
    auto count = std::ranges::count_if(
        *tags, [&](const Tag& tag) { return find_tag(*thing.tags, tag.key) == nullptr; });
    for (const auto& tag : *thing.tags)
      count += call.cloud.texts.view(tag.key).starts_with("aws:") ? 0 : 1;
    if (static_cast<std::size_t>(count) > tags_max)
      return refuse("TagLimitExceeded", "More than 50 tags specified");
  }
  remember_servers(call, *things);
  for (const auto& thing : *things) {
    for (const auto& tag : *tags) put_tag(*thing.tags, tag);
    touch_tagged(call, thing);
  }
  return Done{};
}

Answered<Done> delete_tags(Call& call, const gen::ec2::DeleteTagsRequest& request) {
  if (request.resources.empty()) return missing_parameter("resourceIdSet");
  for (const auto& tag : request.tags)
    if (tag.key.value_or("").starts_with("aws:"))
      return refuse("InvalidParameterValue",
                    "Tag keys starting with 'aws:' are reserved for internal use");
  const auto things = find_tagged(call, request.resources);
  if (!things) return pass(things);
  for (const auto& thing : *things)
    if (auto ok = call.permit("ec2:DeleteTags", call.ec2_arn(thing.kind, thing.id),
                              call.resource_keys(*thing.tags));
        !ok)
      return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  remember_servers(call, *things);
  for (const auto& thing : *things) {
    std::erase_if(*thing.tags, [&](const Tag& held) {
      const auto key = call.cloud.texts.view(held.key);
      if (request.tags.empty()) return !key.starts_with("aws:");
      return std::ranges::any_of(request.tags, [&](const gen::ec2::Tag& tag) {
        // A value, also an empty one, must be the present one; without a value any is deleted.
        return tag.key == key && (!tag.value || *tag.value == call.cloud.texts.view(held.value));
      });
    });
    touch_tagged(call, thing);
  }
  return Done{};
}

struct TagRow {
  std::string key, value, id;
  std::string_view kind;
};

using C = const Cloud&;
using P = const Place&;
using Row = const TagRow&;
template <auto Value>
constexpr auto is = &field_matches<TagRow, Value>;
constexpr FilterField<TagRow> tag_fields[] = {
    {"key", is<[](Row row) { return row.key; }>},
    {"value", [](C, P, Row row, const Matcher& m) { return m.accepts_value(row.value); }},

    {"resource-id", is<[](Row row) { return row.id; }>},
    {"resource-type", is<[](Row row) { return row.kind; }>},
};

std::vector<TagRow> all_tag_rows(const Cloud& cloud, const Place& place) {
  std::vector<TagRow> rows;
  const auto add = [&](std::string_view kind, std::string id, const Tags& tags) {
    for (const auto& tag : tags)
      rows.push_back({cloud.texts.str(tag.key), cloud.texts.str(tag.value), id, kind});
  };
  for (const auto& [id, thing] : place.instances)
    if (thing.visible_from <= cloud.now) add("instance", format_id("i-", id), thing.tags);
  for (const auto& [id, thing] : place.volumes) add("volume", format_id("vol-", id), thing.tags);
  for (const auto& [id, thing] : place.addresses)
    add("elastic-ip", format_id("eipalloc-", id), thing.tags);
  for (const auto& [id, thing] : place.groups)
    add("security-group", format_id("sg-", id), thing.tags);
  for (const auto& [id, thing] : place.images) add("image", format_id("ami-", id), thing.tags);
  for (const auto& [name, thing] : place.key_pairs)
    add("key-pair", format_id("key-", thing.id), thing.tags);
  for (const auto& thing : place.subnets) add("subnet", format_id("subnet-", thing.id), thing.tags);
  for (const auto& thing : place.vpcs) add("vpc", format_id("vpc-", thing.id), thing.tags);
  return rows;
}

Answered<gen::ec2::DescribeTagsResult> describe_tags(Call& call,
                                                     const gen::ec2::DescribeTagsRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<TagRow>::make(request.filters, tag_fields);
  if (!filters) return pass(filters);
  const auto question = question_of(call, request.filters, {});
  const auto page = start_page(call, request.max_results, request.next_token, question);
  if (!page) return pass(page);

  gen::ec2::DescribeTagsResult result;
  const auto rows = all_tag_rows(call.cloud, call.place());
  for (std::size_t i = page->from_beginning ? 0 : page->after + 1; i < rows.size(); ++i) {
    if (!filters->accepts(call.cloud, call.place(), rows[i])) continue;
    if (result.tags.size() == page->limit) {
      result.next_token = next_token(call, i - 1, question);
      break;
    }
    result.tags.push_back({.key = rows[i].key,
                           .resource_id = rows[i].id,
                           .resource_type = std::string(rows[i].kind),
                           .value = rows[i].value});
  }
  return result;
}

}  // namespace

Answered<Tags> read_tags(Call& call, const std::vector<gen::ec2::Tag>& tags) {
  Tags result;
  if (tags.size() > tags_max) return refuse("TagLimitExceeded", "More than 50 tags specified");
  for (const auto& tag : tags) {
    const auto key = tag.key.value_or(""), value = tag.value.value_or("");
    if (key.empty()) return missing_parameter("Tag.Key");
    if (key.size() > 128)
      return refuse("InvalidParameterValue",
                    "Tag key exceeds the maximum length of 128 characters");
    if (value.size() > 256)
      return refuse("InvalidParameterValue",
                    "Tag value exceeds the maximum length of 256 characters");
    if (key.starts_with("aws:") && call.caller.kind != Caller::Kind::control)
      return refuse("InvalidParameterValue",
                    "Tag keys starting with 'aws:' are reserved for internal use");
    const Tag read{call.cloud.text(key), call.cloud.text(value)};
    if (find_tag(result, read.key) != nullptr)
      return refuse("InvalidParameterValue", "Tag keys must be unique for resource");
    result.push_back(read);
  }
  return result;
}

Answered<Tags> read_tags(Call& call, const std::vector<gen::ec2::TagSpecification>& specifications,
                         std::string_view resource_type) {
  std::vector<gen::ec2::Tag> tags;
  for (const auto& specification : specifications)
    if (specification.resource_type == resource_type)
      tags.insert(tags.end(), specification.tags.begin(), specification.tags.end());
  return read_tags(call, tags);
}

Answered<Done> check_kinds(const std::vector<gen::ec2::TagSpecification>& specifications,
                           std::initializer_list<std::string_view> kinds) {
  for (const auto& specification : specifications)
    if (std::ranges::find(kinds, specification.resource_type.value_or("")) == kinds.end())
      return refuse("InvalidParameterValue",
                    "'" + specification.resource_type.value_or("") +
                        "' is not a valid taggable resource type for this operation.");
  return Done{};
}

Call::Keys request_tag_keys(const Call& call, const Tags& tags) {
  Call::Keys keys;
  for (const auto& tag : tags) {
    keys.emplace_back("aws:RequestTag/" + call.text(tag.key), call.text(tag.value));
    keys.emplace_back("aws:TagKeys", call.text(tag.key));
  }
  keys.emplace_back("ec2:CreateAction", call.action);
  return keys;
}

Answered<Done> permit_tags(Call& call, std::string_view kind, const Tags& tags) {
  if (tags.empty()) return Done{};
  return call.permit("ec2:CreateTags", call.ec2_arn(kind, "*"), request_tag_keys(call, tags));
}

void add_tag_calls(Operations& operations) {
  operations.add<create_tags>("ec2", "CreateTags", Fidelity::faithful);
  operations.add<delete_tags>("ec2", "DeleteTags", Fidelity::faithful);
  operations.add<describe_tags>("ec2", "DescribeTags", Fidelity::faithful);
}

}  // namespace mirante::simcloud
