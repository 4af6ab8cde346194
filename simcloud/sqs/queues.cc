#include "simcloud/sqs/queues.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/foreign_json.h"
#include "platform/crypto/md5.h"
#include "simcloud/arn.h"

namespace mirante::simcloud {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto deduplication_window = minutes(5);

/// FIFO: 20 digits that grow.
std::string sequence_number(std::uint64_t count) {
  auto digits = std::to_string(count);
  return "188" + std::string(17 - std::min<std::size_t>(17, digits.size()), '0') + digits;
}

/// What was received too often; true if it went.
bool give_up(Cloud& cloud, const Queue& queue, const QueueMessage& message) {
  const auto policy = queue.attributes.find("RedrivePolicy");
  if (policy == queue.attributes.end()) return false;
  const auto redrive = parse_redrive_policy(policy->second);
  if (!redrive || message.receive_count < redrive->receives_max) return false;
  const auto target = find_queue(cloud, redrive->target);
  if (target.queue == nullptr) return false;
  auto moved = message;
  moved.order = ++target.queue->sent_count;
  moved.visible_from = cloud.now;
  moved.dead_letter_source = queue.arn;
  // Nobody has received it there. Its age goes on counting, as AWS does for standard queues.
  moved.receive_count = 0;
  moved.first_received.reset();
  target.queue->messages.emplace(moved.order, std::move(moved));
  return true;
}

void append_sized(std::string& text, std::string_view part) {
  const auto size = static_cast<std::uint32_t>(part.size());
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>((size >> shift) & 0xff);
  text += part;
}

}  // namespace

std::int64_t Queue::number(const std::string& attribute) const {
  const auto found = attributes.find(attribute);
  std::int64_t value = 0;
  if (found != attributes.end())
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return value;
}

QueuePlace find_queue(Cloud& cloud, std::string_view arn) {
  const auto parts = parse_arn(arn);
  if (!parts || parts->service != "sqs") return {};
  auto* place = place_of(cloud, *parts);
  if (place == nullptr) return {};
  const auto found = place->sqs.queues.find(parts->resource);
  if (found == place->sqs.queues.end()) return {};
  return {place, &found->second};
}

SentMessage enqueue(Cloud& cloud, Place& place, Queue& queue, NewMessage message) {
  forget_old(cloud, queue);
  const auto scope = queue.attributes.find("DeduplicationScope");
  const bool by_group = scope != queue.attributes.end() && scope->second == "messageGroup";
  const auto key = by_group ? message.group + '\n' + message.deduplication : message.deduplication;
  if (queue.is_fifo()) {
    const auto twin = queue.deduplicated.find(key);
    if (twin != queue.deduplicated.end()) return {twin->second.message_id, twin->second.sequence};
  }
  QueueMessage made{.order = ++queue.sent_count,
                    .id = cloud.make_uuid(place),
                    .body = std::move(message.body),
                    .attributes = std::move(message.attributes),
                    .system_attributes = std::move(message.system_attributes),
                    .sender = std::move(message.sender),
                    .sent = cloud.now,
                    .group = std::move(message.group),
                    .deduplication = std::move(message.deduplication)};
  made.visible_from = cloud.now + message.delay.value_or(seconds(queue.number("DelaySeconds")));
  if (queue.is_fifo()) {
    made.sequence = sequence_number(made.order);
    queue.deduplicated[key] = {made.id, made.sequence, cloud.now};
  }
  SentMessage sent{made.id, made.sequence};
  queue.messages.emplace(made.order, std::move(made));
  return sent;
}

