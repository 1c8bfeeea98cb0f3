using System.Text.Json.Nodes;
using System.Threading.Channels;
using Xunit;

namespace XisTests;

/// <summary>
/// A practice of one test: a copy of a practice of the simulator, with its own AGB code, clock and journal.
/// </summary>
public sealed class Practice
{
    private readonly SimulatorFixture _simulator;
    private readonly ChannelReader<Callback> _callbacks;
    private readonly string _agb;

    private Practice(SimulatorFixture simulator, ChannelReader<Callback> callbacks, string agb)
    {
        _simulator = simulator;
        _callbacks = callbacks;
        _agb = agb;
    }

    /// <summary>The header X-Organization-Identifier, for the program under test.</summary>
    public string Organization => $"http://fhir.nl/fhir/NamingSystem/agb-z|{_agb}";

    public static async Task<Practice> CreateAsync(SimulatorFixture simulator)
    {
        var segment = Guid.NewGuid().ToString();
        var changes = new
        {
            clock = new { now = "2027-01-11T07:00:00+01:00", frozen = true },
            callbacks = new { url = $"{simulator.CallbackUrl}/{segment}" },
        };
        var copy = await simulator.AdminAsync(HttpMethod.Post, "organizations/01000001/copy", changes);
        return new Practice(simulator, simulator.Callbacks.Open(segment), copy!["agb"]!.GetValue<string>());
    }

    public Task DeleteAsync() => _simulator.AdminAsync(HttpMethod.Delete, $"organizations/{_agb}");

    /// <summary>Books the first free slot of an appointment type, and returns the id of the appointment.</summary>
    public async Task<string> BookAsync(string type)
    {
        var slots = await FhirAsync(HttpMethod.Get, $"Slot?status=free&_count=1&service-category={type}");
        var slot = slots!["entry"]![0]!["resource"]!;
        var practitioner = slot["extension"]![0]!["valueReference"]!;
        var booking = new
        {
            resourceType = "Appointment",
            id = "spreekuur-1",
            status = "proposed",
            start = slot["start"],
            end = slot["end"],
            serviceCategory = slot["serviceCategory"],
            comment = "Kennismaken.",
            participant = new[]
            {
                Participant("Patient/1", "Emma de Boer"),
                Participant(practitioner["reference"]!.GetValue<string>(), practitioner["display"]!.GetValue<string>()),
            },
        };
        var appointment = await FhirAsync(HttpMethod.Post, "Appointment", booking);
        return appointment!["id"]!.GetValue<string>();
    }

    public Task ApproveAsync(string appointment, string comment) =>
        AdminAsync(HttpMethod.Post, $"approvals/{appointment}/approve", new { comment });

    public Task DeclineAsync(string appointment, string comment) =>
        AdminAsync(HttpMethod.Post, $"approvals/{appointment}/decline", new { comment });

    /// <summary>Advances the clock by an ISO 8601 duration. All that is due has happened then, callbacks included.</summary>
    public async Task<JsonArray> AdvanceAsync(string by)
    {
        var advanced = await AdminAsync(HttpMethod.Post, "clock/advance", new { by });
        return advanced!["happened"]!.AsArray();
    }

    /// <summary>Waits for the next callback, half a minute at most.</summary>
    public async Task<Callback> NextCallbackAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _callbacks.ReadAsync(timeout.Token);
    }

    /// <summary>Returns the requests to this practice, for instance those with operation=search-slot.</summary>
    public async Task<JsonArray> JournalAsync(string criteria)
    {
        var journal = await AdminAsync(HttpMethod.Get, $"requests?{criteria}");
        return journal!["requests"]!.AsArray();
    }

    /// <summary>Controls this practice; the path begins behind /__admin/organizations/{agb}/.</summary>
    public Task<JsonNode?> AdminAsync(HttpMethod method, string path, object? body = null) =>
        _simulator.AdminAsync(method, $"organizations/{_agb}/{path}", body);

    /// <summary>Sends a FHIR request, as Spreekuur.nl does.</summary>
    public Task<JsonNode?> FhirAsync(HttpMethod method, string path, object? body = null) =>
        _simulator.FhirAsync(Organization, method, path, body);

    private static object Participant(string reference, string display) =>
        new { actor = new { reference, display, required = "required" }, status = "accepted" };
}

/// <summary>Gives each test its own practice: xUnit creates an object of the class for each test.</summary>
public abstract class PracticeTest(SimulatorFixture simulator) : IAsyncLifetime
{
    protected Practice Xis { get; private set; } = null!;

    public async Task InitializeAsync() => Xis = await Practice.CreateAsync(simulator);

    public Task DisposeAsync() => Xis.DeleteAsync();
}
