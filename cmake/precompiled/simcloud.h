// library.h, and what nearly every file of the simulated AWS includes.
#include "library.h"
#include "simcloud/operations.h"
