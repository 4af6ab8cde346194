#include "platform/aws/wire/json_reader.h"

// Boost.JSON's parser is fed in pieces and calls back; its source is compiled here, once.
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <cmath>
#include <optional>

#include "platform/aws/wire/json_writer.h"
#include "platform/aws/wire/reply_body.h"
#include "platform/aws/wire/scalar.h"

namespace mirante::aws::wire {
namespace {

using boost::json::error_code;
using Piece = boost::json::string_view;

enum class Token : std::uint8_t { text, number, boolean, object, array };

/// In the words of AWS's services.
std::string_view words_of(Token token) {
  switch (token) {
    case Token::text: return "STRING_VALUE";
    case Token::number: return "NUMBER_VALUE";
    case Token::boolean: return "a truth value";
    case Token::object: return "an object";
    case Token::array: return "a list";
  }
  return "";
}

std::string_view words_of(Kind kind) {
  switch (kind) {
    case Kind::string: return "a String";
    case Kind::boolean: return "a Boolean";
    case Kind::integer: return "an Integer";
    case Kind::long_: return "a Long";
    case Kind::float_: return "a Float";
    case Kind::double_: return "a Double";
    case Kind::timestamp: return "a timestamp";
    case Kind::blob: return "a blob";
    case Kind::document: return "a document";
    case Kind::list: return "a list";
    case Kind::map: return "a map";
    case Kind::structure: return "a structure";
  }
  return "";
}

/// Where the next value goes. Without shape and text it is passed over.
struct Place {
  const Shape* shape = nullptr;
  void* value = nullptr;
  TimestampFormat format = TimestampFormat::usual;
  std::string* aside = nullptr;
};

/// An object or list that is open.
struct Frame {
  const Shape* shape = nullptr;  // A structure, list or map; null: passed over.
  void* value = nullptr;
  std::string* document = nullptr;  // It is part of a document, whose text this is.
  bool is_array = false;
  std::string key = {};      // The latest, of an object.
  std::size_t count = 0;     // Values so far.
  std::size_t expected = 0;  // Of a structure: the member after the latest; AWS keeps their order.
};

/// What the parser calls; an answer of false ends the parsing.
class Events {
 public:
  Events(const Shape& shape, void* value, JsonReading reading)
      : root_{.shape = &shape, .value = value}, reading_(std::move(reading)) {
    frames_.reserve(reply_depth_max);
  }

  Result<void> judged(const error_code& code) {
    if (!code) return {};
    if (!error_) {
      Error error{.kind = ErrorKind::invalid, .message = "is no JSON: " + code.message()};
      error.field = path();
      error_ = std::move(error);
    }
    return fail(*error_);
  }

  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = reply_text_max;
  static constexpr std::size_t max_string_size = reply_text_max;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& code) { return open(Token::object, code); }
  bool on_array_begin(error_code& code) { return open(Token::array, code); }
  bool on_object_end(std::size_t, error_code&) { return close('}'); }
  bool on_array_end(std::size_t, error_code&) { return close(']'); }

  bool on_key_part(Piece piece, std::size_t, error_code&) { return gather(piece); }
  bool on_key(Piece piece, std::size_t, error_code&) {
    gather(piece);
    std::swap(frames_.back().key, text_);
    text_.clear();
    return true;
  }
  bool on_string_part(Piece piece, std::size_t, error_code&) { return gather(piece); }
  bool on_string(Piece piece, std::size_t, error_code& code) {
    return scalar(Token::text, piece, code);
  }
  bool on_number_part(Piece piece, error_code&) { return gather(piece); }
  bool on_int64(std::int64_t, Piece piece, error_code& code) {
    return scalar(Token::number, piece, code);
  }
  bool on_uint64(std::uint64_t, Piece piece, error_code& code) {
    return scalar(Token::number, piece, code);
  }
  bool on_double(double, Piece piece, error_code& code) {
    return scalar(Token::number, piece, code);
  }
  bool on_bool(bool value, error_code& code) {
    return scalar(Token::boolean, value ? "true" : "false", code);
  }
  bool on_null(error_code& code) {
    if (frames_.empty()) return refuse(code, "must be an object and not null");
    auto& frame = frames_.back();
    if (frame.document != nullptr) {
      begin_in_document(frame);
      *frame.document += "null";
    } else if (frame.shape != nullptr && frame.shape->kind == Kind::list) {
      if (frame.shape->list.append_null != nullptr) frame.shape->list.append_null(frame.value);
    } else if (frame.shape != nullptr && frame.shape->kind == Kind::map) {
      if (frame.shape->map.put_null != nullptr) frame.shape->map.put_null(frame.value, frame.key);
    }
    ++frame.count;
    return true;
  }
  bool on_comment_part(Piece, error_code&) { return true; }
  bool on_comment(Piece, error_code&) { return true; }

