/// How long something takes, as people say it.
enum Duration {
    /// `0.12 s`, `12.3 s`, `4:31`, `1:02:03`; whole seconds where nobody looks at less.
    static func words(_ seconds: Double) -> String {
        let places = seconds < 10 ? 100.0 : 10.0
        return seconds < 59.95 ? "\((max(seconds, 0) * places).rounded() / places) s" : clock(Int(seconds.rounded()))
    }

    /// `7 s`, `4:31`, `1:02:03`.
    static func words(whole seconds: Int) -> String {
        seconds < 60 ? "\(max(seconds, 0)) s" : clock(seconds)
    }

    private static func clock(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }
}
