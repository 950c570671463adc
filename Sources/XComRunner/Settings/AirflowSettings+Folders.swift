internal import Foundation

/// The folders of an Airflow.
extension AirflowSettings {
    /// The folder that a DAG's relative path starts from: Airflow's DAG folder where the files lie in it, else the folder
    /// that was named, else that of the first file; `nil` without files.
    public func bundlePath(of paths: [String]) -> String? {
        guard let first = paths.first.map(Self.absolute) else { return nil }
        if first == dagsFolder || first.hasPrefix(dagsFolder + "/") { return dagsFolder }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: first, isDirectory: &isFolder), isFolder.boolValue { return first }
        return URL(fileURLWithPath: first).deletingLastPathComponent().path
    }

    /// Where Airflow has DAG files, its users' modules and plugins: what it puts on Python's path.
    public var folders: [String] {
        let plugins = value("core", "plugins_folder").map(Self.absolute) ?? "\(home)/plugins"
        return [dagsFolder, "\(home)/config", plugins]
    }

    private var dagsFolder: String {
        value("core", "dags_folder").map(Self.absolute) ?? "\(home)/dags"
    }

    static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: NSString(string: path).expandingTildeInPath).standardizedFileURL.path
    }
}
