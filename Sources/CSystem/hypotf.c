#include <math.h>

// Foundation refers to it, and the C library's has the version of glibc 2.35: with this one a wheel is for older systems too.
__attribute__((visibility("hidden"))) float hypotf(float x, float y) {
    if (isinf(x) || isinf(y)) return INFINITY;
    double a = x, b = y;
    return (float)__builtin_sqrt(a * a + b * b);
}
