// The registry of what the spine can carry out. main fills it once at start; then it only answers.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "features/operations/job.h"
#include "features/operations/kind.h"

namespace mirante::operations {

class Kinds {
 public:
  void add(std::unique_ptr<Kind> kind);
  void add(std::unique_ptr<Job> job);

  /// What runs a row of this name and version, or nulls: then a person is needed.
  struct Found {
    Kind* kind = nullptr;
    Job* job = nullptr;
    explicit operator bool() const { return kind != nullptr || job != nullptr; }
  };
  Found find(std::string_view name, int version) const;
  /// The newest version, for requests.
  Found newest(std::string_view name) const;

 private:
  std::vector<std::unique_ptr<Kind>> kinds_;
  std::vector<std::unique_ptr<Job>> jobs_;
};

}  // namespace mirante::operations
