internal import CSQLite
internal import Glibc
internal import Synchronization

/// Keeps SQLite's descriptors from other people's code in the same process.
///
/// A program may close all descriptors that it does not know, and is then given their numbers for files of its own: SQLite
/// would write its pages into those. So a database's files get numbers that are out of the way. That they are the same files
/// still is checked when an access begins (``areIntact``), and before each write and each use outside of an access; reads and
/// locks within one would pay more for it than they take. SQLite lets the system calls of its VFS be replaced for such
/// things (`xSetSystemCall`).
package enum DescriptorGuard {
    /// Where the numbers begin. Not higher: a process's table of descriptors is as long as its highest number.
    private static let firstNumber: Int32 = {
        var limits = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        return Int32(min(limits.rlim_cur, 4096)) - 512
    }()

    /// What the descriptors from `firstNumber` on belong to.
    private struct File {
        var isOpen = false
        var device: dev_t = 0
        var inode: ino_t = 0
    }

    private static let capacity = 384
    // SAFETY: made once and never freed. An entry is written when SQLite opens or closes its descriptor, and read when it
    // uses it, which it does one after the other.
    nonisolated(unsafe) private static let files: UnsafeMutablePointer<File> = {
        let files = UnsafeMutablePointer<File>.allocate(capacity: capacity)
        files.initialize(repeating: File(), count: capacity)
        return files
    }()
    /// How many entries were ever used.
    private static let used = Atomic(0)
    /// How many threads work with a database: what is opened meanwhile is a database's.
    private static let accesses = Atomic(0)

    /// Runs `body`, which works with a database.
    package static func during<Result>(_ body: () throws -> Result) rethrows -> Result {
        accesses.add(1, ordering: .relaxed)
        defer { accesses.subtract(1, ordering: .relaxed) }
        return try body()
    }

    /// Whether all descriptors of databases are what they were.
    package static var areIntact: Bool {
        for index in 0..<used.load(ordering: .relaxed) where files[index].isOpen {
            if !isIntact(firstNumber + Int32(index)) { return false }
        }
        return true
    }

    /// Puts the checks into SQLite's default VFS, once.
    package static func install() {
        _ = installed
    }

    private static let installed: Void = {
        guard let vfs = sqlite3_vfs_find(nil), vfs.pointee.iVersion >= 3, let set = vfs.pointee.xSetSystemCall else {
            return
        }
        func replace<Call>(_ name: String, _ call: Call) {
            // SAFETY: each has the signature that os_unix.c calls it by.
            _ = set(vfs, name, unsafeBitCast(call, to: sqlite3_syscall_ptr.self))
        }
        replace("open", openCall)
        replace("close", closeCall)
        replace("fcntl", fcntlCall)
        replace("ftruncate", truncateCall)
        for name in ["pwrite", "pwrite64"] { replace(name, writeCall) }
        for name in ["pread", "pread64"] { replace(name, readCall) }
    }()

    private static let openCall: @convention(c) (UnsafePointer<CChar>, Int32, Int32) -> Int32 = { path, flags, mode in
        let descriptor = open(path, flags, mode_t(mode))
        guard descriptor >= 0, accesses.load(ordering: .relaxed) > 0 else { return descriptor }
        return moved(descriptor)
    }

    private static let closeCall: @convention(c) (Int32) -> Int32 = { descriptor in
        guard let index = index(of: descriptor) else { return close(descriptor) }
        let wasIntact = isIntact(descriptor)
        files[index].isOpen = false
        return wasIntact ? close(descriptor) : 0
    }

    private static let fcntlCall: @convention(c) (Int32, Int32, Int) -> Int32 = { descriptor, command, argument in
        guard isChecked || isUsable(descriptor) else { return -1 }
        // SAFETY: the argument is a pointer or a number, as the command has it; it is passed on as it came.
        guard let pointer = UnsafeMutableRawPointer(bitPattern: argument) else { return fcntl(descriptor, command, 0) }
        return fcntl(descriptor, command, pointer)
    }

    private static let truncateCall: @convention(c) (Int32, off_t) -> Int32 = { descriptor, size in
        isUsable(descriptor) ? ftruncate(descriptor, size) : -1
    }

    private static let writeCall: @convention(c) (Int32, UnsafeRawPointer?, Int, off_t) -> Int = {
        file, bytes, count, place in
        isUsable(file) ? pwrite(file, bytes, count, place) : -1
    }

    private static let readCall: @convention(c) (Int32, UnsafeMutableRawPointer?, Int, off_t) -> Int = {
        file, bytes, count, place in
        isChecked || isUsable(file) ? pread(file, bytes, count, place) : -1
    }

    // MARK: Numbers

    private static func moved(_ descriptor: Int32) -> Int32 {
        let number = fcntl(descriptor, F_DUPFD_CLOEXEC, firstNumber)
        guard number >= 0 else { return descriptor }
        guard number < firstNumber + Int32(capacity) else {
            close(number)
            return descriptor
        }
        close(descriptor)
        var status = stat()
        fstat(number, &status)
        let index = Int(number - firstNumber)
        files[index] = File(isOpen: true, device: status.st_dev, inode: status.st_ino)
        if index >= used.load(ordering: .relaxed) { used.store(index + 1, ordering: .relaxed) }
        return number
    }

    private static func index(of descriptor: Int32) -> Int? {
        let index = Int(descriptor) - Int(firstNumber)
        return index >= 0 && index < capacity && files[index].isOpen ? index : nil
    }

    private static func isIntact(_ descriptor: Int32) -> Bool {
        guard let index = index(of: descriptor) else { return true }
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_dev == files[index].device
            && status.st_ino == files[index].inode
    }

    /// Whether an access is under way, which has begun with a check.
    private static var isChecked: Bool {
        accesses.load(ordering: .relaxed) > 0
    }

    private static func isUsable(_ descriptor: Int32) -> Bool {
        if isIntact(descriptor) { return true }
        errno = EBADF
        return false
    }
}
