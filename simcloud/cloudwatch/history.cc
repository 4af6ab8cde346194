#include "simcloud/cloudwatch/history.h"

#include <algorithm>

namespace mirante::simcloud {
namespace {

// More than these are forgotten, oldest first.
constexpr std::size_t gone_max = 10'000;
constexpr std::size_t attachments_max = 20'000;

template <class T>
std::vector<T> entry_of(const std::map<std::uint64_t, std::vector<T>>& log, std::uint64_t id) {
  const auto found = log.find(id);
  return found == log.end() ? std::vector<T>() : found->second;
}

}  // namespace

Instant born(const Place& place, const Instance& instance) {
  const auto root = place.volumes.find(instance.root_volume);
  return root == place.volumes.end() ? instance.launched
                                     : std::min(instance.launched, root->second.created);
}

ServerProfile profile_of(const Cloud& cloud, const Instance& instance) {
  return {instance.type, load_of(cloud.texts, instance.tags), instance.detailed_monitoring};
}

void remember_profile(Cloud& cloud, const Place& place, const Instance& instance) {
  auto& log = cloud.watch(place.account, place.region).profiles[instance.id];
  const auto profile = profile_of(cloud, instance);
  if (!log.empty() && (log.back().until == cloud.now || log.back().value == profile)) {
    // The second of two changes at once adds nothing; an equal one only lasts longer.
    if (log.back().value == profile) log.back().until = cloud.now;
    return;
  }
  log.push_back({cloud.now, profile});
}

void remember_attachment(Cloud& cloud, const Place& place, const Volume& volume) {
  if (volume.instance == 0) return;
  auto& past = cloud.watch(place.account, place.region).attachments;
  if (past.size() == attachments_max) past.pop_front();
  past.push_back({.volume = volume.id,
                  .instance = volume.instance,
                  .type = volume.type,
                  .size_gib = volume.size_gib,
                  .from = volume.attached,
                  .to = cloud.now});
}

void remember_server(Cloud& cloud, const Place& place, const Instance& instance) {
  auto& watch = cloud.watch(place.account, place.region);
  if (watch.gone_order.size() == gone_max) {
    const auto oldest = watch.gone_order.front();
    watch.gone_order.pop_front();
    watch.gone.erase(oldest);
    watch.profiles.erase(oldest);
    watch.ailments.erase(oldest);
  }
  watch.gone_order.push_back(instance.id);
  watch.gone[instance.id] = {profile_of(cloud, instance), born(place, instance)};
}

void note_ailments(Cloud& cloud, const Place& place, std::uint64_t thing, Ailments ailments) {
  cloud.watch(place.account, place.region).ailments[thing].push_back({cloud.now, ailments});
}

Ailments ailments_now(const Cloud& cloud, const Place& place, std::uint64_t thing) {
  const auto* watch = cloud.find_watch(place.account, place.region);
  if (watch == nullptr) return {};
  const auto log = watch->ailments.find(thing);
  return log == watch->ailments.end() || log->second.empty() ? Ailments()
                                                             : log->second.back().value;
}

bool ServerHistory::ran(Minute minute) const {
  const auto begin = instant_of(minute), end = instant_of(minute + 1);
  const auto span =
      std::ranges::partition_point(spans, [&](const RunningSpan& s) { return s.end < end; });
  return span != spans.end() && span->begin <= begin && end <= span->end;
}

const ServerProfile& ServerHistory::profile_at(Minute minute) const {
  for (const auto& past : profiles)
    if (instant_of(minute) < past.until) return past.value;
  return profile;
}

Ailments ServerHistory::ailments_at(Minute minute) const {
  Ailments found;
  for (const auto& entry : ailments) {
    if (entry.from >= instant_of(minute + 1)) break;
    found = entry.value;
  }
  return found;
}

ServerHistories::ServerHistories(const Cloud& cloud, std::uint16_t account, RegionIndex region,
                                 Instant from)
    : cloud_(cloud),
      account_(account),
      region_(region),
      from_(from),
      place_(cloud.accounts[account].places[region].get()),
      watch_(cloud.find_watch(account, region)) {
  const auto& all = cloud.ledger.changes();
  for (auto change = std::ranges::lower_bound(all, from, {}, &ChangeRecord::at);
       change != all.end(); ++change)
    if (change->account == account && change->region == region)
      changes_[change->instance].push_back(&*change);
}

const ServerHistory* ServerHistories::find(std::uint64_t instance) {
  if (const auto made = made_.find(instance); made != made_.end()) return &made->second;
  if (place_ != nullptr) {
    const auto present = place_->instances.find(instance);
    if (present != place_->instances.end())
      return &made_
                  .emplace(instance, build(instance, profile_of(cloud_, present->second),
                                           born(*place_, present->second), &present->second))
                  .first->second;
  }
  if (watch_ == nullptr) return nullptr;
  const auto gone = watch_->gone.find(instance);
  if (gone == watch_->gone.end()) return nullptr;
  return &made_.emplace(instance, build(instance, gone->second.profile, gone->second.born, nullptr))
              .first->second;
}

ServerHistory ServerHistories::build(std::uint64_t instance, const ServerProfile& profile,
                                     Instant birth, const Instance* present) const {
  ServerHistory history{.id = instance, .region = region_, .profile = profile};
  if (watch_ != nullptr)
    for (const auto& attachment : watch_->attachments)
      if (attachment.instance == instance) {
        history.attachments.push_back(attachment);
        birth = std::min(birth, attachment.from);  // The root volume may be gone.
      }
  const auto take = [&](Instant begin, Instant end) {
    begin = std::max({begin, birth, from_});
    if (begin < end) history.spans.push_back({begin, end});
  };
  if (watch_ != nullptr) {
    history.profiles = entry_of(watch_->profiles, instance);
    history.ailments = entry_of(watch_->ailments, instance);
    if (const auto stop = watch_->stopped_before.find(instance);
        stop != watch_->stopped_before.end())
      take(birth, stop->second);
  }
  const auto found = changes_.find(instance);
  static const std::vector<const ChangeRecord*> none;
  const auto& changes = found == changes_.end() ? none : found->second;
  auto state = InstanceState::terminated;
  if (!changes.empty())
    state = changes.front()->from;
  else if (present != nullptr)
    state = present->state;
  auto since = from_;
  for (const auto* change : changes) {
    if (state == InstanceState::running && change->to != InstanceState::running)
      take(since, change->at);
    if (state != InstanceState::running) since = change->at;
    state = change->to;
  }
  if (state == InstanceState::running) take(since, Instant::max());
  if (present != nullptr && place_ != nullptr) {
    const auto attached = [&](std::uint64_t id) {
      const auto volume = place_->volumes.find(id);
      if (volume == place_->volumes.end()) return;
      history.attachments.push_back({.volume = id,
                                     .instance = instance,
                                     .type = volume->second.type,
                                     .size_gib = volume->second.size_gib,
                                     .from = volume->second.attached,
                                     .to = Instant::max()});
    };
    if (present->root_volume != 0) attached(present->root_volume);
    if (present->extras)
      for (const auto& data : present->extras->data_volumes) attached(data.volume);
  }
  return history;
}

std::vector<Attachment> ServerHistories::attachments_of(std::uint64_t volume) const {
  std::vector<Attachment> found;
  if (watch_ != nullptr)
    for (const auto& attachment : watch_->attachments)
      if (attachment.volume == volume) found.push_back(attachment);
  if (place_ == nullptr) return found;
  const auto present = place_->volumes.find(volume);
  if (present != place_->volumes.end() && present->second.instance != 0)
    found.push_back({.volume = volume,
                     .instance = present->second.instance,
                     .type = present->second.type,
                     .size_gib = present->second.size_gib,
                     .from = present->second.attached,
                     .to = Instant::max()});
  return found;
}

std::vector<Since<Ailments>> ServerHistories::ailments_of(std::uint64_t thing) const {
  return watch_ == nullptr ? std::vector<Since<Ailments>>() : entry_of(watch_->ailments, thing);
}

}  // namespace mirante::simcloud
