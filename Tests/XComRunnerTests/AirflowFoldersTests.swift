import Foundation
import Testing

@testable import XComRunner

@Suite("Airflow's folders, and the one that relative paths of DAG files start from")
struct AirflowFoldersTests {
    private func bundlePath(_ dagsFolder: String?, _ paths: String...) -> String? {
        let environment = dagsFolder.map { ["AIRFLOW__CORE__DAGS_FOLDER": $0] } ?? [:]
        return AirflowSettings(environment: environment, configuration: nil).bundlePath(of: paths)
    }

    @Test(
        "a file in the DAG folder starts from there, any other from its own folder",
        arguments: [
            ("/dags", "/dags/sub/one.py", "/dags"),
            ("/dags/", "/dags/sub/one.py", "/dags"),
            ("/dags/../dags", "/dags/one.py", "/dags"),
            ("/dags", "/dags2/one.py", "/dags2"),
            (nil, "/dags/sub/one.py", "/dags/sub"),
        ] as [(String?, String, String)])
    func ofFile(dagsFolder: String?, file: String, expected: String) {
        #expect(bundlePath(dagsFolder, file) == expected)
    }

    @Test("without a setting the DAG folder is below AIRFLOW_HOME, else ~/airflow")
    func byDefault() {
        func settings(_ environment: [String: String]) -> AirflowSettings {
            AirflowSettings(environment: environment, configuration: nil)
        }
        #expect(settings(["AIRFLOW_HOME": "/air"]).bundlePath(of: ["/air/dags/sub/one.py"]) == "/air/dags")
        #expect(settings(["HOME": "/me"]).bundlePath(of: ["/me/airflow/dags/sub/one.py"]) == "/me/airflow/dags")
        #expect(
            settings(["AIRFLOW_HOME": "/air"]).bundlePath(of: ["/me/airflow/dags/sub/one.py"]) == "/me/airflow/dags/sub"
        )
    }

    @Test("DAG files, modules and plugins have a folder each")
    func folders() {
        let plain = AirflowSettings(environment: ["AIRFLOW_HOME": "/air"], configuration: nil)
        #expect(plain.folders == ["/air/dags", "/air/config", "/air/plugins"])
        let configured = AirflowSettings(
            environment: ["AIRFLOW_HOME": "/air", "AIRFLOW__CORE__DAGS_FOLDER": "/d"],
            configuration: "[core]\nplugins_folder = /p\n")
        #expect(configured.folders == ["/d", "/air/config", "/p"])
    }

    @Test("the DAG folder may be below the user's own")
    func ofHome() {
        #expect(bundlePath("~/dags", NSHomeDirectory() + "/dags/one.py") == NSHomeDirectory() + "/dags")
    }

    @Test("a folder that is named is its own, and nothing named has none")
    func ofFolder() {
        #expect(bundlePath(nil, "/usr/bin") == "/usr/bin")
        #expect(bundlePath("/usr", "/usr/bin") == "/usr")
        #expect(bundlePath("/usr") == nil)
    }
}
