import Testing

@testable import XComRunner

@Suite("Airflow's folders")
struct AirflowFoldersTests {
    @Test("DAG files, modules and plugins have a folder each")
    func folders() {
        let plain = AirflowSettings(environment: ["AIRFLOW_HOME": "/air"], configuration: nil)
        #expect(plain.folders == ["/air/dags", "/air/config", "/air/plugins"])
        let configured = AirflowSettings(
            environment: ["AIRFLOW_HOME": "/air", "AIRFLOW__CORE__DAGS_FOLDER": "/d"],
            configuration: "[core]\nplugins_folder = /p\n")
        #expect(configured.folders == ["/d", "/air/config", "/p"])
    }
}
