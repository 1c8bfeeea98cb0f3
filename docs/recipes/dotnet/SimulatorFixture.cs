using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using Xunit;

namespace XisTests;

/// <summary>One simulator for all tests: the image if TESTKIT_IMAGE names one, else the executable.</summary>
public sealed class SimulatorFixture : IAsyncLifetime
{
    private const string AdminToken = "token-of-the-tests";

    private readonly HttpClient _client = new();
    private IContainer? _container;
    private Process? _process;
    private string _callbackHost = "127.0.0.1";

    public CallbackReceiver Callbacks { get; } = new();

    /// <summary>The FHIR base, for the program under test.</summary>
    public Uri FhirBase => new(_client.BaseAddress!, "fhir");

    /// <summary>The URL by which callbacks reach this process.</summary>
    public string CallbackUrl => $"http://{_callbackHost}:{Callbacks.Port}";

    public async Task InitializeAsync()
    {
        await Callbacks.StartAsync();
        var image = Environment.GetEnvironmentVariable("TESTKIT_IMAGE");
        _client.BaseAddress = image is null ? await StartExecutableAsync() : await StartContainerAsync(image);
    }

    public async Task DisposeAsync()
    {
        if (_container is not null) await _container.DisposeAsync();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        await Callbacks.DisposeAsync();
        _client.Dispose();
    }

    /// <summary>Sends a request to the control interface; the path begins behind /__admin/.</summary>
    public Task<JsonNode?> AdminAsync(HttpMethod method, string path, object? body = null) =>
        SendAsync(method, $"__admin/{path}", "Authorization", $"Bearer {AdminToken}", body, "application/json");

    /// <summary>Sends a FHIR request to an organization; the path begins behind /fhir/.</summary>
    public Task<JsonNode?> FhirAsync(string organization, HttpMethod method, string path, object? body = null) =>
        SendAsync(method, $"fhir/{path}", "X-Organization-Identifier", organization, body, "application/fhir+json");

    private async Task<JsonNode?> SendAsync(
        HttpMethod method, string path, string header, string value, object? body, string mediaType)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add(header, value);
        if (body is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, mediaType);
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)response.StatusCode} {text}", null, response.StatusCode);
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>Runs the executable on a free port. The first line of its output says where it listens.</summary>
    private async Task<Uri> StartExecutableAsync()
    {
        var command = (Environment.GetEnvironmentVariable("TESTKIT_COMMAND") ?? "xis-testkit").Split(' ');
        string[] options = ["simulate", "--port", "0", "--log", "json"];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true };
        foreach (var argument in command.Skip(1).Concat(options)) start.ArgumentList.Add(argument);
        start.Environment["XIS_TESTKIT_ADMIN_TOKEN"] = AdminToken;
        _process = Process.Start(start) ?? throw new InvalidOperationException("The simulator did not start.");
        var line = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The simulator ended without a line of output.");
        var listening = JsonNode.Parse(line)!["listening"]!.GetValue<string>();
        return new Uri(new Uri(listening), "/");
    }

    /// <summary>Runs the image with Testcontainers.</summary>
    private async Task<Uri> StartContainerAsync(string image)
    {
        await TestcontainersSettings.ExposeHostPortsAsync(Callbacks.Port);
        _callbackHost = "host.testcontainers.internal";
        _container = new ContainerBuilder(image)
            .WithEnvironment("XIS_TESTKIT_ADMIN_TOKEN", AdminToken)
            .WithPortBinding(8080, true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(
                request => request.ForPort(8080).ForPath("/__admin/health")))
            .Build();
        await _container.StartAsync();
        return new UriBuilder("http", _container.Hostname, _container.GetMappedPublicPort(8080)).Uri;
    }
}

[CollectionDefinition(SimulatorCollection.Name)]
public sealed class SimulatorCollection : ICollectionFixture<SimulatorFixture>
{
    public const string Name = "simulator";
}
