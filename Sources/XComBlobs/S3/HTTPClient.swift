internal import CCurl
internal import Synchronization

struct HTTPRequest {
    var method: String
    var url: String
    /// Without `Host`, which the URL gives.
    var headers: [(String, String)]
    var body = UnsafeRawBufferPointer(start: nil, count: 0)
    /// For how many seconds the server may be silent, or all but silent.
    var timeout: Int
    /// How many bytes the answer may have.
    var limit: Int
}

struct HTTPResponse {
    var status: Int
    var body: [UInt8]
}

/// One connection at a time to a server, kept open between requests: libcurl's easy interface, which needs no threads.
// SAFETY: `handle` is touched with the lock held only, libcurl is loaded with the lock for all of it.
final class HTTPClient: @unchecked Sendable {
    private static let loading = Mutex(())
    private let lock = Mutex(())
    private let handle: UnsafeMutableRawPointer

    init() throws(BlobError) {
        let isLoaded = Self.loading.withLock { _ in xcom_curl_load() == 0 }
        guard isLoaded, let handle = xcom_curl_init() else {
            throw BlobError(
                .settings, "libcurl is not there, which offloading XComs to S3 needs: install the package libcurl4")
        }
        self.handle = handle
    }

    deinit {
        xcom_curl_cleanup(handle)
    }

    /// Sends a request.
    ///
    /// - Throws: ``BlobError`` `unavailable` where no answer came, `damaged` where it was larger than it may be.
    func send(_ request: HTTPRequest) throws(BlobError) -> HTTPResponse {
        try lock.withLock { _ throws(BlobError) in try perform(request) }
    }

    private func perform(_ request: HTTPRequest) throws(BlobError) -> HTTPResponse {
        // Keeps the connection.
        xcom_curl_reset(handle)
        let buffer = Buffer(limit: request.limit)
        // An empty one takes a header away that libcurl would add.
        var list = xcom_curl_list_append(nil, "Expect:")
        list = xcom_curl_list_append(list, "Content-Type:")
        for (name, value) in request.headers { list = xcom_curl_list_append(list, "\(name): \(value)") }
        defer { xcom_curl_list_free(list) }
        let code = withExtendedLifetime(buffer) {
            request.url.withCString { url in
                request.method.withCString { method in
                    xcom_curl_set_pointer(handle, Int32(XCOM_CURL_URL), url)
                    xcom_curl_set_long(handle, Int32(XCOM_CURL_NOSIGNAL), 1)
                    xcom_curl_set_long(handle, Int32(XCOM_CURL_CONNECT_TIMEOUT), min(10, request.timeout))
                    xcom_curl_set_long(handle, Int32(XCOM_CURL_LOW_SPEED_LIMIT), Self.slowest)
                    xcom_curl_set_long(handle, Int32(XCOM_CURL_LOW_SPEED_TIME), request.timeout)
                    // As long as that speed takes, and no longer, whatever a server finds to say.
                    let longest = 2 * request.timeout + (request.body.count + request.limit) / Self.slowest
                    xcom_curl_set_long(handle, Int32(XCOM_CURL_TIMEOUT), longest)
                    xcom_curl_set_pointer(handle, Int32(XCOM_CURL_HTTP_HEADER), list)
                    if request.method == "HEAD" {
                        xcom_curl_set_long(handle, Int32(XCOM_CURL_NOBODY), 1)
                    } else if request.method == "PUT" {
                        xcom_curl_set_size(
                            handle, Int32(XCOM_CURL_POST_FIELD_SIZE), Int64(request.body.count))
                        xcom_curl_set_pointer(
                            handle, Int32(XCOM_CURL_POST_FIELDS), request.body.baseAddress)
                    }
                    xcom_curl_set_pointer(handle, Int32(XCOM_CURL_CUSTOM_REQUEST), method)
                    // SAFETY: the buffer outlives the request, and is filled by this thread.
                    xcom_curl_set_pointer(
                        handle, Int32(XCOM_CURL_WRITE_DATA), Unmanaged.passUnretained(buffer).toOpaque())
                    xcom_curl_set_receiver(handle, Int32(XCOM_CURL_WRITE_FUNCTION)) {
                        bytes, size, count, context in
                        guard let bytes, let context else { return 0 }
                        let received = UnsafeRawBufferPointer(start: bytes, count: size * count)
                        return Unmanaged<Buffer>.fromOpaque(context).takeUnretainedValue().append(received)
                    }
                    return xcom_curl_perform(handle)
                }
            }
        }
        if buffer.isFull {
            throw BlobError(.damaged, "answers with more than \(request.limit) bytes")
        }
        guard code == 0 else {
            // CURLE_OPERATION_TIMEDOUT.
            throw BlobError(
                .unavailable,
                code == 28
                    ? "did not answer within \(request.timeout) s" : String(cString: xcom_curl_error_text(code)))
        }
        return HTTPResponse(status: xcom_curl_response_code(handle), body: buffer.bytes)
    }

    /// Bytes in a second; what is slower counts as silent.
    private static let slowest = 1000

    private final class Buffer {
        private(set) var bytes: [UInt8] = []
        private(set) var isFull = false
        private let limit: Int

        init(limit: Int) {
            self.limit = limit
        }

        /// Gives back how many bytes were taken: fewer than all end the request.
        func append(_ received: UnsafeRawBufferPointer) -> Int {
            guard received.count <= limit - bytes.count else {
                isFull = true
                return 0
            }
            bytes.append(contentsOf: received)
            return received.count
        }
    }
}
