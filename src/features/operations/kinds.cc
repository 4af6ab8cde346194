#include "features/operations/kinds.h"

namespace mirante::operations {

void Kinds::add(std::unique_ptr<Kind> kind) {
  MIRANTE_CHECK(!find(kind->name(), kind->version()));
  kinds_.push_back(std::move(kind));
}

void Kinds::add(std::unique_ptr<Job> job) {
  MIRANTE_CHECK(!find(job->name(), job->version()));
  jobs_.push_back(std::move(job));
}

Kinds::Found Kinds::find(std::string_view name, int version) const {
  for (const auto& kind : kinds_)
    if (kind->name() == name && kind->version() == version) return {.kind = kind.get()};
  for (const auto& job : jobs_)
    if (job->name() == name && job->version() == version) return {.job = job.get()};
  return {};
}

Kinds::Found Kinds::newest(std::string_view name) const {
  Found newest;
  int version = 0;
  for (const auto& kind : kinds_)
    if (kind->name() == name && kind->version() > version)
      newest = {.kind = kind.get()}, version = kind->version();
  for (const auto& job : jobs_)
    if (job->name() == name && job->version() > version)
      newest = {.job = job.get()}, version = job->version();
  return newest;
}

}  // namespace mirante::operations
