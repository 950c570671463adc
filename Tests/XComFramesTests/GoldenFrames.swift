import Testing

/// Whole frames that a runtime and Airflow 3.3.2's supervisor sent each other, their lengths included.
struct GoldenFrame: Sendable, CustomTestStringConvertible {
    var name: String
    var isRequest: Bool
    var hexadecimal: String
    /// The type of the message in it; `nil` where there is none.
    var type: String?

    var testDescription: String { name }

    var bytes: [UInt8] {
        var digits = hexadecimal[...]
        var bytes: [UInt8] = []
        while let byte = UInt8(digits.prefix(2), radix: 16) {
            bytes.append(byte)
            digits = digits.dropFirst(2)
        }
        return bytes
    }

    var payload: [UInt8] { Array(bytes.dropFirst(4)) }

    static let all: [GoldenFrame] = [
        GoldenFrame(
            name: "StartupDetails", isRequest: false,
            hexadecimal: "00000310930087a274698aa26964d92430313939303030302d303030302d373030302d383030302d303030303030"
                + "303030303031a77461736b5f6964a568656c6c6fa66461675f6964a973776966745f646167a672756e5f6964a96d"
                + "616e75616c5f5f31aa7472795f6e756d62657201ae6461675f76657273696f6e5f6964d92430313939303030302d"
                + "303030302d373030302d383030302d303030303030303030306161a96d61705f696e646578ffa8686f73746e616d"
                + "65c0af636f6e746578745f63617272696572c0a57175657565a57377696674ac6461675f72656c5f70617468a664"
                + "61672e7079ab62756e646c655f696e666f82a46e616d65ab646167732d666f6c646572a776657273696f6ec0aa73"
                + "746172745f64617465d7ff10ec27406b00e6feaa74695f636f6e746578748aa76461675f72756ede0012a6646167"
                + "5f6964a973776966745f646167a672756e5f6964a96d616e75616c5f5f31ac6c6f676963616c5f64617465d6ff69"
                + "55b900b3646174615f696e74657276616c5f7374617274c0b1646174615f696e74657276616c5f656e64c0a97275"
                + "6e5f6166746572d6ff6955b900aa73746172745f64617465d7ff1d6f28006955b900a8656e645f64617465c0ac63"
                + "6c6561725f6e756d62657200a872756e5f74797065a66d616e75616ca57374617465a772756e6e696e67a4636f6e"
                + "6681a16b01b474726967676572696e675f757365725f6e616d65c0b5636f6e73756d65645f61737365745f657665"
                + "6e747390ad706172746974696f6e5f6b6579c0ae706172746974696f6e5f64617465c0a46e6f7465c0a97465616d"
                + "5f6e616d65c0b57461736b5f72657363686564756c655f636f756e7400a96d61785f747269657301a97661726961"
                + "626c6573c0ab636f6e6e656374696f6e73c0ab6e6578745f6d6574686f64c0ab6e6578745f6b7761726773c0b278"
                + "636f6d5f6b6579735f746f5f636c65617291ac72657475726e5f76616c7565ac73686f756c645f7265747279c2aa"
                + "73746172745f64617465c0b273656e7472795f696e746567726174696f6ea0a474797065ae537461727475704465"
                + "7461696c73c0",
            type: "StartupDetails"),
        GoldenFrame(
            name: "SetXCom {'a':[1,2.5,null,'x']}", isRequest: true,
            hexadecimal: "00000068920186a474797065a753657458436f6da36b6579ac72657475726e5f76616c7565a576616c756581a161"
                + "9401cb4004000000000000c0a178a77461736b5f6964a568656c6c6fa66461675f6964a973776966745f646167a6"
                + "72756e5f6964a96d616e75616c5f5f31",
            type: "SetXCom"),
        GoldenFrame(
            name: "done", isRequest: false,
            hexadecimal: "000000049301c0c0",
            type: nil),
        GoldenFrame(
            name: "GetXCom missing of task up", isRequest: true,
            hexadecimal: "00000049920385a474797065a747657458436f6da36b6579a76d697373696e67a77461736b5f6964a27570a66461"
                + "675f6964a973776966745f646167a672756e5f6964a96d616e75616c5f5f31",
            type: "GetXCom"),
        GoldenFrame(
            name: "no such XCom = value nil", isRequest: false,
            hexadecimal: "00000027930383a36b6579a76d697373696e67a576616c7565c0a474797065aa58436f6d526573756c74c0",
            type: "XComResult"),
        GoldenFrame(
            name: "GetXComSequenceItem offset 0", isRequest: true,
            hexadecimal: "00000062920486a474797065b347657458436f6d53657175656e63654974656da36b6579ac72657475726e5f7661"
                + "6c7565a77461736b5f6964a27570a66f666673657400a66461675f6964a973776966745f646167a672756e5f6964"
                + "a96d616e75616c5f5f31",
            type: "GetXComSequenceItem"),
        GoldenFrame(
            name: "{'root':{'deep':1}}", isRequest: false,
            hexadecimal: "0000002d930482a4726f6f7481a46465657001a474797065b758436f6d53657175656e6365496e64657852657375"
                + "6c74c0",
            type: "XComSequenceIndexResult"),
        GoldenFrame(
            name: "slice [1,2,3]", isRequest: false,
            hexadecimal: "0000002a930582a4726f6f7493010203a474797065b758436f6d53657175656e6365536c696365526573756c74c0",
            type: "XComSequenceSliceResult"),
        GoldenFrame(
            name: "count 3", isRequest: false,
            hexadecimal: "00000020930682a36c656e03a474797065b158436f6d436f756e74526573706f6e7365c0",
            type: "XComCountResponse"),
        GoldenFrame(
            name: "GetVariable v", isRequest: true,
            hexadecimal: "0000001a920782a474797065ab4765745661726961626c65a36b6579a176",
            type: "GetVariable"),
        GoldenFrame(
            name: "'1'", isRequest: false,
            hexadecimal: "00000026930783a36b6579a176a576616c7565a131a474797065ae5661726961626c65526573756c74c0",
            type: "VariableResult"),
        GoldenFrame(
            name: "VARIABLE_NOT_FOUND (in body slot)", isRequest: false,
            hexadecimal: "00000041930883a56572726f72b25641524941424c455f4e4f545f464f554e44a664657461696c81a36b6579a46e"
                + "6f7065a474797065ad4572726f72526573706f6e7365c0",
            type: "ErrorResponse"),
        GoldenFrame(
            name: "CONNECTION_NOT_FOUND (body slot)", isRequest: false,
            hexadecimal: "00000045930e83a56572726f72b4434f4e4e454354494f4e5f4e4f545f464f554e44a664657461696c81a7636f6e"
                + "6e5f6964a27a7aa474797065ad4572726f72526573706f6e7365c0",
            type: "ErrorResponse"),
        GoldenFrame(
            name: "PutVariable v=2", isRequest: true,
            hexadecimal: "0000002f920a84a474797065ab5075745661726961626c65a36b6579a176a576616c7565a132ab64657363726970"
                + "74696f6ec0",
            type: "PutVariable"),
        GoldenFrame(
            name: "OKResponse", isRequest: false,
            hexadecimal: "00000018930c82a26f6bc3a474797065aa4f4b526573706f6e7365c0",
            type: "OKResponse"),
        GoldenFrame(
            name: "SkipDownstreamTasks", isRequest: true,
            hexadecimal: "00000029920b82a474797065b3536b6970446f776e73747265616d5461736b73a57461736b7392a17892a17903",
            type: "SkipDownstreamTasks"),
        GoldenFrame(
            name: "SucceedTask", isRequest: true,
            hexadecimal: "0000005d921085a474797065ab537563636565645461736ba57374617465a773756363657373a8656e645f646174"
                + "65b4323032362d30362d32325431323a30303a30305aac7461736b5f6f75746c65747390ad6f75746c65745f6576"
                + "656e747390",
            type: "SucceedTask"),
        GoldenFrame(
            name: "acknowledged", isRequest: false,
            hexadecimal: "000000049310c0c0",
            type: nil),
        GoldenFrame(
            name: "TaskState failed", isRequest: true,
            hexadecimal: "0000003d920183a474797065a95461736b5374617465a57374617465a66661696c6564a8656e645f64617465b432"
                + "3032362d30362d32325431323a30303a30305a",
            type: "TaskState"),
        GoldenFrame(
            name: "RetryTask", isRequest: true,
            hexadecimal: "00000042920183a474797065a952657472795461736ba8656e645f64617465b4323032362d30362d32325431323a"
                + "30303a30305aac72657472795f726561736f6ea4626f6f6d",
            type: "RetryTask"),
    ]
}
