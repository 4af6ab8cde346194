#include <expat.h>

#include <vector>

#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/scalar.h"

namespace mirante::aws::wire {
namespace {

std::string_view local_name(const char* name) {
  const std::string_view text(name);
  const auto colon = text.rfind(':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

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
        parser_(XML_ParserCreate("UTF-8")) {
    MIRANTE_CHECK(parser_ != nullptr);
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, on_start, on_end);
    XML_SetCharacterDataHandler(parser_, on_text);
    // Answers of AWS have no document type; without one there are no entities to expand.
    XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
    stack_.reserve(reply_depth_max);  // Frames are pointed to: they must not move.
  }
  ~XmlReply() override { XML_ParserFree(parser_); }
  XmlReply(const XmlReply&) = delete;
  XmlReply& operator=(const XmlReply&) = delete;

  void feed(std::string_view piece) override { feed(piece, XML_FALSE); }

  ParsedReply finish() override {
    // Operations that say nothing may answer with nothing at all, and so may a failing proxy.
    const bool says_nothing = shape_ == nullptr || shape_->members.empty();
    const bool may_be_empty = fed_ == 0 && (is_failure_ || says_nothing);
    if (!may_be_empty) feed("", XML_TRUE);
    if (is_failure_ && !error_) error_.emplace();
    if (error_ && error_->code.empty() && fed_ > 0 && saw_root_)
      throw not_aws("the answer is XML, but no error of AWS");
    return {.request_id = std::move(request_id_), .error = std::move(error_)};
  }

 private:
  void feed(std::string_view piece, int is_last) {
    if (broken_) std::rethrow_exception(broken_);
    fed_ += piece.size();
    while (true) {
      const auto part = piece.substr(0, 1 << 20);
      piece.remove_prefix(part.size());
      const bool ends = piece.empty();
      const auto status =
          XML_Parse(parser_, part.data(), static_cast<int>(part.size()), ends ? is_last : 0);
      if (broken_) std::rethrow_exception(broken_);
      if (status != XML_STATUS_OK)
        throw not_aws(std::string("the answer is not AWS's XML: ") +
                      XML_ErrorString(XML_GetErrorCode(parser_)) + " in line " +
                      std::to_string(XML_GetCurrentLineNumber(parser_)));
      if (ends) return;
    }
  }

  enum class Role : std::uint8_t {
    skipped,  // Unknown: it and all below are passed over.
    passage,  // Holds nothing itself: <XResponse>, <Errors>, <ResponseMetadata>.
    error,    // <Error>
    text,     // Text into `text_target`.
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
    // Of a map's entry: the value may come before the key.
    std::string key = {};
    std::size_t skipped_depth = 0;
  };

  static void on_start(void* self, const char* name, const char** attributes) {
    static_cast<XmlReply*>(self)->guarded(
        [&](XmlReply& r) { r.start(local_name(name), attributes); });
  }
  static void on_end(void* self, const char*) {
    static_cast<XmlReply*>(self)->guarded([](XmlReply& r) { r.end(); });
  }
  static void on_text(void* self, const char* text, int size) {
    static_cast<XmlReply*>(self)->guarded(
        [&](XmlReply& r) { r.text({text, static_cast<std::size_t>(size)}); });
  }
  static void on_doctype(void* self, const char*, const char*, const char*, int) {
    static_cast<XmlReply*>(self)->guarded(
        [](XmlReply&) { throw not_aws("the answer has a document type, as web pages do"); });
  }

  /// No exception may pass through Expat's frames.
  template <class Work>
  void guarded(Work work) {
    if (broken_) return;
    try {
      work(*this);
    } catch (...) {
      broken_ = std::current_exception();
      XML_StopParser(parser_, XML_FALSE);
    }
  }

  void start(std::string_view name, const char** attributes) {
    if (!stack_.empty() && stack_.back().role == Role::skipped) {
      if (++stack_.back().skipped_depth > reply_depth_max)
        throw not_aws("the answer nests too deep");
      return;
    }
    if (stack_.size() >= reply_depth_max) throw not_aws("the answer nests too deep");
    text_.clear();
    stack_.push_back(stack_.empty() ? root(name) : child(stack_.back(), name));
    auto& opened = stack_.back();
    if (opened.role == Role::structure) read_attributes(opened, attributes);
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
      return {.role = Role::structure, .shape = shape_, .value = output_};
    return {.role = Role::passage};
  }

  Frame child(Frame& parent, std::string_view name) {
    switch (parent.role) {
      case Role::passage: return passage_child(name);
      case Role::error: return error_child(name);
      case Role::structure: return structure_child(parent, name);
      case Role::list: {
        void* value = parent.shape->list.append(parent.value, *parent.shape->element);
        return frame_of(*parent.shape->element, value, parent.shape->timestamp_format);
      }
      case Role::map:
        return {.role = Role::map_entry, .shape = parent.shape, .value = parent.value};
      case Role::map_entry: return entry_child(parent, name);
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
    if (name == wrapper()) return {.role = Role::structure, .shape = shape_, .value = output_};
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
    Frame fields{
        .role = Role::structure, .shape = error_fields_.shape, .value = error_fields_.value};
    return structure_child(fields, name);
  }

  Frame structure_child(const Frame& parent, std::string_view name) {
    for (const auto& member : parent.shape->members) {
      if (member.is_attribute || !is_in_answer_s_body(member.location)) continue;
      const auto& shape = *member.shape;
      if (member.is_flattened && shape.kind == Kind::list) {
        const auto item = shape.item_name.empty() ? member.xml_name : shape.item_name;
        if (name != item && name != member.xml_name && name != member.name) continue;
        void* list = fill_member(member, parent.value);
        return frame_of(*shape.element, shape.list.append(list, *shape.element),
                        shape.timestamp_format);
      }
      if (name != member.xml_name) continue;
      void* value = fill_member(member, parent.value);
      if (member.is_flattened && shape.kind == Kind::map)
        return {.role = Role::map_entry, .shape = &shape, .value = value};
      return frame_of(shape, value, member.timestamp_format);
    }
    if (name == "requestId" || name == "RequestId")
      return {.role = Role::text, .text_target = &request_id_};
    if (is_strict_)
      throw Failure(Error{
          .kind = ErrorKind::invalid, .message = "is not recognized", .field = std::string(name)});
    return {};
  }

  Frame entry_child(Frame& parent, std::string_view name) {
    const auto& map = *parent.shape;
    const std::string_view key = map.key_name.empty() ? "key" : map.key_name;
    const std::string_view value = map.value_name.empty() ? "value" : map.value_name;
    if (name == key) return {.role = Role::text, .text_target = &parent.key};
    if (name != value) return {};
    // AWS writes the key first; a value without one has nowhere to go.
    if (parent.key.empty()) throw not_aws("a map's value stands before its key");
    return frame_of(*map.element, map.map.put(parent.value, parent.key, *map.element),
                    map.timestamp_format);
  }

  static Frame frame_of(const Shape& shape, void* value, TimestampFormat format) {
    switch (shape.kind) {
      case Kind::structure: return {.role = Role::structure, .shape = &shape, .value = value};
      case Kind::list: return {.role = Role::list, .shape = &shape, .value = value};
      case Kind::map: return {.role = Role::map, .shape = &shape, .value = value};
      default: return {.role = Role::scalar, .shape = &shape, .value = value, .format = format};
    }
  }

  static void read_attributes(const Frame& frame, const char** attributes) {
    for (const auto& member : frame.shape->members) {
      if (!member.is_attribute) continue;
      for (const char** at = attributes; *at != nullptr; at += 2)
        if (member.xml_name == at[0] || local_name(at[0]) == member.xml_name)
          read_into({.role = Role::scalar,
                     .shape = member.shape,
                     .value = fill_member(member, frame.value),
                     .format = member.timestamp_format},
                    at[1]);
    }
  }

  static void read_into(const Frame& frame, std::string_view text) {
    const auto kind = frame.shape->kind;
    if (text.empty() && kind != Kind::string && kind != Kind::blob)
      throw not_aws("a number, time or truth value in the answer is empty");
    if (const auto ok = read_scalar(kind, frame.format, text, frame.value); !ok)
      throw not_aws("in the answer, " + ok.error().message);
  }

  void text(std::string_view piece) {
    if (stack_.empty()) return;
    const auto role = stack_.back().role;
    if (role != Role::scalar && role != Role::text) return;
    if (text_.size() + piece.size() > reply_text_max)
      throw not_aws("a text in the answer is too long");
    text_ += piece;
  }

  void end() {
    auto& closing = stack_.back();
    if (closing.role == Role::skipped && closing.skipped_depth > 0) {
      --closing.skipped_depth;
      return;
    }
    if (closing.role == Role::scalar) read_into(closing, text_);
    if (closing.role == Role::text) *closing.text_target = text_;
    text_.clear();
    stack_.pop_back();
  }

  const Operation& operation_;
  const Shape* shape_;
  bool is_strict_;
  void* output_;
  bool is_failure_;
  ErrorFields error_fields_;
  XML_Parser parser_;
  std::vector<Frame> stack_;
  std::string text_;
  std::string request_id_;
  std::optional<ServiceError> error_;
  std::exception_ptr broken_;
  std::size_t fed_ = 0;
  bool saw_root_ = false;
};

}  // namespace

std::unique_ptr<ReplyBody> xml_reply(const ReplyExpected& expected) {
  return std::make_unique<XmlReply>(expected);
}

}  // namespace mirante::aws::wire
