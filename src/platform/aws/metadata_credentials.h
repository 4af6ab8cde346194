// Credentials that the machine around us gives out over HTTP: the metadata service of an EC2
// instance (IMDSv2) and the agent beside a container (ECS, EKS). Both answer the same JSON. They
// are got when first needed, and again before they end (renewed_credentials.h).
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/aws/credentials.h"
#include "platform/aws/endpoints.h"
#include "platform/http/transport.h"

namespace mirante::aws {

/// The role of the instance, by tokens alone (version 2 of the service): a token by PUT, the role's
/// name, its credentials. Failures: unauthorized "aws.no_credentials" where the instance has no
/// role or its metadata is switched off; unavailable "aws.no_answer", with the usual reason in a
/// container (the hop limit). Loop and transport outlive it.
std::shared_ptr<CredentialsProvider> instance_credentials(Loop& loop, http::Transport& transport,
                                                          Endpoint service);

/// "http://169.254.169.254"
Endpoint usual_metadata_service();

struct ContainerAgent {
  Endpoint endpoint;
  std::string target;  // Path and query.
  /// The value of the header Authorization; empty: none is sent. Read each time.
  std::function<std::string()> read_authorization = {};
};

std::shared_ptr<CredentialsProvider> container_credentials(Loop& loop, http::Transport& transport,
                                                           ContainerAgent agent);

/// Where AWS_CONTAINER_CREDENTIALS_FULL_URI leads. Without TLS only to this machine and to the
/// addresses of AWS's own agents, as the answer is a secret. Error(invalid) names the variable.
Result<ContainerAgent> parse_agent_url(std::string_view url);
/// Of AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: a path at 169.254.170.2.
Result<ContainerAgent> parse_agent_path(std::string_view path);

}  // namespace mirante::aws
