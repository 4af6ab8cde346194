#include "platform/aws/wire/xml_writer.h"

#include "platform/aws/wire/json_writer.h"
#include "platform/aws/wire/rest_text.h"
#include "platform/aws/wire/scalar.h"

namespace mirante::aws::wire {

void XmlWriter::begin(std::string_view name, const XmlNamespace& space) {
  out_ += '<';
  out_ += name;
  if (space.uri.empty()) return;
  out_ += space.prefix.empty() ? " xmlns" : " xmlns:";
  out_ += space.prefix;
  out_ += "=\"" + escape_xml(space.uri) + "\"";
}

void XmlWriter::open(std::string_view name, const XmlNamespace& space) {
  begin(name, space);
  out_ += '>';
}

void XmlWriter::close(std::string_view name) {
  out_ += "</";
  out_ += name;
  out_ += '>';
}

void XmlWriter::element(std::string_view name, std::string_view text, const XmlNamespace& space) {
  open(name, space);
  const auto opened = out_.size() - 1;
  for (const char c : text) {
    switch (c) {
      case '&': out_ += "&amp;"; break;
      case '<': out_ += "&lt;"; break;
      case '>': out_ += "&gt;"; break;
      case '\r': out_ += "&#xD;"; break;
      default: out_ += c;
    }
  }
  end(name, opened);
}

/// A flattened list's items are called as the list in requests, and as items in answers.
std::string_view XmlWriter::name_of(const Member& member) const {
  return style_.is_answer ? member.xml_name : member.json_name;
}

void XmlWriter::structure(const Shape& shape, const void* value, std::string_view name,
                          const XmlNamespace& space) {
  begin(name, space);
  for (const auto& member : shape.members) {
    const auto* present = member.is_attribute ? member_value(member, value) : nullptr;
    if (present == nullptr) continue;
    const auto text = scalar_text(member.shape->kind, member.timestamp_format, present);
    out_ += " " + std::string(member.json_name) + "=\"" + escape_xml(text) + "\"";
  }
  const auto opened = out_.size();
  out_ += '>';
  ++structures_open_;
  members(shape, value);
  --structures_open_;
  end(name, opened);
}

/// Of an element whose `>` stands at `opened`. Requests are written as botocore writes them, so
/// that the same call has the same signature.
void XmlWriter::end(std::string_view name, std::size_t opened) {
  if (out_.size() == opened + 1 && !style_.is_answer)
    out_.replace(opened, 1, " />");
  else
    close(name);
}

void XmlWriter::members(const Shape& shape, const void* value) {
  for (const auto& each : shape.members)
    if (!each.is_attribute && each.location == Location::body) member(each, value);
}

void XmlWriter::member(const Member& member, const void* value) {
  const auto* present = member_value(member, value);
  const auto& shape = *member.shape;
  const auto name = name_of(member);
  if (present == nullptr) {
    if (member.is_idempotency_token && style_.tokens != nullptr)
      element(name, draw_token(*style_.tokens));
    else if (shape.kind == Kind::list && style_.is_answer && !member.is_flattened &&
             (style_.protocol != Protocol::rest_xml || items_open_ == 0))
      raw("<" + std::string(name) + "/>");
  } else if (member.is_flattened && shape.kind == Kind::list) {
    items(shape, present, name);
  } else if (member.is_flattened && shape.kind == Kind::map) {
    entries(shape, present, name);
  } else if (structures_open_ == 1 && style_.request_to != nullptr &&
             is_id_alone(*style_.request_to, member)) {
    element(name, id_alone(*static_cast<const std::string*>(present)));
  } else {
    write(shape, present, name, member.timestamp_format, member.xml_namespace);
  }
}

void XmlWriter::write(const Shape& shape, const void* value, std::string_view name,
                      TimestampFormat format, const XmlNamespace& space) {
  switch (shape.kind) {
    case Kind::structure: structure(shape, value, name, space); break;
    case Kind::list: {
      open(name, space);
      const auto opened = out_.size() - 1;
      std::string_view item = style_.protocol == Protocol::ec2 ? "item" : "member";
      if (!shape.item_name.empty()) item = shape.item_name;
      items(shape, value, item);
      end(name, opened);
      break;
    }
    case Kind::map: {
      open(name, space);
      const auto opened = out_.size() - 1;
      entries(shape, value, "entry");
      end(name, opened);
      break;
    }
    case Kind::timestamp: {
      auto text = scalar_text(Kind::timestamp, format, value);
      // EC2 writes milliseconds even where there are none.
      if (style_.protocol == Protocol::ec2 && text.size() == 20) text.insert(19, ".000");
      element(name, text, space);
      break;
    }
    default: element(name, scalar_text(shape.kind, format, value), space);
  }
}

void XmlWriter::items(const Shape& shape, const void* list, std::string_view name) {
  const auto size = shape.list.size(list);
  ++items_open_;
  for (std::size_t i = 0; i < size; ++i)
    if (const auto* item = shape.list.at(list, i))
      write(*shape.element, item, name, shape.timestamp_format, shape.item_namespace);
  --items_open_;
}

void XmlWriter::entries(const Shape& shape, const void* map, std::string_view name) {
  shape.map.each(map, [&](const std::string& key, const void* value) {
    open(name);
    element(shape.key_name.empty() ? "key" : shape.key_name, key, shape.key_namespace);
    if (value != nullptr)
      write(*shape.element, value, shape.value_name.empty() ? "value" : shape.value_name,
            shape.timestamp_format, shape.item_namespace);
    close(name);
  });
}

std::string xml_root(const Shape& shape, const void* value, std::string_view name,
                     const XmlNamespace& space, const XmlStyle& style) {
  XmlWriter xml(style);
  xml.structure(shape, value, name, space);
  return xml.take();
}

std::string escape_xml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\r': escaped += "&#xD;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

}  // namespace mirante::aws::wire
