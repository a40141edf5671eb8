// SwiftPM wants one translation unit; the library itself is linked.
#include "CCurl.h"
