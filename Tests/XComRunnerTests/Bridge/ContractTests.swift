import Foundation
import Testing

@testable import XComRunner

/// What Python says of an entry point (`python/tests/bridge/contract_fields.py`), as ``FieldRecorder`` says it.
private struct EntryPoint: Decodable {
    var request: [String: String]
    var answer: [String: String]
}

@Suite("the contract between Swift and Python")
struct ContractTests {
    private static var calls: [any BridgeCall.Type] {
        [
            AnswerBundleTask.self, AskHost.self, BecomePython.self, BeginBundleTask.self, BeginProcess.self,
            DescribeConnections.self, DeserializeXCom.self, EndBundleTask.self, EnterEnvironment.self, FindBundles.self,
            ListenerCall.self, LoadDags.self, LookUpConnection.self, LookUpVariable.self,
            MakeConnection.self, MapPartitions.self, OpenBackend.self, PlanRun.self, PlanSchedule.self,
            PrepareTask.self, PurgeXCom.self,
            ReadCommand.self, ReadDates.self, ReadParams.self, ReadRecords.self, ReadSettings.self, ReadVersions.self,
            RelayBundleLog.self, RenderTask.self, ResolvePartitions.self,
            RunDagCallback.self, RunTask.self, RunTaskCallbacks.self, RunTrigger.self, SubsetTasks.self, WarmUp.self,
            WriteRecords.self,
        ]
    }

    private static let entryPoints = Result { try read() }

    private static func read() throws -> [String: EntryPoint] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
        let process = Process()
        process.executableURL = root.appending(path: ".venv/bin/python")
        process.arguments = [root.appending(path: "python/tests/bridge/contract_fields.py").path]
        let output = Foundation.Pipe()
        process.standardOutput = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode([String: EntryPoint].self, from: text)
    }

    @Test("each entry point has its call")
    func names() throws {
        #expect(try Set(Self.entryPoints.get().keys) == Set(Self.calls.map { $0.name }))
    }

    @Test("a request has the same fields on both sides", arguments: calls.indices)
    func requests(index: Int) throws {
        let call = Self.calls[index]
        let python = try #require(try Self.entryPoints.get()[call.name]).request
        #expect(try differences(FieldRecorder.fields(of: call), python) == [])
    }

    @Test("an answer has the fields that Swift reads; only of a DAG's graph there are more", arguments: calls.indices)
    func answers(index: Int) throws {
        func fields<Call: BridgeCall>(_ call: Call.Type) throws -> [String: String] {
            try FieldRecorder.fields(of: Call.Answer.self)
        }
        let call = Self.calls[index]
        let swift = try fields(call)
        let python = try #require(try Self.entryPoints.get()[call.name]).answer
        #expect(differences(swift, python.filter { swift[$0.key] != nil || !$0.key.hasPrefix("dags[].") }) == [])
    }

    /// The fields that are not on both sides, or not of the same type.
    private func differences(_ swift: [String: String], _ python: [String: String]) -> [String] {
        Set(swift.keys).union(python.keys).sorted().compactMap { path in
            let types = (swift[path] ?? "missing", python[path] ?? "missing")
            return isSame(types.0, types.1) ? nil : "\(path): \(types.0) in Swift, \(types.1) in Python"
        }
    }

    private func isSame(_ swift: String, _ python: String) -> Bool {
        // Any value includes none, and a text of the SDK's is one of the words that it has.
        if swift == "any?", python == "any" { return true }
        return swift == python || (swift.hasPrefix("string ") && python == "string")
    }
}
