#include "simcloud/text_pool.h"

#include <cstring>

#include "base/error.h"
#include "simcloud/draws.h"

namespace mirante::simcloud {

TextPool::TextPool() : entries_{Entry{"", 0, static_cast<std::uint32_t>(hash_of(""))}}, slots_(64) {
  slots_[slot_of("", entries_[0].hash)] = 1;
}

Text TextPool::put(std::string_view text) {
  const auto hash = static_cast<std::uint32_t>(hash_of(text));
  auto slot = slot_of(text, hash);
  if (slots_[slot] != 0) return Text{slots_[slot] - 1};
  if ((entries_.size() + 1) * 4 > slots_.size() * 3) {
    grow();
    slot = slot_of(text, hash);
  }
  char* place = nullptr;
  if (text.size() > block_bytes / 4) {  // A block of its own, so that none is left half empty.
    place = large_.emplace_back(std::make_unique<char[]>(text.size())).get();
    large_bytes_ += text.size();
  } else {
    if (block_used_ + text.size() > block_bytes) {
      blocks_.push_back(std::make_unique<char[]>(block_bytes));
      block_used_ = 0;
    }
    place = blocks_.back().get() + block_used_;
    block_used_ += text.size();
  }
  std::memcpy(place, text.data(), text.size());
  entries_.push_back({place, static_cast<std::uint32_t>(text.size()), hash});
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  return Text{slots_[slot] - 1};
}

bool TextPool::find(std::string_view text, Text& found) const {
  const auto slot = slot_of(text, static_cast<std::uint32_t>(hash_of(text)));
  if (slots_[slot] == 0) return false;
  found = Text{slots_[slot] - 1};
  return true;
}

std::string_view TextPool::view(Text text) const {
  MIRANTE_CHECK(text.number < entries_.size());
  return {entries_[text.number].data, entries_[text.number].size};
}

std::size_t TextPool::bytes() const {
  return blocks_.size() * block_bytes + large_bytes_ + entries_.capacity() * sizeof(Entry) +
         slots_.capacity() * sizeof(std::uint32_t);
}

std::size_t TextPool::slot_of(std::string_view text, std::uint32_t hash) const {
  const auto mask = slots_.size() - 1;
  for (auto slot = hash & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) return slot;
    const auto& entry = entries_[slots_[slot] - 1];
    if (entry.hash == hash && std::string_view(entry.data, entry.size) == text) return slot;
  }
}

void TextPool::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const auto mask = slots_.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    auto slot = entries_[i].hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

}  // namespace mirante::simcloud
