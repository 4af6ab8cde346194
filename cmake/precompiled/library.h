// What nearly every source file includes and never changes: the standard library's and nlohmann's
// templates. cmake/precompiled.cmake says how it is used. Headers of the project belong here only
// when nearly everything is compiled anew with each change of them anyway.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <deque>
#include <expected>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/context.h"
#include "base/json.h"
#include "base/loop.h"
#include "base/task.h"
