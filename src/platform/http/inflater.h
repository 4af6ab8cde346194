// Takes gzip and zlib streams apart, piece by piece, with zlib. How much may come out of them is
// for the one who takes it to bound.
#pragma once

#include <zlib.h>

#include <new>
#include <string_view>

namespace mirante::http {

class Inflater {
 public:
  Inflater() {
    constexpr int gzip_or_zlib = 15 + 32;
    if (::inflateInit2(&stream_, gzip_or_zlib) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Gives what comes out to `take`, in pieces of some KiB; false if the stream is damaged. What
  /// follows the end of the stream is passed over.
  template <class Take>
  bool feed(std::string_view bytes, Take take) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    while (stream_.avail_in > 0 && !is_done_) {
      char out[16 << 10];
      stream_.next_out = reinterpret_cast<Bytef*>(out);
      stream_.avail_out = sizeof out;
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return false;
      is_done_ = code == Z_STREAM_END;
      const std::size_t made = sizeof out - stream_.avail_out;
      if (made > 0) take(std::string_view(out, made));
      if (code == Z_BUF_ERROR && made == 0) break;
    }
    return true;
  }
  /// Whether the stream came to its end.
  bool is_done() const { return is_done_; }

 private:
  z_stream stream_ = {};
  bool is_done_ = false;
};

}  // namespace mirante::http
