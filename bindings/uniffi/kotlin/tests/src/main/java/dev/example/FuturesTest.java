package dev.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.workosmfa.EnrollFactor;
import dev.workosmfa.EnrollFactorOptions;
import dev.workosmfa.EnrolledFactor;
import dev.workosmfa.ErrorKind;
import dev.workosmfa.Factor;
import dev.workosmfa.WorkOS;
import dev.workosmfa.WorkOSException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The calls that give a future. */
public class FuturesTest {
    private final WorkOS workos = WorkOS.builder().apiKey(ServersKt.KEY).baseUrl(Emulator.getUrl()).build();

    @Test
    public void aFactorIsEnrolledReadAndDeleted() throws Exception {
        EnrollFactorOptions options = EnrollFactorOptions.builder().type("totp").issuer("Foo Corp").user("alan@example.com").build();
        EnrolledFactor enrolled = workos.mfa.enrollFactorAsync(options).get(20, TimeUnit.SECONDS);
        Factor factor = workos.mfa.getFactorAsync(enrolled.getId()).get(20, TimeUnit.SECONDS);
        assertEquals("Foo Corp", factor.getTotp().getIssuer());
        assertEquals(200, workos.mfa.getFactorWithMetadataAsync(enrolled.getId()).get(20, TimeUnit.SECONDS).getMetadata().getStatus());
        assertNull(workos.mfa.deleteFactorAsync(enrolled.getId()).get(20, TimeUnit.SECONDS));
        ExecutionException gone =
            assertThrows(ExecutionException.class, () -> workos.mfa.getFactorAsync(enrolled.getId()).get(20, TimeUnit.SECONDS));
        assertEquals(ErrorKind.NOT_FOUND, assertInstanceOf(WorkOSException.class, gone.getCause()).getKind());
    }

    @Test
    public void manyRunAtOnce() throws Exception {
        List<CompletableFuture<EnrolledFactor>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(workos.mfa.enrollFactorAsync(new EnrollFactor.GenericOtp()));
        }
        HashSet<String> ids = new HashSet<>();
        for (CompletableFuture<EnrolledFactor> future : futures) {
            ids.add(future.get(20, TimeUnit.SECONDS).getId());
        }
        assertEquals(100, ids.size());
    }

    /** What hangs on a future may block: that holds up no other call. */
    @Test
    public void whatFollowsRunsElsewhere() throws Exception {
        String id = workos.mfa.enrollFactor(new EnrollFactor.GenericOtp()).getId();
        CompletableFuture<String> thread = workos.mfa.getFactorAsync(id).thenApply(factor -> {
            workos.mfa.getFactorAsync(id).join();
            return Thread.currentThread().getName();
        });
        assertFalse(thread.get(20, TimeUnit.SECONDS).startsWith("workos-mfa"));
    }

    @Test
    public void cancellingClosesTheConnection() {
        try (SocketServer server = new SocketServer(null); WorkOS slow = WorkOS.builder().apiKey(ServersKt.KEY).baseUrl(server.getUrl()).build()) {
            CompletableFuture<Factor> future = slow.mfa.getFactorAsync("auth_factor_1");
            server.waitAsked();
            assertTrue(future.cancel(true));
            server.waitClosed();
            assertThrows(CancellationException.class, future::join);
        }
    }

    @Test
    public void aTimeLimitOfTheFutureClosesTheConnection() {
        try (SocketServer server = new SocketServer(null); WorkOS slow = WorkOS.builder().apiKey(ServersKt.KEY).baseUrl(server.getUrl()).build()) {
            CompletableFuture<Factor> future = slow.mfa.getFactorAsync("auth_factor_1");
            server.waitAsked();
            future.orTimeout(1, TimeUnit.MILLISECONDS);
            server.waitClosed();
            assertTrue(future.isCompletedExceptionally());
        }
    }
}
