// Images: the public ones of the catalogue and the account's own.
#include <algorithm>

#include "gen/ec2/describe_images.h"
#include "simcloud/aws_ids.h"
#include "simcloud/ec2/queries.h"
#include "simcloud/ec2/shapes.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

using C = const Cloud&;
using P = const Place&;
using I = const ImageView&;
template <auto Value>
constexpr auto is = &field_matches<ImageView, Value>;

constexpr FilterField<ImageView> fields[] = {
    {"image-id", is<[](I i) { return i.id; }>},
    {"name", is<[](I i) { return i.name; }>},
    {"description", is<[](I i) { return i.description; }>},
    {"architecture", is<[](I i) { return to_string(i.architecture); }>},
    {"owner-id", is<[](I i) { return i.owner; }>},
    {"owner-alias", is<[](I i) { return i.owner_alias; }>},
    {"is-public", is<[](I i) { return bool(i.is_public); }>},
    {"state", is<[]() { return "available"; }>},
    {"image-type", is<[]() { return "machine"; }>},
    {"platform", is<[](I i) { return when(i.windows, "windows"); }>},
    {"platform-details", is<[](I i) { return i.platform_details; }>},
    {"root-device-type", is<[](I i) { return i.instance_store ? "instance-store" : "ebs"; }>},
    {"root-device-name", is<[](I i) { return i.root_device; }>},
    {"virtualization-type", is<[]() { return "hvm"; }>},
    {"hypervisor", is<[]() { return "xen"; }>},
    {"ena-support", is<[](I i) { return bool(!i.instance_store); }>},
    {"block-device-mapping.snapshot-id", is<[](I i) { return format_id("snap-", i.snapshot); }>},
};

gen::ec2::Image shape_of(const Call& call, const ImageView& image) {
  gen::ec2::Image shape;
  shape.image_id = image.id;
  shape.image_location =
      (image.owner_alias.empty() ? image.owner : image.owner_alias) + "/" + image.name;
  shape.name = image.name;
  if (!image.description.empty()) shape.description = image.description;
  shape.state = "available";
  shape.owner_id = image.owner;
  if (!image.owner_alias.empty()) shape.image_owner_alias = image.owner_alias;
  shape.creation_date = image.created;
  shape.public_ = image.is_public;
  shape.architecture = std::string(to_string(image.architecture));
  shape.image_type = "machine";
  if (image.windows) shape.platform = "windows";
  shape.platform_details = image.platform_details;
  shape.usage_operation = image.usage_operation;
  shape.ena_support = !image.instance_store;
  shape.hypervisor = "xen";
  shape.virtualization_type = "hvm";
  shape.root_device_name = image.root_device;
  shape.root_device_type = image.instance_store ? "instance-store" : "ebs";
  if (!image.instance_store)
    shape.block_device_mappings.push_back(
        {.ebs = gen::ec2::EbsBlockDevice{.delete_on_termination = true,
                                         .snapshot_id = format_id("snap-", image.snapshot),
                                         .volume_size = static_cast<std::int32_t>(image.root_gib),
                                         .volume_type = "gp3",
                                         .encrypted = false},
         .device_name = image.root_device});
  shape.tags = to_gen(call.cloud, image.tags);
  return shape;
}

bool owned_as_asked(const Call& call, const std::vector<std::string>& owners,
                    const ImageView& image) {
  return owners.empty() || std::ranges::any_of(owners, [&](const std::string& owner) {
           if (owner == "self") return image.owner == call.account_id();
           return owner == image.owner || (!owner.empty() && owner == image.owner_alias);
         });
}

Answered<gen::ec2::DescribeImagesResult> describe_images(
    Call& call, const gen::ec2::DescribeImagesRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.dry_run.value_or(false)) return dry_run_operation();
  const auto filters = FilterSet<ImageView>::make(request.filters, fields);
  if (!filters) return pass(filters);
  const auto& place = call.place();
  auto ids = read_ids(request.image_ids, image_ids, [&](std::uint64_t id) {
    return find_image(call.cloud, place, id).has_value();
  });
  if (!ids) return pass(ids);
  if (ids->empty()) *ids = all_image_ids(call.cloud, place);
  const auto question = question_of(call, request.filters, request.image_ids);
  const auto page =
      start_page(call, request.max_results, request.next_token, question, {.least = 1});
  if (!page) return pass(page);
  gen::ec2::DescribeImagesResult result;
  for (std::size_t i = page->from_beginning ? 0 : page->after + 1; i < ids->size(); ++i) {
    const auto image = *find_image(call.cloud, place, (*ids)[i]);
    if (!owned_as_asked(call, request.owners, image)) continue;
    if (!filters->accepts(call.cloud, place, image)) continue;
    if (result.images.size() == page->limit) {
      result.next_token = next_token(call, i - 1, question);
      break;
    }
    result.images.push_back(shape_of(call, image));
  }
  return result;
}

}  // namespace

void add_image_calls(Operations& operations) {
  operations.add<describe_images>("ec2", "DescribeImages", Fidelity::partial,
                                  "a handful of public images, the same in every region");
}

}  // namespace mirante::simcloud
