package xis;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test its own practice as a parameter. All tests share one simulator. */
public final class XisExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(XisExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Practice.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Simulator simulator = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(Simulator.class, key -> start(), Simulator.class);
        // The store of a test closes its practice after the test.
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(Practice.class, key -> new Practice(simulator), Practice.class);
    }

    /** With the image: return new ContainerSimulator("registry.example/xis-testkit:0.2.0"). */
    private static Simulator start() {
        try {
            return new ExecutableSimulator(System.getenv().getOrDefault("TESTKIT_COMMAND", "xis-testkit"));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
