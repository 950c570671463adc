import Testing
import XCom

@testable import XComRunner

@Suite("What is read from the XCom skipmixin_key")
struct SkipDecisionTests {
    /// The verdicts of Airflow's `NotPreviouslySkippedDep` on task `b`; where it raises TypeError, nothing is skipped.
    @Test(
        "a stored value skips what it skips in Airflow",
        arguments: [
            (#"{"followed": ["b"]}"#, false), (#"{"followed": ["x"]}"#, true), (#"{"followed": []}"#, true),
            (#"{"followed": "abc"}"#, false), (#"{"followed": "x"}"#, true), (#"{"followed": {"b": 1}}"#, false),
            (#"{"followed": {"__classname__": "builtins.set", "__version__": 1, "__data__": ["b"]}}"#, true),
            (#"{"followed": [["b"]]}"#, true), (#"{"skipped": ["b"]}"#, true), (#"{"skipped": ["x"]}"#, false),
            (#"{"skipped": {"b": 0}}"#, true), (#"{"followed": ["b"], "skipped": ["b"]}"#, true),
            (#"{"followed": ["b"], "skipped": ["x"]}"#, false), (#"{"reference": "b"}"#, false),
            (#""xcom_file://b""#, false), ("null", false), ("[]", false), (#"{"other": 1}"#, false),
            // TypeError:
            ("5", false), (#"["followed"]"#, false), (#""followed""#, false), (#"{"followed": null}"#, false),
        ])
    func decision(stored: String, isSkipped: Bool) {
        #expect((SkipDecision(WireValue(text: stored))?.skips("b") ?? false) == isSkipped)
    }
}
