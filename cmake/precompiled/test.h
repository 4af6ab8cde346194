// library.h, and what tests include besides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "library.h"
