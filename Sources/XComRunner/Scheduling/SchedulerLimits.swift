/// How much may run at once.
struct SchedulerLimits: Equatable, Sendable {
    /// Task processes of the invocation (`--jobs`).
    var jobs = 1
    /// Slots by pool; a pool that is not here is not limited.
    var pools: [String: Int] = ["default_pool": 128]

    init(jobs: Int = 1) {
        self.jobs = jobs
    }
}
