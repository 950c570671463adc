import Foundation
import Testing

@testable import XComRunner

@Suite("the folder that relative paths of DAG files start from")
struct BundlePathTests {
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
