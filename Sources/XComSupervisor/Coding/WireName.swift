/// The name of a property on the wire: `includePriorDates` is `include_prior_dates`, `runIDs` is `run_ids`.
func wireName(_ property: String) -> String {
    var name = ""
    var lastWasUpper = false
    for character in property {
        if character.isUppercase, !lastWasUpper { name.append("_") }
        lastWasUpper = character.isUppercase
        name += character.lowercased()
    }
    return name
}
