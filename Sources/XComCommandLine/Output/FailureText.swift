internal import XCom
internal import XComRunner

/// A task that failed, at a glance: its exception, where in the user's code it came from, what may help, and the command
/// that shows the rest.
struct FailureText {
    /// So many failed instances of a run are shown; the others are counted.
    private static let shown = 10
    /// Of a message so many lines are shown.
    private static let messageLines = 5

    var style: Style
    var store: any Store
    /// The store as the command was given it.
    var storeURL: String?
    /// Whether a task was tried once, alone: nothing tries it again, and its log was shown and is not kept.
    var isOfOneTry = false

    /// The failed task instances of a run.
    func text(of result: RunResult) -> String {
        let place = place(of: result.run.key)
        let last = Dictionary(result.failures.map { ($0.taskInstance, $0) }, uniquingKeysWith: { $1 })
        // Whoever stops a run knows why its tasks did not come to their end.
        let states: [TaskInstanceState?] = isOfOneTry ? [.failed, .upForRetry] : [.failed]
        let failed = result.taskInstances.filter { states.contains($0.state) && !(last[$0.key]?.isStop ?? false) }
        var blocks = failed.prefix(Self.shown).map { instance in
            let logged = try? LogReader(result.logPath(of: instance)).ending()
            let stored = last[instance.key].map { Self.words($0.type, $0.message) }
            return block(instance, logged?.failure, otherwise: stored ?? logged?.complaint, place)
        }
        if failed.count > Self.shown { blocks.append("\(failed.count - Self.shown) more have failed.\n") }
        return blocks.map { "\n" + $0 }.joined()
    }

    /// What `xcom logs` is given to find a run.
    private func place(of run: DagRunKey) -> String {
        let same = (try? store.dagRuns(DagRunFilter(runIDs: [run.runID])).count) ?? 1
        let dag = same > 1 ? "--dag-id \(run.dagID.shellWord) " : ""
        let url = storeURL.map { "--store \($0.shellWord) " } ?? ""
        return dag + url + run.runID.shellWord + " "
    }

    private func block(
        _ instance: TaskInstance, _ logged: LogRecord.Failure?, otherwise: String?, _ place: String
    ) -> String {
        let key = instance.key
        let attempt = instance.maxTries > 0 ? " (try \(instance.tryNumber) of \(instance.maxTries + 1))" : ""
        let words = logged.map { Self.words($0.type, $0.message) } ?? otherwise
        var lines = [
            style.paint("\(key.label) failed\(attempt)".readable, of: .failed)
                + (words.map { ": " + $0.readable } ?? "")
        ]
        for frame in logged?.frames ?? [] { lines += self.lines(of: frame) }
        if let cause = logged?.cause {
            let place = cause.frame.map { " (\($0.file):\($0.line))" } ?? ""
            lines.append("  from \(Self.words(cause.type, cause.message))\(place)".readable)
        }
        lines += (logged?.hints ?? []).map { "  " + style.paint($0.readable, .yellow) }
        if isOfOneTry { return lines.joined(separator: "\n") + "\n" }
        let index = key.mapIndex >= 0 ? " --map-index \(key.mapIndex)" : ""
        lines.append("  " + style.paint("xcom logs \(place)\(key.taskID.shellWord)\(index)".readable, .dim))
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of frame: LogRecord.Frame) -> [String] {
        let function = frame.function.isEmpty || frame.function == "<module>" ? "" : ", in \(frame.function)"
        let place = "  \(frame.file):\(frame.line)\(function)".readable
        return frame.source.isEmpty ? [place] : [place, "    " + frame.source.readable]
    }

    /// As the last line of a traceback says it; the first lines of a message.
    private static func words(_ type: String, _ message: String) -> String {
        let name = type.hasPrefix("builtins.") ? String(type.dropFirst("builtins.".count)) : type
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.count > messageLines { lines = lines.prefix(messageLines) + ["…"] }
        let text = lines.map { $0.cut(to: 1000) }.joined(separator: "\n    ")
        return text.isEmpty ? name : "\(name): \(text)"
    }
}

extension String {
    /// As a word of a shell's command line.
    var shellWord: String {
        let isPlain =
            !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "_-.:+/@%=,".unicodeScalars.contains(scalar)
            }
        return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
