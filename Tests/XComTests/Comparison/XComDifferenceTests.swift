import Testing
import XCom

@Suite("The difference of two runs")
struct XComDifferenceTests {
    private func entries(_ run: String, _ values: [(String, Int, String, String)]) -> [XComReading] {
        values.map { task, index, key, text in
            XComReading(
                address: XComAddress(
                    taskInstance: TaskInstanceKey(dagID: "d", runID: run, taskID: task, mapIndex: index), key: key),
                value: .success(WireValue(text: text)), timestamp: Timestamp(microseconds: 0))
        }
    }

    @Test("is what changed, what is missing and what is new, in the order of the addresses")
    func changes() {
        let differences = XComDifference.between(
            entries("a", [("t", 10, "k", "1"), ("t", 2, "k", "1"), ("s", -1, "k", "1.0"), ("s", -1, "same", "{}")]),
            entries("b", [("s", -1, "k", "1"), ("s", -1, "same", "{}"), ("t", 2, "j", "null"), ("t", 10, "k", "1")]))
        #expect(
            differences.map { "\($0.change) \($0.taskID) \($0.mapIndex) \($0.key)" }
                == ["changed s -1 k", "new t 2 j", "missing t 2 k"])
        #expect(differences[0].before?.text == "1.0")
        #expect(differences[0].after?.text == "1")
    }

    /// One pydantic model, an asset: what Airflow 2.11.2 and Airflow 3.2.1 store.
    private static let model2 = #"""
        {"__classname__": "forms.Model", "__version__": 0, "__data__": {"when": {"__classname__": "datetime.datetime", "__version__": 2, "__data__": {"timestamp": 1767323045.000678, "tz": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": ["UTC", "pendulum.tz.timezone.FixedTimezone", 1, true]}}}, "day": {"__classname__": "datetime.date", "__version__": 2, "__data__": "2026-01-02"}, "span": {"__classname__": "datetime.timedelta", "__version__": 2, "__data__": 93784.5}, "price": {"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 12.5}, "tags": {"__classname__": "builtins.set", "__version__": 1, "__data__": ["a", "b"]}, "pair": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1, "x"]}, "inner": {"n": 1}, "many": [{"n": 2}], "color": "red", "none": null, "f": 1.5}}
        """#
    private static let model3 = #"""
        {"__classname__": "forms.Model", "__version__": 1, "__data__": {"when": "2026-01-02T03:04:05.000678Z", "day": "2026-01-02", "span": "P1DT2H3M4.5S", "price": "12.50", "tags": ["b", "a"], "pair": [1, "x"], "inner": {"n": 1}, "many": [{"n": 2}], "color": "red", "none": null, "f": 1.5}}
        """#
    private static let asset = #"""
        {"__classname__": "airflow.sdk.definitions.asset.Asset", "__version__": 1, "__data__": {"name": "s3://b/k", "uri": "s3://b/k", "group": "asset", "extra": {}, "watchers": []}}
        """#
    private static let tuple = #"{"__classname__": "builtins.tuple", "__version__": 1, "__data__": "#

    @Test(
        "between runs by different rules tells another form from another value",
        arguments: [
            ("[1, 2]", tuple + "[1, 2]}", .form), (#"{"a": [[1]]}"#, #"{"a": \#(tuple)[\#(tuple)[1]}]}}"#, .form),
            ("[1, 2]", tuple + "[1, 3]}", .changed), ("[NaN]", tuple + "[NaN]}", .form), ("[1]", "[1.0]", .changed),
            (
                #"{"__classname__": "airflow.models.param.Param", "__version__": 1}"#,
                #"{"__classname__": "airflow.sdk.definitions.param.Param", "__version__": 1}"#, .form
            ),
            (#"{"true": 1}"#, #"{"True": 1}"#, .changed), (model2, model3, .form), (model3, model2, .form),
            (model2, model3.replacing("04:05.000678", with: "04:05.000679"), .changed),
            (model2, model3.replacing("P1DT2H3M4.5S", with: "P1DT2H3M4.6S"), .changed),
            (model2, model3.replacing("12.50", with: "12.51"), .changed),
            (model2, model3.replacing(#"["b", "a"]"#, with: #"["b", "b"]"#), .changed),
            (model2, model3.replacing("forms.Model", with: "forms.Other"), .changed),
            (
                #"{"__classname__": "airflow.datasets.Dataset", "__version__": 1, "__data__": {"uri": "s3://b/k", "extra": null}}"#,
                asset, .form
            ),
            (
                #"{"__classname__": "airflow.datasets.Dataset", "__version__": 1, "__data__": {"uri": "s3://b/l", "extra": null}}"#,
                asset, .changed
            ),
            (
                #"{"__classname__": "airflow.datasets.Dataset", "__version__": 1, "__data__": {"uri": "s3://b/k", "extra": {"a": 1}}}"#,
                asset, .changed
            ),
            (
                #"{"__classname__": "airflow.datasets.DatasetAlias", "__version__": 0, "__data__": {"name": "x"}}"#,
                #"{"__classname__": "airflow.sdk.definitions.asset.AssetAlias", "__version__": 0, "__data__": {"name": "x", "group": "asset"}}"#,
                .form
            ),
            (
                #"{"__classname__": "airflow.models.param.Param", "__version__": 1, "__data__": {"value": 1, "description": "d", "schema": {"type": "integer"}}}"#,
                #"{"__classname__": "airflow.sdk.definitions.param.Param", "__version__": 1, "__data__": {"value": 1, "description": "d", "schema": {"type": "integer"}, "source": null}}"#,
                .form
            ),
            (
                #"{"__classname__": "airflow.models.param.ParamsDict", "__version__": 1, "__data__": {"a": 1}}"#,
                #"{"__classname__": "airflow.sdk.definitions.param.ParamsDict", "__version__": 1, "__data__": {"a": 1}}"#,
                .form
            ),
        ] as [(String, String, XComDifference.Change)])
    func forms(before: String, after: String, change: XComDifference.Change) {
        let (first, second) = (entries("a", [("t", -1, "k", before)]), entries("b", [("t", -1, "k", after)]))
        #expect(XComDifference.between(first, second, acrossRules: true).map(\.change) == [change])
        #expect(XComDifference.between(first, second).map(\.change) == [.changed])
        #expect(XComDifference.between(first, first, acrossRules: true).isEmpty)
    }

    @Test("is unknown where a value cannot be read, with the reason")
    func unreadable() {
        var second = entries("b", [("t", -1, "k", "1"), ("t", -1, "same", "1")])
        second[0].value = .failure(StoreError(.corrupt, operation: "get XCom", message: "it is gone"))
        let differences = XComDifference.between(
            entries("a", [("t", -1, "k", "1"), ("t", -1, "same", "1")]), second)
        #expect(differences.map(\.change) == [.unreadable])
        #expect(differences[0].before?.text == "1")
        #expect(differences[0].after == nil)
        #expect(differences[0].problem?.message == "it is gone")
    }

    @Test(
        "names the places inside of values",
        arguments: [
            ("[1, 2, 3]", "[0, 1, 2, 3]", ["k[0] - 0"]), ("[1, 2, 3]", "[1, 3]", ["k[1] 2 -"]),
            ("[[1, 2], 5]", "[[1, 3], 6]", ["k[0][1] 2 3", "k[1] 5 6"]), ("[]", "[NaN]", ["k[0] - NaN"]),
            (#"{"a": {"1b": 1}}"#, #"{"a": {"c": 1}}"#, [#"k.a["1b"] 1 -"#, "k.a.c - 1"]),
            (tuple + "[1, 2]}", tuple + "[1, 3]}", ["k[1] 2 3"]), ("[1]", #"{"0": 1}"#, []), ("1", "1.0", []),
            (#"[{"a": 1, "b": 2}]"#, #"[{"b": 2, "a": 1}]"#, [#"k[0] {"a": 1, "b": 2} {"b": 2, "a": 1}"#]),
            (tuple + "[1]}", "[1]", []), ("[1]", "[1 ]", []),
            (
                asset, asset.replacing("s3://b/k", with: "s3://c"),
                [#"k.name "s3://b/k" "s3://c""#, #"k.uri "s3://b/k" "s3://c""#]
            ),
        ])
    func places(before: String, after: String, expected: [String]) throws {
        let differences = XComDifference.between(
            entries("a", [("t", -1, "k", before)]), entries("b", [("t", -1, "k", after)]))
        let (places, more) = try #require(differences.first).places(limit: 10)
        #expect(places.map { "\($0.path) \($0.before?.text ?? "-") \($0.after?.text ?? "-")" } == expected)
        #expect(more == 0)
    }

    @Test("names so many places, and counts the others")
    func limit() throws {
        let lists = [0, 1].map { "[" + Array(repeating: "\($0)", count: 1000).joined(separator: ", ") + "]" }
        let differences = XComDifference.between(
            entries("a", [("t", -1, "k", lists[0])]), entries("b", [("t", -1, "k", lists[1])]))
        let (places, more) = try #require(differences.first).places(limit: 10)
        #expect(places.map(\.path) == (0..<10).map { "k[\($0)]" })
        #expect(more == 990)
    }
}
