// library.h, and what nearly every room of the panel includes.
#include "library.h"
#include "platform/aws/client.h"
#include "platform/http/router.h"
#include "platform/sql/sql.h"
