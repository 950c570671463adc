import MessagePack
import Testing
import XCom

@testable import XComFrames
@testable import XComSupervisor

@Suite("frames between a supervisor and a runtime of another language")
struct FrameTests {
    @Test("every golden frame is written again as it was read", arguments: GoldenFrame.all)
    func bytes(golden: GoldenFrame) throws {
        var reader = MessagePackReader(golden.payload)
        var writer = MessagePackWriter()
        while let token = try reader.next() { writer.append(token) }
        #expect(Frame.bytes(ofPayload: writer.bytes) == golden.bytes)
    }

    @Test("a golden request is read as its message, which says the same when it is written", arguments: GoldenFrame.all)
    func requests(golden: GoldenFrame) throws {
        guard golden.isRequest else { return }
        let frame = try RequestFrame(payload: golden.payload)
        #expect(type(of: frame.message).type == golden.type)
        let written = try frame.bytes()
        guard golden.type != "SkipDownstreamTasks" else {
            // Tasks without a map index are pairs with one, which is Airflow's other form of them.
            let tasks = (frame.message as? SkipDownstreamTasks)?.tasks
            #expect(tasks == [SkippedTask(taskID: "x"), SkippedTask(taskID: "y", mapIndex: 3)])
            return
        }
        #expect(try said(in: Array(written.dropFirst(4))) == said(in: golden.payload))
    }

