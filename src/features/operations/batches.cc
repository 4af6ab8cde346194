#include "features/operations/batches.h"

#include <algorithm>
#include <limits>

namespace mirante::operations {
namespace {

using Who = Rejection::Who;

std::vector<Batch> halves(const Batch& batch) {
  const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
  return {Batch(batch.begin(), middle), Batch(middle, batch.end())};
}

std::vector<Batch> by_group(const Batch& batch, const std::map<std::size_t, std::string>& groups) {
  std::map<std::string, Batch> parts;
  for (const auto target : batch) {
    const auto group = groups.find(target);
    parts[group == groups.end() ? std::string() : group->second].push_back(target);
  }
  std::vector<Batch> result;
  for (auto& [group, part] : parts) result.push_back(std::move(part));
  return result;
}

bool share_a_call(const Step& a, const Step& b) {
  return !a.batch.empty() && a.batch == b.batch && a.name == b.name && a.params == b.params;
}

}  // namespace

std::size_t GroupWidths::width(const std::string& group) const {
  const auto found = widths_.find(group);
  return found == widths_.end() ? std::numeric_limits<std::size_t>::max() : found->second;
}

void GroupWidths::refused(const std::string& group, std::size_t batch_size) {
  widths_[group] = std::max<std::size_t>(1, batch_size / 2);
}

void GroupWidths::accepted(const std::string& group) {
  if (const auto found = widths_.find(group); found != widths_.end()) found->second *= 2;
}

std::vector<Batch> make_batches(const std::vector<Ready>& ready, std::size_t limit,
                                const GroupWidths& widths) {
  struct Open {
    const Step* step;
    Batch targets;
    std::map<std::string, std::size_t> of_group;
  };
  std::vector<Open> open;
  for (const auto& [target, step] : ready) {
    auto place = std::ranges::find_if(open, [&](const Open& batch) {
      return batch.targets.size() < limit && share_a_call(*batch.step, *step);
    });
    if (place == open.end()) place = open.insert(open.end(), Open{step, {}, {}});
    // A target over its group's width waits for the next round.
    if (place->of_group[step->group] >= widths.width(step->group)) continue;
    ++place->of_group[step->group];
    place->targets.push_back(target);
  }
  std::vector<Batch> batches;
  for (auto& batch : open)
    if (!batch.targets.empty()) batches.push_back(std::move(batch.targets));
  return batches;
}

TakenApart take_apart(const Batch& batch, const Rejection& rejection,
                      const std::map<std::size_t, std::string>& group_of) {
  switch (rejection.who) {
    case Who::named: {
      TakenApart apart;
      Batch innocent;
      for (std::size_t i = 0; i < batch.size(); ++i)
        (std::ranges::count(rejection.items, i) > 0 ? apart.guilty : innocent).push_back(batch[i]);
      if (!innocent.empty()) apart.again.push_back(std::move(innocent));
      return apart;
    }
    case Who::some:
      if (batch.size() == 1) return {.guilty = batch, .again = {}};
      return {.guilty = {}, .again = halves(batch)};
    case Who::group: {
      if (batch.size() == 1) return {.guilty = batch, .again = {}};
      auto parts = by_group(batch, group_of);
      if (parts.size() == 1) parts = halves(batch);
      return {.guilty = {}, .again = std::move(parts)};
    }
    case Who::all:
    case Who::later:
    case Who::nobody_knows: return {.guilty = batch, .again = {}};
  }
  return {.guilty = batch, .again = {}};
}

}  // namespace mirante::operations
