package xis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tests do most. In your tests, the program under test books, and receives the callbacks. */
@ExtendWith(XisExtension.class)
class BookingTest {
    @Test
    void anApprovalReachesSpreekuur(Practice practice) throws InterruptedException {
        String appointment = practice.book("kennismaking");

        practice.approve(appointment, "Tot dinsdag!");

        Practice.Callback callback = practice.nextCallback();
        assertEquals("POST /AppointmentResponse", callback.method() + " " + callback.path());
        assertTrue(callback.body().contains("\"participantStatus\":\"accepted\""), callback.body());
        assertTrue(callback.body().contains("Tot dinsdag!"), callback.body());
    }

    @Test
    void thePracticeDecidesAfterHalfAMinute(Practice practice) throws InterruptedException {
        practice.book("dubbel-consult");

        String happened = practice.advance("PT1M");

        assertTrue(happened.contains("\"kind\":\"decide\""), happened);
        assertEquals("/AppointmentResponse", practice.nextCallback().path());
    }

    @Test
    void theJournalHasEveryRequest(Practice practice) {
        practice.admin("POST", "/faults", "{\"operation\": \"search-slot\", \"effect\": {\"status\": 503}}");

        assertThrows(IllegalStateException.class, () -> practice.book("consult"));

        String searches = practice.journal("operation=search-slot");
        assertTrue(searches.contains("\"status\":503"), searches);
        assertEquals("{\"requests\":[]}", practice.journal("operation=create-appointment"));
    }
}
