// mirante_conformance protocols|sigv4|endpoints FOLDER: AWS's published cases against our client.
// mirante_conformance oracle MODELS: what our client makes of questions, for comparison with
// botocore.
// mirante_conformance tables [MODELS]: the tables of all operations, as generated or as they are
// made at run time.
#include <cstring>
#include <iostream>

#include "tests/conformance/cases.h"

int main(int argc, char** argv) {
  using namespace mirante::conformance;
  if (argc == 3 && std::strcmp(argv[1], "protocols") == 0) return run_protocols(argv[2]);
  if (argc == 3 && std::strcmp(argv[1], "sigv4") == 0) return run_sigv4(argv[2]);
  if (argc == 3 && std::strcmp(argv[1], "endpoints") == 0) return run_endpoints(argv[2]);
  if (argc == 3 && std::strcmp(argv[1], "oracle") == 0) return run_oracle(argv[2]);
  if (argc >= 2 && argc <= 3 && std::strcmp(argv[1], "tables") == 0)
    return run_tables(argc == 3 ? argv[2] : "");
  std::cerr
      << "usage: mirante_conformance protocols|sigv4|endpoints|oracle PATH, or tables [PATH]\n";
  return 2;
}
