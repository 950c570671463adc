/// Why a store refused.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public struct Code: Hashable, Sendable {
        private enum Base: Hashable {
            case dagRunNotFound, taskInstanceNotFound, dagRunAlreadyExists, unavailable, full, readOnly, notAStore
            case airflow, tooLarge, corrupt, other
        }
        private let base: Base

        /// The address names no DAG run.
        public static let dagRunNotFound = Code(base: .dagRunNotFound)
        /// The address names no task instance.
        public static let taskInstanceNotFound = Code(base: .taskInstanceNotFound)
        /// The DAG has a run of that id or logical date.
        public static let dagRunAlreadyExists = Code(base: .dagRunAlreadyExists)
        /// The store cannot be opened or is locked for too long.
        public static let unavailable = Code(base: .unavailable)
        /// There is no room left.
        public static let full = Code(base: .full)
        /// The store may not be written to.
        public static let readOnly = Code(base: .readOnly)
        /// What is at the store's place is something else.
        public static let notAStore = Code(base: .notAStore)
        /// What is at the store's place is the metadata database of a real Airflow, which is only read.
        public static let airflow = Code(base: .airflow)
        /// The value is larger than the store may take.
        public static let tooLarge = Code(base: .tooLarge)
        /// The store is damaged.
        public static let corrupt = Code(base: .corrupt)
        /// Anything else.
        public static let other = Code(base: .other)
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was being done: `set XCom`, `open`.
    public var operation: String
    /// One sentence: what, where, what to do. It shows no stored value.
    public var message: String

    public init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    public var description: String {
        "\(operation): \(message)"
    }
}
