/// A store of everything: what the supervisor answers from, and what a run is executed by.
///
/// Small and synchronous; every conformer passes one shared test suite. It may be used from several threads.
public protocol Store: XComStore, DagStore, DagRunStore, BackfillStore, TaskInstanceStore, TaskRecordStore,
    DeferralStore, RetryDecisionStore, StateStore,
    VariableStore, ConnectionStore, PoolStore, AssetStore, PartitionStore, NameStore, SharedSlotStore, ForkableStore,
    StoreMaintenance, Sendable
{}
