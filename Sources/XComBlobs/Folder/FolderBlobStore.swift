internal import FoundationEssentials
internal import Glibc

/// Blobs as files in a folder, which nobody else may read: they hold what users have pushed.
final class FolderBlobStore: BlobStore {
    private let path: String

    init(path: String) {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
    }

    func put(_ bytes: UnsafeRawBufferPointer, name: String) throws(BlobError) {
        let file = "\(path)/\(name)"
        let descriptor = try create(file)
        do throws(BlobError) {
            do throws(BlobError) {
                try fill(descriptor, with: bytes, file)
                guard fsync(descriptor) == 0 else { throw failure("written", file) }
            } catch {
                close(descriptor)
                throw error
            }
            close(descriptor)
            try syncFolders(above: name)
        } catch {
            unlink(file)
            throw error
        }
    }

    /// Makes a file, and the folders above it.
    private func create(_ file: String) throws(BlobError) -> Int32 {
        // Another process may take an empty folder away just after it was made.
        for _ in 0..<1000 {
            let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return descriptor }
            guard errno == ENOENT else { throw failure("written", file) }
            try makeFolders(above: file)
        }
        throw failure("written", file)
    }

    private func makeFolders(above file: String) throws(BlobError) {
        for index in file.indices.dropFirst() where file[index] == "/" {
            let folder = String(file[..<index])
            if mkdir(folder, 0o700) == 0 || errno == EEXIST || errno == ENOENT { continue }
            let code = errno
            // Folders on the way may be closed to writing; what matters is whether they are there.
            guard access(folder, F_OK) == 0 else { throw failure("written", folder, code) }
        }
    }

    private func fill(_ descriptor: Int32, with bytes: UnsafeRawBufferPointer, _ file: String) throws(BlobError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("written", file)
            }
            rest = rest.dropFirst(count)
        }
    }

    /// A file's name is as durable as the folders that lead to it.
    private func syncFolders(above name: String) throws(BlobError) {
        var folder = name.split(separator: "/").dropLast()
        while true {
            let place = folder.isEmpty ? path : "\(path)/\(folder.joined(separator: "/"))"
            let descriptor = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { throw failure("written", place) }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else { throw failure("written", place) }
            if folder.isEmpty { return }
            folder = folder.dropLast()
        }
    }

    func get(_ name: String, limit: Int) throws(BlobError) -> [UInt8] {
        let file = "\(path)/\(name)"
        // A pipe or a device in its place would be waited for.
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw failure("read", file) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read", file) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw BlobError(.damaged, "the blob \(file) is not a file: restore it, or push the value again")
        }
        guard status.st_size <= limit else {
            throw BlobError(
                .damaged, "the blob \(file) has more bytes than its value: restore it, or push the value again")
        }
        var problem: BlobError?
        // SAFETY: `read` fills from the start, and no more than what is left of the buffer.
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            while count < buffer.count {
                let added = read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if added < 0 {
                    if errno == EINTR { continue }
                    problem = failure("read", file)
                    return
                }
                if added == 0 { return }
                count += added
            }
        }
        if let problem { throw problem }
        return bytes
    }

    func contains(_ name: String) throws(BlobError) -> Bool {
        var status = stat()
        if stat("\(path)/\(name)", &status) == 0 { return status.st_mode & S_IFMT == S_IFREG }
        guard errno == ENOENT || errno == ENOTDIR else { throw failure("read", "\(path)/\(name)") }
        return false
    }

    func delete(_ name: String) throws(BlobError) {
        // Step by step, so that no link in the folder leads out of it.
        var folders = [open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)]
        defer { for folder in folders where folder >= 0 { close(folder) } }
        let parts = name.split(separator: "/").map(String.init)
        for part in parts.dropLast() where folders[folders.count - 1] >= 0 {
            folders.append(openat(folders[folders.count - 1], part, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW))
        }
        guard let file = parts.last, folders[folders.count - 1] >= 0,
            unlinkat(folders[folders.count - 1], file, 0) == 0
        else {
            if errno == ENOENT || errno == ENOTDIR { return }
            throw failure("deleted", "\(path)/\(name)")
        }
        // Folders that are empty now go, but never the place itself.
        for index in folders.indices.dropFirst().reversed()
        where unlinkat(folders[index - 1], parts[index - 1], AT_REMOVEDIR) != 0 { return }
    }

    func names(in folder: String) throws(BlobError) -> [String] {
        files(at: folder)
    }

    private func files(at name: String) -> [String] {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0 else { return [] }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return [name]
        case S_IFDIR:
            let entries = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(name)")
            return (entries ?? []).flatMap { files(at: "\(name)/\($0)") }
        default: return []
        }
    }

    private func failure(_ action: String, _ file: String, _ code: Int32 = errno) -> BlobError {
        switch code {
        case ENOENT, ENOTDIR:
            return BlobError(.missing, "the blob \(file) is not there")
        case ENOSPC, EDQUOT:
            return BlobError(.full, "there is no room left for the blob \(file); free some space on its disk")
        default:
            return BlobError(
                .unavailable,
                "the blob \(file) cannot be \(action): \(String(cString: strerror(code))); check the folder and its "
                    + "permissions")
        }
    }
}
