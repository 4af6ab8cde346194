// The sweep as a job of the operations room: requested, shown, cancelled and resumed like
// everything else that takes long. The inventory room knows nothing of operations, and the other
// way round; this is where they meet.
#pragma once

#include <memory>

#include "features/inventory/sweep.h"
#include "features/operations/job.h"

namespace mirante {

inline constexpr std::string_view sweep_job_name = "inventory.sweep";

/// Its targets are the (account, region)s that were read, with id "ec2"; what could not be read is
/// the reason of a failed one. `services` must outlive the job.
std::unique_ptr<operations::Job> make_sweep_job(inventory::SweepServices& services);

/// The target that tells how the reading of one region ended.
operations::Target sweep_target(const inventory::RegionRead& read);

}  // namespace mirante
