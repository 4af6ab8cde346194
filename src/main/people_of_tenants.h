// Who is behind a mail address, asked by rooms that know no people.
#pragma once

#include "features/notices/notices_services.h"

namespace mirante {

notices::People people_of_tenants();

}  // namespace mirante
