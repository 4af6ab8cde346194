#include <array>
#include <vector>

#include "platform/aws/wire/item_taker.h"
#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/scalar.h"
#include "platform/aws/wire/xml_members.h"
#include "platform/aws/wire/xml_tokens.h"

namespace mirante::aws::wire {
namespace {

/// Keeps a stack of the elements that are open, and of what their children and text go into.
class XmlReply final : public ReplyBody {
 public:
  explicit XmlReply(const ReplyExpected& expected)
      : operation_(expected.operation),
        shape_(expected.shape),
        is_strict_(expected.is_strict),
        output_(expected.output),
        is_failure_(expected.is_failure),
        error_fields_(expected.error_fields),
        items_(expected.items),
        item_shape_(items_ == nullptr ? nullptr : &items_->shape()) {
    stack_.reserve(reply_depth_max);
  }

  void feed(std::string_view piece) override {
    if (broken_) std::rethrow_exception(broken_);
    fed_ += piece.size();
    try {
      tokens_.feed(piece);
      read_piece();
    } catch (...) {
      broken_ = std::current_exception();
      throw;
    }
  }

  ParsedReply finish() override {
    if (broken_) std::rethrow_exception(broken_);
    // Operations that say nothing may answer with nothing at all, and so may a failing proxy.
    const bool says_nothing = shape_ == nullptr || shape_->members.empty();
    const bool may_be_empty = fed_ == 0 && (is_failure_ || says_nothing);
    if (!may_be_empty) tokens_.finish();
    if (is_failure_ && !error_) error_.emplace();
    if (error_ && error_->code.empty() && fed_ > 0 && saw_root_)
      throw not_aws("the answer is XML, but no error of AWS");
    return {.request_id = std::move(request_id_), .error = std::move(error_)};
  }

 private:
  enum class Role : std::uint8_t {
    skipped,  // Unknown: it and all below are passed over.
    passage,  // Holds nothing itself: <XResponse>, <Errors>, <ResponseMetadata>.
    error,    // <Error>
    text,     // Text into `text_target`, as it is.
    structure,
    list,
    map,
    map_entry,
    scalar,
  };
  struct Frame {
    Role role = Role::skipped;
    const Shape* shape = nullptr;
    void* value = nullptr;
    TimestampFormat format = TimestampFormat::usual;
    std::string* text_target = nullptr;
    XmlMembers* members = nullptr;  // Of the structures in it.
    XmlMember* last = nullptr;      // Of a structure: the member that was read last.
  };

  void read_piece() {
    using Token = XmlTokens::Token;
    for (;;) {
      if (in_item_ && !read_item()) return;
      const auto wanted = wants_text() ? XmlTokens::Text::wanted : XmlTokens::Text::unwanted;
      switch (tokens_.next(wanted)) {
        case Token::none: return;
        case Token::start: start(tokens_.name()); break;
        case Token::text: text(tokens_.text()); break;
        case Token::end: end(); break;
        case Token::element: element(tokens_.name(), tokens_.text()); break;
      }
    }
  }

  bool wants_text() const {
    return !stack_.empty() &&
           (stack_.back().role == Role::text || stack_.back().role == Role::scalar);
  }
  bool skips() const { return !stack_.empty() && stack_.back().role == Role::skipped; }

  /// Whether the next element is the reader's.
  bool is_item() const {
    return item_shape_ != nullptr && !stack_.empty() && stack_.back().role == Role::list &&
           stack_.back().shape->element == item_shape_;
  }
  bool read_item() {
    in_item_ = !items_->read(tokens_);
    if (!in_item_) items_->end();
    return !in_item_;
  }

  void start(std::string_view name) {
    if (skips()) {
      ++skipped_depth_;
      return;
    }
    if (is_item()) {
      items_->begin();
      in_item_ = true;
      return;
    }
    stack_.push_back(opened(name));
    text_.clear();
    if (stack_.back().role == Role::map_entry) entry_key().clear();
    if (stack_.back().role == Role::text) stack_.back().text_target->clear();
  }

