internal import Foundation

/// The folders of an Airflow.
extension AirflowSettings {
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
