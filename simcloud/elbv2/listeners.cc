// DescribeListeners, CreateListener, DeleteListener.
#include <algorithm>

#include "gen/elbv2/create_listener.h"
#include "gen/elbv2/delete_listener.h"
#include "gen/elbv2/describe_listeners.h"
#include "simcloud/elbv2/life.h"
#include "simcloud/elbv2/shared.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

constexpr std::size_t listeners_most = 50;  // Of a load balancer.

gen::elbv2::Action to_gen(Call& call, const ListenerAction& action) {
  gen::elbv2::Action shape;
  shape.type = action.type;
  shape.order = 1;
  const auto set = [](std::optional<std::string>& member, const std::string& text) {
    if (!text.empty()) member = text;
  };
  if (action.type == "forward") {
    gen::elbv2::ForwardActionConfig config;
    for (std::size_t i = 0; i < action.target_groups.size(); ++i)
      config.target_groups.push_back(
          {.target_group_arn =
               arn_of(call, call.place().balancers.groups.at(action.target_groups[i])),
           .weight = action.weights[i]});
    config.target_group_stickiness_config =
        gen::elbv2::TargetGroupStickinessConfig{.enabled = false};
    if (config.target_groups.size() == 1)
      shape.target_group_arn = config.target_groups.front().target_group_arn;
    shape.forward_config = std::move(config);
  } else if (action.type == "redirect") {
    gen::elbv2::RedirectActionConfig config;
    config.status_code = action.status;
    set(config.protocol, action.protocol);
    set(config.port, action.port);
    set(config.host, action.host);
    set(config.path, action.path);
    set(config.query, action.query);
    shape.redirect_config = std::move(config);
  } else {
    gen::elbv2::FixedResponseActionConfig config;
    config.status_code = action.status;
    set(config.message_body, action.body);
    set(config.content_type, action.content_type);
    shape.fixed_response_config = std::move(config);
  }
  return shape;
}

gen::elbv2::Listener to_gen(Call& call, const Listener& listener) {
  gen::elbv2::Listener shape;
  shape.listener_arn = arn_of(call, listener);
  shape.load_balancer_arn = arn_of(call, call.place().balancers.balancers.at(listener.balancer));
  shape.port = listener.port;
  shape.protocol = listener.protocol;
  if (!listener.ssl_policy.empty()) shape.ssl_policy = listener.ssl_policy;
  for (const auto& arn : listener.certificates)
    shape.certificates.push_back({.certificate_arn = arn});
  for (const auto& action : listener.actions) shape.default_actions.push_back(to_gen(call, action));
  return shape;
}

Answered<gen::elbv2::DescribeListenersOutput> describe(
    Call& call, const gen::elbv2::DescribeListenersInput& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  if (request.load_balancer_arn.has_value() == !request.listener_arns.empty())
    return elb_validation_error("You must specify either listener ARNs or a load balancer ARN");
  auto subject = request.load_balancer_arn.value_or("");
  for (const auto& arn : request.listener_arns) subject += " " + arn;
  const auto page = start_balancer_page(call, request.page_size, request.marker, subject);
  if (!page) return pass(page);
  Keyed<gen::elbv2::Listener> found;
  const auto add = [&](const Listener& listener) {
    found.emplace_back(arn_of(call, listener), to_gen(call, listener));
  };
  if (request.load_balancer_arn) {
    const auto* balancer = find_balancer(call, *request.load_balancer_arn);
    if (balancer == nullptr) return balancer_missing();
    for (const auto& [id, listener] : call.place().balancers.listeners)
      if (listener.balancer == balancer->id) add(listener);
  }
  for (const auto& arn : request.listener_arns) {
    const auto* listener = find_listener(call, arn);
    if (listener == nullptr) return listener_missing();
    add(*listener);
  }
  gen::elbv2::DescribeListenersOutput result;
  result.next_marker =
      turn_page(call, std::move(found), page->after, page->limit, page->question, result.listeners);
  return result;
}

