/// What connects the process of an order with the main process: a link for reports, and pipes for its standard output
/// and error.
struct TaskConnection: ~Copyable {
    var process: TaskEnds
    var main: TaskEnds

    init() throws {
        let link = try SocketPair(.messages)
        let output = try Pipe()
        let error = try Pipe()
        process = TaskEnds(link: link.first, output: output.write, error: error.write)
        main = TaskEnds(link: link.second, output: output.read, error: error.read)
    }
}

/// One side's ends of a ``TaskConnection``.
struct TaskEnds: ~Copyable {
    var link: OwnedDescriptor
    var output: OwnedDescriptor
    var error: OwnedDescriptor

    init(link: consuming OwnedDescriptor, output: consuming OwnedDescriptor, error: consuming OwnedDescriptor) {
        self.link = link
        self.output = output
        self.error = error
    }

    /// In the order in which they go with ``WorkerEvent/started(token:pid:)``.
    init?(_ numbers: [Int32]) {
        guard numbers.count == 3 else { return nil }
        self.init(
            link: OwnedDescriptor(numbers[0]), output: OwnedDescriptor(numbers[1]), error: OwnedDescriptor(numbers[2]))
    }

    var numbers: [Int32] { [link.number, output.number, error.number] }
}
