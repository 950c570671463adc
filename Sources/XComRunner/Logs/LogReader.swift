internal import Glibc

/// Reads the log of a try, also while it is being written.
package final class LogReader {
    package let path: String
    private var file: OwnedDescriptor?
    private var rest: [UInt8] = []

    package init(_ path: String) {
        self.path = path
    }

    /// Gives the whole lines that have come since the last call, without their breaks; `nil` where there is no log yet.
    ///
    /// - `atEnd`: Nothing more will come: what stands behind the last break is a line, too.
    package func lines(atEnd: Bool, _ take: (ArraySlice<UInt8>) -> Void) throws -> Bool {
        if file == nil {
            let number = open(path, O_RDONLY | O_CLOEXEC)
            if number < 0 {
                if errno == ENOENT { return false }
                throw SystemError("open \(path)")
            }
            file = OwnedDescriptor(number)
        }
        guard let number = file?.number else { return false }
        while let chunk = try Descriptor.read(upTo: 1 << 16, { Glibc.read(number, $0, $1) }), !chunk.isEmpty {
            var start = 0
            while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
                take(rest.isEmpty ? chunk[start..<end] : (rest + chunk[start..<end])[...])
                rest.removeAll(keepingCapacity: true)
                start = end + 1
            }
            rest += chunk[start...]
        }
        if atEnd, !rest.isEmpty {
            take(rest[...])
            rest = []
        }
        return true
    }

    /// How the try failed: the failure with which the log ends, else the last thing that it complains of.
    package func ending() throws -> (failure: LogRecord.Failure?, complaint: String?) {
        var failure: LogRecord.Failure?
        var complaint: String?
        _ = try lines(atEnd: true) { line in
            // A log may be large, and nothing else of it is wanted.
            guard Self.complaintLevels.contains(where: line.prefix(Self.levelEnd).contains),
                let record = LogRecord(line)
            else { return }
            failure = record.failure ?? failure
            complaint = record.event
        }
        return (failure, complaint)
    }

    /// The level stands behind the moment in every line.
    private static let levelEnd = 80
    private static let complaintLevels = ["critical", "error", "warning"].map { Array("\"level\":\"\($0)\"".utf8) }
}
