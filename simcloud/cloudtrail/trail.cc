#include "simcloud/cloudtrail/trail.h"

namespace mirante::simcloud {

std::size_t TrailEvent::bytes() const {
  auto sum = sizeof *this + id.size() + source.size() + name.size() + user_name.size() +
             access_key.size() + identity.size() + address.size() + user_agent.size() +
             request_id.size() + request.size() + response.size() + details.size() +
             error_code.size() + error_message.size() + shared_id.size();
  for (const auto& resource : resources)
    sum += sizeof resource + resource.type.size() + resource.name.size();
  return sum;
}

void Trail::add(Place place, TrailEvent event) {
  event.number = ++count_;
  bytes_ += event.bytes();
  const auto oldest = event.at - kept;
  places_[place].push_back(std::move(event));
  order_.push_back(place);
  while (bytes_ > bytes_max && order_.size() > 1) drop_oldest();
  while (places_[order_.front()].front().at < oldest) drop_oldest();
}

void Trail::drop_oldest() {
  auto& events = places_[order_.front()];
  bytes_ -= events.front().bytes();
  events.pop_front();
  order_.pop_front();
}

const std::deque<TrailEvent>& Trail::events(Place place) const {
  static const std::deque<TrailEvent> none;
  const auto found = places_.find(place);
  return found == places_.end() ? none : found->second;
}

}  // namespace mirante::simcloud
