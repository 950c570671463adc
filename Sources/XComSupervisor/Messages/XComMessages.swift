public import XCom

/// Asks for one XCom; no or a negative map index is the unmapped instance.
public struct GetXCom: ToSupervisor {
    public var key: String
    public var dagID: String
    public var runID: String
    public var taskID: String
    public var mapIndex: Int?
    public var includePriorDates: Bool?
}

/// Asks how many instances of a task have an XCom under a key.
public struct GetXComCount: ToSupervisor {
    public static let type = "GetNumberXComs"

    public var key: String
    public var dagID: String
    public var runID: String
    public var taskID: String
}

/// Asks for one row of a task's XComs, counted in map-index order, from the end where the offset is negative.
public struct GetXComSequenceItem: ToSupervisor {
    public var key: String
    public var dagID: String
    public var runID: String
    public var taskID: String
    public var offset: Int
}

/// Asks for a slice of a task's XComs in map-index order.
public struct GetXComSequenceSlice: ToSupervisor {
    public static let nullableFields = ["start", "stop", "step"]

    public var key: String
    public var dagID: String
    public var runID: String
    public var taskID: String
    public var start: Int?
    public var stop: Int?
    public var step: Int?
    public var includePriorDates: Bool?
}

/// Stores an XCom; `mappedLength` is set where a mapped task waits for the value.
public struct SetXCom: ToSupervisor {
    public var key: String
    public var value: WireValue
    public var dagID: String
    public var runID: String
    public var taskID: String
    public var mapIndex: Int?
    public var mappedLength: Int?
}

/// Deletes an XCom; what is not there is no error.
public struct DeleteXCom: ToSupervisor {
    public var key: String
    public var dagID: String
    public var runID: String
    public var taskID: String
    public var mapIndex: Int?
}

/// The answer to ``GetXCom``; `null` where there is none.
public struct XComResult: ToTask {
    public var key: String
    public var value: WireValue
}

/// The answer to ``GetXComCount``.
public struct XComCountResponse: ToTask {
    public static let type = "XComLengthResponse"

    public var len: Int
}

/// The answer to ``GetXComSequenceItem``.
public struct XComSequenceIndexResult: ToTask {
    public var root: WireValue
}

/// The answer to ``GetXComSequenceSlice``.
public struct XComSequenceSliceResult: ToTask {
    public var root: [WireValue]
}
