internal import Glibc

/// The command of a setting whose value is a command's output: `AIRFLOW__CORE__FERNET_KEY_CMD`.
enum SettingCommand {
    /// Runs a command without a shell, and gives back its standard output.
    ///
    /// - Parameter setting: what errors call it.
    /// - Throws: ``RunnerError`` `environment`; it shows nothing of the command or of its output.
    static func output(of command: String, setting: String) throws -> String {
        func failure(_ problem: String) -> RunnerError {
            RunnerError(.environment, "The command of \(setting) \(problem). Correct the setting.")
        }
        guard let words = words(command), !words.isEmpty else {
            throw failure("has a quote without its end, or is empty")
        }
        let pipe = try Pipe()
        let source = pipe.read
        let sink = pipe.write
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, sink.number, STDOUT_FILENO)
        // SAFETY: the copies live until posix_spawnp has returned, which has copied them by then.
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words[0], &actions, nil, &arguments, environ)
        // So that the command's end is the end of its output.
        _ = consume sink
        guard code == 0 else { throw failure("cannot be run (\(String(cString: strerror(code))))") }
        var output: [UInt8] = []
        while let part = try Descriptor.read(source.number), !part.isEmpty { output += part }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else { throw failure("failed") }
        return String(decoding: output, as: UTF8.self)
    }

    /// The words of a command, as Python's `shlex.split` finds them; `nil` where a quote has no end.
    static func words(_ command: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in command {
            if isEscaped {
                // Within quotes, a backslash that escapes nothing stays.
                let keepsBackslash = quote == "\"" && character != "\"" && character != "\\"
                word = (word ?? "") + (keepsBackslash ? "\\" : "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
                word = word ?? ""
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == " " || character.isNewline || character == "\t" {
                if let ended = word { words.append(ended) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else { return nil }
        return words + (word.map { [$0] } ?? [])
    }
}
