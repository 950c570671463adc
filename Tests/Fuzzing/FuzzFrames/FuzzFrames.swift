import FrameProperties
import Fuzzer

@main
enum FuzzFrames {
    static func main() {
        fuzz(FrameProperties.violation)
    }
}