 private:
  /// Of the value that is being read: "Filters.0.Values".
  std::string path() const {
    std::string path;
    for (const auto& frame : frames_) {
      const auto part = frame.is_array ? std::to_string(frame.count) : frame.key;
      if (part.empty()) break;
      path += (path.empty() ? "" : ".") + part;
    }
    return path;
  }

  bool refuse(error_code& code, std::string message) {
    Error error{.kind = ErrorKind::invalid, .message = std::move(message)};
    error.field = path();
    error_ = std::move(error);
    code = boost::json::error::exception;
    return false;
  }

  bool gather(Piece piece) {
    text_.append(piece.data(), piece.size());
    return true;
  }

  /// Makes room for the next value. Nullopt: it is refused.
  std::optional<Place> next(error_code& code) {
    if (frames_.empty()) return root_;
    auto& frame = frames_.back();
    if (frame.shape == nullptr) return Place{};
    const auto& shape = *frame.shape;
    if (shape.kind == Kind::list)
      return Place{.shape = shape.element,
                   .value = shape.list.append(frame.value, *shape.element),
                   .format = shape.timestamp_format};
    if (shape.kind == Kind::map)
      return Place{.shape = shape.element,
                   .value = shape.map.put(frame.value, frame.key, *shape.element),
                   .format = shape.timestamp_format};
    Place place;
    if (frames_.size() == 1)
      for (const auto& aside : reading_.asides)
        if (aside.name == frame.key) place.aside = aside.text;
    if (const auto* member = find_member(frame)) {
      place.shape = member->shape;
      place.value = fill_member(*member, frame.value);
      place.format = member->timestamp_format;
    }
    if (place.shape != nullptr || place.aside != nullptr) return place;
    if (reading_.manner == JsonReading::Manner::lenient || frame.key == "__type") return Place{};
    refuse(code, "is not recognized");
    return std::nullopt;
  }

  const Member* find_member(Frame& frame) const {
    const auto members = frame.shape->members;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const auto at = (frame.expected + i) % members.size();
      if (members[at].json_name != frame.key) continue;
      if (reading_.only_the_body && !is_in_answer_s_body(members[at].location)) return nullptr;
      frame.expected = at + 1;
      return &members[at];
    }
    return nullptr;
  }

  bool open(Token token, error_code& code) {
    const bool is_array = token == Token::array;
    if (!frames_.empty() && frames_.back().document != nullptr) {
      auto* document = frames_.back().document;
      begin_in_document(frames_.back());
      *document += is_array ? '[' : '{';
      frames_.push_back({.document = document, .is_array = is_array});
      return true;
    }
    const auto place = next(code);
    if (!place) return false;
    Frame frame{.is_array = is_array};
    if (place->shape != nullptr) {
      const auto kind = place->shape->kind;
      if (kind == Kind::document) {
        frame.document = static_cast<std::string*>(place->value);
        *frame.document = is_array ? "[" : "{";
      } else if (is_array == (kind == Kind::list) && kind >= Kind::list) {
        frame.shape = place->shape;
        frame.value = place->value;
      } else {
        return refuse(code, mismatch(token, kind));
      }
    }
    frames_.push_back(std::move(frame));
    return true;
  }

  bool close(char bracket) {
    if (frames_.back().document != nullptr) *frames_.back().document += bracket;
    frames_.pop_back();
    if (!frames_.empty()) ++frames_.back().count;
    return true;
  }

  /// What stands before a value inside a document.
  static void begin_in_document(const Frame& frame) {
    if (frame.count > 0) *frame.document += ", ";
    if (!frame.is_array) *frame.document += json_string(frame.key) + ": ";
  }

