internal import Glibc
internal import XComCommandLine

exit(Program.run(Array(CommandLine.arguments.dropFirst())))
