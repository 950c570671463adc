internal import ArgumentParser
internal import XCom

/// A date, or a date and time, in ISO 8601. Without an offset it is in `[core] default_timezone`, which only the worker knows.
struct DateArgument: ExpressibleByArgument {
    var text: String

    init?(argument: String) {
        guard Timestamp(argument) != nil else { return nil }
        text = argument
    }
}
