internal import XCom
