package dev.example.modular;

import dev.workosmfa.CallEvent;
import dev.workosmfa.EnrollFactor;
import dev.workosmfa.EnrolledFactor;
import dev.workosmfa.ErrorKind;
import dev.workosmfa.Observer;
import dev.workosmfa.WorkOS;
import dev.workosmfa.WorkOSException;
import java.util.concurrent.atomic.AtomicInteger;

/** A program of a module: the package's module is all that it requires. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (!WorkOS.class.getModule().isNamed() || WorkOS.class.getModule().getDescriptor().isAutomatic()) {
            throw new IllegalStateException("the package is no module of its own");
        }
        AtomicInteger calls = new AtomicInteger();
        Observer counting = new Observer() {
            @Override
            public void onCall(CallEvent event) {
                calls.incrementAndGet();
            }
        };
        try (WorkOS workos = WorkOS.builder().observer(counting).build()) {
            EnrolledFactor enrolled = workos.mfa.enrollFactor(new EnrollFactor.Totp("Foo Corp", "alan@example.com"));
            workos.mfa.getFactorAsync(enrolled.getId()).get();
            workos.mfa.deleteFactor(enrolled.getId());
            try {
                workos.mfa.getFactor(enrolled.getId());
                throw new IllegalStateException("it is still there");
            } catch (WorkOSException error) {
                if (error.getKind() != ErrorKind.NOT_FOUND || calls.get() != 4) {
                    throw error;
                }
            }
        }
        System.out.println("done");
    }
}
