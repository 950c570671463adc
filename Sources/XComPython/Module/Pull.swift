internal import XCom
internal import XComSupervisor

/// Pulls by the rules of `PullRequest`: the store is asked without the GIL, values are decoded with it.
func pull(_ request: PullRequest, default: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
    let source = HostedSource(host: try SupervisorHost.installed(py))
    let answer: PullAnswer<Retained>
    do {
        answer = try request.answer(
            from: source, none: Retained(py.none), default: Retained(`default`.owned()),
            decode: { value in try Python.called { py in try decoded(value, py) } })
    } catch let error as SupervisorError {
        throw py.raise(error)
    } catch {
        // Only decoding throws otherwise, and then Python's error indicator is set.
        throw Raised()
    }
    switch answer {
    case .one(let value):
        return value.borrowed.owned()
    case .list(let values):
        let list = try py.list(count: values.count)
        for (index, value) in values.enumerated() {
            PyList(unchecked: list.borrowed).initialize(index, to: value.borrowed.owned())
        }
        return list
    }
}

/// The supervisor of this process as a source of pulls.
private struct HostedSource: PullSource {
    let host: SupervisorHost

    func value(at address: XComAddress, includePriorDates: Bool) throws -> WireValue? {
        try Python.called { py in
            try host.use(py) { try $0.value(at: address, includePriorDates: includePriorDates) }
        }
    }

    func values(of sequence: XComSequence, includePriorDates: Bool) throws -> [WireValue] {
        try Python.called { py in
            try host.use(py) { try $0.values(of: sequence, includePriorDates: includePriorDates) }
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
