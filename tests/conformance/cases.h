// AWS's published cases against our client: each function runs a folder, names what failed and what
// was skipped, and returns the counts.
#pragma once

#include <filesystem>

namespace mirante::conformance {

/// Prints `N passed, N failed, N skipped` last; returns the exit code.
int run_sigv4(const std::filesystem::path& folder);
int run_protocols(const std::filesystem::path& folder);
int run_endpoints(const std::filesystem::path& folder);

/// Answers questions about the operations of the models in the file, from standard input.
int run_oracle(const std::filesystem::path& models_file);

/// Prints the tables of each operation, one JSON object a line, as tests/oracle/tables_test.py
/// compares them: those that are made at run time of the models in the file, or without one all
/// generated ones.
int run_tables(const std::filesystem::path& models_file);

}  // namespace mirante::conformance
