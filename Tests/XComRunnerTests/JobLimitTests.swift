import Foundation
import Testing

@testable import XComRunner

@Suite("How many tasks run at once")
struct JobLimitTests {
    private let gibibyte = 1 << 30

    /// Folders as Linux has them, with these files.
    private func system(_ files: [String: String]) throws -> (processes: String, groups: String) {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        for (name, text) in files {
            let path = "\(root)/\(name)"
            let folder = (path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: path, atomically: false, encoding: .utf8)
        }
        return ("\(root)/proc", "\(root)/cgroup")
    }

    private func available(_ files: [String: String]) throws -> AvailableMemory? {
        let (processes, groups) = try system(files)
        return AvailableMemory.read(processes: processes, groups: groups)
    }

    private let meminfo = "MemTotal:  4194304 kB\nMemFree:  100 kB\nMemAvailable:    1048576 kB\n"

    @Test("a machine has what it says is available")
    func machine() throws {
        #expect(try available(["proc/meminfo": meminfo]) == AvailableMemory(bytes: gibibyte, bound: .machine))
        #expect(try available([:]) == nil)
        #expect(try available(["proc/meminfo": "MemAvailable:\nnonsense", "proc/self/cgroup": "x\n0:"]) == nil)
    }

    @Test("a control group has its limit, but for what it holds that is no file", arguments: ["/", "/a/b"])
    func secondVersion(path: String) throws {
        let folder = path == "/" ? "cgroup" : "cgroup\(path)"
        let files = [
            "proc/meminfo": meminfo, "proc/self/cgroup": "0::\(path)\n", "\(folder)/memory.max": "300000000\n",
            "\(folder)/memory.current": "200000000\n",
            "\(folder)/memory.stat": "anon 5\nfile 9\ninactive_file 50000000\nactive_file 1\n",
        ]
        #expect(try available(files) == AvailableMemory(bytes: 150_000_000, bound: .controlGroup))
    }

    @Test("the limit of a group above counts, and max is none")
    func groupsAbove() throws {
        var files = [
            "proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b\n", "cgroup/a/b/memory.max": "max\n",
            "cgroup/a/b/memory.current": "5\n", "cgroup/a/memory.max": "1000\n", "cgroup/a/memory.current": "400\n",
        ]
        #expect(try available(files) == AvailableMemory(bytes: 600, bound: .controlGroup))
        files["cgroup/a/memory.max"] = "max\n"
        #expect(try available(files) == AvailableMemory(bytes: gibibyte, bound: .machine))
    }

    @Test("the first version of groups, also where the path is the machine's and the group the root")
    func firstVersion() throws {
        for folder in ["cgroup/memory", "cgroup/memory/docker/x"] {
            let files = [
                "proc/meminfo": meminfo, "proc/self/cgroup": "9:cpu,cpuacct:/y\n4:memory:/docker/x\n0::/\n",
                "\(folder)/memory.limit_in_bytes": "300000000\n", "\(folder)/memory.usage_in_bytes": "310000000\n",
                "\(folder)/memory.stat": "inactive_file 7\ntotal_inactive_file 50000000\n",
            ]
            #expect(try available(files) == AvailableMemory(bytes: 40_000_000, bound: .controlGroup))
        }
        let unlimited = [
            "proc/meminfo": meminfo, "proc/self/cgroup": "4:memory:/\n",
            "cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
            "cgroup/memory/memory.usage_in_bytes": "5\n",
        ]
        #expect(try available(unlimited) == AvailableMemory(bytes: gibibyte, bound: .machine))
    }

    @Test("this machine says something")
    func here() throws {
        #expect(try #require(AvailableMemory.read()).bytes > 0)
    }

    @Test(
        "memory bounds what Airflow's settings allow, and not what was asked for",
        arguments: [
            (nil, Isolation.fork, 1 << 30, 32), (nil, .fork, 256 << 20, 8), (nil, .spawn, 256 << 20, 4),
            (nil, .fork, 0, 2), (40, .fork, 0, 40), (nil, .inline, 0, 32), (1, .fork, 1 << 30, 1),
        ] as [(Int?, Isolation, Int, Int)])
    func jobs(asked: Int?, isolation: Isolation, bytes: Int, expected: Int) {
        let limit = JobLimit(
            asked: asked, parallelism: 32, isolation: isolation,
            memory: AvailableMemory(bytes: bytes, bound: .controlGroup))
        #expect(limit.jobs == expected)
    }

    @Test("what bounds is told where the DAG would run more")
    func notice() {
        let memory = AvailableMemory(bytes: 256 << 20, bound: .controlGroup)
        let limit = JobLimit(asked: nil, parallelism: 32, isolation: .fork, memory: memory)
        var graph = DagGraph(dagID: "d", tasks: [], taskGroups: [])
        graph.maxActiveTasks = 16
        #expect(
            limit.notice(for: graph)
                == "Up to 8 tasks run at once: 256 MiB of memory of the control group (the container) are available, and a task "
                + "is taken to need 32 MiB. --jobs asks for more.")
        graph.maxActiveTasks = 8
        #expect(limit.notice(for: graph) == nil)
        #expect(JobLimit(asked: 3, parallelism: 32, isolation: .fork, memory: memory).notice(for: graph) == nil)
        #expect(JobLimit(asked: nil, parallelism: 2, isolation: .fork, memory: nil).jobs == 2)
    }
}
