/// What a mapped task or group is expanded over.
package enum ExpandInput: Hashable, Sendable {
    /// `expand(x=..., y=...)`: one entry per argument, in the order written.
    case dictOfLists([Argument])
    /// `expand_kwargs(...)`.
    case listOfDicts(Source)

    /// An argument of `expand(...)`, and where its values come from.
    package struct Argument: Hashable, Sendable {
        package var name: String
        package var source: Source

        package init(name: String, source: Source) {
            self.name = name
            self.source = source
        }
    }

    /// Where the values of one argument come from.
    package indirect enum Source: Hashable, Sendable {
        /// A value in the DAG file, by its length.
        case literal(length: Int)
        case xcom(taskID: String, key: String)
        /// `.map(...)`: as long as what it maps.
        case map(Source)
        case zip([Source], hasFillValue: Bool)
        case concat([Source])

        /// The tasks whose XComs the source is made of.
        package var taskIDs: [String] {
            switch self {
            case .literal: []
            case .xcom(let taskID, _): [taskID]
            case .map(let source): source.taskIDs
            case .zip(let sources, _), .concat(let sources): sources.flatMap(\.taskIDs)
            }
        }
    }

    /// The tasks that expansion has to wait for.
    package var taskIDs: [String] {
        switch self {
        case .dictOfLists(let arguments): arguments.flatMap(\.source.taskIDs)
        case .listOfDicts(let source): source.taskIDs
        }
    }

    /// The number of instances, or `nil` where the length of something is not known yet.
    ///
    /// - Parameter lengthOf: the length of what a task's XCom holds, `nil` while it is unknown.
    func length(lengthOf: (_ taskID: String) -> Int?) -> Int? {
        switch self {
        case .dictOfLists(let arguments):
            guard !arguments.isEmpty else { return 0 }
            var product = 1
            for argument in arguments {
                guard let length = argument.source.length(lengthOf: lengthOf) else { return nil }
                product = product.timesAtMost(length)
            }
            return product
        case .listOfDicts(let source):
            return source.length(lengthOf: lengthOf)
        }
    }
}

extension Int {
    /// The product of two lengths; the greatest number where it is greater than that.
    func timesAtMost(_ other: Int) -> Int {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? .max : product
    }
}

extension ExpandInput.Source {
    func length(lengthOf: (_ taskID: String) -> Int?) -> Int? {
        switch self {
        case .literal(let length): return length
        case .xcom(let taskID, _): return lengthOf(taskID)
        case .map(let source): return source.length(lengthOf: lengthOf)
        case .zip(let sources, let hasFillValue):
            let lengths = sources.compactMap { $0.length(lengthOf: lengthOf) }
            guard lengths.count == sources.count else { return nil }
            return hasFillValue ? lengths.max() : lengths.min()
        case .concat(let sources):
            let lengths = sources.compactMap { $0.length(lengthOf: lengthOf) }
            return lengths.count == sources.count ? lengths.reduce(0, +) : nil
        }
    }
}

extension ExpandInput: Decodable {
    private struct Description: Decodable {
        enum Kind: String, Decodable, CaseIterable {
            case dictOfLists = "dict-of-lists"
            case listOfDicts = "list-of-dicts"
        }

        var kind: Kind
        /// Of a dict of lists.
        var values: [Argument]?
        /// Of a list of dicts.
        var value: Source?
    }

    package init(from decoder: any Decoder) throws {
        let description = try Description(from: decoder)
        switch (description.kind, description.values, description.value) {
        case (.dictOfLists, let values?, _): self = .dictOfLists(values)
        case (.listOfDicts, _, let value?): self = .listOfDicts(value)
        default: throw Self.unreadable(decoder, "an expansion needs its values")
        }
    }

    fileprivate static func unreadable(_ decoder: any Decoder, _ reason: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: decoder.codingPath, debugDescription: reason))
    }
}

extension ExpandInput.Argument: Decodable {
    package init(from decoder: any Decoder) throws {
        var pair = try decoder.unkeyedContainer()
        name = try pair.decode(String.self)
        source = try pair.decode(ExpandInput.Source.self)
    }
}

extension ExpandInput.Source: Decodable {
    private struct Description: Decodable {
        struct XCom: Decodable {
            var taskID: String
            var key: String
        }

        // One of them.
        var literal: Int?
        var xcom: XCom?
        var map: ExpandInput.Source?
        var zip: [ExpandInput.Source]?
        var concat: [ExpandInput.Source]?
        /// Beside `zip`.
        var hasFillvalue: Bool?
    }

    package init(from decoder: any Decoder) throws {
        let description = try Description(from: decoder)
        if let length = description.literal {
            self = .literal(length: length)
        } else if let xcom = description.xcom {
            self = .xcom(taskID: xcom.taskID, key: xcom.key)
        } else if let source = description.map {
            self = .map(source)
        } else if let sources = description.zip, let hasFillValue = description.hasFillvalue {
            self = .zip(sources, hasFillValue: hasFillValue)
        } else if let sources = description.concat {
            self = .concat(sources)
        } else {
            throw ExpandInput.unreadable(decoder, "this is not a source of values")
        }
    }
}
