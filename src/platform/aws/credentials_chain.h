// Where a program finds its own credentials for AWS: the places that AWS's tools look at, in their
// order. The first that has any counts:
//
//   1. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
//   2. AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN (Kubernetes, CI services)
//   3. the profile AWS_PROFILE, or "default", of ~/.aws/config and ~/.aws/credentials: keys, a role
//      with source_profile or credential_source, a role with web_identity_token_file
//   4. the agent of a container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI)
//   5. the role of the EC2 instance, where this machine is one and AWS_EC2_METADATA_DISABLED is not
//      "true"
//
// Profiles of a person's browser sign-in (sso_…) and of an outside program (credential_process) are
// found and refused, with the mend. Nothing is asked over the network here: a source is asked when
// its credentials are first needed.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/aws/client.h"
#include "platform/aws/credentials.h"
#include "platform/http/transport.h"

namespace mirante::aws {

/// What surrounds the program, so that tests can be somewhere else.
struct Surroundings {
  /// An environment variable; empty where it is not set.
  std::function<std::string(const char* name)> variable;
  /// A small file's text; nullopt where there is none. Throws Failure for one that cannot be read.
  std::function<std::optional<std::string>(const std::filesystem::path& path)> file;
};
Surroundings real_surroundings();

/// All of it outlives the providers that are found.
struct ChainTools {
  Surroundings surroundings;
  Client& client;  // Asks STS.
  Loop& loop;
  http::Transport& transport;  // To agents and metadata services.
};

struct FoundCredentials {
  std::shared_ptr<CredentialsProvider> provider;  // Null: there are none.
  std::string source = {};                        // For people: which of the places.
  std::optional<Region> region = {};  // AWS_REGION, AWS_DEFAULT_REGION or the profile's.
};

/// Throws Failure(invalid) that names the variable, or file and line, that is wrong.
FoundCredentials find_credentials(const ChainTools& tools);

}  // namespace mirante::aws
