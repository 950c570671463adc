/// Airflow's own schema of what is in frames.
package enum FrameSchema {
    /// The version that messages are written by: a bundle says it, and the supervisor speaks it with that bundle.
    package static let version = "2026-06-16"
}
