// SwiftPM wants one translation unit; the library itself is linked.
#include "CNGHTTP2.h"
