#include "platform/aws/credentials_chain.h"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "platform/aws/metadata_credentials.h"
#include "platform/aws/profiles.h"

namespace mirante::aws {
namespace {

constexpr std::size_t file_max = 1 << 20;
constexpr const char* usual_session_name = "mirante";
// Where a role is assumed when nothing names a region.
constexpr const char* usual_region = "us-east-1";
constexpr std::size_t profiles_deep_max = 10;

/// Refuses each time, in words: what was found cannot be used.
class RefusedCredentials final : public CredentialsProvider {
 public:
  explicit RefusedCredentials(Error error) : error_(std::move(error)) {}
  Task<Credentials> credentials(CallContext) override {
    co_await std::suspend_never();
    throw Failure(error_);
  }

 private:
  Error error_;
};

bool is_true(std::string_view text) { return text == "true" || text == "TRUE" || text == "True"; }

/// One search. Its providers keep copies of what they need of it.
class Chain {
 public:
  explicit Chain(const ChainTools& tools) : tools_(tools) {}

  FoundCredentials find() {
    for (const auto* name : {"AWS_REGION", "AWS_DEFAULT_REGION"})
      if (!region_)
        if (auto region = variable(name); !region.empty()) region_ = Region{std::move(region)};
    read_files();
    FoundCredentials found;
    using Place = FoundCredentials (Chain::*)();
    for (const Place place : {&Chain::in_environment, &Chain::in_web_identity, &Chain::in_profile,
                              &Chain::in_container, &Chain::in_instance}) {
      found = (this->*place)();
      if (found.provider != nullptr) break;
    }
    found.region = region_;
    return found;
  }

 private:
  std::string variable(const char* name) const { return tools_.surroundings.variable(name); }

  FoundCredentials in_environment() {
    auto provider = environment_keys();
    if (provider == nullptr) return {};
    return {.provider = std::move(provider), .source = "the environment (AWS_ACCESS_KEY_ID)"};
  }

