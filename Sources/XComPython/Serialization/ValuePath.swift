internal import JSONCore
internal import XCom

/// Where in a value something is, found again in the text that was written up to there: `$.rows[3].when`.
///
/// Nothing has to be kept while a value is encoded; only a failure pays for it.
struct ValuePath {
    private enum Step {
        case index(Int)
        case key(String)
    }

    private var steps: [Step] = []

    /// - `text`: What was written before the failure came up.
    init(in text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            switch text[index] {
            case 0x5B: steps.append(.index(0))
            case 0x7B: steps.append(.key(""))
            case 0x5D, 0x7D: _ = steps.popLast()
            case 0x2C:
                switch steps.last {
                case .index(let number): steps[steps.count - 1] = .index(number + 1)
                case .key: steps[steps.count - 1] = .key("")
                case nil: break
                }
            case 0x22:
                let begin = index + 1
                index = begin
                while index < text.count, text[index] != 0x22 { index += text[index] == 0x5C ? 2 : 1 }
                if case .key? = steps.last, index + 1 < text.count, text[index + 1] == 0x3A {
                    steps[steps.count - 1] = .key(String(decoding: text[begin..<index], as: UTF8.self))
                }
            default: break
            }
            index += 1
        }
    }

    /// The path, without the envelopes' own keys.
    var description: String {
        var text = "$"
        for step in steps.prefix(20) {
            switch step {
            case .index(let number): text += "[\(number)]"
            case .key(Envelope.dataKey), .key(""): break
            case .key(let key): text += "." + key
            }
        }
        return steps.count > 20 ? text + "..." : text
    }

    /// Notes the path on an exception. Its type and message stay Airflow's; the traceback shows the note.
    func note(on exception: Borrowed, _ py: borrowing Python) {
        guard !steps.isEmpty else { return }
        do throws(Raised) {
            let note = try py.string("This is at \(description) in the XCom value.")
            _ = try py.call(method: Names.shared.addNote, of: exception, note.borrowed)
        } catch {
            // Before Python 3.11 there are no notes.
            py.clearError()
        }
    }
}
