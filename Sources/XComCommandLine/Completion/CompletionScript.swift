internal import ArgumentParser

/// The script that lets a shell complete command lines: ArgumentParser's, with what it leaves open.
struct CompletionScript {
    let shell: CompletionShell

    var text: String {
        let script = XComCommand.completionScript(for: shell)
        return switch shell {
        case .bash: script + "\n" + bash
        case .zsh: Self.inserted(zsh, into: script, behind: "\n_xcom() {\n") + "\n"
        default: Self.inserted(fish, into: script, behind: "    set -l unparsed_tokens (__xcom_tokens -pc)\n") + "\n"
        }
    }

    private static func inserted(_ text: String, into script: String, behind place: String) -> String {
        guard let found = script.firstRange(of: place) else { return script }
        return script[..<found.upperBound] + text + script[found.upperBound...]
    }

    /// The commands that have a default subcommand, and its name.
    private static var defaults: [(command: String, subcommand: String)] {
        var found: [(command: String, subcommand: String)] = []
        for command in XComCommand.configuration.subcommands {
            guard let subcommand = command.configuration.defaultSubcommand else { continue }
            found.append((command._commandName, subcommand._commandName))
        }
        return found
    }

    /// Around ArgumentParser's function: the default subcommand is named where it was left out, and a word with a colon or an
    /// equals sign, which bash takes for several, is one.
    private var bash: String {
        let cases = Self.defaults.map { command, subcommand in
            """
                    \(command):-*) words=("${words[@]::2}" \(subcommand) "${words[@]:2}"); cword=$((cword + 1)) ;;
            """
        }
        return """

            _xcom_whole_words() {
                local -a words=()
                local -i cword=0 index=0
                local word rest="${COMP_LINE}" joins=false
                for index in "${!COMP_WORDS[@]}"; do
                    word="${COMP_WORDS[index]}"
                    if "${joins}" && [[ "${rest}" != [[:space:]]* ]]; then
                        words[${#words[@]} - 1]+="${word}"
                    else
                        words+=("${word}")
                    fi
                    rest="${rest#"${rest%%[![:space:]]*}"}"
                    rest="${rest#"${word}"}"
                    [[ "${index}" -ne "${COMP_CWORD}" ]] || cword=$((${#words[@]} - 1))
                    joins=true
                done
                case "${words[1]}:${words[2]}" in
            \(cases.joined(separator: "\n"))
                esac
                local cur="${words[cword]}"
                local prev="${words[cword - 1]}"
                local -a COMP_WORDS=("${words[@]}")
                local -i COMP_CWORD="${cword}"
                _xcom "${1}" "${cur}" "${prev}"
                # Readline replaces what stands behind the last of its breaks.
                local before="${cur%"${cur##*[:=]}"}"
                [[ "${COMP_WORDBREAKS}" == *:* ]] || before=""
                [[ -z "${before}" ]] || COMPREPLY=("${COMPREPLY[@]#"${before}"}")
            }
            complete -o filenames -F _xcom_whole_words xcom

            """
    }

    private var zsh: String {
        let cases = Self.defaults.map { command, subcommand in
            """
                    \(command):-*) words=("${words[@]:0:2}" \(subcommand) "${words[@]:2}"); (( CURRENT += 1 )) ;;
            """
        }
        return """
                case "${words[2]}:${words[3]}" in
            \(cases.joined(separator: "\n"))
                esac

            """
    }

    private var fish: String {
        let cases = Self.defaults.map { command, subcommand in
            """
                    case '\(command):-*'
                        set unparsed_tokens $unparsed_tokens[1..2] \(subcommand) $rest
            """
        }
        return """
                set -l rest
                test (count $unparsed_tokens) -gt 2; and set rest $unparsed_tokens[3..]
                set -l next $rest (commandline -ct)
                switch "$unparsed_tokens[2]:$next[1]"
            \(cases.joined(separator: "\n"))
                end

            """
    }
}
