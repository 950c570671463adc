internal import ArgumentParser
internal import Foundation

/// In which form a result is printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    case table, json, yaml, plain
}

struct OutputOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "Form of the output.")
    var output: OutputFormat = .table

    /// Prints a listing alone.
    func show(_ listing: Listing) {
        show([listing], as: listing.document)
    }

    /// Prints listings one under the other, or as the document that says the same.
    func show(_ listings: [Listing], as document: @autoclosure () -> Document) {
        switch output {
        case .json: Standard.write(document().json + "\n")
        case .yaml: Standard.write(document().yaml)
        case .table: Standard.write(listings.map(\.table).joined(separator: "\n"))
        case .plain: Standard.write(listings.map(\.plain).joined(separator: "\n"))
        }
    }
}

/// Standard output and error.
enum Standard {
    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    static func writeError(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
