// What the paths of the control API share: finding the account, the place, the server that a
// request names.
#pragma once

#include "simcloud/cloud.h"
#include "simcloud/json_reading.h"

namespace mirante::simcloud {

/// "account": 12 digits or the account's name.
Result<Account*> read_account(Cloud& cloud, JsonReader& read);
/// "account" and "region".
Result<Place*> read_place(Cloud& cloud, JsonReader& read);
/// "account", "region" and "id".
Result<Instance*> read_instance(Cloud& cloud, JsonReader& read);

}  // namespace mirante::simcloud
