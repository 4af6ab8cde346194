#include "features/prices/aws_prices.h"

#include "gen/pricing/get_products.h"
#include "platform/aws/client.h"

namespace mirante::prices {
namespace {

constexpr std::int32_t page_size = 100;  // The most that the price list gives.

}  // namespace

Task<std::vector<Listed>> ask_price_list(aws::Client& client, CallContext ctx, aws::Target target,
                                         Question question) {
  gen::pricing::GetProductsRequest request{.service_code = std::move(question.service)};
  for (auto& [field, value] : question.filters)
    request.filters.push_back(
        {.type = "TERM_MATCH", .field = std::move(field), .value = std::move(value)});
  request.format_version = "aws_v1";
  request.max_results = page_size;
  auto pages = gen::pricing::get_products_pages(client, std::move(ctx), std::move(target),
                                                std::move(request));
  std::vector<Listed> listed;
  while (const auto page = co_await pages.next())
    for (const auto& item : page->value.price_list)
      if (auto one = read_listed(item)) listed.push_back(*std::move(one));
  co_return listed;
}

}  // namespace mirante::prices
