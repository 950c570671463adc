internal import Crypto
internal import XCom

extension RetryPolicy {
    /// The longest delay that backoff comes to: a day, in seconds.
    private static let longestBackoff = 86_400.0

    /// Seconds from the end of a failed try to the next one.
    ///
    /// With backoff the delay grows with the try and is spread by a hash of the instance, the same in every Airflow
    /// (`models/taskinstance.py, next_retry_datetime`).
    ///
    /// - `logicalDate`: the run's `logicalDateText`.
    func secondsToNextTry(dagID: String, taskID: String, logicalDate: String, tryNumber: Int) -> Double {
        let factor = exponentialBackoff
        guard factor != 0, factor != 1, factor > 0 else { return delay }
        var grown = delay
        for _ in 1..<max(tryNumber, 1) where grown < .infinity { grown *= factor }
        let least = max(1, grown.rounded(.up))
        var seconds = Self.longestBackoff
        if least < Self.longestBackoff {
            let hash = Insecure.SHA1.hash(data: Array("\(dagID)#\(taskID)#\(logicalDate)#\(tryNumber)".utf8))
            let modulus = Int(least)
            let spread = hash.reduce(0) { ($0 * 256 + Int($1)) % modulus }
            seconds = min(Double(modulus + spread), Self.longestBackoff)
        }
        guard let maxDelay, maxDelay > 0 else { return seconds }
        return min(seconds, maxDelay)
    }
}

extension DagRun {
    /// The logical date as Python's `str()` spells it, `None` for a run without one: retries are spread by it.
    var logicalDateText: String {
        logicalDate?.iso8601.replacing("T", with: " ") ?? "None"
    }
}
