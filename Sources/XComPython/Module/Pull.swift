internal import CPython
internal import CPythonShims
internal import XCom
internal import XComSupervisor

/// The arguments of a pull, of which nothing is left open.
struct PullRequest {
    var dagID: String
    var runID: String
    var taskIDs: [String]
    var key: String
    var includePriorDates: Bool
    /// `nil`: not given, which pulls all rows of each task.
    var mapIndexes: [Int]?
    /// Whether one task and at most one map index were asked for, as scalars.
    var isSingle: Bool

    /// The rows, in order; `nil` for a hole.
    func rows(from supervisor: Supervisor) throws(SupervisorError) -> [WireValue?] {
        var rows: [WireValue?] = []
        for taskID in taskIDs {
            let sequence = XComSequence(dagID: dagID, runID: runID, taskID: taskID, key: key)
            guard let mapIndexes else {
                let values = try supervisor.values(of: sequence, includePriorDates: includePriorDates)
                rows += values.isEmpty ? [nil] : values
                continue
            }
            for mapIndex in mapIndexes {
                let address = sequence.address(mapIndex: max(mapIndex, TaskInstanceKey.unmapped))
                rows.append(try supervisor.value(at: address, includePriorDates: includePriorDates))
            }
        }
        return rows
    }
}

/// Pulls: the store is asked without the GIL, then the values are decoded.
func pull(_ request: PullRequest, default: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
    let host = try SupervisorHost.installed(py)
    let rows: [WireValue?]
    do throws(SupervisorError) {
        rows = try host.use(py) { supervisor throws(SupervisorError) in try request.rows(from: supervisor) }
    } catch {
        throw raise(error, py)
    }
    // The default counts only where map indexes are given (facts P1 and P2).
    let hole = request.mapIndexes == nil ? Borrowed(xcom_none()) : `default`
    if request.isSingle, rows.count == 1 { return try decoded(rows[0], hole, py) }
    let list = try Owned(checking: PyList_New(0))
    for row in rows {
        let value = try decoded(row, hole, py)
        try checked(PyList_Append(list.pointer, value.pointer))
    }
    return list
}

private func decoded(_ row: WireValue?, _ hole: Borrowed, _ py: borrowing Python) throws(Raised) -> Owned {
    guard let row else { return hole.owned() }
    let result: Result<UncheckedOwned, Raised> = row.utf8.withUnsafeBufferPointer { utf8 in
        do throws(Raised) {
            return .success(UncheckedOwned(pointer: try Decoder.decode(utf8, py).take()))
        } catch {
            return .failure(error)
        }
    }
    let value = Owned(stealing: try result.get().pointer)
    return value.pointer == xcom_none() ? hole.owned() : value
}

/// A reference on its way out of a closure that can only return copyable values.
private struct UncheckedOwned {
    // SAFETY: made and taken once, in `decoded`.
    let pointer: PyPointer
}

/// Raises `AirflowRuntimeError`, as the SDK does where an answer is an error.
private func raise(_ error: SupervisorError, _ py: borrowing Python) -> Raised {
    do throws(Raised) {
        let reply = try py.bytes(error.json)
        let json = try Decoder.loads(reply.borrowed, py)
        guard let detail = PyDict_GetItemString(json.pointer, "error") else {
            return py.raise(xcom_exc_runtime_error(), error.description)
        }
        let comms = try py.module("airflow.sdk.execution_time.comms")
        let model = try py.attribute("ErrorResponse", of: comms.borrowed)
        let validate = try py.attribute("model_validate", of: model.borrowed)
        let response = try Owned(checking: xcom_call1(validate.pointer, detail))
        let exceptions = try py.module("airflow.sdk.exceptions")
        let type = try py.attribute("AirflowRuntimeError", of: exceptions.borrowed)
        PyErr_SetObject(type.pointer, response.pointer)
        return Raised()
    } catch {
        return error
    }
}
