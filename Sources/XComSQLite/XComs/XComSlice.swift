/// A slice of a sequence as Airflow's Execution API reads it: `ORDER BY`, `LIMIT` and `OFFSET`, then a stride over what
/// came back. It differs from a slice of a list where Python gives nothing (`[2:1]`).
struct XComSlice: Equatable {
    var isDescending = false
    /// A negative limit is none.
    var limit: Int?
    /// A negative offset is 0.
    var offset: Int?
    /// Which of the rows are wanted, by Python's rules for `rows[::stride]`.
    var stride = 1

    /// - `count`: how many rows there are; asked for only where the bounds have different signs.
    init(start: Int?, stop: Int?, step: Int?, count: () throws -> Int) rethrows {
        let start = start.map(Self.clamped)
        let stop = stop.map(Self.clamped)
        var step = Self.clamped(step ?? 1)
        if step == 0 { step = 1 }
        switch (start, stop) {
        case (nil, nil):
            isDescending = step < 0
            step = abs(step)
        case (nil, let stop?) where stop >= 0:
            if step >= 0 { limit = stop } else { offset = stop + 1 }
        case (nil, let stop?):
            isDescending = true
            step = -step
            if step > 0 { limit = -stop - 1 } else { offset = -stop }
        case (let start?, nil) where start >= 0:
            if step >= 0 { offset = start } else { limit = start + 1 }
        case (let start?, var stop?) where start >= 0:
            if stop < 0 { stop += try count() }
            if step >= 0 { slice(start, stop) } else { slice(stop + 1, start + 1) }
        case (let start?, nil):
            isDescending = true
            step = -step
            if step > 0 { offset = -start - 1 } else { limit = -start }
        case (let start?, var stop?):
            isDescending = true
            step = -step
            if stop >= 0 { stop -= try count() }
            if step > 0 { slice(-1 - start, -1 - stop) } else { slice(-stop, -start) }
        }
        stride = step
    }

    /// What SQLAlchemy makes of `query.slice(start, stop)`.
    private mutating func slice(_ start: Int, _ stop: Int) {
        offset = start
        limit = stop - start
    }

    /// No sequence has so many rows, and the sums above cannot overflow.
    private static func clamped(_ bound: Int) -> Int {
        max(-1 << 61, min(bound, 1 << 61))
    }

    /// `rows[::stride]`.
    func select<Row>(_ rows: [Row]) -> [Row] {
        if stride == 1 { return rows }
        let indices =
            stride > 0
            ? Swift.stride(from: 0, to: rows.count, by: stride)
            : Swift.stride(from: rows.count - 1, to: -1, by: stride)
        return indices.map { rows[$0] }
    }
}
