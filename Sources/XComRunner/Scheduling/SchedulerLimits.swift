internal import XCom

/// How much may run at once.
struct SchedulerLimits: Equatable, Sendable {
    /// Task processes of the invocation (`--jobs`).
    var jobs = 1
    /// Slots by pool; a pool that is not here is not limited.
    var pools: [String: Int] = [PoolRecord.defaultName: 128]
    /// Pools in which deferred task instances keep their slots.
    var poolsWithDeferred: Set<String> = []

    init(jobs: Int = 1) {
        self.jobs = jobs
    }

    /// - `defaultPoolSlots`: how many the default pool has where nobody has said otherwise.
    init(jobs: Int, pools: [PoolRecord], defaultPoolSlots: Int) {
        self.jobs = jobs
        self.pools = [PoolRecord.defaultName: defaultPoolSlots]
        for pool in pools {
            self.pools[pool.pool] = pool.slots == PoolRecord.unlimited ? nil : pool.slots
            if pool.includesDeferred { poolsWithDeferred.insert(pool.pool) }
        }
    }
}
