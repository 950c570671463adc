internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComRunner
internal import XComStores
internal import XComSupervisor

/// Asks on a terminal what the tasks of a command's runs ask a person, one question after the other.
final class HITLPrompt {
    private let opener: StoreOpener
    private var store: (any Store)?
    private var runs: [DagRunKey] = []
    private var open: (id: UUID, dialogue: HITLDialogue)?
    private var line: [UInt8] = []
    private var lastLook = Timestamp(microseconds: 0)
    /// Questions that the person has turned away from, by the end of input.
    private var isClosed = false

    init?(_ opener: StoreOpener) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        self.opener = opener
    }

    var isOpen: Bool { open != nil }

    func began(_ run: DagRunKey) { runs.append(run) }
    func ended(_ run: DagRunKey) { runs.removeAll { $0 == run } }

    /// Looks for a question, once a second at most.
    ///
    /// - `clear`: what is to be done before something is shown.
    func look(clear: () -> Void) {
        let now = Timestamp.now()
        guard !isClosed, now.seconds(since: lastLook) >= 1 else { return }
        lastLook = now
        guard let waiting = try? questions() else { return }
        if let asked = open, !waiting.contains(where: { $0.taskInstanceID == asked.id }) {
            Standard.writeError("\nThe question has been settled otherwise.\n")
            open = nil
        }
        guard open == nil, let detail = waiting.first, let store,
            let instance = try? store.taskInstance(id: detail.taskInstanceID)
        else { return }
        clear()
        let dialogue = HITLDialogue(detail, user: HITLUser.current)
        Standard.writeError("Task \(instance.key.label) of DAG \(instance.key.dagID) asks: ".oneLine)
        Standard.writeError(dialogue.opening.readable)
        open = (detail.taskInstanceID, dialogue)
        line = []
    }

    private func questions() throws -> [HITLDetail] {
        if store == nil { store = try opener.open() }
        guard let store else { return [] }
        return try runs.flatMap { run in
            try store.hitlDetails(
                TaskInstanceFilter(dagID: run.dagID, runIDs: [run.runID], states: [.deferred, .awaitingInput]))
        }.filter { $0.respondedAt == nil }
    }

    /// There is input.
    func read() {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 else {
            if count == 0 || errno != EINTR && errno != EAGAIN {
                isClosed = true
                open = nil
            }
            return
        }
        for byte in bytes.prefix(count) {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            let text = String(decoding: line, as: UTF8.self)
            line = []
            take(text)
        }
    }

    private func take(_ text: String) {
        guard var asked = open, let store else { return }
        switch asked.dialogue.take(text) {
        case .ask(let next):
            open = asked
            Standard.writeError(next.readable)
        case .done(let response):
            open = nil
            do {
                try Supervisor(store: store).record(response, of: asked.id)
            } catch {
                Failure.complain("\(error)")
            }
        }
    }
}

extension HITLUser {
    /// Who runs the command.
    static var current: HITLUser {
        let name = getpwuid(getuid()).flatMap { $0.pointee.pw_name.map { String(cString: $0) } } ?? "\(getuid())"
        return HITLUser(id: name, name: name)
    }
}
