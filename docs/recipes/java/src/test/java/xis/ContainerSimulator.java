package xis;

import org.testcontainers.Testcontainers;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The image, with Testcontainers. */
final class ContainerSimulator implements Simulator {
    private final GenericContainer<?> container;

    ContainerSimulator(String image) {
        container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv("XIS_TESTKIT_ADMIN_TOKEN", ADMIN_TOKEN)
                .withExposedPorts(8080)
                .withAccessToHost(true)
                .waitingFor(Wait.forHttp("/__admin/health"));
        container.start();
    }

    @Override
    public String address() {
        return "http://" + container.getHost() + ":" + container.getMappedPort(8080);
    }

    @Override
    public String callbackUrl(int port) {
        Testcontainers.exposeHostPorts(port);
        return "http://host.testcontainers.internal:" + port;
    }

    @Override
    public void close() {
        container.stop();
    }
}
