/** The WorkOS multi-factor-authentication API. */
module dev.workosmfa {
    // In the signatures.
    requires transitive kotlin.stdlib;
    requires kotlinx.coroutines.core;
    requires com.sun.jna;

    exports dev.workosmfa;
    exports dev.workosmfa.testing;

    // It fills in structures, and is called back.
    opens dev.workosmfa.internal to com.sun.jna;
}
