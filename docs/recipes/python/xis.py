"""A simulated XIS for tests, with the standard library alone."""

import json
import os
import queue
import shlex
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

ADMIN_TOKEN = "token-of-the-tests"
ENVIRONMENT = {"XIS_TESTKIT_ADMIN_TOKEN": ADMIN_TOKEN}
MONDAY_MORNING = {"now": "2027-01-11T07:00:00+01:00", "frozen": True}


class Rejected(Exception):
    """A response with an error status; its text says why."""

    def __init__(self, status, text):
        super().__init__(f"{status} {text}")
        self.status = status


class Simulator:
    """A running simulator, and the way by which its callbacks reach this process."""

    def __init__(self, address, callback_host="127.0.0.1", listen_on="127.0.0.1"):
        self.address = address
        self.callback_host = callback_host
        self.listen_on = listen_on

    def call(self, method, path, body=None, headers=None):
        """Sends a request, and returns the JSON of the response. Raises Rejected for an error status."""
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(self.address + path, data, headers or {}, method=method), timeout=30) as response:
                return json.loads(response.read() or "null")
        except HTTPError as error:
            raise Rejected(error.code, error.read().decode()) from error

    def admin(self, method, path, body=None):
        """Sends a request to the control interface; the path begins behind /__admin."""
        return self.call(method, "/__admin" + path, body, {"Authorization": f"Bearer {ADMIN_TOKEN}"})


@contextmanager
def start_executable(command="xis-testkit"):
    """Runs the executable on a free port. The first line of its output says where it listens."""
    arguments = [*shlex.split(command), "simulate", "--port", "0", "--log", "json"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, env={**os.environ, **ENVIRONMENT}, text=True)
    try:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the simulator ended with exit code {process.wait()}")
        yield Simulator(json.loads(line)["listening"].removesuffix("/fhir"))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@contextmanager
def start_container(image):
    """Runs the image with Testcontainers: pip install testcontainers."""
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import HttpWaitStrategy

    container = (
        DockerContainer(image)
        .with_envs(**ENVIRONMENT)
        .with_exposed_ports(8080)
        .with_kwargs(extra_hosts={"host.docker.internal": "host-gateway"})
        .waiting_for(HttpWaitStrategy(8080, "/__admin/health"))
    )
    with container:
        address = f"http://{container.get_container_host_ip()}:{container.get_exposed_port(8080)}"
        yield Simulator(address, callback_host="host.docker.internal", listen_on="0.0.0.0")


class Practice:
    """A practice of one test: a copy of a practice of the simulator, with its own AGB code, clock and journal."""

    def __init__(self, simulator, callbacks, original="01000001"):
        self._simulator = simulator
        self._callbacks = callbacks
        url = f"http://{simulator.callback_host}:{callbacks.server_port}"
        changes = {"clock": MONDAY_MORNING, "callbacks": {"url": url}}
        self.agb = simulator.admin("POST", f"/organizations/{original}/copy", changes)["agb"]
        #: What the program under test needs: the FHIR base, and the header that names the practice.
        self.fhir_base = f"{simulator.address}/fhir"
        self.headers = {"X-Organization-Identifier": f"http://fhir.nl/fhir/NamingSystem/agb-z|{self.agb}"}

    def admin(self, method, path, body=None):
        """Controls this practice; the path begins behind /__admin/organizations/{agb}."""
        return self._simulator.admin(method, f"/organizations/{self.agb}{path}", body)

    def fhir(self, method, path, body=None):
        """Sends a FHIR request, as Spreekuur.nl does."""
        headers = {**self.headers, "Content-Type": "application/fhir+json"}
        return self._simulator.call(method, "/fhir" + path, body, headers)

    def book(self, type_code):
        """Books the first free slot of an appointment type, and returns the id of the appointment."""
        query = urlencode({"status": "free", "service-category": type_code, "_count": 1})
        slot = self.fhir("GET", f"/Slot?{query}")["entry"][0]["resource"]
        practitioner = slot["extension"][0]["valueReference"]
        return self.fhir("POST", "/Appointment", {
            "resourceType": "Appointment",
            "id": "spreekuur-1",
            "status": "proposed",
            "start": slot["start"],
            "end": slot["end"],
            "serviceCategory": slot["serviceCategory"],
            "comment": "Kennismaken.",
            "participant": [
                {"actor": {**actor, "required": "required"}, "status": "accepted"}
                for actor in ({"reference": "Patient/1", "display": "Emma de Boer"}, practitioner)
            ],
        })["id"]

    def approve(self, appointment, comment=""):
        return self.admin("POST", f"/approvals/{appointment}/approve", {"comment": comment})

    def decline(self, appointment, comment=""):
        return self.admin("POST", f"/approvals/{appointment}/decline", {"comment": comment})

    def advance(self, by):
        """Advances the clock by an ISO 8601 duration. All that is due has happened then, callbacks included."""
        return self.admin("POST", "/clock/advance", {"by": by})["happened"]

    def next_callback(self, timeout=30):
        """Waits for the next callback: its method, path and body. Raises queue.Empty after the seconds of the time-out."""
        return self._callbacks.received.get(timeout=timeout)

    def journal(self, **criteria):
        """Returns the requests to this practice, for instance those with operation="search-slot"."""
        return self.admin("GET", f"/requests?{urlencode(criteria)}")["requests"]

    def delete(self):
        self.admin("DELETE", "")


class Callbacks(ThreadingHTTPServer):
    """Plays Spreekuur.nl: accepts callbacks on a free port, and keeps them."""

    def __init__(self, host):
        super().__init__((host, 0), CallbackHandler)
        self.received = queue.Queue()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def __exit__(self, *error):
        self.shutdown()
        super().__exit__(*error)


class CallbackHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.put((self.command, self.path, body))
        self.send_response(201 if self.command == "POST" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_PUT = do_POST

    def log_message(self, *_arguments):
        pass


@contextmanager
def create_practice(simulator):
    """Creates a practice for a test, and deletes it at the end."""
    with Callbacks(simulator.listen_on) as callbacks:
        practice = Practice(simulator, callbacks)
        try:
            yield practice
        finally:
            practice.delete()
