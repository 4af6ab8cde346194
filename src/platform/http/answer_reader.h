// One HTTP/1.1 answer out of the bytes of a connection, handed to a sink while it arrives: chunks
// taken apart, gzip and deflate decoded, within limits. Inside the room only.
#pragma once

#include <memory>

#include "platform/http/transport.h"

namespace mirante::http {

class AnswerReader {
 public:
  struct Limits {
    std::size_t head_bytes;
    std::size_t body_bytes;  // Decoded, and on the wire.
  };
  AnswerReader(Limits limits, AnswerSink& sink, bool is_head);
  ~AnswerReader();
  AnswerReader(const AnswerReader&) = delete;
  AnswerReader& operator=(const AnswerReader&) = delete;

  /// Gives how many bytes were used; those that were not come again, with more. Throws Failure
  /// "http.lost" for what is no answer, "http.too_large", or what the sink throws.
  std::size_t feed(std::string_view bytes);
  /// The other side has ended; throws Failure "http.lost" if the answer had not.
  void end();

  bool has_head() const;
  bool is_done() const;
  bool keep_alive() const;

 private:
  class Parser;
  void start();

  const Limits limits_;
  AnswerSink& sink_;
  const bool is_head_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace mirante::http
