internal import Glibc

/// The standard output and error of a process while it carries out an order: pipes that the main process reads.
final class TaskStreams {
    private let output: OwnedDescriptor
    private let error: OwnedDescriptor
    private let ownOutput: OwnedDescriptor
    private let ownError: OwnedDescriptor

    init(output: consuming OwnedDescriptor, error: consuming OwnedDescriptor) {
        self.output = output
        self.error = error
        ownOutput = Descriptor.outOfReach(OwnedDescriptor(dup(STDOUT_FILENO)))
        ownError = Descriptor.outOfReach(OwnedDescriptor(dup(STDERR_FILENO)))
    }

    /// The command's own standard error, for logs that a person follows.
    var commandsError: Int32 { ownError.number }

    func begin() {
        dup2(output.number, STDOUT_FILENO)
        dup2(error.number, STDERR_FILENO)
    }

    /// Gives standard output and error back.
    func end() {
        dup2(ownOutput.number, STDOUT_FILENO)
        dup2(ownError.number, STDERR_FILENO)
    }
}
