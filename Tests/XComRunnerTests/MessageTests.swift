import Glibc
import Testing
import XCom

@testable import XComRunner
@testable import XComSupervisor

@Suite("messages between processes")
struct MessageTests {
    @Test("frames come out as they went in, however the bytes arrive", arguments: [1, 2, 3, 7, 1000])
    func frames(step: Int) throws {
        let order = Order(work: .task, instance: nil, dagID: "d\"\u{1F600}", runID: "r\n")
        let commands: [WorkerCommand] = [
            .prepare, .start(token: 1, order: order), .signal(token: -3, number: SIGTERM),
            .plan(token: 2, call: PlanSchedule.name, request: WireValue(text: #"{"conf": {"x": [1, 2.50]}}"#)),
            .notify(WireValue(text: "{}")),
            .shutdown,
        ]
        let bytes = try commands.flatMap { try Frame.bytes(of: $0) }
        var reader = FrameReader()
        var read: [WorkerCommand] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            reader.append(Array(bytes[start..<min(start + step, bytes.count)]))
            while let text = try reader.next() {
                read.append(try WireDecoder(style: .message).decode(WorkerCommand.self, from: WireValue(utf8: text)))
            }
        }
        #expect(read == commands)
    }

    private static let settings = AirflowSettings(
        maxMapLength: 1024, parallelism: 32, defaultPoolSlots: 128, killedTaskCleanupTime: 5, socketCleanupTimeout: 0.5,
        dagFileProcessorTimeout: 50, taskSDK: "1.2.1", clearsStateOnSuccess: false, routesQueues: false,
        fernetKey: "key")

    @Test("a length that no frame has is refused, and nothing is waited for")
    func tooLong() {
        var reader = FrameReader()
        reader.append([0xff, 0xff, 0xff, 0xff, 0])
        #expect(throws: FrameReader.Malformed.self) { try reader.next() }
    }

    @Test(
        "the worker's events keep what they say",
        arguments: [
            WorkerEvent.loaded(WireValue(text: #"{"dags": []}"#), settings), .planned(token: 1, answer: nil),
            .planned(token: 1, answer: WireValue(text: "{}")), .started(token: 7, pid: 1),
            .exited(token: 7, status: 9),
            .secrets(["a\u{0}b", ""]), .failed("why"),
        ])
    func events(event: WorkerEvent) throws {
        let text = try WireEncoder(style: .message).encode(event)
        #expect(try WireDecoder(style: .message).decode(WorkerEvent.self, from: text) == event)
    }

    @Test("descriptors come along with the message that they were sent with")
    func descriptors() throws {
        let sockets = try socketEnds(.stream)
        let sender = ControlChannel(OwnedDescriptor(sockets.0))
        let receiver = ControlChannel(OwnedDescriptor(sockets.1))
        let pipe = try Pipe()
        try sender.send(WorkerEvent.secrets(["x"]))
        try sender.send(WorkerEvent.started(token: 1, pid: 2), with: [pipe.write.number])
        try sender.send(WorkerEvent.exited(token: 1, status: 0))
        var events: [WorkerEvent] = []
        while events.count < 3 { events += try receiver.receive(WorkerEvent.self) }
        #expect(events[1] == .started(token: 1, pid: 2))
        let number = try #require(receiver.takeDescriptors(1).first)
        let came = OwnedDescriptor(number)
        try Descriptor.write([1, 2, 3], to: came.number)
        let end = pipe.read.number
        #expect(try Descriptor.read(end) == [1, 2, 3])
    }

    @Test("bytes that are no report are passed over")
    func garbage() throws {
        let sockets = try socketEnds(.messages)
        let reporter = LinkReporter(OwnedDescriptor(sockets.0))
        let main = OwnedDescriptor(sockets.1)
        Descriptor.setNonBlocking(main.number)
        reporter.report(.done(nil))
        let socket = main.number
        #expect(try received(socket) == .message(.done(nil)))
        #expect(try received(socket) == .nothing)
        let link = reporter.socket.intact
        try TaskLink.send(["failed"], to: try #require(link))
        #expect(try received(socket) == .unknown)
    }

    @Test("many and long secrets are told in messages that are not too long")
    func secrets() throws {
        let sockets = try socketEnds(.messages)
        let reporter = LinkReporter(OwnedDescriptor(sockets.0))
        let main = OwnedDescriptor(sockets.1)
        let texts = (0..<300).map { "secret number \($0)" } + [String(repeating: "ä", count: 15_000)]
        reporter.report(secrets: texts)
        Descriptor.setNonBlocking(main.number)
        var told: [String] = []
        while case .message(.secrets(let some)) = try TaskLink.receive(TaskReport.self, from: main.number) {
            told += some
        }
        #expect(Array(told.prefix(300)) == Array(texts.prefix(300)))
        #expect(told.dropFirst(300).joined() == texts.last)
    }

    private enum Seen: Equatable {
        case message(TaskReport)
        case unknown, nothing, end
    }

    private func received(_ socket: Int32) throws -> Seen {
        switch try TaskLink.receive(TaskReport.self, from: socket) {
        case .message(let report): .message(report)
        case .unknown: .unknown
        case .nothing: .nothing
        case .end: .end
        }
    }
}

@Suite("descriptors beside other people's code")
struct GuardedDescriptorTests {
    @Test("one that was closed, and whose number belongs to another file, is not used")
    func stolen() throws {
        let pipe = try pipeEnds()
        defer { close(pipe.read) }
        let guarded = GuardedDescriptor(OwnedDescriptor(pipe.write))
        let intact = guarded.intact
        let number = try #require(intact)
        #expect(number > 100)
        close(number)
        let closed = guarded.intact
        #expect(closed == nil)
        let other = try Pipe()
        let end = other.write.number
        dup2(end, number)
        defer { close(number) }
        let reused = guarded.intact
        #expect(reused == nil)
    }
}
