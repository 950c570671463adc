import Fuzzer
import XComPython

/// The reader that makes Python objects, in an interpreter that has the Task SDK: the property is Python's own
/// (`Tests/Fuzzing/reader_properties.py`).
@main
enum FuzzReader {
    static func main() throws {
        // scripts/fuzz starts it in the project's folder.
        let interpreter = try Interpreter.start(
            Interpreter.Configuration(
                environment: ".venv", searchPaths: ["python", "Tests/Fuzzing"], arguments: ["fuzz"],
                installsSignalHandlers: false))
        fuzz { bytes in
            do throws(PythonError) {
                let answer = try interpreter.call(module: "reader_properties", function: "violation", json: bytes)
                return answer.isEmpty ? nil : String(decoding: answer, as: UTF8.self)
            } catch {
                return "\(error.type): \(error.message)\n\(error.traceback ?? "")"
            }
        }
    }
}
