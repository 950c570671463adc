/// How much memory processes can take before the system kills some.
struct AvailableMemory: Equatable, Sendable {
    enum Bound: String, Sendable {
        case machine = "of the machine"
        case controlGroup = "of the control group (the container)"
    }

    var bytes: Int
    /// Whose memory is the least.
    var bound: Bound

    /// Reads what Linux says: `MemAvailable`, and the limits of the control group that this process is in and of those above it,
    /// of either version. What a group has of files can be given back, and counts as free.
    ///
    /// - `processes`: where the `proc` file system is.
    /// - `groups`: where the control groups are.
    /// - Returns: `nil` where neither says anything.
    static func read(processes: String = "/proc", groups: String = "/sys/fs/cgroup") -> AvailableMemory? {
        var found: [AvailableMemory] = []
        if let kilobytes = number("MemAvailable:", in: text("\(processes)/meminfo")) {
            found.append(AvailableMemory(bytes: kilobytes * 1024, bound: .machine))
        }
        for line in text("\(processes)/self/cgroup")?.split(separator: "\n") ?? [] {
            // `ID:CONTROLLERS:PATH`
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let isFirstVersion = parts[1].split(separator: ",").contains("memory")
            guard isFirstVersion || parts[1].isEmpty else { continue }
            let spaces = folders(of: parts[2], below: isFirstVersion ? "\(groups)/memory" : groups)
                .compactMap { isFirstVersion ? Self.freeOfFirstVersion(in: $0) : Self.free(in: $0) }
            found += spaces.map { AvailableMemory(bytes: max(0, $0), bound: .controlGroup) }
        }
        return found.min { $0.bytes < $1.bytes }
    }

    /// A group's folder and those above it. In a container the path may be that of the machine, and the container's group be the
    /// root.
    private static func folders(of path: Substring, below root: String) -> [String] {
        path.split(separator: "/").reduce(into: [root]) { $0.append("\($0[$0.count - 1])/\($1)") }
    }

    private static func free(in folder: String) -> Int? {
        guard let most = number(in: "\(folder)/memory.max"), let taken = number(in: "\(folder)/memory.current") else {
            return nil
        }
        return most - taken + (number("inactive_file", in: text("\(folder)/memory.stat")) ?? 0)
    }

    private static func freeOfFirstVersion(in folder: String) -> Int? {
        guard let most = number(in: "\(folder)/memory.limit_in_bytes"),
            let taken = number(in: "\(folder)/memory.usage_in_bytes")
        else { return nil }
        let files = number("total_inactive_file", in: text("\(folder)/memory.stat")) ?? 0
        // Where there is no limit, the number is about the largest that there is.
        return most > Int.max / 2 ? nil : most - taken + files
    }

    // MARK: Files

    private static func text(_ path: String) -> String? {
        Descriptor.contents(of: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func number(in path: String) -> Int? {
        text(path).flatMap { Int($0.filter { !$0.isWhitespace }) }
    }

    /// The number behind a name at the begin of a line.
    private static func number(_ name: String, in text: String?) -> Int? {
        for line in text?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            if words.count > 1, words[0] == name { return Int(words[1]) }
        }
        return nil
    }
}
