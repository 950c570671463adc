internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import XCom
internal import XComRunner

/// By which version's rules DAG files are loaded and run.
struct CompatOptions: ParsableArguments {
    enum Version: String, CaseIterable, ExpressibleByArgument {
        case airflow2 = "2"
    }

    @Option(
        help: ArgumentHelp(
            "2 for Airflow 2's spellings and results, the same as XCOM_COMPAT=2. (default: Airflow 3's)",
            valueName: "version"))
    var compat: Version?

    private static let variable = "XCOM_COMPAT"

    /// Chooses the rules of this process and those that it starts: the option's, else the variable's, else those that a
    /// run was made with.
    ///
    /// - Parameter runs: the runs that are taken up.
    /// - Throws: ``Failure`` where the variable has another value.
    func choose(resuming runs: [DagRun] = []) throws -> AirflowRules {
        let value = ProcessInfo.processInfo.environment[Self.variable] ?? ""
        guard value.isEmpty || value == AirflowRules.airflow2.rawValue else {
            throw Failure(
                message: "\(Self.variable) is '\(value)'; it takes 2 (Airflow 2's rules), or nothing (Airflow 3's)",
                code: Failure.usage)
        }
        let isAsked = compat != nil || !value.isEmpty
        let isResumed = !runs.isEmpty && runs.allSatisfy { $0.rules == .airflow2 }
        let rules = isAsked || isResumed ? AirflowRules.airflow2 : .airflow3
        // Python's side of a process asks the variable.
        if rules == .airflow2 { setenv(Self.variable, rules.rawValue, 1) }
        return rules
    }
}
