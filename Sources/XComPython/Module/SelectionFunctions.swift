internal import CPython
internal import CPythonShims
internal import XCom
internal import XComSupervisor

let selectionFunctions: [ModuleFunction] = [
    ModuleFunction(
        "pull_selection", "selection, single, default, make, decode, connection, /",
        "What xcom_pull of Airflow 2 gives: decode(text) of one value, or make(selection). A connection for SQL may be named"
            + " that is read by, here and below."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("pull_selection", arguments, count, expected: 6, py)
            let request = Airflow2Pull(
                selection: try py.selection(arguments[0]), isSingle: try py.isTrue(arguments[1]))
            return try pull(
                request, on: try py.optionalInteger(arguments[5]), default: arguments[2], make: arguments[3],
                decode: arguments[4], py)
        }
    },
    ModuleFunction(
        "count_selection", "selection, connection, /", "How many rows a selection has."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("count_selection", arguments, count, expected: 2, py)
            let selection = try py.selection(arguments[0])
            let connection = try py.optionalInteger(arguments[1])
            let number = try SupervisorHost.ask(py, on: connection) { supervisor throws(SupervisorError) in
                try supervisor.count(of: selection)
            }
            return try py.int(number)
        }
    },
    ModuleFunction(
        "read_selection", "selection, offset, limit, reversed, connection, /",
        "Rows of a selection: (dag_id, run_id, task_id, map_index, key, text, timestamp) each; limit None for all."
    ) { _, arguments, count in
        entry { py throws(Raised) in
            let arguments = try Arguments("read_selection", arguments, count, expected: 5, py)
            let selection = try py.selection(arguments[0])
            let window = XComSelection.Window(
                offset: try py.integer(arguments[1]),
                limit: try py.optionalInteger(arguments[2]),
                isReversed: try py.isTrue(arguments[3]))
            let connection = try py.optionalInteger(arguments[4])
            let entries = try SupervisorHost.ask(py, on: connection) { supervisor throws(SupervisorError) in
                try supervisor.entries(of: selection, in: window)
            }
            return try py.list(entries) { entry throws(Raised) in try py.row(entry) }
        }
    },
]

extension Python {
    /// A selection from the tuple that ``object(_:)`` makes.
    fileprivate func selection(_ object: Borrowed) throws(Raised) -> XComSelection {
        guard let tuple = PyTuple(object), tuple.count == 9 else {
            throw raise(.typeError, "a selection is a tuple of 9 items")
        }
        func item(_ index: Int) -> Borrowed? {
            tuple[index].isNone ? nil : tuple[index]
        }
        func texts(_ index: Int) throws(Raised) -> [String]? {
            guard let item = item(index) else { return nil }
            return try self.texts(item)
        }
        func integers(_ index: Int) throws(Raised) -> [Int]? {
            guard let item = item(index) else { return nil }
            return try self.integers(item)
        }
        guard let runID = item(1), let includePriorDates = item(2) else {
            throw raise(.typeError, "a selection has a run id, and says whether prior dates count")
        }
        var selection = XComSelection(
            dagIDs: try texts(0), runID: try text(runID), includePriorDates: try isTrue(includePriorDates),
            taskIDs: try texts(3))
        if let key = item(4) { selection.key = try text(key) }
        if let bounds = try integers(6), bounds.count == 2 {
            selection.mapIndexes = .range(bounds[0]..<max(bounds[0], bounds[1]))
        } else if let indexes = try integers(5) {
            selection.mapIndexes = .each(indexes)
        }
        let tasks = try texts(7).map { $0.isEmpty ? XComSelection.Ranking.ascending : .listed($0) }
        if let indexes = try integers(8) {
            selection.order = .place(tasks: tasks, mapIndexes: indexes.isEmpty ? .ascending : .listed(indexes))
        } else {
            selection.order = .newestFirst
        }
        return selection
    }

    /// A selection for Python: (dag_ids, run_id, include_prior_dates, task_ids, key, map_indexes, map_index_range,
    /// task_order, map_index_order).
    ///
    /// None lets everything through. An empty order is ascending. Without an order of tasks rows are sorted by map index
    /// alone; without one of map indexes the newest come first.
    func object(_ selection: XComSelection) throws(Raised) -> Owned {
        var mapIndexes = none
        var range = none
        switch selection.mapIndexes {
        case .each(let indexes): mapIndexes = try list(indexes)
        case .range(let bounds): range = try list([bounds.lowerBound, bounds.upperBound])
        case nil: break
        }
        var taskOrder = none
        var mapIndexOrder = none
        if case .place(let tasks, let indexes) = selection.order {
            switch tasks {
            case .ascending: taskOrder = try list([String]())
            case .listed(let ids): taskOrder = try list(ids)
            case nil: break
            }
            switch indexes {
            case .ascending: mapIndexOrder = try list([Int]())
            case .listed(let indexes): mapIndexOrder = try list(indexes)
            }
        }
        let result = try tuple(count: 9)
        let places = PyTuple(unchecked: result.borrowed)
        places.initialize(0, to: try optionalList(selection.dagIDs))
        places.initialize(1, to: try string(selection.runID))
        places.initialize(2, to: bool(selection.includePriorDates))
        places.initialize(3, to: try optionalList(selection.taskIDs))
        places.initialize(4, to: try selection.key.map { key throws(Raised) in try string(key) } ?? none)
        places.initialize(5, to: mapIndexes)
        places.initialize(6, to: range)
        places.initialize(7, to: taskOrder)
        places.initialize(8, to: mapIndexOrder)
        return result
    }

    private func optionalList(_ texts: [String]?) throws(Raised) -> Owned {
        guard let texts else { return none }
        return try list(texts)
    }

    /// A row for Python.
    fileprivate func row(_ entry: XComEntry) throws(Raised) -> Owned {
        let result = try tuple(count: 7)
        let places = PyTuple(unchecked: result.borrowed)
        let instance = entry.address.taskInstance
        places.initialize(0, to: try string(instance.dagID))
        places.initialize(1, to: try string(instance.runID))
        places.initialize(2, to: try string(instance.taskID))
        places.initialize(3, to: try int(instance.mapIndex))
        places.initialize(4, to: try string(entry.address.key))
        places.initialize(5, to: try bytes(entry.value.utf8))
        places.initialize(6, to: try string(entry.timestamp.iso8601))
        return result
    }
}
