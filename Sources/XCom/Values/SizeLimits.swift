/// How large the JSON text of an XCom may be. Airflow has no such limits, and so there are none unless they are set.
public struct SizeLimits: Hashable, Sendable, Codable {
    /// A larger value is stored, with a warning in the task's log.
    public var soft: ByteSize?
    /// A larger value is refused.
    public var hard: ByteSize?

    public init(soft: ByteSize? = nil, hard: ByteSize? = nil) {
        self.soft = soft
        self.hard = hard
    }

    /// What `XCOM_SOFT_LIMIT` and `XCOM_HARD_LIMIT` say.
    ///
    /// - Throws: ``StoreError`` where one of them is not a size.
    public init(environment: [String: String]) throws {
        func size(_ name: String) throws -> ByteSize? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            guard let size = ByteSize(text) else {
                throw StoreError(
                    .other, operation: "read settings",
                    message: "\(name) is \(text); give a size, like 500000, 256KiB or 10MB")
            }
            return size
        }
        self.init(soft: try size("XCOM_SOFT_LIMIT"), hard: try size("XCOM_HARD_LIMIT"))
    }

    /// Refuses a value above the hard limit.
    ///
    /// - Throws: ``StoreError`` `tooLarge`.
    public func check(_ value: WireValue, at address: XComAddress) throws {
        if let hard, value.utf8.count > hard.bytes {
            throw StoreError(
                .tooLarge, operation: "set XCom",
                message:
                    "\(Self.words(value, address)), and the limit is \(hard) (XCOM_HARD_LIMIT); nothing was stored. "
                    + Self.advice)
        }
    }

    /// What the task's log says of a value above the soft limit.
    public func warning(of value: WireValue, at address: XComAddress) -> String? {
        guard let soft, value.utf8.count > soft.bytes else { return nil }
        return "\(Self.words(value, address)), more than \(soft) (XCOM_SOFT_LIMIT). " + Self.advice
    }

    private static let advice = "Keep large data in a file or a table, and push where it is"

    private static func words(_ value: WireValue, _ address: XComAddress) -> String {
        let instance = address.taskInstance
        let index = instance.mapIndex == TaskInstanceKey.unmapped ? "" : " at map index \(instance.mapIndex)"
        return "XCom '\(address.key)' of task '\(instance.taskID)'\(index) has \(ByteSize(value.utf8.count)) "
            + "(\(value.utf8.count) bytes)"
    }
}