  void text(std::string_view piece) {
    auto& into = stack_.back().role == Role::text ? *stack_.back().text_target : text_;
    require_short_text(into.size() + piece.size());
    into += piece;
  }

  void end() {
    if (skipped_depth_ > 0) {
      --skipped_depth_;
      return;
    }
    const auto& ended = stack_.back();
    if (ended.role == Role::scalar) read_into(ended, text_);
    stack_.pop_back();
  }

  /// The same as start, text and end.
  void element(std::string_view name, std::string_view text) {
    if (skips()) return;
    if (is_item()) {
      items_->begin();
      items_->end();
      return;
    }
    const auto frame = opened(name);
    if (frame.role != Role::text && frame.role != Role::scalar) return;
    require_short_text(text.size());
    if (frame.role == Role::text)
      frame.text_target->assign(text);
    else
      read_into(frame, text);
  }

  Frame opened(std::string_view name) {
    auto frame = stack_.empty() ? root(local_name(name)) : child(stack_.back(), name);
    if (frame.role == Role::structure && frame.members->has_attributes()) read_attributes(frame);
    return frame;
  }

  Frame root(std::string_view name) {
    saw_root_ = true;
    const bool is_error = name == "ErrorResponse" || name == "Response" || name == "Error";
    if (is_error || is_failure_) {
      error_.emplace();
      return {.role = name == "Error" ? Role::error : Role::passage};
    }
    if (name == "html" || name == "HTML") throw not_aws("the answer is a web page");
    const auto protocol = operation_.service->protocol;
    if (output_ != nullptr && operation_.result_wrapper.empty() &&
        (protocol == Protocol::ec2 || protocol == Protocol::rest_xml))
      return output_frame();
    return {.role = Role::passage};
  }

  Frame output_frame() {
    return {.role = Role::structure,
            .shape = shape_,
            .value = output_,
            .members = &shapes_.of(*shape_)};
  }

  Frame child(Frame& parent, std::string_view name) {
    switch (parent.role) {
      case Role::passage: return passage_child(local_name(name));
      case Role::error: return error_child(local_name(name));
      case Role::structure: return structure_child(parent, name);
      case Role::list: {
        void* value = parent.shape->list.append(parent.value, *parent.shape->element);
        return frame_of(*parent.shape->element, value, parent.shape->timestamp_format,
                        parent.members);
      }
      case Role::map:
        return {.role = Role::map_entry,
                .shape = parent.shape,
                .value = parent.value,
                .members = parent.members};
      case Role::map_entry: return entry_child(parent, local_name(name));
      case Role::text:
      case Role::scalar:
      case Role::skipped: return {};
    }
    return {};
  }

  Frame passage_child(std::string_view name) {
    if (name == "RequestId" || name == "RequestID" || name == "requestId")
      return {.role = Role::text, .text_target = &request_id_};
    if (error_) {
      if (name == "Error") return {.role = Role::error};
      if (name == "Errors") return {.role = Role::passage};
      return {};
    }
    if (name == "ResponseMetadata") return {.role = Role::passage};
    if (output_ == nullptr) return {};
    if (name == wrapper()) return output_frame();
    return {};
  }

  std::string wrapper() const {
    if (!operation_.result_wrapper.empty()) return std::string(operation_.result_wrapper);
    return std::string(operation_.name) + "Result";
  }

  Frame error_child(std::string_view name) {
    if (name == "Code") return {.role = Role::text, .text_target = &error_->code};
    if (name == "Type") return {.role = Role::text, .text_target = &error_->type};
    if (name == "Message" || name == "message")
      return {.role = Role::text, .text_target = &error_->message};
    if (error_fields_.shape == nullptr) return {};
    Frame fields{.role = Role::structure,
                 .shape = error_fields_.shape,
                 .value = error_fields_.value,
                 .members = &shapes_.of(*error_fields_.shape)};
    return structure_child(fields, name);
  }

