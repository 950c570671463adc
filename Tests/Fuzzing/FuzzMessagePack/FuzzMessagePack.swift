import Fuzzer
import MessagePackProperties

@main
enum FuzzMessagePack {
    static func main() {
        fuzz(MessagePackProperties.violation)
    }
}
