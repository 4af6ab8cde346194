// Our side of `./dev bench p1`: reads all servers of some regions through the product's own
// client, sweep and store, and prints what that cost and what it stored.
//
//   mirante_sweep_bench ENDPOINT DATA_FOLDER REGION…    prints one line of JSON; ENDPOINT is
//                                                       "http://ADDRESS:PORT", or https
//
// Four rounds over the same answers: received and thrown away; parsed only; swept into an empty
// store; swept again, when nothing is new. CPU time is that of the whole process, threads of the
// store included.
#include <sys/resource.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "features/accounts/account_access.h"
#include "features/accounts/account_store.h"
#include "features/inventory/aws_kinds.h"
#include "features/inventory/list_store.h"
#include "features/inventory/part_sweep.h"
#include "features/inventory/resource_store.h"
#include "gen/ec2/describe_instances.h"
#include "platform/crypto/hash.h"
#include "platform/events/events.h"
#include "platform/http/client.h"
#include "platform/sql/engine.h"

namespace mirante {
namespace {

namespace ec2 = gen::ec2;

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// One account whose regions all answer to the same keys.
class OneAccount final : public accounts::AccountAccess {
 public:
  Task<aws::Target> target(CallContext ctx, AccountId account, Region region) override {
    co_return aws::Target{.credentials = credentials_,
                          .region = std::move(region),
                          .tenant = ctx.tenant,
                          .account = account};
  }
  Task<std::vector<Region>> enabled_regions(CallContext, AccountId) override {
    co_return std::vector<Region>();
  }
  Task<void> refresh_regions(CallContext, AccountId) override { co_return; }