    @Test("so is a golden response", arguments: GoldenFrame.all)
    func responses(golden: GoldenFrame) throws {
        guard !golden.isRequest else { return }
        let frame = try ResponseFrame(payload: golden.payload)
        #expect(frame.error == nil)
        #expect(frame.body.map { type(of: $0).type } == golden.type)
        let written = Array(try frame.bytes().dropFirst(4))
        // The rest of what StartupDetails says has a test of its own.
        if golden.type != "StartupDetails" { #expect(try said(in: written) == said(in: golden.payload)) }
    }

    @Test("what a supervisor sends first")
    func startup() throws {
        let golden = try #require(GoldenFrame.all.first { $0.type == "StartupDetails" })
        let frame = try ResponseFrame(payload: golden.payload)
        let details = try #require(frame.body as? StartupDetails)
        #expect(frame.id == 0)
        #expect(details.ti.taskID == "hello")
        #expect(details.ti.mapIndex == -1)
        #expect(details.startDate == Timestamp("2026-11-21T00:34:06.070978Z"))
        #expect(details.tiContext.dagRun.logicalDate == Timestamp("2026-01-01T00:00:00Z"))
        #expect(details.tiContext.dagRun.startDate == Timestamp("2026-01-01T00:00:00.123456Z"))
        #expect(details.tiContext.dagRun.conf?.text == #"{"k": 1}"#)
        #expect(details.tiContext.variables == [])
        #expect(details.tiContext.xcomKeysToClear == ["return_value"])
        #expect(!details.tiContext.shouldRetry)
        // A supervisor's dates are MessagePack's moments, in the same bytes.
        let written = hexadecimal(try frame.bytes())
        for date in ["d7ff10ec27406b00e6fe", "d6ff6955b900", "d7ff1d6f28006955b900"] {
            #expect(golden.hexadecimal.contains(date))
            #expect(written.contains(date), "\(date)")
        }
        let again = try #require(ResponseFrame(payload: Array(frame.bytes().dropFirst(4))).body as? StartupDetails)
        #expect(again == details)
    }

    @Test("a runtime's dates are texts")
    func dates() throws {
        let date = try #require(Timestamp("1969-12-31T23:59:59.999999Z"))
        let bytes = try RequestFrame(id: 1, message: RescheduleTask(state: nil, rescheduleDate: date, endDate: date))
            .bytes()
        let text = "1969-12-31T23:59:59.999999+00:00"
        #expect(String(decoding: bytes, as: UTF8.self).ranges(of: text).count == 2)
        // A supervisor's are moments also before 1970.
        let result = TaskRescheduleStartDate(startDate: date)
        let response = try ResponseFrame(id: 1, body: result).bytes()
        let again = try ResponseFrame(payload: Array(response.dropFirst(4)))
        #expect(again.body as? TaskRescheduleStartDate == result)
        #expect(!String(decoding: response, as: UTF8.self).contains("1969"))
    }

    @Test(
        "numbers go through with all their digits",
        arguments: [
            "0", "-1", "9223372036854775807", "18446744073709551615", "-9223372036854775808", "1.5", "1e+300",
            "-0.0", "5e-324", "[]", "{}", "[[], {}]", #"{"a": {"b": [1, null, true]}}"#, #""\ud83d\ude00\u0000""#,
        ])
    func values(text: String) throws {
        let message = SetXCom(key: "k", value: WireValue(text: text), dagID: "d", runID: "r", taskID: "t")
        let frame = try RequestFrame(payload: Array(RequestFrame(id: -5, message: message).bytes().dropFirst(4)))
        #expect(frame.id == -5)
        #expect(frame.message as? SetXCom == message)
    }

    @Test(
        "what MessagePack cannot hold is refused before a byte is sent",
        arguments: [
            ("18446744073709551616", "frame: an integer of 20 digits is beyond the 64 bits that MessagePack has"),
            ("[1e400]", "frame: a number is greater than a float can be"),
        ])
    func tooLarge(text: String, message: String) {
        let setting = SetXCom(key: "k", value: WireValue(text: text), dagID: "d", runID: "r", taskID: "t")
        let error = #expect(throws: FrameError.self) { try RequestFrame(id: 1, message: setting).bytes() }
        #expect(error?.description == message)
    }

    @Test("a trace goes along where there is one")
    func carrier() throws {
        let carrier = WireValue(text: #"{"traceparent": "00-1-2-01"}"#)
        let frame = RequestFrame(id: 1, message: GetVariable(key: "v"), contextCarrier: carrier)
        let again = try RequestFrame(payload: Array(frame.bytes().dropFirst(4)))
        #expect(again.contextCarrier == carrier)
    }

    @Test(
        "a frame that is none says why and where",
        arguments: [
            ([0xC0], "frame: byte 0: it is not an array of 2 to 3 values"),
            ([0x91, 0x01], "frame: byte 0: it is not an array of 2 to 3 values"),
            ([0x92, 0xA1, 0x61, 0xC0], "frame: byte 1: the id is not an integer of 64 bits"),
            ([0x92, 0x07, 0xC0], "frame 7: there is no message in it"),
            ([0x92, 0x07, 0x80], "frame 7: cannot read the message: it has no type"),
            (
                [0x92, 0x07, 0x81, 0xA4, 0x74, 0x79, 0x70, 0x65, 0xA1, 0x58],
                "frame 7: cannot read the message: there is no message X"
            ),
            ([0x92, 0x07, 0x81, 0xA1, 0x61, 0xC4, 0x00], "frame 7: byte 5: bytes are not a value that JSON has"),
            ([0x92, 0x07, 0x81, 0x01, 0x01], "frame 7: byte 3: the key of a map is not a text"),
            (
                [0x92, 0x07, 0x91, 0xCA, 0x7F, 0xC0, 0, 0],
                "frame 7: byte 3: a number that is not finite is not a value that JSON has"
            ),
            ([0x92, 0x07, 0xD4, 0x05, 0x00], "frame 7: byte 2: an extension of type 5 is not a value that JSON has"),
            (
                [0x92, 0x07, 0xC7, 12, 0xFF, 0, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0],
                "frame 7: byte 2: a moment is not in the years 1 to 9999"
            ),
            ([0x92, 0x07, 0x80, 0x01], "frame: byte 3: 1 bytes follow the value"),
            ([0x92, 0x07, 0x91, 0xA1], "frame: byte 3: 1 bytes of text are announced, and only 0 bytes follow"),
        ] as [([UInt8], String)])
    func errors(payload: [UInt8], message: String) {
        let error = #expect(throws: FrameError.self) { try RequestFrame(payload: payload) }
        #expect(error?.description == message)
    }

    /// What a payload says: its JSON without nulls, and dates as moments.
    private func said(in payload: [UInt8]) throws -> [JSONValue] {
        let parts = try FrameParts(payload, counts: 2...3)
        return try [.number("\(parts.id)")] + parts.values.map { Self.plain(try $0.map { try JSONValue($0) } ?? .null) }
    }

    private static func plain(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(Timestamp(text)?.iso8601 ?? text)
        case .array(let values): .array(values.map(plain))
        case .object(let object):
            .object(
                JSONObject(
                    object.members.sorted { $0.key < $1.key }.filter { $0.value != .null }.map {
                        (key: $0.key, value: plain($0.value))
                    }))
        default: value
        }
    }
}
