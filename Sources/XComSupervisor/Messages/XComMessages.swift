package import XCom

/// Asks for one XCom; no or a negative map index is the unmapped instance.
package struct GetXCom: ToSupervisor {
    package var key: String
    package var dagID: String
    package var runID: String
    package var taskID: String
    package var mapIndex: Int?
    package var includePriorDates: Bool?
}

/// Asks how many instances of a task have an XCom under a key.
package struct GetXComCount: ToSupervisor {
    package var key: String
    package var dagID: String
    package var runID: String
    package var taskID: String
}

/// ``GetXComCount``, as Task SDK 1.1 and 1.2 call it.
package struct GetNumberXComs: ToSupervisor {
    package var key: String
    package var dagID: String
    package var runID: String
    package var taskID: String
}

/// Asks for one row of a task's XComs, counted in map-index order, from the end where the offset is negative.
package struct GetXComSequenceItem: ToSupervisor {
    package var key: String
    package var dagID: String
    package var runID: String
    package var taskID: String
    package var offset: Int
}

/// Asks for a slice of a task's XComs in map-index order.
package struct GetXComSequenceSlice: ToSupervisor {
    package static let nullableFields = ["start", "stop", "step"]

    package var key: String
    package var dagID: String
    package var runID: String
    package var taskID: String
    package var start: Int?
    package var stop: Int?
    package var step: Int?
    package var includePriorDates: Bool?
}

/// Stores an XCom; `mappedLength` is set where a mapped task waits for the value.
package struct SetXCom: ToSupervisor {
    package var key: String
    package var value: WireValue
    package var dagID: String
    package var runID: String
    package var taskID: String
    package var mapIndex: Int?
    package var mappedLength: Int?
    /// Whether the value is, or belongs to, the result of the DAG.
    package var dagResult: Bool?
}

/// Deletes an XCom; what is not there is no error.
package struct DeleteXCom: ToSupervisor {
    package var key: String
    package var dagID: String
    package var runID: String
    package var taskID: String
    package var mapIndex: Int?
}

/// The answer to ``GetXCom``; `null` where there is none.
package struct XComResult: ToTask {
    package var key: String
    package var value: WireValue
}

/// The answer to ``GetXComCount``.
package struct XComCountResponse: ToTask {
    package var len: Int
}

/// The answer to ``GetNumberXComs``.
package struct XComLengthResponse: ToTask {
    package var len: Int
}

/// The answer to ``GetXComSequenceItem``.
package struct XComSequenceIndexResult: ToTask {
    package var root: WireValue
}

/// The answer to ``GetXComSequenceSlice``.
package struct XComSequenceSliceResult: ToTask {
    package var root: [WireValue]
}
