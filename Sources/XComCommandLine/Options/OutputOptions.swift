internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc

/// In which form a result is printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table, json, yaml, plain
}

struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Form of the output.")
    var output: OutputFormat = .table
    @OptionGroup var colors: ColorOptions

    /// Prints a listing alone.
    func show(_ listing: Listing, values: ValueStyle = .beginning) {
        show([listing], as: listing.document, values: values)
    }

    /// Prints listings one under the other, or as the document that says the same.
    func show(_ listings: [Listing], as document: @autoclosure () -> Document, values: ValueStyle = .beginning) {
        switch output {
        case .json: Standard.write(document().json + "\n")
        case .yaml: Standard.write(document().yaml)
        case .table: Standard.write(listings.map { $0.table(colors.style(), values: values) }.joined(separator: "\n"))
        case .plain: Standard.write(listings.map { $0.plain(values: values) }.joined(separator: "\n"))
        }
    }
}

/// Standard input, output and error.
enum Standard {
    /// Ends the program where nobody reads its output any more, as `SIGPIPE` does; other failures are told.
    static func write(_ text: String) {
        let problem = write(text, to: STDOUT_FILENO)
        if problem == EPIPE { exit(128 + SIGPIPE) }
        // Nobody is at the terminal any more, which a signal says.
        if problem == EIO, isDevice(STDOUT_FILENO) { return }
        if problem != 0 {
            writeError("xcom: the output cannot be written: \(String(cString: strerror(problem)))\n")
            exit(Failure.failed)
        }
    }

    /// Writes a file, which its owner alone may read where it is new.
    static func write(_ text: String, toFile path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        var problem = descriptor < 0 ? errno : write(text, to: descriptor)
        if descriptor >= 0, close(descriptor) != 0, problem == 0 { problem = errno }
        guard problem == 0 else {
            throw Failure(message: "\(path) cannot be written: \(String(cString: strerror(problem)))")
        }
    }

    private static func isDevice(_ descriptor: Int32) -> Bool {
        var found = stat()
        return fstat(descriptor, &found) == 0 && found.st_mode & S_IFMT == S_IFCHR
    }

    /// All of standard input.
    static func readInput() throws -> Data {
        var data = Data()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count == 0 { return data }
            if count > 0 {
                data.append(contentsOf: chunk[..<count])
            } else if errno != EINTR {
                throw Failure(message: "standard input cannot be read: \(String(cString: strerror(errno)))")
            }
        }
    }

    static func writeError(_ text: String) {
        _ = write(text, to: STDERR_FILENO)
    }

    /// The error number of what went wrong, 0 for nothing.
    private static func write(_ text: String, to descriptor: Int32) -> Int32 {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = rest.dropFirst(count)
        }
        return 0
    }
}
