package xis;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The executable, on a free port. */
final class ExecutableSimulator implements Simulator {
    private static final Pattern LISTENING = Pattern.compile("\"listening\":\\s*\"(.+)/fhir\"");

    private final Process process;
    private final String address;

    /** Starts the command, such as xis-testkit. The first line of its output says where it listens. */
    ExecutableSimulator(String command) throws IOException {
        Stream<String> options = Stream.of("simulate", "--port", "0", "--log", "json");
        List<String> arguments = Stream.concat(Arrays.stream(command.split(" ")), options).toList();
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("XIS_TESTKIT_ADMIN_TOKEN", ADMIN_TOKEN);
        process = builder.start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        Matcher listening = LISTENING.matcher(line == null ? "" : line);
        if (!listening.find()) {
            process.destroy();
            throw new IOException("the simulator did not start: " + line);
        }
        address = listening.group(1);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String callbackUrl(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
