import Fuzzer
import MessageProperties

@main
enum FuzzMessages {
    static func main() {
        fuzz(MessageProperties.violation)
    }
}
