// The kinds of resources that a sweep reads from AWS, in one table (aws_kinds.cc): a new kind is a
// row there, a document in aws_documents.cc, and a line in models/operations.txt.
#pragma once

#include <vector>

#include "features/inventory/sweep.h"

namespace mirante::aws {
class Client;
}

namespace mirante::inventory {

/// Both outlive the kinds.
std::vector<SweepKind> aws_kinds(aws::Client& client, accounts::AccountAccess& access,
                                 const Clock& clock);

}  // namespace mirante::inventory
