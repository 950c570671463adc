package import XCom
package import XComSupervisor

/// What is asked of a person line by line, until there is an answer to a task: lines in, texts out.
package struct HITLDialogue {
    package enum Step: Equatable {
        /// Show this, and take the next line.
        case ask(String)
        /// There is an answer.
        case done(HITLResponse)
    }

    private let detail: HITLDetail
    private let user: HITLUser
    private let fields: [(name: String, value: WireValue)]
    private var options: [String] = []
    private var values: [String] = []

    package init(_ detail: HITLDetail, user: HITLUser) {
        self.detail = detail
        self.user = user
        fields = detail.paramDefaults
    }

    /// The question, and what may be answered.
    package var opening: String {
        var lines = [detail.subject]
        if let body = detail.body, !body.isEmpty { lines.append(body) }
        lines += detail.optionTexts.enumerated().map { "  \($0 + 1)  \($1)" }
        return lines.joined(separator: "\n") + "\n" + choice
    }

    private var choice: String {
        let defaults = detail.defaultTexts
        let suffix = defaults.isEmpty ? "" : " [\(defaults.joined(separator: ", "))]"
        return (detail.multiple ? "Numbers or texts, with commas between" : "Number or text") + "\(suffix): "
    }

    /// A line that the person has entered.
    package mutating func take(_ line: String) -> Step {
        guard !options.isEmpty else { return choose(line) }
        let field = fields[values.count]
        let text = line.trimmed()
        // What is no JSON is a text.
        let isJSON = (try? JSONValue(WireValue(text: text))) != nil
        let value = text.isEmpty ? field.value.text : isJSON ? text : JSONValue.string(text).text
        values.append("\(JSONValue.string(field.name).text): \(value)")
        return next()
    }

    private mutating func choose(_ line: String) -> Step {
        let all = detail.optionTexts
        let text = line.trimmed()
        let parts =
            detail.multiple ? text.split(separator: ",").map { String($0).trimmed() } : text.isEmpty ? [] : [text]
        let chosen =
            parts.isEmpty
            ? detail.defaultTexts
            : parts.map { part in
                if all.contains(part) { return part }
                if let number = Int(part), all.indices.contains(number - 1) { return all[number - 1] }
                return all.first { $0.lowercased() == part.lowercased() } ?? part
            }
        do {
            try detail.check(HITLResponse(options: chosen, user: user))
        } catch {
            return .ask("\(error)\n\(choice)")
        }
        options = chosen
        return next()
    }

    private func next() -> Step {
        guard values.count < fields.count else {
            let params = values.isEmpty ? nil : WireValue(text: "{\(values.joined(separator: ", "))}")
            return .done(HITLResponse(options: options, params: params, user: user))
        }
        let field = fields[values.count]
        return .ask("\(field.name) [\(field.value.text)]: ")
    }
}
