#include "features/accounts/prove_access.h"

#include "features/accounts/access_error.h"
#include "features/accounts/panel.h"
#include "features/accounts/read_regions.h"

namespace mirante::accounts {
namespace {

/// A call to AWS whose failure is told in our words.
template <class T>
Task<T> explained(std::string what, Task<T> call) {
  try {
    co_return co_await std::move(call);
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    throw Failure(explain(failure.error(), what));
  }
}

Error role_refused(const RoleArn& arn, const Principal& principal, const Error& error) {
  const auto who = principal.user_arn.empty()
                       ? "role " + principal.role_name + " of account " + principal.account.value
                       : principal.user_arn;
  return {.kind = ErrorKind::forbidden,
          .message = "AWS does not let the panel assume " + arn.text() +
                     ": there is no such role, or its trust policy does not admit " + who +
                     " with this account's external id; compare it with the instructions. A role "
                     "that was made a moment ago needs up to a minute: then try again (" +
                     said(error) + ")",
          .field = "role_arn",
          .code = "account.role_refused",
          .request_id = error.request_id};
}

Task<aws::Credentials> assume(AccountsServices& services, CallContext ctx, const RoleToProve& role,
                              const Principal& principal) {
  const RoleToAssume wanted{.role_arn = role.arn.text(),
                            .session_name = services.panel.session_name(ctx.tenant),
                            .external_id = role.external_id};
  const auto home = services.panel.home_of(role.arn.partition);
  try {
    co_return co_await assume_role(services.client, ctx, services.panel.target(home), wanted);
  } catch (const Failure& failure) {
    const auto& error = failure.error();
    if (error.kind == ErrorKind::cancelled) throw;
    if (problem_of(error) == AccessProblem::not_permitted)
      throw Failure(role_refused(role.arn, principal, error));
    throw Failure(explain(error, "assuming " + role.arn.text()));
  }
}

/// Whether the role lets the panel in without its external id, as it would let in anybody who
/// talks the panel into it.
Task<bool> is_open_without_external_id(AccountsServices& services, CallContext ctx,
                                       const RoleToProve& role) {
  const RoleToAssume wanted{.role_arn = role.arn.text(),
                            .session_name = services.panel.session_name(ctx.tenant)};
  const auto home = services.panel.home_of(role.arn.partition);
  try {
    co_await assume_role(services.client, ctx, services.panel.target(home), wanted);
    co_return true;
  } catch (const Failure& failure) {
    if (failure.error().kind == ErrorKind::cancelled) throw;
    if (problem_of(failure.error()) == AccessProblem::not_permitted) co_return false;
    throw Failure(explain(failure.error(),
                          "proving that " + role.arn.text() + " refuses without external id"));
  }
}

Error external_id_not_required(const RoleToProve& role) {
  return {.kind = ErrorKind::refused,
          .message = role.arn.text() +
                     " can be assumed without its external id, so whoever learns its name could "
                     "use it through another panel; put the condition \"sts:ExternalId\" from the "
                     "instructions into its trust policy, or give a reason to accept it as it is",
          .field = "role_arn",
          .code = "account.external_id_not_required"};
}

Error other_account(const RoleArn& arn, const CallerIdentity& caller) {
  return {.kind = ErrorKind::conflict,
          .message = "the role's ARN names account " + arn.account.value +
                     ", but AWS says that its session is in account " + caller.account.value +
                     "; check where AWS_ENDPOINT_URL leads to",
          .field = "role_arn",
          .code = "account.other_account"};
}

}  // namespace

Task<Proof> prove_role(AccountsServices& services, CallContext ctx, RoleToProve role) {
  const auto principal = co_await usable_identity(services, ctx);
  auto session = co_await assume(services, ctx, role, principal);
  const auto target =
      target_of_session(role.label, services.panel.home_of(role.arn.partition), std::move(session));
  const auto caller = co_await explained("asking who the role's session is",
                                         caller_identity(services.client, ctx, target));
  if (caller.account != role.arn.account) throw Failure(other_account(role.arn, caller));

  Proof proof{.aws_account = caller.account, .regions = {}};
  if (co_await is_open_without_external_id(services, ctx, role)) {
    if (role.allow_without_external_id.empty()) throw Failure(external_id_not_required(role));
    proof.without_external_id = role.allow_without_external_id;
  }
  proof.regions = co_await read_regions(services.client, services.loop, ctx, target);
  co_return proof;
}

Task<Proof> prove_keys(AccountsServices& services, CallContext ctx, KeysToProve keys) {
  const auto target = target_of_keys(keys.label, services.panel.config().home, keys.access_key_id,
                                     keys.secret_access_key);
  const auto caller = co_await explained("asking AWS whose keys these are",
                                         caller_identity(services.client, ctx, target));
  // Refuses the root user.
  const auto principal = or_throw(parse_principal(caller.arn));
  auto home = target;
  home.region = services.panel.home_of(principal.partition);
  co_return Proof{.aws_account = caller.account,
                  .regions = co_await read_regions(services.client, services.loop, ctx, home)};
}

}  // namespace mirante::accounts
