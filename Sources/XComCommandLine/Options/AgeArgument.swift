internal import ArgumentParser

/// A time span as people write it: `30d`, `12h`, `90m`, `45s`, `2w`.
struct AgeArgument: ExpressibleByArgument {
    var seconds: Double

    init?(argument: String) {
        let digits = argument.prefix { ("0"..."9").contains($0) }
        let units: [String: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800]
        guard let number = Double(digits), let unit = units[String(argument.dropFirst(digits.count))] else {
            return nil
        }
        seconds = number * unit
    }
}
