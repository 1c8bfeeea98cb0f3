using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace XisTests;

/// <summary>A callback of the XIS.</summary>
public sealed record Callback(string Method, string Path, JsonNode Body);

/// <summary>Plays Spreekuur.nl: accepts callbacks on a free port, and keeps them by the first segment of their path.</summary>
public sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Channel<Callback>> _channels = new();
    private readonly WebApplication _app;

    public CallbackReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(ReceiveAsync);
    }

    public ushort Port => (ushort)new Uri(_app.Urls.First()).Port;

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Returns the callbacks to a path of this receiver, now and later.</summary>
    public ChannelReader<Callback> Open(string segment) =>
        _channels.GetOrAdd(segment, _ => Channel.CreateUnbounded<Callback>()).Reader;

    private async Task ReceiveAsync(HttpContext context)
    {
        var segments = (context.Request.Path.Value ?? "").Split('/', 3);
        if (segments.Length < 3 || !_channels.TryGetValue(segments[1], out var channel))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        using var reader = new StreamReader(context.Request.Body);
        var body = JsonNode.Parse(await reader.ReadToEndAsync())!;
        await channel.Writer.WriteAsync(new Callback(context.Request.Method, $"/{segments[2]}", body));
        context.Response.StatusCode = context.Request.Method == "POST" ? 201 : 200;
    }
}
