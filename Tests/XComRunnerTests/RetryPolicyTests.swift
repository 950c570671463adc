import Testing

@testable import XComRunner

@Suite("Delays between tries")
struct RetryPolicyTests {
    private func policy(_ delay: Double, backoff: Double, most: Double? = nil) -> RetryPolicy {
        RetryPolicy(delay: delay, exponentialBackoff: backoff, maxDelay: most)
    }

    @Test("without backoff the delay stays")
    func constant() {
        let seconds = policy(30, backoff: 0).secondsToNextTry(
            dagID: "d", taskID: "t", logicalDate: "None", tryNumber: 4)
        #expect(seconds == 30)
    }

    // Expected: what next_retry_datetime of Airflow 3.2.1 gives for these instances.
    @Test("backoff is Airflow's", arguments: [(1, 389), (2, 1115), (3, 1778), (8, 48430), (40, 86400)])
    func backoff(tryNumber: Int, expected: Double) {
        let seconds = policy(300, backoff: 2).secondsToNextTry(
            dagID: "d", taskID: "t", logicalDate: "2026-01-01 00:00:00+00:00", tryNumber: tryNumber)
        #expect(seconds == expected)
    }

    @Test("the longest delay of the task is kept")
    func longest() {
        let seconds = policy(300, backoff: 2, most: 400).secondsToNextTry(
            dagID: "d", taskID: "t", logicalDate: "None", tryNumber: 5)
        #expect(seconds == 400)
    }
}