  std::shared_ptr<CredentialsProvider> environment_keys() const {
    auto key = variable("AWS_ACCESS_KEY_ID");
    auto secret = crypto::Secret::take(variable("AWS_SECRET_ACCESS_KEY"));
    if (key.empty() && secret.empty()) return nullptr;
    if (key.empty() || secret.empty()) {
      const std::string missing = key.empty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
      throw wrong_field(missing, missing + " is not set, but " +
                                     (key.empty() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID") +
                                     " is; set both or neither");
    }
    return fixed_credentials({.access_key_id = std::move(key),
                              .secret_access_key = std::move(secret),
                              .session_token = crypto::Secret::take(variable("AWS_SESSION_TOKEN")),
                              .expires_at = environment_end()});
  }

  /// As `aws configure export-credentials --format env` writes it beside the keys of a session.
  std::optional<Instant> environment_end() const {
    const auto text = variable("AWS_CREDENTIAL_EXPIRATION");
    if (text.empty()) return std::nullopt;
    const auto end = parse_iso8601(text);
    if (!end)
      throw wrong_field("AWS_CREDENTIAL_EXPIRATION",
                        "AWS_CREDENTIAL_EXPIRATION must be an instant with its zone, such as "
                        "2026-03-02T11:00:00Z");
    return *end;
  }

  FoundCredentials in_web_identity() {
    const auto file = variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    if (file.empty()) return {};
    const auto role = variable("AWS_ROLE_ARN");
    if (role.empty())
      throw wrong_field("AWS_ROLE_ARN",
                        "AWS_ROLE_ARN is not set, but AWS_WEB_IDENTITY_TOKEN_FILE is: it must name "
                        "the role to assume");
    return {.provider = identity_of(role, variable("AWS_ROLE_SESSION_NAME"), file),
            .source = "the web identity in AWS_WEB_IDENTITY_TOKEN_FILE, as " + role};
  }

  std::shared_ptr<CredentialsProvider> identity_of(const std::string& role, std::string session,
                                                   const std::string& file) const {
    return web_identity(
        tools_.client, tools_.loop, region(),
        {.role_arn = role,
         .session_name = session.empty() ? usual_session_name : std::move(session),
         .read_token = [read = tools_.surroundings.file, file] {
           auto text = read(file);
           while (text && (text->ends_with('\n') || text->ends_with('\r'))) text->pop_back();
           if (!text || text->empty())
             throw Failure(Error{.kind = ErrorKind::unauthorized,
                                 .message = "there is no token of a web identity in " + file,
                                 .code = "aws.no_token"});
           return crypto::Secret::take(*std::move(text));
         }});
  }

  // -- profiles ------------------------------------------------------------------------------

  void read_files() {
    const auto home = variable("HOME");
    const auto path_of = [&](const char* name, const char* usual) {
      auto path = variable(name);
      return path.empty() && !home.empty() ? home + usual : path;
    };
    const auto read = [&](const std::string& path) -> std::optional<ProfileFile> {
      if (path.empty()) return std::nullopt;
      auto text = tools_.surroundings.file(path);
      if (!text) return std::nullopt;
      return ProfileFile{.path = path, .text = *std::move(text)};
    };
    profiles_ =
        or_throw(parse_profiles(read(path_of("AWS_CONFIG_FILE", "/.aws/config")),
                                read(path_of("AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials"))));
    for (const auto* name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
      if (chosen_.empty()) chosen_ = variable(name);
    if (chosen_.empty())
      chosen_ = "default";
    else
      static_cast<void>(profile(chosen_, "AWS_PROFILE"));
    if (const auto found = profiles_.find(chosen_); !region_ && found != profiles_.end())
      if (auto region = found->second.value("region"); !region.empty())
        region_ = Region{std::move(region)};
  }

  const Profile& profile(const std::string& name, const std::string& named_by) const {
    const auto found = profiles_.find(name);
    if (found == profiles_.end())
      throw wrong_field(named_by, named_by + " names the profile \"" + name +
                                      "\", which is neither in the config file nor in the "
                                      "credentials file of AWS");
    return found->second;
  }

  FoundCredentials in_profile() {
    const auto found = profiles_.find(chosen_);
    if (found == profiles_.end()) return {};
    auto provider = of_profile(chosen_, found->second, {});
    if (provider == nullptr) return {};
    return {.provider = std::move(provider), .source = "the profile \"" + chosen_ + "\""};
  }

  /// Null: the profile says nothing of credentials. `above` are the profiles whose source it is.
  std::shared_ptr<CredentialsProvider> of_profile(const std::string& name, const Profile& profile,
                                                  std::vector<std::string> above) const {
    const bool is_own_source = !above.empty() && above.back() == name;
    if (!profile.value("role_arn").empty() && !is_own_source)
      return role_of(name, profile, std::move(above));
    const auto key = profile.value("aws_access_key_id");
    auto secret = crypto::Secret::take(profile.value("aws_secret_access_key"));
    if (!key.empty() && !secret.empty())
      return fixed_credentials(
          {.access_key_id = key,
           .secret_access_key = std::move(secret),
           .session_token = crypto::Secret::take(profile.value("aws_session_token"))});
    if (!key.empty() || !secret.empty())
      throw wrong(name, "has one of aws_access_key_id and aws_secret_access_key; it needs both");
    for (const auto* sign : {"sso_session", "sso_start_url", "sso_account_id"})
      if (!profile.value(sign).empty())
        return refused(name,
                       "signs a person in by the browser (sso), which ends after some hours and "
                       "which a panel cannot repeat; give it a role (role_arn) or keys of its own");
    if (!profile.value("credential_process").empty())
      return refused(
          name,
          "gets its credentials from another program (credential_process), which is not "
          "supported; let that program serve them at AWS_CONTAINER_CREDENTIALS_FULL_URI, "
          "or give the profile a role (role_arn) or keys");
    return nullptr;
  }

  std::shared_ptr<CredentialsProvider> role_of(const std::string& name, const Profile& profile,
                                               std::vector<std::string> above) const {
    const auto arn = profile.value("role_arn");
    const auto session = profile.value("role_session_name");
    if (!profile.value("mfa_serial").empty())
      return refused(
          name,
          "wants the code of a device (mfa_serial), for which nobody is there; remove it "
          "and the condition in the role's trust policy");
    if (const auto file = profile.value("web_identity_token_file"); !file.empty())
      return identity_of(arn, session, file);
    return assumed_role(
        tools_.client, tools_.loop,
        {.credentials = source_of(name, profile, std::move(above)), .region = region()},
        {.arn = arn,
         .session_name = session.empty() ? usual_session_name : session,
         .external_id = profile.value("external_id"),
         .duration = duration_of(name, profile)});
  }

  /// With what a profile's role is assumed.
  std::shared_ptr<CredentialsProvider> source_of(const std::string& name, const Profile& profile,
                                                 std::vector<std::string> above) const {
    const auto source = profile.value("source_profile");
    const auto place = profile.value("credential_source");
    if (source.empty() == place.empty())
      throw wrong(name, "has a role_arn; it needs one of source_profile and credential_source");
    above.push_back(name);
    if (!place.empty()) return of_place(name, place);
    const bool is_known = std::find(above.begin(), above.end() - 1, source) != above.end() - 1;
    if (is_known || above.size() > profiles_deep_max)
      throw wrong(name, "leads by source_profile to itself");
    auto provider =
        of_profile(source, this->profile(source, "source_profile of \"" + name + "\""), above);
    if (provider == nullptr)
      throw wrong(name, "has \"" + source + "\" as its source_profile, which holds no credentials");
    return provider;
  }

  std::shared_ptr<CredentialsProvider> of_place(const std::string& name,
                                                const std::string& place) const {
    std::shared_ptr<CredentialsProvider> provider;
    if (place == "Environment")
      provider = environment_keys();
    else if (place == "EcsContainer")
      provider = container_agent();
    else if (place == "Ec2InstanceMetadata")
      return instance_credentials(tools_.loop, tools_.transport, metadata_service());
    else
      throw wrong(name,
                  "has a credential_source that is none of Environment, Ec2InstanceMetadata and "
                  "EcsContainer");
    if (provider == nullptr)
      throw wrong(name, "has the credential_source " + place + ", where there are none");
    return provider;
  }

  std::chrono::seconds duration_of(const std::string& name, const Profile& profile) const {
    const auto text = profile.value("duration_seconds");
    if (text.empty()) return std::chrono::hours(1);
    int seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (problem != std::errc() || end != text.data() + text.size() || seconds < 900 ||
        seconds > 43'200)
      throw wrong(name, "has a duration_seconds that is no number from 900 to 43200");
    return std::chrono::seconds(seconds);
  }

  static Failure wrong(const std::string& name, const std::string& what) {
    return wrong_field("AWS_PROFILE", "the profile \"" + name + "\" of AWS's files " + what);
  }

  static std::shared_ptr<CredentialsProvider> refused(const std::string& name,
                                                      const std::string& what) {
    return std::make_shared<RefusedCredentials>(
        Error{.kind = ErrorKind::refused,
              .message = "the profile \"" + name + "\" of AWS's files " + what,
              .field = "AWS_PROFILE",
              .code = "aws.profile_unsupported"});
  }

  // -- around the machine --------------------------------------------------------------------

  FoundCredentials in_container() {
    auto provider = container_agent();
    if (provider == nullptr) return {};
    return {.provider = std::move(provider), .source = "the container's role"};
  }

  std::shared_ptr<CredentialsProvider> container_agent() const {
    const auto path = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const auto url = variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (path.empty() && url.empty()) return nullptr;
    auto agent = or_throw(path.empty() ? parse_agent_url(url) : parse_agent_path(path));
    agent.read_authorization = [surroundings = tools_.surroundings] {
      const auto file = surroundings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
      const std::string holder = file.empty() ? "AWS_CONTAINER_AUTHORIZATION_TOKEN" : file;
      auto value = file.empty() ? surroundings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
                                : surroundings.file(file).value_or("");
      while (!file.empty() && (value.ends_with('\n') || value.ends_with('\r'))) value.pop_back();
      if (value.find_first_of("\r\n") != std::string::npos)
        throw Failure(Error{.kind = ErrorKind::invalid,
                            .message = holder + " holds more than one line",
                            .field = holder});
      if (!file.empty() && value.empty())
        throw Failure(Error{.kind = ErrorKind::unauthorized,
                            .message = "there is no token in " + file,
                            .code = "aws.no_token"});
      return value;
    };
    return container_credentials(tools_.loop, tools_.transport, std::move(agent));
  }

  FoundCredentials in_instance() {
    if (is_true(variable("AWS_EC2_METADATA_DISABLED"))) return {};
    const bool is_named = !variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").empty();
    if (!is_named && !is_ec2()) return {};
    return {.provider = instance_credentials(tools_.loop, tools_.transport, metadata_service()),
            .source = "the role of this EC2 instance"};
  }

  Endpoint metadata_service() const {
    static constexpr const char* name = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    if (const auto url = variable(name); !url.empty())
      return or_throw(parse_endpoint_url(url, name));
    auto service = usual_metadata_service();
    const auto mode = variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
    if (mode == "IPv6" || mode == "ipv6") service.host = "fd00:ec2::254";
    return service;
  }

  /// As the firmware tells; elsewhere nobody is asked, and nothing is waited for.
  bool is_ec2() const {
    const auto vendor = tools_.surroundings.file("/sys/devices/virtual/dmi/id/sys_vendor");
    const auto hypervisor = tools_.surroundings.file("/sys/hypervisor/uuid");
    return (vendor && vendor->starts_with("Amazon EC2")) ||
           (hypervisor && hypervisor->starts_with("ec2"));
  }

  Region region() const { return region_.value_or(Region{usual_region}); }

  const ChainTools& tools_;
  std::optional<Region> region_;
  Profiles profiles_;
  std::string chosen_;
};

}  // namespace

Surroundings real_surroundings() {
  return {.variable =
              [](const char* name) {
                const char* value = std::getenv(name);
                return std::string(value == nullptr ? "" : value);
              },
          .file = [](const std::filesystem::path& path) -> std::optional<std::string> {
            std::error_code problem;
            if (!std::filesystem::exists(path, problem)) return std::nullopt;
            std::ifstream file(path, std::ios::binary);
            std::string text(file_max + 1, '\0');
            file.read(text.data(), static_cast<std::streamsize>(text.size()));
            text.resize(static_cast<std::size_t>(file.gcount()));
            if (file.bad() || !file.eof())
              throw wrong_field(path.string(),
                                path.string() + " cannot be read, or is larger than 1 MiB");
            return text;
          }};
}

FoundCredentials find_credentials(const ChainTools& tools) { return Chain(tools).find(); }

}  // namespace mirante::aws
