// How many files and connections this process may have open. The system gives programs few by
// default and lets them ask for more; what is given decides how many people can be connected.
#pragma once

#include <cstddef>

namespace mirante {

/// Raises the limit as far as the system lets this process; gives what it is then.
std::size_t raise_open_files();

/// How many connections of browsers and programs fit beside all else that a panel opens (the store,
/// connections to AWS, mails): at least 64, at most 100,000.
std::size_t connections_within(std::size_t open_files);

}  // namespace mirante
