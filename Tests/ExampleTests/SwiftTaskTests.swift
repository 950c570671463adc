import Foundation
import Testing

/// The Python environment of the tests: the active one, else the one that `scripts/setup` makes.
private let environment: String? = {
    let active = ProcessInfo.processInfo.environment["VIRTUAL_ENV"]
    let folder = active ?? root.appendingPathComponent(".venv").path
    return FileManager.default.fileExists(atPath: folder + "/bin/python") ? folder : nil
}()

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

@Suite("The example of the Swift library")
struct SwiftTaskTests {
    @Test(
        "a Swift program and Python tasks exchange typed values in one run, as the documentation shows",
        .enabled(if: environment != nil, "scripts/setup makes the Python environment that this needs"))
    func run() throws {
        let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xcom-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let page = root.appendingPathComponent("Sources/XCom/XCom.docc/SwiftTasks.md")
        let document = try String(contentsOf: page, encoding: .utf8)
        let code = try #require(
            document.components(separatedBy: "```python\n").last?.components(separatedBy: "```").first)
        try code.write(to: folder.appendingPathComponent("orders.py"), atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            at: folder.appendingPathComponent("swift-task"),
            withDestinationURL: products.appendingPathComponent("SwiftTask"))

        let store = "sqlite:///\(folder.path)/xcom.db"
        var variables = ProcessInfo.processInfo.environment
        variables["PATH"] = "\(folder.path):\(variables["PATH"] ?? "")"
        variables["STORE"] = store
        variables["XCOM_HOME"] = folder.path + "/home"
        func xcom(_ arguments: String...) throws -> String {
            let process = Process()
            let output = Pipe()
            process.executableURL = products.appendingPathComponent("xcom")
            process.arguments = arguments + ["--store", store]
            process.environment = variables
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(text)")
            return text
        }
        _ = try xcom("run", folder.path + "/orders.py", "--run-id", "r", "--python", environment ?? "")
        let value = try xcom(
            "get", "--dag-id", "orders", "--run-id", "r", "--task-id", "report", "--key", "return_value")
        #expect(value.contains("19.75 from 2 customers up to 2026-01-03"))
        #expect(document.contains("`19.75 from 2 customers up to 2026-01-03`"))
    }
}
