package dev.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.workosmfa.CallOptions;
import dev.workosmfa.EnrollFactor;
import dev.workosmfa.EnrollFactorOptions;
import dev.workosmfa.ErrorKind;
import dev.workosmfa.MfaStub;
import dev.workosmfa.Mfa;
import dev.workosmfa.Outcome;
import dev.workosmfa.TokenProvider;
import dev.workosmfa.WorkOS;
import dev.workosmfa.WorkOSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What Java lets one leave out is named by the client's own exception, before anything is sent. */
public class NullsTest {
    private final WorkOS workos = WorkOS.builder().apiKey(ServersKt.KEY).baseUrl("http://127.0.0.1:9").build();

    private static void refused(ErrorKind kind, String field, WorkOSException error) {
        assertEquals(kind, error.getKind());
        assertEquals(field, error.getFieldErrors().get(0).getField());
        assertEquals(Outcome.NOT_SENT, error.getOutcome());
    }

    private static void argument(String field, Executable call) {
        refused(ErrorKind.INVALID_REQUEST, field, assertThrows(WorkOSException.class, call));
    }

    private static void option(String field, Executable call) {
        refused(ErrorKind.CONFIG, field, assertThrows(WorkOSException.class, call));
    }

    @Test
    public void arguments() {
        argument("id", () -> workos.mfa.getFactor(null));
        argument("id", () -> workos.mfa.getFactorWithMetadata(null, null));
        argument("id", () -> workos.mfa.deleteFactor(null));
        argument("id", () -> workos.mfa.deleteFactorWithMetadata(null));
        argument("factor", () -> workos.mfa.enrollFactor((EnrollFactor) null));
        argument("factor", () -> workos.mfa.enrollFactorWithMetadata((EnrollFactorOptions) null));
        argument("totp_issuer", () -> workos.mfa.enrollFactor(new EnrollFactor.Totp(null, "alan")));
        argument("totp_user", () -> workos.mfa.enrollFactor(new EnrollFactor.Totp("Foo Corp", null)));
        argument("phone_number", () -> workos.mfa.enrollFactor(new EnrollFactor.Sms(null)));
        argument("type", () -> workos.mfa.enrollFactor(EnrollFactorOptions.builder().type(null).build()));
        argument("totp_user", () -> workos.mfa.enrollFactor(EnrollFactorOptions.builder().type("totp").issuer("Foo").user(null).build()));
        argument("timeout", () -> CallOptions.builder().timeout(null));
        argument("attempt_timeout", () -> CallOptions.builder().attemptTimeout(null));
        argument("headers", () -> CallOptions.builder().header("x", null));
        argument("headers", () -> CallOptions.builder().header(null, "x"));
        argument("stub", () -> new Mfa((MfaStub) null));
        argument("kind", () -> WorkOSException.builder(null, "x"));
    }

    @Test
    public void argumentsOfAFuture() {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> workos.mfa.getFactorAsync(null).get());
        refused(ErrorKind.INVALID_REQUEST, "id", assertInstanceOf(WorkOSException.class, failed.getCause()));
        failed = assertThrows(ExecutionException.class, () -> workos.mfa.enrollFactorAsync(new EnrollFactor.Sms(null)).get());
        refused(ErrorKind.INVALID_REQUEST, "phone_number", assertInstanceOf(WorkOSException.class, failed.getCause()));
    }

    /** The call ends, and says why. */
    @Test
    public void tokens() {
        WorkOS.Builder builder = WorkOS.builder().baseUrl(Emulator.getUrl());
        noToken(builder.tokenProvider(() -> null));
        noToken(builder.tokenProvider(request -> null));
        noToken(builder.tokenProvider((request, continuation) -> null));
        noToken(builder.asyncTokenProvider(() -> CompletableFuture.completedFuture(null)));
        noToken(builder.asyncTokenProvider(request -> null));
    }

    private static void noToken(WorkOS.Builder builder) {
        WorkOSException error =
            assertThrows(WorkOSException.class, () -> builder.build().mfa.enrollFactor(new EnrollFactor.GenericOtp()));
        assertEquals(ErrorKind.AUTHENTICATION, error.getKind());
        assertEquals(Outcome.NOT_SENT, error.getOutcome());
        StringBuilder causes = new StringBuilder();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            causes.append(cause.getMessage()).append('\n');
        }
        assertTrue(causes.toString().contains("the token provider gave null"), causes.toString());
    }

    /** None of them falls back on the environment without a word. */
    @Test
    public void options() {
        option("api_key", () -> WorkOS.builder().apiKey(null));
        option("token_provider", () -> WorkOS.builder().tokenProvider((TokenProvider) null));
        option("token_provider", () -> WorkOS.builder().asyncTokenProvider((Supplier<CompletionStage<String>>) null));
        option("base_url", () -> WorkOS.builder().baseUrl(null));
        option("timeout", () -> WorkOS.builder().timeout(null));
        option("attempt_timeout", () -> WorkOS.builder().attemptTimeout(null));
        option("connect_timeout", () -> WorkOS.builder().connectTimeout(null));
        option("user_agent_suffix", () -> WorkOS.builder().userAgentSuffix(null));
        option("headers", () -> WorkOS.builder().header("x", null));
        option("proxy", () -> WorkOS.builder().proxy(null));
        option("root_certificate", () -> WorkOS.builder().rootCertificate(null));
        option("client_certificate", () -> WorkOS.builder().clientCertificate(null, "key"));
        option("client_key", () -> WorkOS.builder().clientCertificate("certificate", null));
        option("observer", () -> WorkOS.builder().observer(null));
    }
}
