import Testing

@testable import XCom

@Suite("A stored value, as people read it")
struct ValueTextTests {
    private func envelope(_ name: String, _ data: String, version: Int = 1) -> String {
        #"{"__classname__": "\#(name)", "__version__": \#(version), "__data__": \#(data)}"#
    }

    private func text(_ json: String, limit: Int? = nil) -> String {
        WireValue(text: json).readable(limit: limit)
    }

    @Test(
        "is JSON where it is plain, with letters for escapes",
        arguments: [
            ("null", "null"), ("[1,2.50,NaN]", "[1, 2.50, NaN]"), (#"{"gr\u00fcn":{"a":[]}}"#, #"{"grün": {"a": []}}"#),
            (#""say \"\ud83d\ude00\"\n""#, #""say \"😀\"\n""#), (#"["\ud800"]"#, #"["\ud800"]"#),
            (#"{"\ud800": 1}"#, #"{"\ud800": 1}"#), ("not JSON", "not JSON"),
        ])
    func plain(json: String, expected: String) {
        #expect(text(json) == expected)
    }

    @Test("shows an object of a class by the name of the class")
    func objects() {
        #expect(text(envelope("shop.models.Order", #"{"id": 1, "tags": []}"#)) == "Order(id=1, tags=[])")
        #expect(text(envelope("shop.models.Name", #""x""#)) == #"Name("x")"#)
        let asset = #"{"name": "a", "uri": "s3://b", "group": "asset", "extra": {}, "watchers": []}"#
        let shown = #"Asset(name="a", uri="s3://b", group="asset")"#
        #expect(text(envelope("airflow.sdk.definitions.asset.Asset", asset)) == shown)
        #expect(text(envelope("numpy.int64", "7")) == "7")
        #expect(text(envelope("pandas.core.frame.DataFrame", #""0011""#)) == "DataFrame(2 B of Parquet)")
        #expect(text(#"{"__type": "dict", "__var": {"a": {"__type": "tuple", "__var": [1]}}}"#) == #"{"a": (1,)}"#)
    }

    @Test("shows what serde would not read as the object that it is")
    func malformed() {
        #expect(text(envelope("datetime.datetime", #"{"timestamp": "x"}"#)) == #"datetime(timestamp="x")"#)
        #expect(text(envelope("datetime.datetime", #"{"timestamp": 1e300, "tz": null}"#)).hasPrefix("datetime("))
        #expect(text(envelope("datetime.timedelta", "1e300")) == "timedelta(1e300)")
        #expect(text(envelope("builtins.tuple", "1")) == "tuple(1)")
        #expect(text(#"{"__classname__": "a.B"}"#) == #"{"__classname__": "a.B"}"#)
    }

    @Test("is cut behind so many characters, and says how large it is")
    func limits() {
        #expect(text("[1, 2, 3]", limit: 9) == "[1, 2, 3]")
        #expect(text("[1, 2, 3]", limit: 8) == "[1, 2, … (9 B)")
        #expect(text(#""\#(String(repeating: "ü", count: 100))""#, limit: 10) == "\"üüüüüüüü… (202 B)")
        let many = "[" + Array(repeating: "1", count: 100_000).joined(separator: ", ") + "]"
        #expect(text(many, limit: 10) == "[1, 1, 1,… (292.9 KiB)")
        let tuple = envelope("builtins.tuple", "[1, 2]")
        #expect(text(tuple, limit: 6) == "(1, 2)")
    }

    @Test("may be nested as deep as it likes")
    func depth() {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
        #expect(text(deep) == deep)
    }
}
