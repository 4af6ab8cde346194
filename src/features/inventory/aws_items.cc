#include "features/inventory/aws_items.h"

#include <algorithm>

#include "features/inventory/aws_json.h"
#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/xml_tokens.h"

namespace mirante::inventory {
namespace {

using aws::wire::Kind;
using aws::wire::Shape;
using aws::wire::XmlTokens;

constexpr std::size_t item_bytes_max = 256 << 20;  // With all that stands for a time beside it.

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A number of at most nine digits as it would be written; others are read and written anew.
bool is_short_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 && std::ranges::all_of(text, is_digit) &&
         (text.size() == 1 || text[0] != '0');
}

/// "2026-03-02T18:59:00.000Z" or without the fraction: the size of what is written of it, before
/// the "Z"; 0 for all else, and for the last days of months, which are read and written anew.
std::size_t short_time_size(std::string_view text) {
  constexpr std::string_view pattern = "0000-00-00T00:00:00.000Z";
  constexpr std::size_t whole = 19;
  if (text.size() != pattern.size() && text.size() != whole + 1) return 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (pattern[i] == '0' ? !is_digit(text[i]) : text[i] != pattern[i]) return 0;
  const auto number = [&](std::size_t at) { return (text[at] - '0') * 10 + text[at + 1] - '0'; };
  const auto month = number(5), day = number(8);
  if (text.back() != 'Z' || month < 1 || month > 12 || day < 1 || day > 28 || number(11) > 23 ||
      number(14) > 59 || number(17) > 59)
    return 0;
  return text.size() == whole + 1 || text.substr(whole) == ".000Z" ? whole : text.size() - 1;
}

/// What any scalar can be read into.
struct Value {
  std::string text;
  bool flag = false;
  std::int32_t integer = 0;
  std::int64_t long_integer = 0;
  float single = 0;
  double number = 0;
  Instant instant{};

  void* of(Kind kind) {
    switch (kind) {
      case Kind::boolean: return &flag;
      case Kind::integer: return &integer;
      case Kind::long_: return &long_integer;
      case Kind::float_: return &single;
      case Kind::double_: return &number;
      case Kind::timestamp: return &instant;
      default: return &text;
    }
  }
};

}  // namespace

AwsItems::AwsItems(const Plan& plan, Take take, std::function<void()> start_over)
    : plan_(plan), take_(std::move(take)), start_over_(std::move(start_over)) {
  frames_.reserve(aws::wire::reply_depth_max);
  parts_.resize(1024);
}

void AwsItems::begin() {
  buffer_.clear();
  forget_open();
  open({.container = &plan_.shape(), .members = &shapes_.of(plan_.shape()), .below = &plan_});
}

void AwsItems::end() {
  const auto present = frames_.back().present;
  close();
  // The outermost structure's parts are the first, and still there.
  members_.assign(plan_.steps().size(), {});
  present.each([&](std::size_t place) {
    members_[place] = buffer_.view(parts_[place]).substr(plan_.steps()[place].key_size);
  });
  take_({.body = buffer_.view(body_), .ephemeral = buffer_.view(ephemeral_), .members = members_});
}

void AwsItems::start_over() {
  forget_open();
  start_over_();
}

/// An answer may break off within an item.
void AwsItems::forget_open() {
  frames_.clear();
  parts_end_ = 0;
  leaf_ = {};
  skipped_ = 0;
}

bool AwsItems::read(XmlTokens& tokens) {
  using Token = XmlTokens::Token;
  for (;;) {
    const bool is_leaf = leaf_.shape != nullptr && skipped_ == 0;
    switch (tokens.next(is_leaf ? XmlTokens::Text::wanted : XmlTokens::Text::unwanted)) {
      case Token::none: return false;
      case Token::element: element(tokens.name(), tokens.text()); break;
      case Token::start: start(tokens.name()); break;
      case Token::text:
        aws::wire::require_short_text(text_.size() + tokens.text().size());
        text_ += tokens.text();
        break;
      case Token::end:
        if (end_element()) return true;
        break;
    }
  }
}

void AwsItems::element(std::string_view name, std::string_view text) {
  if (skipped_ > 0 || leaf_.shape != nullptr) return;
  const auto found = child(name);
  if (found.leaf.shape != nullptr) {
    write(found.leaf, text);
  } else if (found.container != nullptr) {
    open(found);
    close();
  }
}

