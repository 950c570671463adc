import Fuzzer
import JSONProperties

@main
enum FuzzJSON {
    static func main() {
        fuzz(JSONProperties.violation)
    }
}
