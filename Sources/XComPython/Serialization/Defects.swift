/// What is wrong with a piece of text, which only counts if the piece stays in the value.
struct Defects {
    /// The first exception of making the text.
    var failure: Retained?
    /// Where the first surrogates that stand alone were written: they fail after all others.
    var surrogates: Range<Int>?
    /// Whether the SDK's part of the value has something that is not plain JSON (a tuple), which `SetXCom` refuses.
    var hasForeign = false

    /// What was wrong at some place of the text.
    struct Mark {
        fileprivate var hasFailure: Bool
        fileprivate var surrogates: Range<Int>?
        fileprivate var hasForeign: Bool
    }

    @inline(__always) var mark: Mark {
        Mark(hasFailure: failure != nil, surrogates: surrogates, hasForeign: hasForeign)
    }

    /// Forgets those of the text behind a place.
    mutating func forget(since mark: Mark) {
        if !mark.hasFailure { failure = nil }
        surrogates = mark.surrogates
        hasForeign = mark.hasForeign
    }

    /// Adds those of text that comes behind, and that has moved since they were noted.
    mutating func add(_ later: Defects, movedBy distance: Int = 0) {
        failure = failure ?? later.failure
        surrogates = surrogates ?? later.surrogates.map { $0.lowerBound + distance..<$0.upperBound + distance }
        hasForeign = hasForeign || later.hasForeign
    }
}
