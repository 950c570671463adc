internal import FoundationEssentials
package import XCom

/// A refused message: what Airflow's API would answer with a status code of 400 or more.
///
/// In the task it is raised as `AirflowRuntimeError` with the text `API_SERVER_ERROR: {'status_code': ...}`.
package struct SupervisorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status that Airflow's API would give.
    package var statusCode: Int
    /// What Airflow's client would say of it.
    package var message: String
    /// The answer's content: a JSON value.
    package var detail: WireValue

    /// The form in which the task gets it.
    package var response: ErrorResponse {
        struct Detail: Encodable {
            var statusCode: Int
            var message: String
            var detail: WireValue
        }
        let detail = Detail(statusCode: statusCode, message: message, detail: detail)
        return ErrorResponse(error: .apiServerError, detail: WireValue(encoding: detail))
    }

    package var description: String {
        "\(statusCode): \(message) \(detail.text)"
    }

    /// `{"body": null, "error": ...}`, as `Reply.json` gives it.
    package var json: [UInt8] {
        (try? Reply.error(response).json()) ?? []
    }
}

extension SupervisorError {
    private struct Reason: Encodable {
        var reason: String
        var message: String
        var previousState: TaskInstanceState?
    }

    /// A message of a newer SDK: whoever sends it may be able to do without the fields.
    static func unknownFields(_ names: [String], _ message: String) -> SupervisorError {
        struct Unknown: Encodable {
            var reason = "invalid_message"
            var message: String
            var unknownFields: [String]
        }
        let content = Content(detail: Unknown(message: message, unknownFields: names))
        return SupervisorError(
            statusCode: 422, message: "Server returned error", detail: WireValue(encoding: content))
    }

    private struct Content<Detail: Encodable>: Encodable {
        var detail: Detail
    }

    /// Refused with a reason code and a text.
    static func refused(
        _ statusCode: Int, reason: String, _ message: String, previousState: TaskInstanceState? = nil
    ) -> SupervisorError {
        let content = Content(detail: Reason(reason: reason, message: message, previousState: previousState))
        return SupervisorError(
            statusCode: statusCode, message: "Server returned error", detail: WireValue(encoding: content))
    }

    /// Refused with nothing but a text.
    static func refused(_ statusCode: Int, _ message: String) -> SupervisorError {
        SupervisorError(statusCode: statusCode, message: message, detail: WireValue(encoding: Content(detail: message)))
    }

    static func notFound(_ message: String) -> SupervisorError {
        refused(404, reason: "not_found", message)
    }

    /// There is no such address in Airflow's API.
    static var noSuchPath: SupervisorError {
        refused(404, "Not Found")
    }

    /// An empty XCom key.
    static var emptyKey: SupervisorError {
        emptyPath("key")
    }

    /// An empty part of a path. The API checks it twice, so its answer says it twice.
    static func emptyPath(_ name: String) -> SupervisorError {
        invalid([Problem(tooShort: name, in: "path"), Problem(tooShort: name, in: "path")])
    }

    /// An empty part of a path that the API checks once, or an empty parameter.
    static func tooShort(_ name: String, in place: String) -> SupervisorError {
        invalid([Problem(tooShort: name, in: place)])
    }

    fileprivate struct AtLeastOne: Encodable {
        var minLength = 1
    }

    /// A parameter that is none of what it may be.
    static func notOneOf(_ names: [String], _ parameter: String, input: String) -> SupervisorError {
        struct Context: Encodable {
            var expected: String
        }
        let quoted = names.map { "'\($0)'" }
        let expected = quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
        return invalid([
            Problem(
                type: "enum", loc: ["query", parameter], msg: "Input should be \(expected)", input: input,
                ctx: Context(expected: expected))
        ])
    }

    fileprivate struct Problem<Context: Encodable>: Encodable {
        var type: String
        var loc: [String]
        var msg: String
        var input: String
        var ctx: Context
    }

    private static func invalid(_ problems: some Encodable) -> SupervisorError {
        SupervisorError(
            statusCode: 422, message: "Remote server returned validation error",
            detail: WireValue(encoding: Content(detail: problems)))
    }

    /// What is an unexpected error in Airflow's API. Its answer names nothing; ours has a `reason` too.
    package static func internalError(reason: String) -> SupervisorError {
        SupervisorError(
            statusCode: 500, message: "Server returned error",
            detail: JSONValue.object([
                ("message", "Internal server error"), ("correlation-id", .string(UUID().uuidString.lowercased())),
                ("reason", .string(reason)),
            ]).wireValue)
    }

    /// A message that this supervisor has no answer to.
    static func unanswered(_ type: String, _ why: String) -> SupervisorError {
        refused(400, reason: "unanswered_message", "\(type): \(why)")
    }
}

extension SupervisorError.Problem<SupervisorError.AtLeastOne> {
    fileprivate init(tooShort name: String, in place: String) {
        self.init(
            type: "string_too_short", loc: [place, name], msg: "String should have at least 1 character", input: "",
            ctx: SupervisorError.AtLeastOne())
    }
}

extension WireValue {
    /// The JSON of a value of our own, which always has one.
    init(encoding value: some Encodable) {
        self = (try? MessageCoding.encode(value)) ?? .null
    }
}

/// A text as Python's `repr` shows it, as Airflow's error messages do.
func pythonRepr(_ text: String) -> String {
    let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var quoted = String(quote)
    for character in text.unicodeScalars {
        switch character {
        case "\\": quoted += "\\\\"
        case "\n": quoted += "\\n"
        case "\r": quoted += "\\r"
        case "\t": quoted += "\\t"
        case _ where character == quote.unicodeScalars.first: quoted += "\\\(character)"
        case _ where character.value < 0x20 || character.value == 0x7F:
            let digits = String(character.value, radix: 16)
            quoted += "\\x" + (digits.count < 2 ? "0" : "") + digits
        default: quoted.unicodeScalars.append(character)
        }
    }
    return quoted + String(quote)
}
