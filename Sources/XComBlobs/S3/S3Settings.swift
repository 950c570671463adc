internal import FoundationEssentials
internal import XCom

/// How S3 is reached, by the names that AWS's own tools use: the environment, else the files in `~/.aws`.
struct S3Settings: Hashable, Sendable {
    var accessKey: String
    var secretKey: String
    var sessionToken: String?
    var region: String
    /// Of a server that is not AWS's, without a slash at its end.
    var endpoint: String?
    /// For how many seconds the server may be silent.
    var timeout = 20
    /// How often a request is sent where the server does not answer, or is busy.
    var attempts = 3

    /// - Throws: ``BlobError`` `settings` where there are no credentials, and for a number that is none.
    static func current(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(BlobError) -> S3Settings {
        func variable(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let profile = variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE") ?? "default"
        let folder = (environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path) + "/.aws"
        let config = section(
            profile == "default" ? profile : "profile \(profile)", of: variable("AWS_CONFIG_FILE") ?? "\(folder)/config"
        )
        var credentials = section(profile, of: variable("AWS_SHARED_CREDENTIALS_FILE") ?? "\(folder)/credentials")
        if credentials["aws_access_key_id"] == nil { credentials = config }
        if let key = variable("AWS_ACCESS_KEY_ID") {
            // What belongs together comes from one place.
            credentials = ["aws_access_key_id": key]
            credentials["aws_secret_access_key"] = variable("AWS_SECRET_ACCESS_KEY")
            credentials["aws_session_token"] = variable("AWS_SESSION_TOKEN")
        }
        guard let accessKey = credentials["aws_access_key_id"], let secretKey = credentials["aws_secret_access_key"]
        else {
            throw BlobError(
                .settings,
                "there are no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE to a "
                    + "profile in ~/.aws/credentials that has them")
        }
        var endpoint = variable("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") ?? config["endpoint_url"]
        while endpoint?.hasSuffix("/") == true { endpoint?.removeLast() }
        var settings = S3Settings(
            accessKey: accessKey, secretKey: secretKey, sessionToken: credentials["aws_session_token"],
            region: variable("AWS_REGION", "AWS_DEFAULT_REGION") ?? config["region"] ?? "us-east-1", endpoint: endpoint)
        settings.timeout = try number("XCOM_S3_TIMEOUT", variable("XCOM_S3_TIMEOUT"), 1...3600) ?? settings.timeout
        settings.attempts =
            try number("AWS_MAX_ATTEMPTS", variable("AWS_MAX_ATTEMPTS") ?? config["max_attempts"], 1...20)
            ?? settings.attempts
        return settings
    }

    private static func number(
        _ name: String, _ text: String?, _ range: ClosedRange<Int>
    ) throws(BlobError) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range ~= number else {
            throw BlobError(
                .settings, "\(name) is \(text); give a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One section of an INI file; empty where there is none.
    private static func section(_ name: String, of file: String) -> [String: String] {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [:] }
        var values: [String: String] = [:]
        var isWanted = false
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("[") {
                isWanted = line.trimmed(of: { "[] \t".contains($0) }) == name
            } else if isWanted, let equals = line.firstIndex(of: "="), line.first?.isWhitespace == false {
                values[line[..<equals].trimmed()] = line[line.index(after: equals)...].trimmed()
            }
        }
        return values
    }
}
