// Texts that many things share (tag keys, zones, names), each stored once and named by a number.
// A simulated estate of millions of servers fits in memory because of this. Texts are never
// removed: an estate's texts are few next to its servers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mirante::simcloud {

/// Names a text of a pool; zero is the empty text.
struct Text {
  std::uint32_t number = 0;
  bool empty() const { return number == 0; }
  friend auto operator<=>(const Text&, const Text&) = default;
};

class TextPool {
 public:
  TextPool();

  Text put(std::string_view text);
  /// The text if it is there; for questions that must not add to the pool.
  bool find(std::string_view text, Text& found) const;
  std::string_view view(Text text) const;
  std::string str(Text text) const { return std::string(view(text)); }

  std::size_t count() const { return entries_.size(); }
  std::size_t bytes() const;

 private:
  static constexpr std::size_t block_bytes = 64 * 1024;

  struct Entry {
    const char* data;
    std::uint32_t size;
    std::uint32_t hash;
  };

  std::size_t slot_of(std::string_view text, std::uint32_t hash) const;
  void grow();

  std::vector<std::unique_ptr<char[]>> blocks_;
  std::vector<std::unique_ptr<char[]>> large_;
  std::size_t block_used_ = block_bytes;
  std::size_t large_bytes_ = 0;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // Numbers of entries plus one; zero is free.
};

}  // namespace mirante::simcloud
