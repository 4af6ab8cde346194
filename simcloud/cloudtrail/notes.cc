#include "simcloud/cloudtrail/notes.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "platform/aws/wire/operation.h"
#include "platform/aws/wire/shape.h"
#include "simcloud/call.h"
#include "simcloud/cloudtrail/secrets.h"

namespace mirante::simcloud {
namespace {

using aws::wire::Kind;
using aws::wire::Shape;

// Longer parameters and answers are left out, as AWS does it.
constexpr std::size_t text_max = 100'000;

constexpr std::pair<std::string_view, std::string_view> data_events[] = {
    {"cloudwatch", "GetMetricData"},
    {"cloudwatch", "GetMetricStatistics"},
    {"cloudwatch", "GetMetricWidgetImage"},
    {"cloudwatch", "ListMetrics"},
    {"cloudwatch", "PutMetricData"},
    {"sesv2", "SendBulkEmail"},
    {"sesv2", "SendEmail"},
    {"sns", "Publish"},
    {"sns", "PublishBatch"},
    {"sqs", "ChangeMessageVisibility"},
    {"sqs", "ChangeMessageVisibilityBatch"},
    {"sqs", "DeleteMessage"},
    {"sqs", "DeleteMessageBatch"},
    {"sqs", "ReceiveMessage"},
    {"sqs", "SendMessage"},
    {"sqs", "SendMessageBatch"},
};
/// Of DynamoDB everything that touches items, of S3 everything that touches objects.
constexpr std::string_view item_events[] = {"BatchExecuteStatement",
                                            "BatchGetItem",
                                            "BatchWriteItem",
                                            "DeleteItem",
                                            "ExecuteStatement",
                                            "GetItem",
                                            "ExecuteTransaction",
                                            "PutItem",
                                            "Query",
                                            "Scan",
                                            "TransactGetItems",
                                            "TransactWriteItems",
                                            "UpdateItem"};
constexpr std::string_view object_events[] = {"AbortMultipartUpload",
                                              "CompleteMultipartUpload",
                                              "CopyObject",
                                              "CreateMultipartUpload",
                                              "DeleteObject",
                                              "DeleteObjects",
                                              "GetObject",
                                              "HeadObject",
                                              "ListParts",
                                              "PutObject",
                                              "UploadPart"};

/// EC2's lists in CloudTrail: the name of the parameter, of its list, of what an item is.
struct ListName {
  std::string_view parameter, list, item;
};
constexpr ListName list_names[] = {
    {"InstanceIds", "instancesSet", "instanceId"},
    {"Resources", "resourcesSet", "resourceId"},
    {"Tags", "tagSet", ""},
    {"TagSpecifications", "tagSpecificationSet", ""},
    {"Filters", "filterSet", ""},
    {"Values", "valueSet", "value"},
    {"SecurityGroupIds", "groupSet", "groupId"},
    {"Groups", "groupSet", "groupId"},
    {"BlockDeviceMappings", "blockDeviceMapping", ""},
    {"NetworkInterfaces", "networkInterfaceSet", ""},
    {"ImageIds", "imagesSet", "imageId"},
    {"PublicIps", "publicIpsSet", "publicIp"},
    {"AllocationIds", "allocationIdsSet", "allocationId"},
};

std::string first_lower(std::string_view name) {
  std::string text(name);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
  return text;
}

/// "Mar 2, 2026, 12:00:00 PM"
std::string long_time(Instant at) {
  static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto text = to_iso8601(std::chrono::floor<std::chrono::seconds>(at));
  const auto number = [&](std::size_t from, std::size_t size) {
    return std::stoi(text.substr(from, size));
  };
  const int hour = number(11, 2);
  return std::string(months[static_cast<std::size_t>(number(5, 2) - 1)]) + " " +
         std::to_string(number(8, 2)) + ", " + text.substr(0, 4) + ", " +
         std::to_string(hour % 12 == 0 ? 12 : hour % 12) + text.substr(13, 6) +
         (hour < 12 ? " AM" : " PM");
}

/// "https://<sensitiveDataRemoved>@host/", of a URL with a name and a password in it.
std::string without_password(std::string text) {
  const auto scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const auto begin = scheme + 3;
  const auto end = std::min(text.find_first_of("/?#", begin), text.size());
  const auto at = text.rfind('@', end);
  if (at == std::string::npos || at < begin) return text;
  return text.replace(begin, at - begin, secret_removed);
}

enum class Side : std::uint8_t { request, response };

class Writer {
 public:
  Writer(bool ec2, Side side) : ec2_(ec2), side_(side) {}

