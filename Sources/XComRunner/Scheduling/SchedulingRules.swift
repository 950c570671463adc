internal import XComSupervisor

/// What the schedulers of Airflow's releases decide in different ways.
struct SchedulingRules: Equatable, Sendable {
    /// Whether upstream instances that were removed count for nothing for every instance, not only for one of several.
    ///
    /// Airflow: `ti_deps/deps/trigger_rule_dep.py`, `num_failures` and `num_success`.
    var ignoresRemoved: Bool
    /// Whether `none_failed_min_one_success` waits for the one success, and is upstream_failed where there is none at the end.
    ///
    /// Airflow: `ti_deps/deps/trigger_rule_dep.py`.
    var insistsOnOneSuccess: Bool
    /// The rules that some of the upstream tasks can satisfy: in a mapped group these look at all instances of their upstream
    /// tasks.
    ///
    /// Airflow: `ti_deps/deps/trigger_rule_dep.py`, `is_fast_triggered`.
    var fastRules: Set<TriggerRule>
    /// Whether only an instance that is not expanded yet looks at them all, then also one in a plain group inside the mapped
    /// one. Otherwise each does whose innermost group is the mapped one.
    ///
    /// Airflow: the same place.
    var looksAtAllUntilExpanded: Bool
    /// Whether deferred instances, and those that await input, count for `max_active_tis_per_dag` and
    /// `max_active_tis_per_dagrun`.
    ///
    /// Airflow: `jobs/scheduler_job_runner.py, ConcurrencyMap`; `models/taskinstance.py, get_num_active_task_instances`.
    var countsDeferred: Bool
    /// Whether what a branch or a short circuit decided is looked for at the map index of the instance in question, also where
    /// the branch is not mapped itself and has none.
    ///
    /// Airflow: `ti_deps/deps/not_previously_skipped_dep.py`.
    var asksBranchesAtOwnIndex = false

    static let airflow31 = {
        var rules = airflow32
        rules.asksBranchesAtOwnIndex = true
        return rules
    }()
    static let airflow32 = SchedulingRules(
        ignoresRemoved: false, insistsOnOneSuccess: false, fastRules: [.oneSuccess, .oneFailed, .oneDone],
        looksAtAllUntilExpanded: false, countsDeferred: false)
    static let airflow33 = SchedulingRules(
        ignoresRemoved: true, insistsOnOneSuccess: true,
        fastRules: [.oneSuccess, .oneFailed, .oneDone, .noneFailedMinOneSuccess], looksAtAllUntilExpanded: true,
        countsDeferred: true)
}

extension AirflowRelease {
    var scheduling: SchedulingRules {
        switch self {
        case .v31: .airflow31
        case .v32: .airflow32
        case .v33: .airflow33
        }
    }
}