void AwsItems::start(std::string_view name) {
  if (skipped_ > 0 || leaf_.shape != nullptr) {
    ++skipped_;
    return;
  }
  const auto found = child(name);
  if (found.leaf.shape != nullptr) {
    leaf_ = found.leaf;
    text_.clear();
  } else if (found.container != nullptr) {
    open(found);
  } else {
    ++skipped_;
  }
}

bool AwsItems::end_element() {
  if (skipped_ > 0) {
    --skipped_;
  } else if (leaf_.shape != nullptr) {
    write(std::exchange(leaf_, {}), text_);
  } else if (frames_.size() == 1) {
    return true;
  } else {
    close();
  }
  return false;
}

AwsItems::Child AwsItems::child(std::string_view name) {
  auto& frame = frames_.back();
  const auto is_container = [](const Shape& shape) {
    return shape.kind == Kind::structure || shape.kind == Kind::list;
  };
  if (frame.plan == nullptr) {
    const auto& shape = *frame.shape->element;
    if (!is_container(shape))
      return {.leaf = {.shape = &shape, .format = frame.shape->timestamp_format}};
    return {.container = &shape, .members = frame.members, .below = frame.below};
  }
  const auto& found = frame.members->find(name, frame.last);
  if (found.member == nullptr) return {};
  const auto& member = *found.member;
  const auto& step = frame.plan->steps()[frame.plan->place_of(member)];
  if (!is_container(*member.shape))
    return {.leaf = {.shape = member.shape, .step = &step, .format = member.timestamp_format}};
  return {.container = member.shape, .step = &step, .members = found.below, .below = step.below};
}

// ---- Structures and lists

void AwsItems::open(const Child& child) {
  const bool is_list = child.container->kind == Kind::list;
  Frame frame{.plan = is_list ? nullptr : child.below,
              .shape = child.container,
              .members = child.members,
              .below = child.below,
              .step = child.step,
              .parts = parts_end_};
  if (!is_list) push(frame.plan->steps().size() * (frame.plan->has_ephemeral() ? 2 : 1));
  frames_.push_back(frame);
}

void AwsItems::push(std::size_t count) {
  parts_end_ += count;
  if (parts_end_ > parts_.size()) parts_.resize(2 * parts_end_);
}

/// Puts the innermost open element into the one around it.
void AwsItems::close() {
  const auto& frame = frames_.back();
  const auto* const step = frame.step;
  const bool is_list = frame.plan == nullptr;
  const auto part =
      is_list ? write_list(frame) : write_members(frame, frame.present & frame.plan->lasting(), 0);
  const auto ephemeral = is_list ? Span() : write_ephemeral(frame);
  parts_end_ = frame.parts;
  frames_.pop_back();
  if (frames_.empty()) {
    body_ = part;
    ephemeral_ = ephemeral;
    return;
  }
  auto& around = frames_.back();
  if (part.size > 0) keep(around, step, part);
  if (ephemeral.size > 0) {
    const auto place = around.place_of(*step);
    parts_[around.parts + around.plan->steps().size() + place] = ephemeral;
    around.present_ephemeral.add(place);
    around.bytes += ephemeral.size + 1;
  }
}

void AwsItems::keep(Frame& frame, const Step* step, Span part) {
  frame.bytes += part.size + 1;
  if (frame.plan == nullptr) {
    push(1);
    parts_[parts_end_ - 1] = part;
  } else {
    const auto place = frame.place_of(*step);
    parts_[frame.parts + place] = part;
    frame.present.add(place);
  }
}

char* AwsItems::room(std::size_t bytes) {
  if (buffer_.size() + bytes > item_bytes_max)
    throw aws::wire::not_aws("an item in the answer is too long");
  return buffer_.room(bytes);
}

