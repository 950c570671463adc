/// The functions of `_xcom`, as `python/_xcom.pyi` declares them.
let moduleFunctions: [ModuleFunction] =
    serializationFunctions + storeFunctions + selectionFunctions + explanationFunctions + sqlFunctions
    + openStoreFunctions + programFunctions + offloadFunctions