  Frame structure_child(Frame& parent, std::string_view name) {
    const auto& found = parent.members->find(name, parent.last);
    if (found.member == nullptr) {
      if (is_request_id(local_name(name))) return {.role = Role::text, .text_target = &request_id_};
      if (is_strict_)
        throw Failure(Error{.kind = ErrorKind::invalid,
                            .message = "is not recognized",
                            .field = std::string(name)});
      return {};
    }
    const auto& member = *found.member;
    const auto& shape = *member.shape;
    void* value = fill_member(member, parent.value);
    if (found.is_item)
      return frame_of(*shape.element, shape.list.append(value, *shape.element),
                      shape.timestamp_format, found.below);
    if (member.is_flattened && shape.kind == Kind::map)
      return {.role = Role::map_entry, .shape = &shape, .value = value, .members = found.below};
    return frame_of(shape, value, member.timestamp_format, found.below);
  }

  static bool is_request_id(std::string_view name) {
    return name == "requestId" || name == "RequestId";
  }

  /// Of the map's entry that is the innermost open element.
  std::string& entry_key() { return keys_[stack_.size() - 1]; }

  Frame entry_child(Frame& parent, std::string_view name) {
    const auto& map = *parent.shape;
    const std::string_view key = map.key_name.empty() ? "key" : map.key_name;
    const std::string_view value = map.value_name.empty() ? "value" : map.value_name;
    if (name == key) return {.role = Role::text, .text_target = &entry_key()};
    if (name != value) return {};
    // AWS writes the key first; a value without one has nowhere to go.
    if (entry_key().empty()) throw not_aws("a map's value stands before its key");
    return frame_of(*map.element, map.map.put(parent.value, entry_key(), *map.element),
                    map.timestamp_format, parent.members);
  }

  static Frame frame_of(const Shape& shape, void* value, TimestampFormat format,
                        XmlMembers* members) {
    const auto of_role = [&](Role role) {
      return Frame{.role = role, .shape = &shape, .value = value, .members = members};
    };
    switch (shape.kind) {
      case Kind::structure: return of_role(Role::structure);
      case Kind::list: return of_role(Role::list);
      case Kind::map: return of_role(Role::map);
      case Kind::string:
        return {.role = Role::text, .text_target = static_cast<std::string*>(value)};
      default: return {.role = Role::scalar, .shape = &shape, .value = value, .format = format};
    }
  }

  void read_attributes(const Frame& frame) const {
    for (const auto& member : frame.shape->members) {
      if (!member.is_attribute) continue;
      for (const auto& [name, value] : tokens_.attributes())
        if (member.xml_name == name || member.xml_name == local_name(name))
          read_into({.role = Role::scalar,
                     .shape = member.shape,
                     .value = fill_member(member, frame.value),
                     .format = member.timestamp_format},
                    value);
    }
  }

  static void read_into(const Frame& frame, std::string_view text) {
    read_answers_scalar(frame.shape->kind, frame.format, text, frame.value);
  }

  const Operation& operation_;
  const Shape* shape_;
  bool is_strict_;
  void* output_;
  bool is_failure_;
  ErrorFields error_fields_;
  ItemTaker* items_;
  const Shape* item_shape_;  // Null: of none.
  XmlTokens tokens_;
  XmlShapes shapes_;
  std::vector<Frame> stack_;
  std::array<std::string, reply_depth_max> keys_;  // Of the frames that are entries of maps.
  std::size_t skipped_depth_ = 0;                  // Below the frame that is skipped.
  std::string text_;
  std::string request_id_;
  std::optional<ServiceError> error_;
  std::exception_ptr broken_;
  std::size_t fed_ = 0;
  bool saw_root_ = false;
  bool in_item_ = false;
};

}  // namespace

std::unique_ptr<ReplyBody> xml_reply(const ReplyExpected& expected) {
  return std::make_unique<XmlReply>(expected);
}

}  // namespace mirante::aws::wire
