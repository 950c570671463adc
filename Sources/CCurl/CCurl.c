#include "CCurl.h"
#include <dlfcn.h>

static struct {
    int (*global_init)(long);
    void *(*easy_init)(void);
    void (*easy_reset)(void *);
    void (*easy_cleanup)(void *);
    int (*easy_setopt)(void *, int, ...);
    int (*easy_perform)(void *);
    int (*easy_getinfo)(void *, int, ...);
    const char *(*easy_strerror)(int);
    void *(*slist_append)(void *, const char *);
    void (*slist_free_all)(void *);
} curl;

#ifdef __APPLE__
#define LIBRARY "libcurl.4.dylib"
#else
#define LIBRARY "libcurl.so.4"
#endif

int xcom_curl_load(void) {
    static int loaded = 0;
    if (loaded) return 0;
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (!library) return -1;
#define FIND(name)                                        \
    *(void **)&curl.name = dlsym(library, "curl_" #name); \
    if (!curl.name) return -1
    FIND(global_init);
    FIND(easy_init);
    FIND(easy_reset);
    FIND(easy_cleanup);
    FIND(easy_setopt);
    FIND(easy_perform);
    FIND(easy_getinfo);
    FIND(easy_strerror);
    FIND(slist_append);
    FIND(slist_free_all);
#undef FIND
    // 3: all of it.
    if (curl.global_init(3) != 0) return -1;
    loaded = 1;
    return 0;
}

void *xcom_curl_init(void) { return curl.easy_init(); }
void xcom_curl_reset(void *handle) { curl.easy_reset(handle); }
void xcom_curl_cleanup(void *handle) { curl.easy_cleanup(handle); }
int xcom_curl_set_long(void *handle, int option, long value) { return curl.easy_setopt(handle, option, value); }
int xcom_curl_set_size(void *handle, int option, int64_t value) { return curl.easy_setopt(handle, option, value); }
int xcom_curl_set_pointer(void *handle, int option, const void *value) {
    return curl.easy_setopt(handle, option, value);
}
int xcom_curl_set_receiver(void *handle, int option, xcom_curl_receiver value) {
    return curl.easy_setopt(handle, option, value);
}
int xcom_curl_perform(void *handle) { return curl.easy_perform(handle); }
long xcom_curl_response_code(void *handle) {
    long code = 0;
    // CURLINFO_RESPONSE_CODE.
    curl.easy_getinfo(handle, 0x200002, &code);
    return code;
}
const char *xcom_curl_error_text(int code) { return curl.easy_strerror(code); }
void *xcom_curl_list_append(void *list, const char *text) { return curl.slist_append(list, text); }
void xcom_curl_list_free(void *list) { curl.slist_free_all(list); }
