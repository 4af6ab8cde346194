#include "platform/aws/wire/rest_text.h"

#include <algorithm>

#include "base/percent.h"
#include "platform/aws/wire/scalar.h"
#include "platform/crypto/hash.h"

namespace mirante::aws::wire {
namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

TimestampFormat or_http_date(TimestampFormat format) {
  return format == TimestampFormat::usual ? TimestampFormat::http_date : format;
}

/// Commas part the items of a list, so texts that hold one are quoted.
std::string quoted(const std::string& text) {
  if (text.find_first_of("\",") == std::string::npos) return text;
  std::string made = "\"";
  for (const char c : text) {
    if (c == '"') made += '\\';
    made += c;
  }
  return made + "\"";
}

/// The items of a list in a header. HTTP's dates hold a comma themselves.
std::vector<std::string> split_list(std::string_view text, bool of_dates) {
  std::vector<std::string> items;
  std::string item;
  bool is_quoted = false, was_quoted = false;
  int commas = 0;
  const auto end = [&] {
    items.push_back(was_quoted ? item : std::string(trimmed(item)));
    item.clear();
    was_quoted = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_quoted && c == '\\' && i + 1 < text.size()) {
      item += text[++i];
    } else if (c == '"' && (is_quoted || trimmed(item).empty())) {
      is_quoted = !is_quoted;
      if (is_quoted) item.clear();
      was_quoted = true;
    } else if (c == ',' && !is_quoted && !(of_dates && ++commas % 2 == 1)) {
      end();
    } else if (is_quoted || !was_quoted) {
      item += c;  // What stands between a closing quotation mark and the comma is nothing.
    }
  }
  end();
  return items;
}

}  // namespace

const Member* payload_of(const Shape& shape) {
  const auto found = std::ranges::find(shape.members, Location::payload, &Member::location);
  return found == shape.members.end() ? nullptr : &*found;
}

bool has_body_members(const Shape& shape) {
  return std::ranges::any_of(
      shape.members, [](const Member& member) { return member.location == Location::body; });
}

std::string uri_text(const Member& member, const Shape& shape, const void* value) {
  return scalar_text(shape.kind, member.timestamp_format, value);
}

std::string header_value(const Member& member, const void* value) {
  const auto& shape = *member.shape;
  if (shape.kind == Kind::list) {
    std::string text;
    const auto size = shape.list.size(value);
    const auto format = or_http_date(shape.timestamp_format);
    for (std::size_t i = 0; i < size; ++i) {
      const auto* item = shape.list.at(value, i);
      if (item == nullptr) continue;
      const auto one = scalar_text(shape.element->kind, format, item);
      text += (text.empty() ? "" : ",") + (shape.element->kind == Kind::string ? quoted(one) : one);
    }
    return text;
  }
  const auto text = scalar_text(shape.kind, or_http_date(member.timestamp_format), value);
  return member.is_json_text ? crypto::to_base64(crypto::as_bytes(text)) : text;
}

Result<void> read_header_value(const Member& member, std::string_view text, void* structure) {
  const auto& shape = *member.shape;
  const auto refused = [&](const Error& error) {
    return fail_field(std::string(member.json_name), error.message);
  };
  if (shape.kind == Kind::list) {
    const auto format = or_http_date(shape.timestamp_format);
    const bool of_dates =
        shape.element->kind == Kind::timestamp && format == TimestampFormat::http_date;
    void* list = fill_member(member, structure);
    for (const auto& item : split_list(text, of_dates))
      if (auto ok = read_scalar(shape.element->kind, format, item,
                                shape.list.append(list, *shape.element));
          !ok)
        return refused(ok.error());
    return {};
  }
  std::string decoded(text);
  if (member.is_json_text) {
    const auto bytes = crypto::from_base64(text);
    if (!bytes) return fail_field(std::string(member.json_name), "the text is not base64");
    decoded.assign(bytes->begin(), bytes->end());
  }
  if (auto ok = read_scalar(shape.kind, or_http_date(member.timestamp_format), decoded,
                            fill_member(member, structure));
      !ok)
    return refused(ok.error());
  return {};
}

Result<void> read_headers(const Shape& shape, const http::Headers& headers, void* structure) {
  for (const auto& member : shape.members) {
    if (member.location == Location::header) {
      const auto* text = http::find_header(headers, member.json_name);
      if (text == nullptr) continue;
      if (auto ok = read_header_value(member, *text, structure); !ok) return ok;
    }
    if (member.location != Location::headers) continue;
    const auto& map = *member.shape;
    void* entries = fill_member(member, structure);
    for (const auto& [name, value] : headers) {
      const auto prefix = member.json_name.size();
      if (name.size() < prefix ||
          !http::same_header_name(std::string_view(name).substr(0, prefix), member.json_name))
        continue;
      void* entry = map.map.put(entries, name.substr(prefix), *map.element);
      if (auto ok = read_scalar(map.element->kind, map.timestamp_format, value, entry); !ok)
        return fail_field(name, ok.error().message);
    }
  }
  return {};
}

Result<void> read_uri_text(const Member& member, const Shape& shape, std::string_view text,
                           void* value) {
  if (auto ok = read_scalar(shape.kind, member.timestamp_format, text, value); !ok)
    return fail_field(std::string(member.json_name), ok.error().message);
  return {};
}

bool is_id_alone(const Service& service, const Member& member) {
  return service.signing_name == "route53" && member.shape->kind == Kind::string &&
         (member.name == "Id" || member.name == "HostedZoneId" || member.name == "DelegationSetId");
}

std::string id_alone(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

UriTemplate split_template(std::string_view text) {
  const auto mark = text.find('?');
  if (mark == std::string_view::npos) return {.path = text, .query = {}};
  return {.path = text.substr(0, mark), .query = text.substr(mark + 1)};
}

std::optional<Labels> match_path(std::string_view path_template, std::string_view path) {
  Labels labels;
  while (!path_template.empty()) {
    if (path_template.front() != '{') {
      if (path.empty() || path.front() != path_template.front()) return std::nullopt;
      path_template.remove_prefix(1);
      path.remove_prefix(1);
      continue;
    }
    auto name = path_template.substr(1, path_template.find('}') - 1);
    path_template.remove_prefix(name.size() + 2);
    const bool is_greedy = name.ends_with('+');
    if (is_greedy) name.remove_suffix(1);
    // What follows a greedy label has a fixed end; other labels end at the next slash.
    auto end = is_greedy ? path.size() : std::min(path.find('/'), path.size());
    if (is_greedy && !path_template.empty()) {
      end = path.rfind(path_template);
      if (end == std::string_view::npos) return std::nullopt;
    }
    const auto text = percent_decode(path.substr(0, end));
    if (!text || text->empty()) return std::nullopt;
    labels.emplace_back(name, *text);
    path.remove_prefix(end);
  }
  if (!path.empty()) return std::nullopt;
  return labels;
}

}  // namespace mirante::aws::wire
