internal import Crypto
internal import FoundationEssentials
package import XCom

/// Where logs are: Airflow's layout under `XCOM_HOME/logs`.
package enum LogLayout {
    package static func folder(home: String, of run: DagRunKey) -> String {
        "\(home)/logs/dag_id=\(component(run.dagID))/run_id=\(component(run.runID))"
    }

    /// Where the logs of a task instance's tries are.
    static func folder(home: String, of key: TaskInstanceKey) -> String {
        let mapIndex = key.mapIndex >= 0 ? "/map_index=\(key.mapIndex)" : ""
        return "\(folder(home: home, of: key.dagRun))/task_id=\(component(key.taskID))\(mapIndex)"
    }

    package static func path(home: String, of key: TaskInstanceKey, tryNumber: Int) -> String {
        "\(folder(home: home, of: key))/attempt=\(tryNumber).log"
    }

    /// The numbers of the tries of a task instance that have a log, in their order.
    package static func tries(home: String, of key: TaskInstanceKey) -> [Int] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder(home: home, of: key))
        return (names ?? []).compactMap { name in
            guard name.hasPrefix("attempt="), name.hasSuffix(".log") else { return nil }
            return Int(name.dropFirst("attempt=".count).dropLast(".log".count))
        }.sorted()
    }

    /// An id as a single path component: a run id may have slashes.
    private static func component(_ id: String) -> String {
        var name = ""
        for character in id.unicodeScalars {
            switch character {
            case "/", "\0", "%": name += "%" + hexadecimal([UInt8(character.value)]).uppercased()
            default: name.unicodeScalars.append(character)
            }
        }
        guard name.utf8.count > 200 else { return name }
        // File systems stop at 255 bytes: a long id keeps its start and gets a hash.
        let hash = hexadecimal(Insecure.SHA1.hash(data: Array(id.utf8)).prefix(8)).uppercased()
        var start = ""
        for scalar in name.unicodeScalars where start.utf8.count < 150 { start.unicodeScalars.append(scalar) }
        return start + "~" + hash
    }
}
