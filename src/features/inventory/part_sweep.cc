#include "features/inventory/part_sweep.h"

#include "features/inventory/canonical.h"

namespace mirante::inventory {
namespace {

constexpr std::size_t resources_max = 500'000;

class StoringSink final : public PageSink {
 public:
  StoringSink(PartSweepServices services, TenantId tenant, const PartRef& part, PartImage image)
      : services_(services), tenant_(tenant), part_(part), image_(std::move(image)) {}

  Task<void> page(std::vector<Observed> seen, Instant asked_at) override {
    const Page page{.seen = seen, .asked_at = asked_at, .format = document_format};
    if (has_news(image_, page)) {
      auto written = co_await services_.db.write(
          [&](sql::Tx& tx) { return write_page(tx, tenant_, part_, image_, page); });
      written_ += static_cast<std::int64_t>(written.learned.size());
      apply(image_, page, std::move(written));
    }
    if (ids_.size() + seen.size() > resources_max)
      throw Failure(Error{.kind = ErrorKind::limit,
                          .message = "there are more than " + std::to_string(resources_max) +
                                     " of these in one region, more than the panel reads",
                          .code = "inventory.too_many"});
    ids_.reserve(ids_.size() + seen.size());
    for (auto& observed : seen) ids_.push_back(std::move(observed.id));
  }

  const PartImage& image() const { return image_; }
  std::span<const std::string> ids() const { return ids_; }
  std::int64_t written() const { return written_; }

 private:
  PartSweepServices services_;
  TenantId tenant_;
  const PartRef& part_;
  PartImage image_;
  std::vector<std::string> ids_;
  std::int64_t written_ = 0;
};

/// What the store says must come out; what AWS says becomes the part's failure.
bool is_of_store(const Error& error) { return error.code.starts_with("sql."); }

}  // namespace

Task<PartRead> sweep_part(PartSweepServices services, TenantId tenant, PartRef part,
                          std::string_view action, ReadPages read_pages) {
  auto image = co_await services.db.read(
      [&](sql::Snapshot& snapshot) { return load_part(snapshot, tenant, part); });
  StoringSink sink(services, tenant, part, std::move(image));
  const auto began_at = services.loop.clock().now();

  PartRead result;
  try {
    co_await read_pages(sink);
  } catch (const Failure& failure) {
    const auto& error = failure.error();
    if (error.kind == ErrorKind::cancelled || is_of_store(error)) throw;
    result.failure = failure_of(error, action, part.region, services.loop.clock().now());
  }
  result.seen = static_cast<std::int64_t>(sink.ids().size());
  result.written = sink.written();

  co_await services.db.write([&](sql::Tx& tx) {
    if (result.failure)
      fail_part(tx, tenant, part, *result.failure, began_at);
    else
      finish_part(tx, tenant, part, sink.image(), {.began_at = began_at, .seen = sink.ids()});
  });
  co_return result;
}

}  // namespace mirante::inventory