  Json write(const Shape& shape, const void* value) const {
    switch (shape.kind) {
      case Kind::string: return without_password(*static_cast<const std::string*>(value));
      case Kind::blob: return "<blob>";
      case Kind::document:
        return Json::parse(*static_cast<const std::string*>(value), nullptr, false);
      case Kind::boolean: return *static_cast<const bool*>(value);
      case Kind::integer: return *static_cast<const std::int32_t*>(value);
      case Kind::long_: return *static_cast<const std::int64_t*>(value);
      case Kind::float_: return *static_cast<const float*>(value);
      case Kind::double_: return *static_cast<const double*>(value);
      case Kind::timestamp: {
        const auto at = *static_cast<const Instant*>(value);
        return ec2_ ? Json(to_micros(at) / 1000) : Json(long_time(at));
      }
      case Kind::list: return list(shape, value, "");
      case Kind::map: {
        Json json = Json::object();
        shape.map.each(value, [&](const std::string& key, const void* item) {
          json[key] = item == nullptr ? Json() : write(*shape.element, item);
        });
        return json;
      }
      case Kind::structure: return structure(shape, value);
    }
    return {};
  }

 private:
  Json structure(const Shape& shape, const void* value) const {
    Json json = Json::object();
    for (const auto& member : shape.members) {
      const void* held = aws::wire::member_value(member, value);
      if (held == nullptr) continue;
      if (is_secret(member.name)) {
        // Of answers AWS leaves them out; of requests it says that there was something.
        if (side_ == Side::request) json[first_lower(member.name)] = secret_removed;
        continue;
      }
      if (!ec2_) {
        json[first_lower(member.name)] = write(*member.shape, held);
        continue;
      }
      const auto known = std::ranges::find(list_names, member.name, &ListName::parameter);
      const bool named = side_ == Side::request && member.shape->kind == Kind::list &&
                         known != std::end(list_names);
      const auto name = named ? std::string(known->list)
                              : first_lower(side_ == Side::request ? member.name : member.xml_name);
      json[name] = member.shape->kind == Kind::list
                       ? list(*member.shape, held, named ? known->item : "item")
                       : write(*member.shape, held);
    }
    return json;
  }

  /// EC2: {"items": […]}, and texts as {"instanceId": "i-…"}.
  Json list(const Shape& shape, const void* value, std::string_view item) const {
    Json items = Json::array();
    for (std::size_t i = 0; i < shape.list.size(value); ++i) {
      const void* held = shape.list.at(value, i);
      auto json = held == nullptr ? Json() : write(*shape.element, held);
      if (ec2_ && !json.is_object()) json = Json{{std::string(item), std::move(json)}};
      items.push_back(std::move(json));
    }
    return ec2_ ? Json{{"items", std::move(items)}} : items;
  }

  bool ec2_;
  Side side_;
};

std::string bounded(const Json& json) {
  auto text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= text_max) return text;
  return Json{
      {"omitted", true}, {"originalSize", text.size()}, {"reason", "the element was too large"}}
      .dump();
}

/// RunInstances is told in a shape of its own.
void move_into_set(Json& json) {
  Json item = Json::object();
  for (const auto* name : {"imageId", "minCount", "maxCount", "keyName"})
    if (const auto found = json.find(name); found != json.end()) {
      item[name] = *found;
      json.erase(found);
    }
  json["instancesSet"] = {{"items", Json::array({std::move(item)})}};
}

}  // namespace

bool only_reads(std::string_view action) {
  static constexpr std::string_view beginnings[] = {
      "Describe",   "Get",    "List",     "Lookup", "Simulate", "Decode", "Search",
      "AssumeRole", "Filter", "Estimate", "Test",   "Encrypt",  "Decrypt"};
  return std::ranges::any_of(beginnings,
                             [&](std::string_view word) { return action.starts_with(word); });
}

bool is_management_event(std::string_view service, std::string_view action) {
  if (service == "dynamodb") return std::ranges::find(item_events, action) == std::end(item_events);
  if (service == "s3") return std::ranges::find(object_events, action) == std::end(object_events);
  return std::ranges::none_of(data_events, [&](const auto& event) {
    return event.first == service && event.second == action;
  });
}

void note_request(Call& call, const aws::wire::Operation& operation, const void* request) {
  if (!is_management_event(call.service, operation.name)) return;
  const bool ec2 = call.service == "ec2";
  auto json = Writer(ec2, Side::request).write(*operation.input, request);
  if (ec2 && operation.name == "RunInstances") move_into_set(json);
  if (!json.empty()) call.note.request = bounded(json);
}

void note_response(Call& call, const aws::wire::Operation& operation, const void* response) {
  // Who became whom is told, although nothing was changed by it.
  const bool is_told = !only_reads(operation.name) || call.service == "sts";
  if (!is_told || !is_management_event(call.service, operation.name)) return;
  if (operation.name == "GetCallerIdentity") return;
  const bool ec2 = call.service == "ec2";
  Json json;
  if (operation.output != nullptr && response != nullptr)
    json = Writer(ec2, Side::response).write(*operation.output, response);
  if (ec2) {
    if (json.is_null()) json = {{"_return", true}};
    json["requestId"] = call.request_id;
  }
  if (!json.is_null() && !json.empty()) call.note.response = bounded(json);
}

}  // namespace mirante::simcloud
