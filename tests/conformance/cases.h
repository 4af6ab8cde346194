// AWS's published cases against our client: each function runs a folder, names what failed and what
// was skipped, and returns the counts.
#pragma once

#include <filesystem>

namespace mirante::conformance {

/// Prints `N passed, N failed, N skipped` last; returns the exit code.
int run_sigv4(const std::filesystem::path& folder);
int run_protocols(const std::filesystem::path& folder);
int run_endpoints(const std::filesystem::path& folder);

}  // namespace mirante::conformance
