internal import XCom

/// How stored values are written for people.
enum ValueStyle {
    /// As people write them; the beginnings of long ones.
    case beginning
    /// As people write them, each to its end.
    case whole
    /// The JSON text that is stored.
    case stored

    /// Of a longer text so many characters are shown.
    private static let longest = 1000

    func text(of value: WireValue) -> String {
        switch self {
        case .beginning: value.readable(limit: Self.longest)
        case .whole: value.readable()
        case .stored: value.text
        }
    }
}
