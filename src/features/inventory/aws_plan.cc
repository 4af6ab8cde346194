#include "features/inventory/aws_plan.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "features/inventory/canonical.h"

namespace mirante::inventory {
namespace {

using aws::wire::Kind;
using aws::wire::Shape;

std::vector<std::string_view> paths_below(Paths paths, std::string_view name) {
  std::vector<std::string_view> below;
  for (const auto path : paths)
    if (path.size() > name.size() && path.starts_with(name) && path[name.size()] == '.')
      below.push_back(path.substr(name.size() + 1));
  return below;
}

const Shape& innermost(const Shape& shape) {
  const auto* inner = &shape;
  while (inner->kind == Kind::list || inner->kind == Kind::map) inner = inner->element;
  return *inner;
}

}  // namespace

Plan::Plan(const Shape& shape, Paths ephemeral) : shape_(shape), places_(shape.members.size()) {
  MIRANTE_CHECK(shape.members.size() <= MemberSet::size_max);
  for (const auto& member : shape.members) {
    Step step{.member = &member, .kind = member.shape->kind};
    const auto below = paths_below(ephemeral, member.name);
    step.is_ephemeral = std::ranges::find(ephemeral, member.name) != ephemeral.end();
    step.is_parted = !step.is_ephemeral && !below.empty() && step.kind == Kind::structure;
    append_json_text(step.key, member.name);
    step.key += ':';
    step.key_size = step.key.size();
    step.key.append(JsonBuffer::block, '\0');
    const auto& inner = innermost(*member.shape);
    // A structure inside itself has the plan that is being made; no document has one.
    if (inner.kind == Kind::structure)
      step.below = &plan_of(inner, step.is_parted ? Paths(below) : Paths());
    steps_.push_back(std::move(step));
  }
  std::ranges::sort(steps_, {}, [](const Step& step) { return step.member->name; });
  for (std::size_t place = 0; place < steps_.size(); ++place) {
    const auto& step = steps_[place];
    places_[static_cast<std::size_t>(step.member - shape.members.data())] =
        static_cast<std::uint16_t>(place);
    if (!step.is_ephemeral) lasting_.add(place);
    if (step.is_ephemeral || step.is_parted) ephemeral_.add(place);
  }
  has_ephemeral_ = !ephemeral_.empty();
}

const Plan& plan_of(const Shape& shape, Paths ephemeral) {
  struct Known {
    std::vector<std::string> ephemeral;
    Plan plan;
  };
  thread_local std::unordered_map<const Shape*, std::deque<Known>> known;
  for (const auto& each : known[&shape])
    if (std::ranges::equal(each.ephemeral, ephemeral)) return each.plan;
  Plan made(shape, ephemeral);
  return known[&shape]
      .emplace_back(std::vector<std::string>(ephemeral.begin(), ephemeral.end()), std::move(made))
      .plan;
}

Field field_of(const Shape& shape, std::string_view name) {
  const auto member = std::ranges::find(shape.members, name, &aws::wire::Member::name);
  MIRANTE_CHECK(member != shape.members.end());
  return {plan_of(shape).place_of(*member)};
}

}  // namespace mirante::inventory