Answered<Done> read_forward(Call& call, const gen::elbv2::Action& request,
                            const LoadBalancer& balancer, ListenerAction& action) {
  std::vector<gen::elbv2::TargetGroupTuple> tuples;
  if (request.forward_config) tuples = request.forward_config->target_groups;
  if (tuples.empty() && request.target_group_arn)
    tuples.push_back({.target_group_arn = *request.target_group_arn});
  if (tuples.empty())
    return elb_validation_error("You must specify at least one target group for a forward action");
  for (const auto& tuple : tuples) {
    const auto* group = find_target_group(call, tuple.target_group_arn.value_or(""));
    if (group == nullptr) return target_group_missing();
    const bool http = group->type == "lambda" || group->protocol.starts_with("HTTP");
    if (http != (balancer.type == "application"))
      return refuse("IncompatibleProtocols",
                    "The specified protocol of target group '" + group->name +
                        "' does not fit a load balancer of type '" + balancer.type + "'");
    for (const auto* user : users_of(call.place(), *group))
      if (user->id != balancer.id)
        return refuse("TargetGroupAssociationLimit",
                      "The following target groups cannot be associated with more than one load "
                      "balancer: " +
                          arn_of(call, *group));
    action.target_groups.push_back(group->id);
    action.weights.push_back(tuple.weight.value_or(1));
  }
  return Done{};
}

Answered<ListenerAction> read_action(Call& call, const gen::elbv2::Action& request,
                                     const LoadBalancer& balancer) {
  ListenerAction action{.type = request.type.value_or("")};
  if (action.type == "forward") {
    if (auto ok = read_forward(call, request, balancer, action); !ok) return pass(ok);
  } else if (action.type == "redirect" && request.redirect_config) {
    const auto& config = *request.redirect_config;
    action.status = config.status_code.value_or("");
    if (action.status != "HTTP_301" && action.status != "HTTP_302")
      return elb_validation_error("The status code of a redirect must be HTTP_301 or HTTP_302");
    action.protocol = config.protocol.value_or("#{protocol}");
    action.port = config.port.value_or("#{port}");
    action.host = config.host.value_or("#{host}");
    action.path = config.path.value_or("/#{path}");
    action.query = config.query.value_or("#{query}");
  } else if (action.type == "fixed-response" && request.fixed_response_config) {
    const auto& config = *request.fixed_response_config;
    action.status = config.status_code.value_or("");
    if (action.status.size() != 3 ||
        std::string_view("245").find(action.status.front()) == std::string_view::npos)
      return elb_validation_error("The status code of a fixed response must be 2XX, 4XX or 5XX");
    action.body = config.message_body.value_or("");
    action.content_type = config.content_type.value_or("text/plain");
  } else {
    return refuse("InvalidLoadBalancerAction",
                  "The action '" + action.type + "' is not valid or lacks its configuration");
  }
  if (balancer.type == "network" && action.type != "forward")
    return refuse("InvalidLoadBalancerAction", "Network load balancers have only forward actions");
  return action;
}

Answered<Done> read_protocol(const gen::elbv2::CreateListenerInput& request,
                             const LoadBalancer& balancer, Listener& wanted) {
  static constexpr std::string_view of_application[] = {"HTTP", "HTTPS"};
  static constexpr std::string_view of_network[] = {"TCP", "TLS", "UDP", "TCP_UDP"};
  if (!request.protocol) return elb_validation_error("A listener protocol must be specified");
  const bool fits =
      balancer.type == "application"
          ? std::ranges::find(of_application, *request.protocol) != std::end(of_application)
          : std::ranges::find(of_network, *request.protocol) != std::end(of_network);
  if (!fits)
    return elb_validation_error(balancer.type == "application"
                                    ? "Listener protocol '" + *request.protocol +
                                          "' must be one of 'HTTPS, HTTP'"
                                    : "Listener protocol '" + *request.protocol +
                                          "' must be one of 'UDP, TCP_UDP, TLS, TCP'");
  if (!request.port) return elb_validation_error("A listener port must be specified");
  if (*request.port < 1 || *request.port > 65535)
    return elb_validation_error("The listener port must be between 1 and 65535");
  wanted.protocol = *request.protocol;
  wanted.port = *request.port;
  const bool secure = wanted.protocol == "HTTPS" || wanted.protocol == "TLS";
  if (secure && request.certificates.empty())
    return elb_validation_error("A certificate must be specified for " + wanted.protocol +
                                " listeners");
  if (!secure && !request.certificates.empty())
    return elb_validation_error("A certificate cannot be specified for " + wanted.protocol +
                                " listeners");
  for (const auto& certificate : request.certificates) {
    const auto arn = certificate.certificate_arn.value_or("");
    if (!arn.starts_with("arn:aws:acm:") && !arn.starts_with("arn:aws:iam:"))
      return refuse("CertificateNotFound", "Certificate '" + arn + "' not found");
    wanted.certificates.push_back(arn);
  }
  if (secure) wanted.ssl_policy = request.ssl_policy.value_or("ELBSecurityPolicy-2016-08");
  return Done{};
}

