#include "platform/aws/wire/json_writer.h"

#include <fmt/format.h>

#include <cmath>

#include "platform/aws/wire/scalar.h"

namespace mirante::aws::wire {
namespace {

/// The code point that begins at `at`, which moves behind it; U+FFFD for what is not UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  constexpr char32_t broken = 0xFFFD;
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const std::size_t more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || at + more > text.size()) return broken;
  char32_t code = first & (0x3F >> more);
  for (std::size_t i = 0; i < more; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return broken;
    code = (code << 6) | (byte & 0x3F);
  }
  const bool is_overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
  if (is_overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return broken;
  at += more;
  return code;
}

void write_escaped(std::string& out, char32_t code) {
  if (code < 0x10000) {
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
    return;
  }
  const auto above = static_cast<unsigned>(code - 0x10000);
  out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (above >> 10), 0xDC00 + (above & 0x3FF));
}

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto code = next_code_point(text, at);
    switch (code) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default:
        if (code < 0x20 || code >= 0x80)
          write_escaped(out, code);
        else
          out += static_cast<char>(code);
    }
  }
  out += '"';
}

class JsonWriter {
 public:
  JsonWriter(std::string& out, const JsonStyle& style) : out_(out), style_(style) {}

  void structure(const Shape& shape, const void* value, bool only_the_body) {
    bool is_first = true;
    out_ += '{';
    for (const auto& member : shape.members) {
      if (only_the_body && member.location != Location::body) continue;
      const auto* present = member_value(member, value);
      const bool is_token = member.is_idempotency_token && style_.tokens != nullptr;
      const bool is_empty_list =
          member.shape->kind == Kind::list && style_.empty_lists && !member.is_flattened;
      if (present == nullptr && !is_token && !is_empty_list) continue;
      key(member.json_name, is_first);
      if (present != nullptr)
        write(*member.shape, present, member.timestamp_format);
      else if (is_token)
        write_string(out_, draw_token(*style_.tokens));
      else
        out_ += "[]";
    }
    out_ += '}';
  }

  void write(const Shape& shape, const void* value, TimestampFormat format) {
    switch (shape.kind) {
      case Kind::structure: structure(shape, value, false); break;
      case Kind::list: list(shape, value); break;
      case Kind::map: map(shape, value); break;
      case Kind::string:
      case Kind::blob: write_string(out_, scalar_text(shape.kind, format, value)); break;
      case Kind::timestamp: timestamp(format, value); break;
      case Kind::float_: number(*static_cast<const float*>(value), shape.kind, value); break;
      case Kind::double_: number(*static_cast<const double*>(value), shape.kind, value); break;
      case Kind::boolean:
      case Kind::integer:
      case Kind::long_:
      case Kind::document: out_ += scalar_text(shape.kind, format, value); break;
    }
  }

 private:
  void key(std::string_view name, bool& is_first) {
    if (!is_first) out_ += ", ";
    is_first = false;
    write_string(out_, name);
    out_ += ": ";
  }

  void element(const Shape& container, const void* value) {
    if (value == nullptr)
      out_ += "null";
    else
      write(*container.element, value, container.timestamp_format);
  }

  void list(const Shape& shape, const void* value) {
    out_ += '[';
    const auto size = shape.list.size(value);
    for (std::size_t i = 0; i < size; ++i) {
      if (i > 0) out_ += ", ";
      element(shape, shape.list.at(value, i));
    }
    out_ += ']';
  }

  void map(const Shape& shape, const void* value) {
    bool is_first = true;
    out_ += '{';
    shape.map.each(value, [&](const std::string& name, const void* each) {
      key(name, is_first);
      element(shape, each);
    });
    out_ += '}';
  }

  void timestamp(TimestampFormat format, const void* value) {
    if (format == TimestampFormat::usual) format = TimestampFormat::unix_seconds;
    const auto text = scalar_text(Kind::timestamp, format, value);
    if (format == TimestampFormat::unix_seconds)
      out_ += text;
    else
      write_string(out_, text);
  }

  /// JSON has no numbers that are none or endless: they are written as words.
  void number(double number, Kind kind, const void* value) {
    const auto text = scalar_text(kind, TimestampFormat::usual, value);
    if (std::isfinite(number))
      out_ += text;
    else
      write_string(out_, text);
  }

  std::string& out_;
  const JsonStyle& style_;
};

}  // namespace

std::string json_text(const Shape& shape, const void* value, const JsonStyle& style) {
  std::string out;
  JsonWriter writer(out, style);
  if (shape.kind == Kind::structure)
    writer.structure(shape, value, style.only_the_body);
  else
    writer.write(shape, value, shape.timestamp_format);
  return out;
}

std::string json_string(std::string_view text) {
  std::string out;
  write_string(out, text);
  return out;
}

std::string draw_token(Rng& rng) {
  const auto high = (rng.next() & ~0xF000ULL) | 0x4000ULL;
  const auto low = (rng.next() & ~(3ULL << 62)) | (1ULL << 63);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF,
                     high & 0xFFFF, low >> 48, low & 0xFFFF'FFFF'FFFFULL);
}

}  // namespace mirante::aws::wire
