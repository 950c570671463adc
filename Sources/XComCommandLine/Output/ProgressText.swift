internal import XCom
internal import XComRunner

/// How a run stands, in lines: the counts, then each task of which something is under way.
struct ProgressText {
    /// More tasks than these are counted.
    private static let mostTasks = 10
    private static let widestName = 32

    /// Since when instances run.
    private var running: [TaskInstanceKey: Timestamp] = [:]
    /// When a mapped task was first seen, and how many of its instances had ended then.
    private var pace: [TaskInstanceKey: (since: Timestamp, finished: Int)] = [:]

    mutating func began(_ key: TaskInstanceKey) {
        running[key] = .now()
    }

    /// Since when the instance has been running that does so no more; `nil` where it never did.
    mutating func ended(_ key: TaskInstanceKey) -> Timestamp? {
        running.removeValue(forKey: key)
    }

    /// - `style`: of the terminal; a line has at most its width, and there are at most as many as it has.
    mutating func lines(_ progress: RunProgress, _ style: Style) -> [String] {
        let width = (style.width ?? 80) - 1
        let failed = progress.failed > 0 ? ", \(progress.failed) failed" : ""
        let counts = "\(progress.finished)/\(progress.total) done, \(progress.running) running\(failed)"
        var lines = ["\(counts)  \(Duration.words(whole: Int(progress.elapsed)))".cut(to: width)]
        let most = max(1, min(Self.mostTasks, (style.height ?? 24) - 3))
        let shown = progress.tasks.prefix(progress.tasks.count > most ? most - 1 : most)
        let names = shown.map { $0.key.label.oneLine.cut(to: Self.widestName) }
        let widest = names.map(\.count).max() ?? 0
        for (task, name) in zip(shown, names) {
            let text = "  \(name)\(String(repeating: " ", count: widest - name.count))  \(words(task))".cut(to: width)
            lines.append(
                text.hasPrefix("  \(name)")
                    ? "  \(name)" + style.paint(String(text.dropFirst(2 + name.count)), .dim) : text)
        }
        if shown.count < progress.tasks.count {
            lines.append("  … and \(progress.tasks.count - shown.count) more tasks")
        }
        return lines
    }

    private mutating func words(_ task: TaskProgress) -> String {
        var parts: [String] = []
        if task.isMapped {
            parts.append("\(Self.grouped(task.finished))/\(Self.grouped(task.total))")
            if task.running > 0 { parts.append("\(task.running) running") }
            if task.failed > 0 { parts.append("\(Self.grouped(task.failed)) failed") }
            parts += speed(of: task)
        } else if let since = running[task.key] {
            parts.append(Duration.words(whole: Int(Timestamp.now().seconds(since: since))))
        }
        if let wait = task.wait {
            let name = task.isMapped ? "[\(wait.key.mapIndex)] " : ""
            parts.append(name + Self.words(wait))
        }
        return parts.joined(separator: " · ")
    }

    /// How many instances end in a second, and when the last one will at that rate.
    private mutating func speed(of task: TaskProgress) -> [String] {
        let now = Timestamp.now()
        guard let begun = pace[task.key] else {
            pace[task.key] = (now, task.finished)
            return []
        }
        let seconds = now.seconds(since: begun.since)
        let ended = task.finished - begun.finished
        guard ended > 0, seconds >= 1 else { return [] }
        let rate = Double(ended) / seconds
        let left = Double(task.total - task.finished) / rate
        let words =
            rate >= 10
            ? "\(Int(rate.rounded()))/s"
            : rate >= 1 ? "\((rate * 10).rounded() / 10)/s" : "\(max(1, Int((rate * 60).rounded())))/min"
        return [words, "\(Duration.words(whole: Int(left.rounded(.up)))) left"]
    }

    /// What an instance waits for: `retry 2 of 3 in 4:31`.
    static func words(_ wait: TaskProgress.Wait) -> String {
        let others = wait.others > 0 ? " (\(grouped(wait.others)) more wait)" : ""
        return reason(wait.reason).oneLine + others
    }

    private static func reason(_ reason: TaskProgress.Reason) -> String {
        func time(to date: Timestamp) -> String { Duration.words(whole: Int(date.seconds(since: .now()).rounded(.up))) }
        switch reason {
        case .retry(let number, let count, let date): return "retry \(number) of \(count) in \(time(to: date))"
        case .poke(let date): return "next poke in \(time(to: date))"
        case .trigger: return "deferred"
        case .run(let dagID, let runID, let date, let state):
            let run = runID.map { "run \($0) of DAG \(dagID)" } ?? "the run of DAG \(dagID) at \(date?.iso8601 ?? "")"
            return "waits for \(run): \(state?.rawValue ?? "not started")"
        }
    }

    /// `10,000`.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.indices.map { ($0 > 0 && (digits.count - $0) % 3 == 0 ? "," : "") + String(digits[$0]) }.joined()
    }
}
