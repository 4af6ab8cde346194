#include "platform/aws/wire/xml_writer.h"

#include "platform/aws/wire/scalar.h"

namespace mirante::aws::wire {

void XmlWriter::open(std::string_view name) {
  out_ += '<';
  out_ += name;
  out_ += '>';
}

void XmlWriter::close(std::string_view name) {
  out_ += "</";
  out_ += name;
  out_ += '>';
}

void XmlWriter::element(std::string_view name, std::string_view text) {
  open(name);
  out_ += escape_xml(text);
  close(name);
}

void XmlWriter::members(const Shape& shape, const void* value) {
  for (const auto& member : shape.members) {
    const auto* present = member_value(member, value);
    const bool is_list = member.shape->kind == Kind::list;
    if (present == nullptr) {
      if (is_list && !member.is_flattened) raw("<" + std::string(member.xml_name) + "/>");
      continue;
    }
    if (is_list && member.is_flattened) {
      items(*member.shape, present, member.xml_name);
    } else if (member.shape->kind == Kind::map && member.is_flattened) {
      entries(*member.shape, present, member.xml_name);
    } else {
      write(*member.shape, present, member.xml_name, member.timestamp_format);
    }
  }
}

void XmlWriter::write(const Shape& shape, const void* value, std::string_view name,
                      TimestampFormat format) {
  switch (shape.kind) {
    case Kind::structure:
      open(name);
      members(shape, value);
      close(name);
      break;
    case Kind::list: {
      open(name);
      std::string_view item = protocol_ == Protocol::ec2 ? "item" : "member";
      if (!shape.item_name.empty()) item = shape.item_name;
      items(shape, value, item);
      close(name);
      break;
    }
    case Kind::map:
      open(name);
      entries(shape, value, "entry");
      close(name);
      break;
    case Kind::timestamp: {
      auto text = scalar_text(Kind::timestamp, format, value);
      // EC2 writes milliseconds even where there are none.
      if (protocol_ == Protocol::ec2 && text.size() == 20) text.insert(19, ".000");
      element(name, text);
      break;
    }
    default: element(name, scalar_text(shape.kind, format, value));
  }
}

void XmlWriter::items(const Shape& shape, const void* list, std::string_view name) {
  const auto size = shape.list.size(list);
  for (std::size_t i = 0; i < size; ++i)
    write(*shape.element, shape.list.at(list, i), name, shape.timestamp_format);
}

void XmlWriter::entries(const Shape& shape, const void* map, std::string_view name) {
  shape.map.each(map, [&](const std::string& key, const void* value) {
    open(name);
    element(shape.key_name.empty() ? "key" : shape.key_name, key);
    write(*shape.element, value, shape.value_name.empty() ? "value" : shape.value_name,
          shape.timestamp_format);
    close(name);
  });
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
