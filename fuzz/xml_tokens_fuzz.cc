// XML of AWS's answers: whatever our tokens accept, Expat accepts and says the same of it, however
// it is cut; and they refuse nothing else than what their header names.
//
// Links: mirante_aws_wire EXPAT::EXPAT
// Covers: src/platform/aws/wire/xml_tokens.cc
#include "fuzz/pieces.h"
#include "platform/aws/wire/testing/xml_oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mirante;
  using namespace mirante::aws::wire::testing;
  const auto input = fuzz::read_input(data, size);
  std::vector<std::size_t> cuts;
  for (std::size_t at = input.piece_bytes; at < input.text.size(); at += input.piece_bytes)
    cuts.push_back(at);
  const auto expat = ExpatReader::read(input.text);
  const auto whole = tokens_say(input.text, {});
  MIRANTE_CHECK(whole == tokens_say(input.text, cuts));
  MIRANTE_CHECK(whole == expat.events || (!whole && expat.is_beyond_us));
  return 0;
}
