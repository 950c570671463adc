internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComSupervisor

/// What is in the store. A DAG file is not loaded for it, which would take too long, and run code: its DAGs and tasks are those
/// that a run of it has left in the store.
extension CompletionKind {
    static let dagID = named { store, _ in try store.dagIDs() }
    static let runID = named { store, words in try store.runIDs(of: words.value(of: "--dag-id")) }
    static let unfinishedRunID = named { store, words in
        let filter = DagRunFilter(dagID: words.value(of: "--dag-id"), states: [.running, .queued])
        return try store.dagRuns(filter).reversed().map(\.key.runID)
    }
    static let taskID = named { store, words in
        let run = words.value(of: "--run-id", "--run")
        return try store.names(
            .taskID, of: XComFilter(dagID: words.value(of: "--dag-id"), runID: run), rows: mostRows)
    }
    static let xcomKey = named { store, words in
        let filter = XComFilter(
            dagID: words.value(of: "--dag-id"), runID: words.value(of: "--run-id"),
            taskID: words.value(of: "--task-id"))
        return try store.names(.key, of: filter, rows: mostRows)
    }
    /// Of a command that has a file or folder of DAG files before it.
    static let dagIDOfFile = named { store, words in try store.dagIDs(of: words) }
    static let runIDOfFile = named { store, words in try store.dagIDs(of: words).flatMap { try store.runIDs(of: $0) } }
    static let taskIDOfFile = named { store, words in
        let dagIDs = try words.value(of: "--dag-id").map { [$0] } ?? store.dagIDs(of: words)
        return try dagIDs.flatMap { try DagStructure(dagID: $0, in: store)?.tasks.map(\.taskID) ?? [] }
    }
    /// A task of the newest run, or a run; behind a run, one of its tasks.
    static let runIDOrTaskID = named { store, words in
        let dagID = words.value(of: "--dag-id")
        let runs = try store.runIDs(of: dagID)
        let chosen = words.rest.first(where: runs.contains)
        let filter = XComFilter(dagID: dagID, runID: chosen ?? runs.first)
        return try store.names(.taskID, of: filter, rows: mostRows) + (chosen == nil ? runs : [])
    }
    static let variable = named { store, _ in try store.variableKeys(prefix: "") }
    static let connection = named { store, _ in try store.connectionTypes().map(\.connID) }
    static let pool = named { store, _ in try store.pools().map(\.pool) }

    /// A DAG file, or a folder of them.
    static let dagFile = CompletionKind.file(extensions: ["py"])

    /// Of a large store only the newest rows are looked at: a person waits.
    fileprivate static let mostRows = 20_000
    /// Of more names than these only those are offered that begin as the word does.
    private static let mostNames = 500

    private static func named(
        _ names: @escaping @Sendable (any Store, TypedWords) throws -> [String]
    ) -> CompletionKind {
        .custom { words, index, prefix in
            let typed = TypedWords(words, index: index)
            guard let store = typed.store(), var found = try? names(store, typed) else { return [] }
            // The shell gets one in a line.
            found.removeAll { $0.contains(where: \.isNewline) }
            if found.count > mostNames {
                let start = TypedWords.unquoted(prefix)
                found = Array(found.lazy.filter { $0.hasPrefix(start) }.prefix(mostNames))
            }
            // zsh takes what stands behind a colon for a description.
            return CompletionShell.requesting == .zsh ? found.map { $0.replacing(":", with: "\\:") } : found
        }
    }
}

extension CompletionKind {
    /// Whether a shell wants to complete a word.
    static func isAsked(_ arguments: [String]) -> Bool { arguments.first == "---completion" }

    /// Keeps what goes wrong from the line that a person types.
    static func silence() {
        let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard nothing >= 0 else { return }
        dup2(nothing, STDERR_FILENO)
        close(nothing)
    }
}

extension Store {
    fileprivate func runIDs(of dagID: String?) throws -> [String] {
        try names(.runID, of: XComFilter(dagID: dagID), rows: CompletionKind.mostRows)
    }

    /// The DAGs of the file or folder that is named, those of one that was chosen.
    fileprivate func dagIDs(of words: TypedWords) throws -> [String] {
        guard let path = words.path else { return [] }
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        return try dagIDs().filter { id in
            guard let file = try dag(id: id)?.fileloc else { return false }
            return [path, resolved].contains { file == $0 || file.hasPrefix($0 + "/") }
        }
    }
}