 private:
  std::shared_ptr<aws::CredentialsProvider> credentials_ = aws::fixed_credentials(
      {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
       .secret_access_key = crypto::Secret(std::string_view("not-a-secret"))});
};

class Bench {
 public:
  Bench(const std::string& endpoint, const std::filesystem::path& data)
      : is_tls_(endpoint.starts_with("https:")),
        host_(endpoint.substr(endpoint.rfind('/') + 1,
                              endpoint.rfind(':') - endpoint.rfind('/') - 1)),
        port_(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1)))),
        client_(loop_, rng_, transport_, {.endpoint_url = endpoint, .bucket_share = 1.0}),
        engine_(sql::open_sqlite({.path = data / "mirante.db"})) {
    const std::vector<sql::Migrations> rooms{events::migrations(), accounts::migrations(),
                                             inventory::migrations()};
    engine_->migrate(rooms);
    db_ = engine_->attach(loop_);
    for (auto& kind : inventory::aws_kinds(client_, access_, loop_.clock()))
      if (kind.name == inventory::instance_kind) kind_ = std::move(kind);
  }

  Json run(const std::vector<Region>& regions) {
    loop_.run(add_account());
    loop_.run(parse({regions.front()}));  // Warm: the connection, the signing key.
    Json told;
    timed("received_cpu_s", told, receive(regions));
    told["servers"] = timed("parsed_cpu_s", told, parse(regions));
    timed("stored_cpu_s", told, sweep(regions));
    timed("repeated_cpu_s", told, sweep(regions));
    told["rows"] = rows();
    return told;
  }

 private:
  Task<void> add_account() {
    co_await db_->write([this](sql::Tx& tx) {
      accounts::insert(tx, ctx_.tenant,
                       {.id = account_,
                        .name = "Loja",
                        .state = accounts::AccountState::connected,
                        .connection = accounts::Connection::keys,
                        .aws_account = AwsAccountId{"210987654321"}});
    });
  }

  std::int64_t timed(const char* name, Json& told, Task<std::int64_t> work) {
    const auto before = cpu_seconds();
    const auto count = loop_.run(std::move(work));
    told[name] = cpu_seconds() - before;
    return count;
  }

  Task<std::int64_t> parse(std::vector<Region> regions) {
    std::int64_t count = 0;
    for (const auto& region : regions) {
      auto pages = ec2::describe_instances_pages(
          client_, ctx_, co_await access_.target(ctx_, account_, region), {.max_results = 1'000});
      while (const auto page = co_await pages.next())
        for (const auto& reservation : page->value.reservations)
          count += std::ssize(reservation.instances);
    }
    co_return count;
  }

  /// The floor: the same bytes through the same HTTP client, and nobody reads them. The page is
  /// chosen by the credential scope, which is all that the server looks at.
  Task<std::int64_t> receive(std::vector<Region> regions) {
    struct Nothing final : http::AnswerSink {
      void head(int, const http::Headers&) override {}
      void body(std::string_view piece) override { bytes += std::ssize(piece); }
      std::int64_t bytes = 0;
    } nothing;
    for (const auto& region : regions) {
      const http::ClientRequest request{
          .method = "POST",
          .tls = is_tls_,
          .host = host_,
          .port = port_,
          .target = "/",
          .headers = {
              {"Host", host_},
              {"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260302/" +
                                    region.value + "/ec2/aws4_request"}}};
      co_await transport_.send(request, nothing);
    }
    co_return nothing.bytes;
  }

  Task<std::int64_t> sweep(std::vector<Region> regions) {
    std::int64_t count = 0;
    for (const auto& region : regions) {
      const auto read = co_await inventory::sweep_part(
          {.db = *db_, .loop = loop_}, ctx_.tenant, {.account = account_, .region = region},
          kind_.action, [this, region](inventory::PageSink& sink) {
            return kind_.read(ctx_, account_, region, sink);
          });
      if (read.failure) throw Failure(ErrorKind::unavailable, read.failure->reason);
      count += read.seen;
    }
    co_return count;
  }

  /// Columns as they lie in the store, with the document's digest in their midst; as the peers
  /// write theirs. Each document must have its digest.
  std::vector<std::string> rows() {
    auto all = loop_.run(db_->read([this](sql::Snapshot& snapshot) {
      std::map<std::string, crypto::Sha256> digests;
      for (const auto& server :
           inventory::list(snapshot, ctx_.tenant, {}, inventory::Detail::document, 1'000'000))
        digests.emplace(server.ref.id, crypto::sha256(server.body));
      std::vector<std::string> lines;
      const std::vector<sql::Arg> args{ctx_.tenant};
      snapshot.each(
          "select region, hash, id, name, state, type, zone, tags, summary, name_key, search, "
          "launched_at from resources where tenant_id = ?",
          args, [&](const sql::Row& row) {
            if (!std::ranges::equal(digests.at(row.text(2)), row.bytes(1)))
              throw Failure(ErrorKind::corrupt, "the document of " + row.text(2) + " is another");
            Json line = Json::array({row.text(0), crypto::to_hex(row.bytes(1))});
            for (std::size_t column = 2; column < 11; ++column) line.push_back(row.text(column));
            line.push_back(row.integer(11));
            lines.push_back(line.dump());
            return true;
          });
      return lines;
    }));
    std::ranges::sort(all);
    return all;
  }

  bool is_tls_;
  std::string host_;
  std::uint16_t port_;
  RealLoop loop_;
  SystemRng rng_;
  BlockingPool pool_{{.threads = 1}};
  http::HttpClient transport_{loop_, pool_};
  aws::Client client_;
  OneAccount access_;
  inventory::SweepKind kind_;
  std::unique_ptr<sql::Engine> engine_;
  std::unique_ptr<sql::Database> db_;
  CallContext ctx_{.tenant = TenantId::make(loop_.clock(), rng_), .permissions = all_permissions()};
  AccountId account_ = AccountId::make(loop_.clock(), rng_);
};

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) {
    std::cerr << "mirante_sweep_bench ENDPOINT DATA_FOLDER REGION…\n";
    return 2;
  }
  std::vector<Region> regions;
  for (std::size_t i = 2; i < arguments.size(); ++i) regions.push_back(Region{arguments[i]});
  try {
    Bench bench(arguments[0], arguments[1]);
    std::cout << bench.run(regions).dump() << "\n";
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "mirante_sweep_bench: " << failure.what() << "\n";
    return 1;
  }
}

}  // namespace
}  // namespace mirante

int main(int argc, char** argv) { return mirante::run({argv + 1, argv + argc}); }
