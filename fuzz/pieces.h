// Cuts a fuzzer's input into pieces, as a network would: the first byte of the input says how.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mirante::fuzz {

struct Input {
  std::size_t piece_bytes = 1;  // 1 to 16.
  std::string_view text = {};
};

inline Input read_input(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return {};
  return {.piece_bytes = data[0] % 16U + 1,
          .text = {reinterpret_cast<const char*>(data) + 1, size - 1}};
}

template <class Take>
void for_each_piece(const Input& input, Take take) {
  for (std::size_t at = 0; at < input.text.size(); at += input.piece_bytes)
    take(input.text.substr(at, input.piece_bytes));
}

}  // namespace mirante::fuzz
