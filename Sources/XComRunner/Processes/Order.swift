internal import Foundation
internal import XCom

/// What a process that the worker forks is to do.
struct Order: Codable, Equatable {
    enum Work: String, Codable {
        case task, trigger, callback
    }

    var work: Work
    /// The task instance; of a callback the one it is told of, if any.
    var instance: UUID?
    var dagID: String
    var runID: String
    var logPath: String?
    /// Of a callback: `success` or `failure`, and why the run ended.
    var callbackKind: String?
    var reason: String?
    /// How many more processes the run is about to need: where there are any, the worker forks one ahead.
    var moreToCome = 0

    func encoded() throws -> [UInt8] {
        try WireEncoder(style: .message).encode(self).utf8
    }

    static func decoded(_ bytes: [UInt8]) throws -> Order {
        try WireDecoder(style: .message).decode(Order.self, from: WireValue(utf8: bytes))
    }
}

/// What a task process says at its end, on the pipe to the main process.
struct DoneRecord: Codable, Equatable {
    /// What kept the process from doing its work.
    var problem: Problem?

    struct Problem: Codable, Equatable {
        var type: String
        var message: String
    }

    func encoded() -> [UInt8] {
        (try? WireEncoder(style: .message).encode(self).utf8) ?? []
    }

    static func decoded(_ bytes: [UInt8]) -> DoneRecord {
        (try? WireDecoder(style: .message).decode(DoneRecord.self, from: WireValue(utf8: bytes))) ?? DoneRecord()
    }
}
