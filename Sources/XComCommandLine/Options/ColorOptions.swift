internal import ArgumentParser
internal import CSystem
internal import FoundationEssentials
internal import Glibc

/// When output is coloured.
enum ColorChoice: String, CaseIterable, ExpressibleByArgument {
    case auto, always, never
}

/// `--color`.
struct ColorOptions: ParsableArguments {
    @Option(help: "Colour on a terminal, always or never; NO_COLOR turns it off, too.")
    var color: ColorChoice = .auto

    /// How to write to a stream: 1 is standard output, 2 standard error.
    func style(of descriptor: Int32 = STDOUT_FILENO) -> Style {
        var (columns, rows) = (Int32(0), Int32(0))
        if isatty(descriptor) == 1 { xcom_terminal_size(descriptor, &columns, &rows) }
        var style = Style(width: columns > 0 ? Int(columns) : nil, height: rows > 0 ? Int(rows) : nil)
        switch color {
        case .always: style.isColored = true
        case .never: style.isColored = false
        case .auto:
            let environment = ProcessInfo.processInfo.environment
            let isWanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
            style.isColored = isWanted && isatty(descriptor) == 1
        }
        return style
    }
}
