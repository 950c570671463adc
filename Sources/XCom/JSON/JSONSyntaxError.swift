public import JSONCore

/// Why a text is not JSON, or no JSON that can be taken: what is wrong, and at which byte.
public typealias JSONSyntaxError = JSONCore.JSONSyntaxError
