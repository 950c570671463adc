internal import Glibc

/// Folders for what nobody else is to read: stores and logs hold what users have pushed and printed.
package enum PrivateFolder {
    /// Makes a folder and those above it, where they are missing, for their owner alone. Those that are there stay as they
    /// are: whoever made them has decided who may read them.
    package static func make(_ path: String) throws {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let folder = String(path[..<end])
            if mkdir(folder, 0o700) == 0 || errno == EEXIST { continue }
            let failure = SystemError("mkdir")
            // Folders on the way may be closed to writing; what matters is whether they are there.
            guard access(folder, F_OK) == 0 else { throw failure }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw SystemError("mkdir", code: ENOTDIR)
        }
    }
}
