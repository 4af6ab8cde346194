#include "features/accounts/targets.h"

#include "platform/aws/credentials.h"

namespace mirante::accounts {

aws::Target target_of_keys(const Label& label, const Region& region, std::string access_key_id,
                           const crypto::Secret& secret_access_key) {
  return target_of_session(
      label, region,
      {.access_key_id = std::move(access_key_id), .secret_access_key = secret_access_key.clone()});
}

aws::Target target_of_session(const Label& label, const Region& region, aws::Credentials session) {
  return {.credentials = aws::fixed_credentials(std::move(session)),
          .region = region,
          .tenant = label.tenant,
          .account = label.account};
}

}  // namespace mirante::accounts
