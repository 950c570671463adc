import Foundation
import XCom

@testable import XComRunner

/// Finds the fields of a type by decoding it from nothing: every field that it asks for is noted, with its type.
final class FieldRecorder {
    /// By path: `dags[].tasks[].retries` is an `integer`. A `?` stands behind the type of a field that may be missing.
    private(set) var fields: [String: String] = [:]
    private var optionals: Set<String> = []
    private var open: [any Decodable.Type] = []

    static func fields(of type: any Decodable.Type) throws -> [String: String] {
        let recorder = FieldRecorder()
        func read<Value: Decodable>(_ type: Value.Type) throws {
            _ = try Value(from: RecordingDecoder(recorder: recorder, path: ""))
        }
        try read(type)
        return recorder.fields
    }

    fileprivate func mayBeMissing(_ path: String) {
        optionals.insert(path)
    }

    fileprivate func value<Value: Decodable>(_ type: Value.Type, at path: String) throws -> Value {
        if let (name, value) = simple(type), let value = value as? Value {
            fields[path] = name + (optionals.contains(path) ? "?" : "")
            return value
        }
        let ends: [Any] = [ExpandInput.Source.literal(length: 0), AssetCondition.all([])]
        if open.contains(where: { $0 == type }), let end = ends.lazy.compactMap({ $0 as? Value }).first {
            note("recursive", at: path)
            return end
        }
        if !(type is any Collection.Type) { note("object", at: path) }
        open.append(type)
        defer { open.removeLast() }
        return try Value(from: RecordingDecoder(recorder: self, path: path))
    }

    private func note(_ name: String, at path: String) {
        fields[path] = name + (optionals.contains(path) ? "?" : "")
    }

    /// The name of a type without fields, and a value of it.
    private func simple(_ type: any Decodable.Type) -> (String, Any)? {
        switch type {
        case is String.Type: ("string", "")
        case is Timestamp.Type: ("string", Timestamp(microseconds: 0))
        case is UUID.Type: ("string", UUID())
        case is Int.Type: ("integer", 0)
        case is Int32.Type: ("integer", Int32(0))
        case is Int64.Type: ("integer", Int64(0))
        case is Double.Type: ("number", 0.0)
        case is Bool.Type: ("boolean", false)
        case is WireValue.Type: ("any", WireValue.null)
        // A pair, in an array.
        case is ExpandInput.Argument.Type: ("any", ExpandInput.Argument(name: "", source: .literal(length: 0)))
        case let type as any CaseIterable.Type: words(type)
        default: nil
        }
    }

    private func words<Words: CaseIterable>(_ type: Words.Type) -> (String, Any)? {
        let texts = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return type.allCases.first.map { ("string " + texts.sorted().joined(separator: "|"), $0) }
    }
}

private struct RecordingDecoder: Decoder {
    let recorder: FieldRecorder
    let path: String
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Fields(recorder: recorder, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        OneElement(recorder: recorder, path: path + "[]")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw Unrecorded(path: path)
    }
}

/// A type that is read in a way which the recorder does not know.
private struct Unrecorded: Error {
    var path: String
}

private struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let recorder: FieldRecorder
    let path: String
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    private func path(of key: Key) -> String {
        (path.isEmpty ? "" : path + ".") + snakeCased(key.stringValue)
    }

    // It is asked for what may be missing, and for nothing else.
    func contains(_ key: Key) -> Bool {
        recorder.mayBeMissing(path(of: key))
        return true
    }

    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try recorder.value(type, at: path(of: key))
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        throw Unrecorded(path: path(of: key))
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw Unrecorded(path: path(of: key))
    }

    func superDecoder() throws -> any Decoder { throw Unrecorded(path: path) }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw Unrecorded(path: path(of: key)) }
}

private struct OneElement: UnkeyedDecodingContainer {
    let recorder: FieldRecorder
    let path: String
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    private(set) var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    init(recorder: FieldRecorder, path: String) {
        self.recorder = recorder
        self.path = path
    }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        return try recorder.value(type, at: path)
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw Unrecorded(path: path)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw Unrecorded(path: path) }
    mutating func superDecoder() throws -> any Decoder { throw Unrecorded(path: path) }
}
