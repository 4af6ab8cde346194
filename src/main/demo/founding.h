// The first day of the demo's past: the companies and their people, and then the accounts, each
// connected as the panel's wizard asks for it.
#pragma once

#include "main/demo/office.h"

namespace mirante::demo {

void found_companies(Day& day);
void connect_accounts(Day& day);

}  // namespace mirante::demo
