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
        let columns = Int(xcom_terminal_columns(descriptor))
        let width = isatty(descriptor) == 1 && columns > 0 ? columns : nil
        switch color {
        case .always: return Style(isColored: true, width: width)
        case .never: return Style(isColored: false, width: width)
        case .auto:
            let environment = ProcessInfo.processInfo.environment
            let isWanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
            return Style(isColored: isWanted && isatty(descriptor) == 1, width: width)
        }
    }
}
