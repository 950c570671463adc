internal import Glibc

/// A descriptor in a process that runs other people's code, which may close it and get its number for a file of its own.
///
/// Whoever uses it asks first whether it still is what it was.
struct GuardedDescriptor: ~Copyable {
    // SAFETY: the number is closed at the end only where it still belongs to this value.
    let number: Int32
    private let device: dev_t
    private let inode: ino_t

    /// - Parameter descriptor: It gets a number that is out of the way.
    init(_ descriptor: consuming OwnedDescriptor) {
        let moved = Descriptor.outOfReach(descriptor).take()
        var status = stat()
        fstat(moved, &status)
        number = moved
        device = status.st_dev
        inode = status.st_ino
    }

    deinit {
        if isIntact { close(number) }
    }

    private var isIntact: Bool {
        var status = stat()
        return fstat(number, &status) == 0 && status.st_dev == device && status.st_ino == inode
    }

    /// The number, `nil` where other code has closed it.
    var intact: Int32? {
        isIntact ? number : nil
    }
}
