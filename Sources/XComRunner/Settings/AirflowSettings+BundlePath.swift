internal import Foundation

extension AirflowSettings {
    /// The folder that stands for Airflow's DAG folder, which a DAG's relative path starts from: the configured one
    /// where the files lie in it, else the folder that was named, else that of the first file; `nil` without files.
    public func bundlePath(of paths: [String]) -> String? {
        guard let first = paths.first.map(Self.absolute) else { return nil }
        if let folder = value("core", "dags_folder").map(Self.absolute),
            first == folder || first.hasPrefix(folder + "/")
        {
            return folder
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: first, isDirectory: &isFolder), isFolder.boolValue { return first }
        return URL(fileURLWithPath: first).deletingLastPathComponent().path
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: NSString(string: path).expandingTildeInPath).standardizedFileURL.path
    }
}
