internal import XCom

/// How text is written for whoever reads it: in colour or not, and how wide.
struct Style {
    /// ISO 6429's numbers of what a terminal shows.
    enum Look: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case yellow = "33"
        case blue = "34"
    }

    var isColored = false
    /// How many characters a line of the terminal has; `nil` where there is no terminal.
    var width: Int?
    /// How many lines it has.
    var height: Int?

    func paint(_ text: String, _ look: Look) -> String {
        paint(text, code: look.rawValue)
    }

    /// Text in the colour that Airflow's UI gives a state, of the 256 that terminals have.
    func paint(_ text: String, of state: TaskInstanceState) -> String {
        paint(text, code: "38;5;\(Self.color(of: state))")
    }

    /// The same of a state of a task or of a run by its name; other text stays as it is.
    func paint(ofState text: String) -> String {
        TaskInstanceState(rawValue: text).map { paint(text, of: $0) } ?? text
    }

    private func paint(_ text: String, code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// `airflow-core utils/state.py, State.state_color`, by the nearest of the 256.
    private static func color(of state: TaskInstanceState) -> Int {
        switch state {
        case .success: 28
        case .failed: 196
        case .running: 46
        case .upstreamFailed: 214
        case .skipped: 205
        case .upForRetry: 220
        case .upForReschedule: 80
        case .deferred, .awaitingInput: 98
        case .scheduled: 180
        case .queued: 244
        case .restarting: 213
        case .removed: 252
        }
    }
}
