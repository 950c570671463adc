import Fuzzer
import FrameProperties

@main
enum FuzzFrames {
    static func main() {
        fuzz(FrameProperties.violation)
    }
}
