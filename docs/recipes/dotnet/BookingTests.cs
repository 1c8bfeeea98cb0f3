using System.Net;
using Xunit;

namespace XisTests;

/// <summary>What tests do most. In your tests, the program under test books, and receives the callbacks.</summary>
[Collection(SimulatorCollection.Name)]
public sealed class BookingTests(SimulatorFixture simulator) : PracticeTest(simulator)
{
    [Fact]
    public async Task AnApprovalReachesSpreekuur()
    {
        var appointment = await Xis.BookAsync("kennismaking");

        await Xis.ApproveAsync(appointment, "Tot dinsdag!");

        var callback = await Xis.NextCallbackAsync();
        Assert.Equal("POST /AppointmentResponse", $"{callback.Method} {callback.Path}");
        Assert.Equal("accepted", (string?)callback.Body["participantStatus"]);
        Assert.Equal("Tot dinsdag!", (string?)callback.Body["comment"]);
    }

    [Fact]
    public async Task ThePracticeDecidesAfterHalfAMinute()
    {
        await Xis.BookAsync("dubbel-consult");

        var happened = await Xis.AdvanceAsync("PT1M");

        Assert.Equal("decide, attempt", string.Join(", ", happened.Select(change => (string?)change!["kind"])));
        Assert.Equal("/AppointmentResponse", (await Xis.NextCallbackAsync()).Path);
    }

    [Fact]
    public async Task TheJournalHasEveryRequest()
    {
        var fault = new { operation = "search-slot", effect = new { status = 503 } };
        await Xis.AdminAsync(HttpMethod.Post, "faults", fault);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => Xis.BookAsync("consult"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, error.StatusCode);
        var search = Assert.Single(await Xis.JournalAsync("operation=search-slot"));
        Assert.Equal(503, search!["status"]!.GetValue<int>());
        Assert.Empty(await Xis.JournalAsync("operation=create-appointment"));
    }
}
