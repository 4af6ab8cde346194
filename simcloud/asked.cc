#include "simcloud/asked.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

using aws::wire::Form;
using aws::wire::Protocol;
using aws::wire::Service;

bool has_type(const WireRequest& request, std::string_view part) {
  const auto* type = find_header(request.headers, "content-type");
  return type != nullptr && type->find(part) != std::string::npos;
}

Form read_query(const WireRequest& request) {
  Form form;
  const auto mark = request.target.find('?');
  if (mark != std::string::npos)
    form = read_form(std::string_view(request.target).substr(mark + 1));
  std::erase_if(form, [](const auto& pair) { return pair.first.starts_with("X-Amz-"); });
  return form;
}

/// Of the body, and of the query for those that use GET.
Form read_parameters(const WireRequest& request) {
  auto form = read_query(request);
  if (has_type(request, "form-urlencoded")) {
    auto body = read_form(request.body);
    form.insert(form.end(), std::make_move_iterator(body.begin()),
                std::make_move_iterator(body.end()));
  }
  return form;
}

std::string action_of(const Form& form) {
  const auto found = std::ranges::find(form, "Action", &Form::value_type::first);
  return found == form.end() ? "" : found->second;
}

bool speaks(const Service& service, Protocol protocol) {
  return service.protocol == protocol ||
         std::ranges::find(service.also_answers, protocol) != service.also_answers.end();
}

void find_operation(Asked& asked) {
  if (asked.known_service == nullptr) return;
  asked.service = asked.known_service->id;
  asked.operation = all_operations().find(asked.service, asked.action);
}

/// "TrentService.ListKeys"
void by_target(Asked& asked, const WireRequest& request, std::string_view target,
               const std::vector<const Service*>& services) {
  const auto dot = target.rfind('.');
  asked.action = target.substr(dot + 1);
  asked.protocol = has_type(request, "json-1.0") ? Protocol::json_1_0 : Protocol::json_1_1;
  const auto prefix = target.substr(0, std::min(dot, target.size()));
  for (const auto* service : services)
    if (service->target_prefix == prefix && is_json_rpc(service->protocol))
      asked.known_service = service;
  find_operation(asked);
}

/// How much of its path and query is the same in every request.
std::size_t fixed_part(const Operation& operation) {
  std::size_t size = 0;
  bool is_label = false;
  for (const char c : operation.wire->http_uri) {
    if (c == '{') is_label = true;
    if (!is_label) ++size;
    if (c == '}') is_label = false;
  }
  return size;
}

/// Method and path say it; the parameters in the query are the operation's.
void by_route(Asked& asked, const WireRequest& request,
              const std::vector<const Service*>& services) {
  const auto path = path_of(request);
  asked.form = read_query(request);  // The body is no form, whatever is said of it.
  asked.protocol = services.front()->protocol;
  asked.known_service = services.front();
  asked.service = asked.known_service->id;
  for (const auto* operation : all_operations().all()) {
    if (std::ranges::find(services, operation->wire->service) == services.end()) continue;
    if (!is_routed_to(*operation->wire, request.method, path, asked.form)) continue;
    // "/a/fixed" goes before "/a/{Label}".
    if (asked.operation != nullptr && fixed_part(*operation) <= fixed_part(*asked.operation))
      continue;
    asked.operation = operation;
    asked.known_service = operation->wire->service;
    asked.service = operation->service;
    asked.action = operation->name;
  }
}

void by_action(Asked& asked, const std::vector<const Service*>& services) {
  asked.action = action_of(asked.form);
  for (const auto* service : services) {
    if (asked.known_service != nullptr) break;
    if (speaks(*service, Protocol::ec2)) asked.protocol = Protocol::ec2;
    if (speaks(*service, Protocol::ec2) || speaks(*service, Protocol::query))
      asked.known_service = service;
  }
  find_operation(asked);
}

/// Nobody knows the service: the style in which the client will understand an answer. What REST
/// asks may have no body that tells; few services speak XML there.
Protocol guess(const WireRequest& request, std::string_view signing_name) {
  static constexpr std::string_view in_xml[] = {"cloudfront", "route53",          "s3",
                                                "s3express",  "s3-object-lambda", "s3-outposts"};
  if (has_type(request, "x-amz-json")) return Protocol::json_1_1;
  if (has_type(request, "form-urlencoded")) return Protocol::query;
  return std::ranges::find(in_xml, signing_name) == std::end(in_xml) ? Protocol::rest_json
                                                                     : Protocol::rest_xml;
}

/// For a service that we do not have and that signs with the name of one that we have: "ses" is the
/// name of sesv2 and of its older sister, which asks with forms.
bool is_for_another(const Asked& asked, const WireRequest& request,
                    const std::vector<const Service*>& services) {
  const bool takes_forms = std::ranges::any_of(services, [](const Service* service) {
    return speaks(*service, Protocol::query) || speaks(*service, Protocol::ec2);
  });
  if (action_of(asked.form).empty()) return takes_forms && path_of(request) != "/";
  return !takes_forms && has_type(request, "form-urlencoded");
}

/// "/service/GraniteServiceVersion20100801/operation/PutMetricData": CBOR, which is left out.
void by_cbor(Asked& asked, const WireRequest& request,
             const std::vector<const Service*>& services) {
  const auto path = path_of(request);
  asked.is_cbor = true;
  asked.protocol = Protocol::json_1_0;  // The same words, written otherwise.
  asked.action = path.substr(path.rfind('/') + 1);
  if (services.empty()) return;
  asked.known_service = services.front();
  asked.service = asked.known_service->id;
}

/// Requests without a signature say their service by their action only.
std::string guess_service(const std::string& action) {
  for (const auto* operation : all_operations().all())
    if (operation->name == action) return std::string(operation->wire->service->signing_name);
  return "ec2";
}

}  // namespace

std::string_view path_of(const WireRequest& request) {
  return std::string_view(request.target).substr(0, request.target.find('?'));
}

Asked read_asked(const WireRequest& request, std::string_view signing_name) {
  Asked asked{.form = read_parameters(request)};
  const auto* target = find_header(request.headers, "x-amz-target");
  if (signing_name.empty()) {
    const auto action =
        target == nullptr ? action_of(asked.form) : target->substr(target->rfind('.') + 1);
    asked.service = guess_service(action);
  } else {
    asked.service = signing_name;
  }
  const auto services = all_operations().signed_as(asked.service);
  const auto* smithy = find_header(request.headers, "smithy-protocol");
  if (smithy != nullptr && *smithy == "rpc-v2-cbor")
    by_cbor(asked, request, services);
  else if (target != nullptr)
    by_target(asked, request, *target, services);
  else if (services.empty() || is_for_another(asked, request, services))
    asked.protocol = guess(request, asked.service);
  else if (is_rest(services.front()->protocol))
    by_route(asked, request, services);
  else
    by_action(asked, services);
  if (asked.action.empty()) asked.action = action_of(asked.form);
  return asked;
}

}  // namespace mirante::simcloud
