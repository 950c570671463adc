internal import XCom
internal import XComSupervisor

/// Pulls by Airflow 3's rules.
func pull(_ request: Airflow3Pull, default: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
    let source = HostedSource(host: try SupervisorHost.installed(py))
    let decode = { (value: WireValue) in try Python.called { py in try decoded(value, py) } }
    let answer = try pulling(py) {
        try request.answer(from: source, none: none(py), default: Retained(`default`.owned()), decode: decode)
    }
    if case .one(let value) = answer { return value.borrowed.owned() }
    return try list(try pulling(py) { try answer.values(from: source) { try decode($0) ?? none(py) } }, py)
}

/// Pulls by Airflow 2's rules.
///
/// - `connection`: One for SQL that is read by, `nil` for the supervisor's own.
/// - `make`: What Python code makes of a selection.
/// - `decode`: What Python code makes of a value's text.
func pull(
    _ request: Airflow2Pull, on connection: Int?, default: Borrowed, make: Borrowed, decode: Borrowed,
    _ py: borrowing Python
) throws(Raised) -> Owned {
    let source = HostedSource(host: try SupervisorHost.installed(py), connection: connection)
    let answer = try pulling(py) {
        try request.answer(from: source, none: none(py), default: Retained(`default`.owned())) { value in
            try Python.called { py in
                let text = try py.bytes(value.utf8)
                return Retained(try py.call(decode, text.borrowed))
            }
        }
    }
    switch answer {
    case .one(let value): return value.borrowed.owned()
    case .list(let values): return try list(values, py)
    case .selection(let selection):
        let arguments = try py.object(selection)
        return try py.call(make, arguments.borrowed)
    }
}

/// Asks a source, without the GIL, and decodes, with it.
private func pulling<Result>(_ py: borrowing Python, _ body: () throws -> Result) throws(Raised) -> Result {
    do {
        return try body()
    } catch let error as SupervisorError {
        throw py.raise(error)
    } catch {
        // Only decoding throws otherwise, and then Python's error indicator is set.
        throw Raised()
    }
}

private func none(_ py: borrowing Python) -> Retained {
    Retained(py.none)
}

private func list(_ values: [Retained], _ py: borrowing Python) throws(Raised) -> Owned {
    try py.list(values) { value throws(Raised) in value.borrowed.owned() }
}

/// The supervisor of this process as a source of pulls.
private struct HostedSource: PullSource {
    let host: SupervisorHost
    /// One for SQL, in place of the supervisor's own.
    var connection: Int?

    func value(at address: XComAddress, includePriorDates: Bool) throws -> WireValue? {
        try Python.called { py in
            try host.use(py, on: connection) { supervisor throws(SupervisorError) in
                try supervisor.value(at: address, includePriorDates: includePriorDates)
            }
        }
    }

    func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue] {
        try Python.called { py in
            try host.use(py, on: connection) { supervisor throws(SupervisorError) in
                try supervisor.values(of: sequence, includePriorDates: includePriorDates)
            }
        }
    }

    func entries(of selection: XComSelection, in window: XComSelection.Window) throws -> [XComEntry] {
        try Python.called { py in
            try host.use(py, on: connection) { supervisor throws(SupervisorError) in
                try supervisor.entries(of: selection, in: window)
            }
        }
    }
}

/// The object of a stored value; `nil` for None.
private func decoded(_ value: WireValue, _ py: borrowing Python) throws(Raised) -> Retained? {
    let result: Result<Retained, Raised> = value.utf8.withUnsafeBufferPointer { utf8 in
        do throws(Raised) {
            return .success(Retained(try Decoder.decode(utf8, py)))
        } catch {
            return .failure(error)
        }
    }
    let object = try result.get()
    return object.borrowed.isNone ? nil : object
}
