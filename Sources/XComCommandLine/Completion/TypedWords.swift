internal import ArgumentParser
internal import FoundationEssentials
internal import XCom
internal import XComStores

/// The words of a command line that a shell completes one of.
struct TypedWords {
    private let words: [String]
    /// Which one is completed.
    private let index: Int

    /// - `raw`: as they were typed, with quotes and backslashes.
    init(_ raw: [String], index: Int) {
        words = raw.map(Self.unquoted)
        self.index = index
    }

    /// The value that one of these options has.
    func value(of options: String...) -> String? {
        for (place, word) in words.enumerated().dropFirst().reversed() where place != index {
            if options.contains(word), place + 1 < words.count, place + 1 != index { return words[place + 1] }
            if let equals = word.firstIndex(of: "="), options.contains(String(word[..<equals])) {
                return String(word[word.index(after: equals)...])
            }
        }
        return nil
    }

    /// What stands behind the subcommands and is no option, but for the word that is completed. Values of options are among it.
    var rest: [String] {
        words.enumerated().dropFirst(commandCount).filter { $0.offset != index && !$0.element.hasPrefix("-") }
            .map(\.element)
    }

    /// The DAG file or folder that is named.
    var path: String? {
        rest.first { FileManager.default.fileExists(atPath: $0) }
            .map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    }

    /// How many words there are with the program's name and its subcommands'.
    private var commandCount: Int {
        var count = 1
        var command: any ParsableCommand.Type = XComCommand.self
        for word in words.dropFirst() {
            guard let next = command.configuration.subcommands.first(where: { $0._commandName == word }) else { break }
            command = next
            count += 1
        }
        return count
    }

    /// The store that is meant, where there is one: none is made.
    func store() -> (any Store)? {
        var opener = StoreOpener(url: value(of: "--store") ?? StoreOptions.defaultPlace)
        opener.options.readOnly = true
        opener.options.busyTimeout = 0.1
        guard (try? opener.exists()) == true, (try? opener.isInMemory) == false else { return nil }
        return try? opener.open()
    }

    /// A word as the shell hands it to a program, but for what it would put in.
    static func unquoted(_ word: String) -> String {
        var text = ""
        var quote: Character?
        var isEscaped = false
        for character in word {
            if isEscaped {
                text.append(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            } else {
                text.append(character)
            }
        }
        return text
    }
}
