using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Lab.Dashboard.Tests;

/// <summary>A dashboard over a folder of runs, and a client of it.</summary>
internal sealed class ServedRuns : IAsyncDisposable
{
    public const string ViewToken = "view-token-0123456789";
    public const string ControlToken = "control-token-0123456789";

    private ServedRuns(Workplace place, DashboardServer server)
    {
        Place = place;
        Server = server;
        Client = new HttpClient { BaseAddress = server.Address };
    }

    public Workplace Place { get; }

    public DashboardServer Server { get; }

    public HttpClient Client { get; }

    public List<string> Log { get; private set; } = [];

    public static async Task<ServedRuns> StartAsync(Func<DashboardOptions, DashboardOptions>? change = null)
    {
        var place = new Workplace();
        var log = new List<string>();
        var options = new DashboardOptions
        {
            RunsFolder = place.Runs,
            QueueFolder = place.Join("queue"),
            ControlToken = ControlToken,
            Log = log.Add,
            ListAge = TimeSpan.Zero, // what a test has written is seen at once
        };
        var served = new ServedRuns(place, await DashboardServer.StartAsync(change?.Invoke(options) ?? options));
        served.Log = log;
        return served;
    }

    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    public Task<HttpResponseMessage> PostAsync(string path, object body, Action<HttpRequestHeaders>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Lab-Control", ControlToken);
        change?.Invoke(request.Headers);
        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Place.Dispose();
    }
}
