internal import CSystem
internal import Glibc

/// The two ends of a connection within this machine, by their ports.
///
/// Any process could have connected to a port that it has guessed: whose the other end is, the kernel says (sock_diag, `/proc`).
///
/// Airflow: `task-sdk coordinators/_subprocess.py, _is_connection_from_process`.
struct LoopbackPair {
    var peer: UInt16
    var own: UInt16

    /// A connection is not always told of at once; in milliseconds.
    private static let patience = 1000

    /// Whether the other end is one of a process, or of a process below it.
    func belongs(to pid: pid_t) -> Bool {
        var waited = 0
        while true {
            if let socket, Self.holds(socket, pid) { return true }
            guard waited < Self.patience else { return false }
            usleep(50_000)
            waited += 50
        }
    }

    /// The other end's socket, as descriptors of it are shown.
    private var socket: String? {
        let inode = xcom_loopback_inode(peer, own)
        return inode > 0 ? "socket:[\(inode)]" : listedSocket
    }

    /// The same by the kernel's list of all sockets, which takes milliseconds: where it does not answer questions.
    private var listedSocket: String? {
        // Loopback as IPv4, and as those who have IPv6 sockets see it: mapped, or compatible.
        let hosts = ["0100007F", "0000000000000000FFFF00000100007F", "0000000000000000000000000100007F"]
        let ends = hosts.map { ("\($0):\(Self.hexadecimal(peer))", "\($0):\(Self.hexadecimal(own))") }
        for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
            guard let text = Descriptor.contents(of: table) else { continue }
            for line in text.split(separator: UInt8(ascii: "\n")).dropFirst() {
                let fields = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
                if fields.count > 9, ends.contains(where: { $0 == (fields[1], fields[2]) }), fields[9] != "0" {
                    return "socket:[\(fields[9])]"
                }
            }
        }
        return nil
    }

    private static func hexadecimal(_ port: UInt16) -> String {
        let digits = String(port, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func holds(_ socket: String, _ pid: pid_t) -> Bool {
        if links(of: pid).contains(socket) { return true }
        let parents = Orphans.parents()
        var below: [pid_t] = [pid]
        var next = 0
        while next < below.count {
            let parent = below[next]
            let children = parents.filter { $0.value == parent }.keys.filter { !below.contains($0) }
            if children.contains(where: { links(of: $0).contains(socket) }) { return true }
            below += children
            next += 1
        }
        return false
    }

    /// What the descriptors of a process stand for.
    private static func links(of pid: pid_t) -> Set<String> {
        let path = "/proc/\(pid)/fd"
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var found: Set<String> = []
        while let entry = readdir(folder) {
            if let link = Descriptor.link("\(path)/\(Descriptor.name(of: entry))") { found.insert(link) }
        }
        return found
    }
}
