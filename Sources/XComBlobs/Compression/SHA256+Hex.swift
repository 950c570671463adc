internal import Crypto
internal import XCom

extension SHA256 {
    /// The digest as hexadecimal digits.
    static func hexDigest(of bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hexadecimal(hash.finalize())
    }
}
