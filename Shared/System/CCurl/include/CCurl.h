#ifndef APUS_CCurl_H
#define APUS_CCurl_H
#include <curl/curl.h>

// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift can't call: one function for each type of value.
static inline CURLcode apus_curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode apus_curl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode apus_curl_set_pointer(CURL *handle, CURLoption option, const void *value) {
  return curl_easy_setopt(handle, option, value);
}
static inline CURLcode apus_curl_get_long(CURL *handle, CURLINFO info, long *value) {
  return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode apus_curl_get_pointer(CURL *handle, CURLINFO info, void **value) {
  return curl_easy_getinfo(handle, info, value);
}

// The callbacks of one transfer; each gets the pointer that CURLOPT_WRITEDATA, HEADERDATA or OPENSOCKETDATA set.
typedef size_t (*apus_curl_data_callback)(char *data, size_t size, size_t count, void *context);
typedef curl_socket_t (*apus_curl_socket_callback)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
static inline CURLcode apus_curl_set_data_callback(CURL *handle, CURLoption option, apus_curl_data_callback callback) {
  return curl_easy_setopt(handle, option, callback);
}
static inline CURLcode apus_curl_set_socket_callback(CURL *handle, apus_curl_socket_callback callback) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}

// The result of a finished transfer; a C union in CURLMsg.
static inline CURLcode apus_curl_result(const CURLMsg *message) { return message->data.result; }
#endif