  bool scalar(Token token, Piece last, error_code& code) {
    std::string_view text(last.data(), last.size());
    if (!text_.empty()) text = text_.append(text);
    const bool is_taken = take(token, text, code);
    text_.clear();
    if (is_taken && !frames_.empty()) ++frames_.back().count;
    return is_taken;
  }

  bool take(Token token, std::string_view text, error_code& code) {
    if (!frames_.empty() && frames_.back().document != nullptr) {
      begin_in_document(frames_.back());
      *frames_.back().document += token == Token::text ? json_string(text) : std::string(text);
      return true;
    }
    const auto place = next(code);
    if (!place) return false;
    if (place->aside != nullptr) place->aside->assign(text);
    if (place->shape == nullptr) return true;
    const auto kind = place->shape->kind;
    if (kind == Kind::document) {
      *static_cast<std::string*>(place->value) =
          token == Token::text ? json_string(text) : std::string(text);
      return true;
    }
    if (!may_hold(kind, token, text)) return refuse(code, mismatch(token, kind));
    const auto format =
        place->format == TimestampFormat::usual ? TimestampFormat::unix_seconds : place->format;
    if (const auto ok = read_number_or(kind, format, text, place->value); !ok)
      return refuse(code, ok.error().message);
    return true;
  }

  /// Whole numbers may be written with a fraction or an exponent: 1.0, 1e3.
  static Result<void> read_number_or(Kind kind, TimestampFormat format, std::string_view text,
                                     void* value) {
    auto ok = read_scalar(kind, format, text, value);
    if (ok || (kind != Kind::integer && kind != Kind::long_)) return ok;
    double number = 0;
    const bool is_read = read_scalar(Kind::double_, format, text, &number).has_value();
    const double limit = kind == Kind::integer ? 2147483648.0 : 9007199254740992.0;
    if (!is_read || !(std::abs(number) < limit) || number != std::trunc(number)) return ok;
    return read_scalar(kind, format, std::to_string(static_cast<std::int64_t>(number)), value);
  }

  bool may_hold(Kind kind, Token token, std::string_view text) const {
    if (kind >= Kind::list) return false;
    const bool lenient = reading_.manner == JsonReading::Manner::lenient;
    switch (token) {
      case Token::text: {
        if (kind == Kind::string || kind == Kind::blob || kind == Kind::timestamp) return true;
        if (kind == Kind::boolean) return false;
        const bool is_word = text == "NaN" || text == "Infinity" || text == "-Infinity";
        return lenient || (is_word && (kind == Kind::float_ || kind == Kind::double_));
      }
      case Token::number:
        return kind != Kind::boolean && kind != Kind::blob && (kind != Kind::string || lenient);
      case Token::boolean: return kind == Kind::boolean || (kind == Kind::string && lenient);
      case Token::object:
      case Token::array: break;
    }
    return false;
  }

  static std::string mismatch(Token token, Kind kind) {
    return std::string(words_of(token)) + " can not be converted to " + std::string(words_of(kind));
  }

  const Place root_;
  const JsonReading reading_;
  std::vector<Frame> frames_;
  std::string text_;  // Of the key, string or number that is being read, where it comes in pieces.
  std::optional<Error> error_;
};

boost::json::parse_options parse_options() {
  boost::json::parse_options options;
  options.max_depth = reply_depth_max;
  return options;
}

}  // namespace

struct JsonReader::Parser {
  Parser(const Shape& shape, void* value, JsonReading reading)
      : events(parse_options(), shape, value, std::move(reading)) {}

  boost::json::basic_parser<Events> events;

  Result<void> judged(const error_code& code) { return events.handler().judged(code); }
};

JsonReader::JsonReader(const Shape& shape, void* value, JsonReading reading)
    : parser_(std::make_unique<Parser>(shape, value, std::move(reading))) {}
JsonReader::~JsonReader() = default;

Result<void> JsonReader::feed(std::string_view piece) {
  error_code code;
  auto& events = parser_->events;
  const auto used = events.done() ? 0 : events.write_some(true, piece.data(), piece.size(), code);
  if (!code && piece.find_first_not_of(" \t\r\n", used) != std::string_view::npos)
    code = boost::json::error::extra_data;
  return parser_->judged(code);
}

Result<void> JsonReader::finish() {
  error_code code;
  if (!parser_->events.done()) parser_->events.write_some(false, "", 0, code);
  return parser_->judged(code);
}

}  // namespace mirante::aws::wire
