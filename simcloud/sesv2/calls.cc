// SES: nobody can make an identity yet, so there is none.
#include "simcloud/sesv2/calls.h"

#include "gen/sesv2/get_email_identity.h"
#include "gen/sesv2/list_email_identities.h"
#include "simcloud/operations.h"

namespace mirante::simcloud {
namespace {

Answered<gen::sesv2::GetEmailIdentityResponse> get_email_identity(
    Call& call, const gen::sesv2::GetEmailIdentityRequest& request) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return refuse("NotFoundException",
                "Email identity " + request.email_identity.value_or("") + " does not exist.", 404);
}

Answered<gen::sesv2::ListEmailIdentitiesResponse> list_email_identities(
    Call& call, const gen::sesv2::ListEmailIdentitiesRequest&) {
  if (auto ok = call.permit(); !ok) return pass(ok);
  return gen::sesv2::ListEmailIdentitiesResponse{};
}

}  // namespace

void add_sesv2_calls(Operations& operations) {
  operations.add<get_email_identity>("sesv2", "GetEmailIdentity", Fidelity::partial,
                                     "there are no identities");
  operations.add<list_email_identities>("sesv2", "ListEmailIdentities", Fidelity::partial,
                                        "there are no identities");
}

}  // namespace mirante::simcloud
