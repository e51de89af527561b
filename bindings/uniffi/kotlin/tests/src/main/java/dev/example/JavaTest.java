package dev.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.workosmfa.CallOptions;
import dev.workosmfa.EnrollFactor;
import dev.workosmfa.EnrollFactorOptions;
import dev.workosmfa.EnrolledFactor;
import dev.workosmfa.ErrorKind;
import dev.workosmfa.Factor;
import dev.workosmfa.FactorType;
import dev.workosmfa.Metadata;
import dev.workosmfa.Response;
import dev.workosmfa.WorkOS;
import dev.workosmfa.WorkOSException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What one writes in Java. */
public class JavaTest {
    private final WorkOS workos = WorkOS.builder().apiKey(Servers.key()).baseUrl(Emulator.getUrl()).build();

    private static final class Servers {
        static String key() {
            return ServersKt.KEY;
        }
    }

    @Test
    public void aFactorIsEnrolledReadAndDeleted() {
        EnrollFactorOptions options =
            EnrollFactorOptions.builder().type("totp").issuer("Foo Corp").user("alan@example.com").build();
        EnrolledFactor enrolled = workos.mfa.enrollFactor(options);
        assertTrue(enrolled.getTotp().getUri().startsWith("otpauth://totp/"));
        Factor factor = workos.mfa.getFactor(enrolled.getId());
        assertEquals(FactorType.Totp.INSTANCE, factor.getType());
        assertEquals("Foo Corp", factor.getTotp().getIssuer());
        workos.mfa.deleteFactor(factor.getId());
        WorkOSException gone = assertThrows(WorkOSException.class, () -> workos.mfa.getFactor(factor.getId()));
        assertEquals(ErrorKind.NOT_FOUND, gone.getKind());
        assertEquals(Integer.valueOf(404), gone.getStatus());
    }

    /** As the vendor documents it; and a factor that was just enrolled equals no other, and shows no secret. */
    @Test
    public void whatWasEnrolledIsAFactor() {
        EnrollFactorOptions options =
            EnrollFactorOptions.builder().type("totp").issuer("Foo Corp").user("alan@example.com").build();
        Factor factor = workos.mfa.enrollFactor(options);
        Factor read = workos.mfa.getFactor(factor.getId());
        assertEquals(read.getTotp().getUser(), factor.getTotp().getUser());
        assertNotEquals(read, factor);
        assertNotEquals(factor, read);
        assertEquals(read, workos.mfa.getFactor(factor.getId()));
        assertEquals(read.hashCode(), workos.mfa.getFactor(factor.getId()).hashCode());
        assertTrue(read.toString().contains(factor.getId()) && read.toString().contains("Foo Corp"));
        assertFalse(factor.toString().contains("otpauth:"));
    }

    @Test
    public void theSumTypeWorksToo() {
        assertEquals("+15555555555", workos.mfa.enrollFactor(new EnrollFactor.Sms("+15555555555")).getSms().getPhoneNumber());
    }

    @Test
    public void theTwinsAndTheOptionsOfACall() {
        CallOptions call = CallOptions.builder().timeout(Duration.ofSeconds(20)).maxRetries(0).header("x-team", "identity").build();
        Response<EnrolledFactor> enrolled = workos.mfa.enrollFactorWithMetadata(new EnrollFactor.GenericOtp(), call);
        assertEquals(201, enrolled.getMetadata().getStatus());
        Response<Factor> found = workos.mfa.getFactorWithMetadata(enrolled.getValue().getId(), call);
        assertEquals(enrolled.getValue().getId(), found.getValue().getId());
        Metadata deleted = workos.mfa.deleteFactorWithMetadata(enrolled.getValue().getId());
        assertEquals(1, deleted.getAttempts());
        assertFalse(deleted.getElapsed().isNegative());
    }

    @Test
    public void whatIsMissingIsNamed() {
        EnrollFactorOptions options = EnrollFactorOptions.builder().type("sms").build();
        WorkOSException error = assertThrows(WorkOSException.class, () -> workos.mfa.enrollFactor(options));
        assertEquals(ErrorKind.INVALID_REQUEST, error.getKind());
        assertEquals("phone_number", error.getFieldErrors().get(0).getField());
    }

    @Test
    public void aKeyIsAllThatIsNeeded() {
        try (WorkOS other = new WorkOS("sk_test_1")) {
            assertEquals("https://api.workos.com", other.getBaseUrl());
        }
    }

    @Test
    public void tokenProvidersAreLambdas() {
        WorkOS.Builder builder = WorkOS.builder().baseUrl(Emulator.getUrl());
        builder.tokenProvider(() -> Servers.key()).build().mfa.enrollFactor(new EnrollFactor.GenericOtp());
        builder.asyncTokenProvider(() -> CompletableFuture.completedFuture(Servers.key()));
        builder.build().mfa.enrollFactor(new EnrollFactor.GenericOtp());
    }

    @Test
    public void tokenProvidersMaySeeTheRequest() {
        WorkOS.Builder builder = WorkOS.builder().baseUrl(Emulator.getUrl());
        builder.tokenProvider(request -> request.isRefused() ? Servers.key() : "old");
        builder.build().mfa.enrollFactor(new EnrollFactor.GenericOtp());
        builder.asyncTokenProvider(request -> CompletableFuture.completedFuture(request.isRefused() ? Servers.key() : "old"));
        builder.build().mfa.enrollFactor(new EnrollFactor.GenericOtp());
    }
}
