// What REST protocols carry outside the body, and which members are left for it: values as text in
// headers, paths and query strings, and templates of paths.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "platform/aws/wire/operation.h"
#include "platform/aws/wire/shape.h"
#include "platform/http/transport.h"

namespace mirante::aws::wire {

/// The member that is the body; nullptr: there is none such.
const Member* payload_of(const Shape& shape);
/// Whether members are in the body, as parts of it.
bool has_body_members(const Shape& shape);

/// A scalar as a path or a query string carries it, not yet encoded.
std::string uri_text(const Member& member, const Shape& shape, const void* value);
/// A scalar or a list.
std::string header_value(const Member& member, const void* value);

/// Fills the member from a header's value.
Result<void> read_header_value(const Member& member, std::string_view text, void* structure);
/// Fills the members that stand in headers: those of a request or an answer.
Result<void> read_headers(const Shape& shape, const http::Headers& headers, void* structure);
/// One value of a path or a query string, into a scalar.
Result<void> read_uri_text(const Member& member, const Shape& shape, std::string_view text,
                           void* value);

/// Whether a request carries this member of its own as an id alone. Route 53 answers ids as paths
/// ("/hostedzone/Z1", "/change/C1") and takes their last part; AWS's SDKs cut the rest off.
bool is_id_alone(const Service& service, const Member& member);
/// "Z1" of "/hostedzone/Z1", and of "Z1".
std::string id_alone(std::string_view path);

/// "/a/{Name}/{Key+}?fixed": how requests of one operation look. Views into the template's text.
struct UriTemplate {
  std::string_view path;   // Without the query.
  std::string_view query;  // "fixed", as it stands there; may be empty.
};
UriTemplate split_template(std::string_view text);

using Labels = std::vector<std::pair<std::string_view, std::string>>;  // Decoded.
/// The labels of a path that is encoded as it was sent; nullopt if it is another path. A greedy
/// label takes slashes, too.
std::optional<Labels> match_path(std::string_view path_template, std::string_view path);

}  // namespace mirante::aws::wire