Answered<gen::elbv2::CreateListenerOutput> create(Call& call,
                                                  const gen::elbv2::CreateListenerInput& request) {
  if (!request.load_balancer_arn) return elb_missing("loadBalancerArn");
  if (request.default_actions.empty()) return elb_missing("defaultActions");
  const auto* balancer = find_balancer(call, *request.load_balancer_arn);
  if (auto ok = permit_on_arn(call, *request.load_balancer_arn,
                              balancer == nullptr ? nullptr : &balancer->tags);
      !ok)
    return pass(ok);
  if (balancer == nullptr) return balancer_missing();
  Listener wanted{.balancer = balancer->id};
  auto tags = read_balancer_tags(call, request.tags);
  if (!tags) return pass(tags);
  wanted.tags = *std::move(tags);
  if (auto ok = permit_new_balancer_tags(call, *request.load_balancer_arn, wanted.tags); !ok)
    return pass(ok);
  if (auto ok = read_protocol(request, *balancer, wanted); !ok) return pass(ok);
  if (request.default_actions.size() > 1)
    return refuse("TooManyActions", "Only one default action is simulated");
  auto action = read_action(call, request.default_actions.front(), *balancer);
  if (!action) return pass(action);
  wanted.actions.push_back(*std::move(action));
  std::size_t count = 0;
  for (const auto& [id, other] : call.place().balancers.listeners) {
    if (other.balancer != balancer->id) continue;
    ++count;
    if (other.port == wanted.port)
      return refuse("DuplicateListener",
                    "A listener already exists on this port for this load balancer '" +
                        *request.load_balancer_arn + "'");
  }
  if (count >= listeners_most)
    return refuse("TooManyListeners", "The maximum number of listeners has been reached");
  const auto& made = add_listener(call.cloud, call.place(), std::move(wanted));
  return gen::elbv2::CreateListenerOutput{.listeners = {to_gen(call, made)}};
}

Answered<gen::elbv2::DeleteListenerOutput> remove(Call& call,
                                                  const gen::elbv2::DeleteListenerInput& request) {
  if (!request.listener_arn) return elb_missing("listenerArn");
  const auto* listener = find_listener(call, *request.listener_arn);
  if (auto ok = permit_on_arn(call, *request.listener_arn,
                              listener == nullptr ? nullptr : &listener->tags);
      !ok)
    return pass(ok);
  if (listener == nullptr) return listener_missing();
  call.place().balancers.listeners.erase(listener->id);
  return gen::elbv2::DeleteListenerOutput{};
}

}  // namespace

void add_listener_calls(Operations& operations) {
  constexpr auto service = "elbv2";
  operations.add<describe>(service, "DescribeListeners", Fidelity::faithful);
  operations.add<create>(service, "CreateListener", Fidelity::partial,
                         "one default action; no authentication and no stickiness; certificates "
                         "are not looked up");
  operations.add<remove>(service, "DeleteListener", Fidelity::faithful);
}

}  // namespace mirante::simcloud