Span AwsItems::write_members(const Frame& frame, const MemberSet& which, std::size_t first) {
  const auto begin = buffer_.size();
  const auto key = frame.step == nullptr ? 0 : frame.step->key_size;
  auto* to = room(key + frame.bytes + 2);
  if (key > 0) to = JsonBuffer::put_blocks(to, frame.step->key.data(), key);
  *to++ = '{';
  const auto* const open_end = to;
  which.each([&](std::size_t place) {
    to = buffer_.put(to, parts_[frame.parts + first + place]);
    *to++ = ',';
  });
  if (to != open_end) --to;
  *to++ = '}';
  buffer_.end_at(to);
  return {.at = begin, .size = buffer_.size() - begin};
}

/// Of size 0 where there is nothing such.
Span AwsItems::write_ephemeral(const Frame& frame) {
  if (!frame.plan->has_ephemeral()) return {};
  const auto count = frame.plan->steps().size();
  auto which = frame.present_ephemeral;
  (frame.present & frame.plan->ephemeral()).each([&](std::size_t place) {
    // Of a parted member only what is ephemeral in it belongs here, and that lies here already.
    if (frame.plan->steps()[place].is_parted) return;
    parts_[frame.parts + count + place] = parts_[frame.parts + place];
    which.add(place);
  });
  return which.empty() ? Span() : write_members(frame, which, count);
}

/// In an order of its own. Of size 0 where a structure has an empty list, which is an absent one.
Span AwsItems::write_list(const Frame& frame) {
  const std::span items(parts_.data() + frame.parts, parts_end_ - frame.parts);
  if (items.empty() && frame.step != nullptr) return {};
  const auto text = [&](Span span) { return buffer_.view(span); };
  if (!std::ranges::is_sorted(items, {}, text)) std::ranges::sort(items, {}, text);
  const auto begin = buffer_.size();
  const auto key = frame.step == nullptr ? 0 : frame.step->key_size;
  auto* to = room(key + frame.bytes + 2);
  if (key > 0) to = JsonBuffer::put_blocks(to, frame.step->key.data(), key);
  *to++ = '[';
  for (const auto item : items) {
    to = buffer_.put(to, item);
    *to++ = ',';
  }
  if (!items.empty()) --to;
  *to++ = ']';
  buffer_.end_at(to);
  return {.at = begin, .size = buffer_.size() - begin};
}

// ---- Scalars

void AwsItems::write(const Leaf& leaf, std::string_view text) {
  aws::wire::require_short_text(text.size());
  const auto begin = buffer_.size();
  const auto key = leaf.step == nullptr ? 0 : leaf.step->key_size;
  auto* to = room(key + text.size() * 6 + 2);
  if (key > 0) to = JsonBuffer::put_blocks(to, leaf.step->key.data(), key);
  to = put_scalar(to, leaf, text);
  if (to == nullptr) return write_anew(leaf, text);
  buffer_.end_at(to);
  keep(frames_.back(), leaf.step, {.at = begin, .size = buffer_.size() - begin});
}

/// What needs neither to be read nor to be written anew; null for the rest.
char* AwsItems::put_scalar(char* to, const Leaf& leaf, std::string_view text) {
  switch (leaf.shape->kind) {
    case Kind::string: return JsonBuffer::put_text(to, text);
    case Kind::boolean:
      return text == "true" || text == "false" ? JsonBuffer::put(to, text) : nullptr;
    case Kind::integer:
    case Kind::long_: return is_short_number(text) ? JsonBuffer::put(to, text) : nullptr;
    case Kind::timestamp: {
      const auto size = short_time_size(text);
      if (size == 0) return nullptr;
      *to++ = '"';
      to = JsonBuffer::put(to, text.substr(0, size));
      return JsonBuffer::put(to, "Z\"");
    }
    default: return nullptr;
  }
}

void AwsItems::write_anew(const Leaf& leaf, std::string_view text) {
  Value value;
  const auto kind = leaf.shape->kind;
  aws::wire::read_answers_scalar(kind, leaf.format, text, value.of(kind));
  std::string written;
  append_scalar(written, *leaf.shape, value.of(kind));
  const auto begin = buffer_.size();
  const auto key = leaf.step == nullptr ? 0 : leaf.step->key_size;
  auto* to = room(key + written.size());
  if (key > 0) to = JsonBuffer::put_blocks(to, leaf.step->key.data(), key);
  buffer_.end_at(JsonBuffer::put(to, written));
  keep(frames_.back(), leaf.step, {.at = begin, .size = buffer_.size() - begin});
}

}  // namespace mirante::inventory
