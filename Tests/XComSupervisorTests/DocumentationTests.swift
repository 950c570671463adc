import Foundation
import Testing

@testable import XComSupervisor

@Suite("the module's documentation")
struct DocumentationTests {
    static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("Sources/XComSupervisor/XComSupervisor.docc/XComSupervisor.md")

    @Test("its table says of each message what becomes of it, and names no other")
    func table() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let names = text.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| `"), let end = line.dropFirst(3).firstIndex(of: "`") else { return nil }
            return String(line.dropFirst(3)[..<end])
        }
        #expect(names.sorted() == Supervisor.messageTypes.map { String(describing: $0) }.sorted())
    }
}
