package xis;

import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** A running simulator, which JUnit closes after the last test. */
interface Simulator extends CloseableResource {
    String ADMIN_TOKEN = "token-of-the-tests";

    /** The address, without a path. */
    String address();

    /** The URL by which callbacks reach a port of this process. */
    String callbackUrl(int port);
}
