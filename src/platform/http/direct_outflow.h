// What is written to the reader of a flow, sent at once where nothing waits for that reader: one
// event for ten thousand readers costs ten thousand calls of the system and nothing else. What the
// system does not take waits in the queue. Private to platform/http.
#pragma once

#include "platform/http/byte_stream.h"
#include "platform/http/flow.h"

namespace mirante::http {

/// Stream and queue outlive it.
class DirectOutflow final : public Outflow {
 public:
  DirectOutflow(ByteStream& stream, FlowQueue& queue) : stream_(stream), queue_(queue) {}

  void put(std::string_view bytes) override {
    if (waiting_ == 0) bytes.remove_prefix(stream_.send_now(bytes));
    waiting_ += bytes.size();
    queue_.put(bytes);
  }
  Task<void> drained() override { return queue_.drained(); }

  /// So many of the queue's bytes were sent.
  void sent(std::size_t bytes) { waiting_ -= bytes; }

 private:
  ByteStream& stream_;
  FlowQueue& queue_;
  std::size_t waiting_ = 0;
};

}  // namespace mirante::http
