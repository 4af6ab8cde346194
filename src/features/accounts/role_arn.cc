#include "features/accounts/role_arn.h"

#include <algorithm>
#include <array>

#include "features/accounts/account.h"

namespace mirante::accounts {
namespace {

constexpr std::size_t name_max = 64;
constexpr std::size_t path_max = 512;
constexpr std::array<std::string_view, 7> partitions{
    "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"};

std::unexpected<Error> wrong(const std::string& why) {
  return fail_field("role_arn", why +
                                    "; a role's ARN looks like "
                                    "arn:aws:iam::123456789012:role/name");
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool fits_name(char c) {
  return is_letter_or_digit(c) || std::string_view("_+=,.@-").find(c) != std::string_view::npos;
}

bool fits_path(char c) { return c > ' ' && c < '\x7F'; }

/// The text up to the next colon, which is taken away; the rest when there is none.
std::string_view take_field(std::string_view& rest) {
  const auto colon = rest.find(':');
  const auto field = rest.substr(0, colon);
  rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  return field;
}

Result<RoleArn> parse_resource(RoleArn arn, std::string_view resource) {
  constexpr std::string_view role = "role/";
  if (!resource.starts_with(role)) {
    const auto kind = resource.substr(0, resource.find('/'));
    if (kind == "assumed-role" || kind == "user" || kind == "group" || kind == "policy" ||
        kind == "instance-profile")
      return wrong("this is the ARN of a " + in_quotes(kind) + ", not of a role");
    return wrong("after the account must stand \"role/\" and the role's name, not " +
                 in_quotes(resource));
  }
  const auto slash = resource.rfind('/');
  arn.path = std::string(resource.substr(role.size() - 1, slash - role.size() + 2));
  arn.name = std::string(resource.substr(slash + 1));
  if (arn.name.empty()) return wrong("the role's name is missing at the end");
  if (arn.name.size() > name_max || !std::ranges::all_of(arn.name, fits_name))
    return wrong(in_quotes(arn.name) +
                 " is not a role's name: 1 to 64 letters, digits and the signs _ + = , . @ -");
  if (arn.path.size() > path_max || !std::ranges::all_of(arn.path, fits_path) ||
      arn.path.find("//") != std::string::npos)
    return wrong(in_quotes(arn.path) + " is not a role's path");
  return arn;
}

}  // namespace

std::string RoleArn::text() const {
  return "arn:" + partition + ":iam::" + account.value + ":role" + path + name;
}

Result<RoleArn> parse_role_arn(std::string_view text) {
  if (text.empty()) return wrong("the role's ARN is missing");
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c >= '\x7F'; }))
    return wrong("the ARN holds a space or another character that no ARN has");

  auto rest = text;
  if (take_field(rest) != "arn") return wrong("it must begin with \"arn:\"");
  RoleArn arn;
  arn.partition = std::string(take_field(rest));
  if (std::ranges::find(partitions, arn.partition) == partitions.end())
    return wrong("the partition (after \"arn:\") is " + in_quotes(arn.partition) +
                 ", but must be one of AWS's, mostly \"aws\"");
  if (const auto service = take_field(rest); service != "iam")
    return wrong("the service is " + in_quotes(service) + ", but roles belong to \"iam\"" +
                 (service == "sts" ? " (this looks like the ARN of a session; the role's own is "
                                     "needed)"
                                   : ""));
  if (const auto region = take_field(rest); !region.empty())
    return wrong("the region must be empty, as roles have none; it is " + in_quotes(region));
  const auto account = parse_aws_account(take_field(rest));
  if (!account) return wrong("the account is wrong: " + account.error().message);
  arn.account = *account;
  return parse_resource(std::move(arn), rest);
}

}  // namespace mirante::accounts
