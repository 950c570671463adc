internal import ArgumentParser

struct BlobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "blobs",
        abstract:
            "Look after what the XCom backend of a real Airflow, xcom_airflow.OffloadXCom, keeps outside of its database.",
        subcommands: [BlobsSweepCommand.self])
}
