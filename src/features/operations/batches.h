// Which targets go into one call to AWS, and how a batch that AWS refused is taken apart until only
// the guilty are left (semantics §2.3, §2.4). Pure; targets are named by their position.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/operations/kind.h"

namespace mirante::operations {

using Batch = std::vector<std::size_t>;

/// One target that wants to be called now.
struct Ready {
  std::size_t target;
  const Step* step;
};

/// How many targets of one capacity group may share a call: narrow after a lack of capacity, twice
/// as wide after each success, so that one probe goes first and the rest follows. Kept in memory
/// only: after a restart the first call is refused again, which has no effect.
class GroupWidths {
 public:
  std::size_t width(const std::string& group) const;  // Unbounded where nothing was refused.
  void refused(const std::string& group, std::size_t batch_size);
  void accepted(const std::string& group);

 private:
  std::map<std::string, std::size_t> widths_;
};

/// Batches of at most `limit` targets with the same step name, params and batch key; of each group
/// not more than its width.
std::vector<Batch> make_batches(const std::vector<Ready>& ready, std::size_t limit,
                                const GroupWidths& widths);

/// What to do with a batch after a rejection.
struct TakenApart {
  Batch guilty;                   // These were refused; `judge` decides what follows.
  std::vector<Batch> again;       // These are to be called at once.
  std::vector<Batch> later = {};  // These wait for the next round, without blame.
};

/// `batch[i]` is the target of item i; `group_of(target)` names its capacity group. Not for
/// `Who::nobody_knows`, which is an unknown reply for all of the batch.
TakenApart take_apart(const Batch& batch, const Rejection& rejection,
                      const std::map<std::size_t, std::string>& group_of);

}  // namespace mirante::operations
