// libcurl, loaded when it is first used: a process that needs no network does not pay for its twenty libraries. What
// stands here is what Swift cannot call (varargs) or would have to link. The numbers are libcurl's ABI.
#ifndef XCOM_CCURL_H
#define XCOM_CCURL_H
#include <stddef.h>
#include <stdint.h>

typedef size_t (*xcom_curl_receiver)(char *bytes, size_t size, size_t count, void *context);

enum {
    XCOM_CURL_TIMEOUT = 13,
    XCOM_CURL_LOW_SPEED_LIMIT = 19,
    XCOM_CURL_LOW_SPEED_TIME = 20,
    XCOM_CURL_NOBODY = 44,
    XCOM_CURL_CONNECT_TIMEOUT = 78,
    XCOM_CURL_NOSIGNAL = 99,
    XCOM_CURL_WRITE_DATA = 10001,
    XCOM_CURL_URL = 10002,
    XCOM_CURL_POST_FIELDS = 10015,
    XCOM_CURL_HTTP_HEADER = 10023,
    XCOM_CURL_CUSTOM_REQUEST = 10036,
    XCOM_CURL_WRITE_FUNCTION = 20011,
    XCOM_CURL_POST_FIELD_SIZE = 30120,
};

// 0 where libcurl is there. Not for several threads at once.
int xcom_curl_load(void);

void *xcom_curl_init(void);
void xcom_curl_reset(void *handle);
void xcom_curl_cleanup(void *handle);
int xcom_curl_set_long(void *handle, int option, long value);
int xcom_curl_set_size(void *handle, int option, int64_t value);
int xcom_curl_set_pointer(void *handle, int option, const void *value);
int xcom_curl_set_receiver(void *handle, int option, xcom_curl_receiver value);
int xcom_curl_perform(void *handle);
long xcom_curl_response_code(void *handle);
const char *xcom_curl_error_text(int code);
void *xcom_curl_list_append(void *list, const char *text);
void xcom_curl_list_free(void *list);
#endif
