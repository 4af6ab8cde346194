// panel.h, and what tests include besides.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "panel.h"
