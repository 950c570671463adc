internal import XCom

/// A result as data: what `-o json` and `-o yaml` print.
indirect enum Document {
    case null
    case text(String)
    case number(Int)
    case decimal(Double)
    /// JSON text, printed as it is.
    case value(WireValue)
    /// Why there is no value to print.
    case unreadable(String)
    case list([Document])
    case object([(String, Document)])

    init(_ text: String?) {
        self = text.map(Document.text) ?? .null
    }

    init(_ value: WireValue?) {
        self = value.map(Document.value) ?? .null
    }

    init(_ value: Result<WireValue, StoreError>) {
        switch value {
        case .success(let value): self = .value(value)
        case .failure(let error): self = .unreadable(error.message)
        }
    }

    init(_ timestamp: Timestamp?) {
        self.init(timestamp?.iso8601)
    }

    /// The shortest way to say it: what a cell of a table holds.
    func cell(_ values: ValueStyle) -> String {
        switch self {
        case .null: ""
        case .text(let text): text
        case .value(let value): values.text(of: value)
        case .unreadable(let reason): "(unreadable: \(reason))"
        default: json
        }
    }
}
