internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import XComPython
internal import XComRunner

/// The program `xcom`, in whatever process: its own, or one of Python that has loaded `_xcom`.
public enum Program {
    /// Offers the command line, what it knows of the default store, and runs of DAGs that a program has, to the native module.
    public static func offer() {
        NativeModule.program = run
        HostFunctions.defaultStore = { (StoreOptions.home, try StoreOptions.defaultURL()) }
        HostedRun.install()
    }

    /// Runs a command line.
    ///
    /// - Parameter arguments: What follows the program's name.
    /// - Returns: The exit code.
    public static func run(_ arguments: [String]) -> Int32 {
        offer()
        let signals = ProgramSignals()
        defer { signals.giveBack() }
        if CompletionKind.isAsked(arguments) { CompletionKind.silence() }
        do {
            try Diagnostics.start(environment: ProcessInfo.processInfo.environment)
            if let code = DagRunner.runHiddenSubcommand(arguments) { return code }
            signals.take()
            try XComCommand.checkSubcommand(arguments)
            var command = try XComCommand.parseAsRoot(arguments)
            try command.run()
            return 0
        } catch {
            return Failure.report(error)
        }
    }
}

/// What signals mean to the program. Python has meanings of its own for two of them: a pipe that nobody reads is an
/// exception, and so is Ctrl-C, of which it hears when the program is over.
private struct ProgramSignals {
    private let kept: [(number: Int32, action: sigaction)]

    init() {
        kept = [SIGINT, SIGPIPE].map { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            return (number, action)
        }
    }

    func take() {
        signal(SIGPIPE, SIG_DFL)
        // A shell starts a program in the background with Ctrl-C ignored.
        if let interrupt = kept.first, !interrupt.action.isIgnored { signal(SIGINT, SIG_DFL) }
    }

    func giveBack() {
        for (number, action) in kept {
            var action = action
            sigaction(number, &action, nil)
        }
    }
}
