// What the agent beside a container answers, and where it is said to be: credentials, or a failure
// of a kind that is meant for it.
//
// Links: mirante_aws mirante_runtime
// Covers: src/platform/aws/metadata_credentials.cc src/platform/aws/renewed_credentials.cc
#include "platform/aws/metadata_credentials.h"
#include "platform/runtime/simulated_loop.h"

namespace {

using namespace mirante;

class OneAnswer final : public http::Transport {
 public:
  explicit OneAnswer(std::string_view body) : body_(body) {}

  Task<void> send(const http::ClientRequest&, http::AnswerSink& sink, bool* sent) override {
    if (sent != nullptr) *sent = true;
    sink.head(200, {});
    if (!body_.empty()) sink.body(body_);
    co_return;
  }

 private:
  std::string_view body_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto parse : {aws::parse_agent_url, aws::parse_agent_path}) {
    const auto agent = parse(text);
    MIRANTE_CHECK(agent || agent.error().kind == ErrorKind::invalid);
  }
  SimulatedLoop loop(from_micros(1'700'000'000'000'000));
  OneAnswer transport(text);
  const auto provider = aws::container_credentials(
      loop, transport,
      {.endpoint = {.tls = false, .host = "169.254.170.2", .port = 80}, .target = "/creds"});
  try {
    const auto credentials = loop.run(provider->credentials({}));
    MIRANTE_CHECK(!credentials.access_key_id.empty());
  } catch (const Failure& failure) {
    const auto kind = failure.error().kind;
    MIRANTE_CHECK(kind == ErrorKind::corrupt || kind == ErrorKind::unauthorized ||
                  kind == ErrorKind::limit);
  }
  return 0;
}
