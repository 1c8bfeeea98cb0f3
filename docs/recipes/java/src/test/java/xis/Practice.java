package xis;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/**
 * A practice of one test: a copy of a practice of the simulator, with its own AGB code, clock and journal. It also plays
 * Spreekuur.nl: it accepts callbacks on a free port, and keeps them. The JSON of responses is a string here, because a
 * recipe needs no library; use that of your project.
 */
public final class Practice implements CloseableResource {
    /** A callback of the XIS. */
    public record Callback(String method, String path, String body) {}

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern SLOT = Pattern.compile(
            "\"valueReference\":\\{([^}]*)\\}.*\"serviceCategory\":(\\[\\{\"coding\":\\[.*?\\]\\}\\]).*"
                    + "\"start\":\"([^\"]*)\",\"end\":\"([^\"]*)\"");

    private final BlockingQueue<Callback> callbacks = new LinkedBlockingQueue<>();
    private final HttpServer receiver;
    private final String address;
    private final String agb;

    Practice(Simulator simulator) {
        address = simulator.address();
        receiver = startReceiver();
        String url = simulator.callbackUrl(receiver.getAddress().getPort());
        String changes = """
                {"clock": {"now": "2027-01-11T07:00:00+01:00", "frozen": true}, "callbacks": {"url": "%s"}}
                """;
        agb = find(sendAdmin("POST", "/organizations/01000001/copy", changes.formatted(url)), "agb");
    }

    /** The FHIR base, for the program under test. */
    public String fhirBase() {
        return address + "/fhir";
    }

    /** The header X-Organization-Identifier, for the program under test. */
    public String organization() {
        return "http://fhir.nl/fhir/NamingSystem/agb-z|" + agb;
    }

    /** Books the first free slot of an appointment type as Spreekuur.nl does, and returns the id of the appointment. */
    public String book(String type) {
        String slots = fhir("GET", "/Slot?status=free&_count=1&service-category=" + type, "");
        Matcher slot = SLOT.matcher(slots);
        if (!slot.find()) throw new AssertionError("no free slot of the type " + type + ": " + slots);
        String body = """
                {
                  "resourceType": "Appointment", "id": "spreekuur-1", "status": "proposed", "comment": "Kennismaken.",
                  "participant": [
                    {"actor": {"reference": "Patient/1", "display": "Emma de Boer", "required": "required"}, "status": "accepted"},
                    {"actor": {%s, "required": "required"}, "status": "accepted"}
                  ],
                  "serviceCategory": %s, "start": "%s", "end": "%s"
                }
                """;
        String booking = body.formatted(slot.group(1), slot.group(2), slot.group(3), slot.group(4));
        return find(fhir("POST", "/Appointment", booking), "id");
    }

    public void approve(String appointment, String comment) {
        admin("POST", "/approvals/" + appointment + "/approve", "{\"comment\": \"" + comment + "\"}");
    }

    public void decline(String appointment, String comment) {
        admin("POST", "/approvals/" + appointment + "/decline", "{\"comment\": \"" + comment + "\"}");
    }

    /** Advances the clock by an ISO 8601 duration. All that is due has happened then, callbacks included. */
    public String advance(String duration) {
        return admin("POST", "/clock/advance", "{\"by\": \"" + duration + "\"}");
    }

    /** Waits for the next callback, half a minute at most. */
    public Callback nextCallback() throws InterruptedException {
        Callback callback = callbacks.poll(30, TimeUnit.SECONDS);
        if (callback == null) throw new AssertionError("no callback: " + admin("GET", "/deliveries", ""));
        return callback;
    }

    /** Returns the requests to this practice, for instance those with operation=search-slot. */
    public String journal(String criteria) {
        return admin("GET", "/requests?" + criteria, "");
    }

    /** Controls this practice; the path begins behind /__admin/organizations/{agb}. */
    public String admin(String method, String path, String body) {
        return sendAdmin(method, "/organizations/" + agb + path, body);
    }

    /** Sends a FHIR request as Spreekuur.nl does. */
    public String fhir(String method, String path, String body) {
        return send(request(method, "/fhir" + path, body)
                .header("X-Organization-Identifier", organization())
                .header("Content-Type", "application/fhir+json"));
    }

    @Override
    public void close() {
        admin("DELETE", "", "");
        receiver.stop(0);
    }

    private String sendAdmin(String method, String path, String body) {
        return send(request(method, "/__admin" + path, body).header("Authorization", "Bearer " + Simulator.ADMIN_TOKEN));
    }

    private HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private static String send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() < 400) return response.body();
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(error);
        }
    }

    /** Returns the first value of a key. */
    private static String find(String json, String key) {
        Matcher value = Pattern.compile("\"" + key + "\":\\s*\"([^\"]*)\"").matcher(json);
        if (!value.find()) throw new AssertionError("no " + key + " in " + json);
        return value.group(1);
    }

    private HttpServer startReceiver() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", this::receive);
            server.start();
            return server;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            callbacks.add(new Callback(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body));
            exchange.sendResponseHeaders(exchange.getRequestMethod().equals("POST") ? 201 : 200, -1);
        }
    }
}