std::vector<QueueMessage*> receive(Cloud& cloud, Place& place, Queue& queue, std::size_t most,
                                   seconds visibility) {
  forget_old(cloud, queue);
  const Draws::Key key{hash_of(cloud.accounts[place.account].id), place.region, hash_of(queue.name),
                       ++queue.receives};
  const bool mixed = !queue.is_fifo() &&
                     cloud.draws.chance(cloud.messaging.sqs_mixed, Purpose::message_travel, key);
  const bool twice =
      !queue.is_fifo() && cloud.draws.chance(cloud.messaging.sqs_twice, Purpose::message_travel,
                                             {hash_of(queue.arn), queue.receives, 2});
  std::vector<QueueMessage*> candidates;
  std::vector<std::uint64_t> given_up;
  std::set<std::string> held;  // FIFO: groups whose first message is hidden.
  for (auto& [order, message] : queue.messages) {
    if (queue.is_fifo() && held.contains(message.group)) continue;
    if (message.visible_from > cloud.now) {
      held.insert(message.group);
      continue;
    }
    if (give_up(cloud, queue, message)) {
      given_up.push_back(order);
      continue;
    }
    candidates.push_back(&message);
    if (!mixed && candidates.size() == most) break;
  }
  if (mixed)
    std::ranges::sort(candidates, {}, [&](const QueueMessage* message) {
      return cloud.draws.at(Purpose::message_travel, {message->order, queue.receives, 3});
    });
  if (candidates.size() > most) candidates.resize(most);
  for (auto* message : candidates) {
    ++message->receive_count;
    if (!message->first_received) message->first_received = cloud.now;
    if (!twice) message->visible_from = cloud.now + visibility;
  }
  for (const auto order : given_up) queue.messages.erase(order);
  return candidates;
}

void forget_old(const Cloud& cloud, Queue& queue) {
  const auto oldest = cloud.now - seconds(queue.number("MessageRetentionPeriod"));
  std::erase_if(queue.messages, [&](const auto& entry) { return entry.second.sent < oldest; });
  std::erase_if(queue.deduplicated, [&](const auto& entry) {
    return entry.second.at + deduplication_window <= cloud.now;
  });
}

std::string receipt_handle(const Queue& queue, const QueueMessage& message) {
  return crypto::to_base64(
      crypto::as_bytes(std::to_string(hash_of(queue.arn)) + ' ' + std::to_string(message.order) +
                       ' ' + std::to_string(message.receive_count) + ' ' + message.id));
}

std::optional<Receipt> parse_receipt(const Queue& queue, std::string_view handle) {
  const auto bytes = crypto::from_base64(handle);
  if (!bytes) return std::nullopt;
  const std::string text(bytes->begin(), bytes->end());
  const auto first = text.find(' '), second = text.find(' ', first + 1);
  if (second == std::string::npos || text.substr(0, first) != std::to_string(hash_of(queue.arn)))
    return std::nullopt;
  Receipt receipt;
  std::from_chars(text.data() + first + 1, text.data() + second, receipt.order);
  std::from_chars(text.data() + second + 1, text.data() + text.size(), receipt.receive_count);
  return receipt;
}

Result<RedrivePolicy> parse_redrive_policy(std::string_view text) {
  const auto json = read_foreign_json(text);
  if (!json.is_object()) return fail(ErrorKind::invalid, "it is not a valid JSON object");
  const auto target = json.find("deadLetterTargetArn"), count = json.find("maxReceiveCount");
  if (target == json.end() || !target->is_string())
    return fail(ErrorKind::invalid, "deadLetterTargetArn is missing");
  std::int64_t receives = 0;
  if (count != json.end() && count->is_number_integer()) receives = count->get<std::int64_t>();
  if (count != json.end() && count->is_string()) {
    const auto& digits = count->get_ref<const std::string&>();
    std::from_chars(digits.data(), digits.data() + digits.size(), receives);
  }
  if (receives < 1 || receives > 1000)
    return fail(ErrorKind::invalid,
                "Invalid value for maxReceiveCount: must be between 1 and 1000");
  return RedrivePolicy{target->get<std::string>(), static_cast<std::uint32_t>(receives)};
}

std::string md5_of(const std::map<std::string, MessageAttribute>& attributes) {
  std::string text;
  for (const auto& [name, attribute] : attributes) {
    append_sized(text, name);
    append_sized(text, attribute.type);
    text += attribute.type.starts_with("Binary") ? '\x02' : '\x01';
    append_sized(text, attribute.value);
  }
  return crypto::to_hex(crypto::md5(text));
}

}  // namespace mirante::simcloud
