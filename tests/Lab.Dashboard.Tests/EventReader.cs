using System.Text.Json;

namespace Lab.Dashboard.Tests;

/// <summary>Reads server-sent events.</summary>
internal sealed class EventReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly HttpResponseMessage response;
    private readonly StreamReader lines;

    private EventReader(HttpResponseMessage response, Stream stream)
    {
        this.response = response;
        lines = new StreamReader(stream);
    }

    public static async Task<EventReader> OpenAsync(ServedRuns served, string path)
    {
        HttpResponseMessage response = await served.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event.</summary>
    public async Task<(string Name, JsonElement Document)> NextAsync()
    {
        string name = string.Empty;
        while (true)
        {
            string? line = await lines.ReadLineAsync().WaitAsync(Patience);
            Assert.NotNull(line);
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return (name, JsonDocument.Parse(line["data: ".Length..]).RootElement.Clone());
            }
        }
    }

    /// <summary>The next event of a name; others are passed over.</summary>
    public async Task<JsonElement> NextAsync(string name)
    {
        while (true)
        {
            (string found, JsonElement document) = await NextAsync();
            if (found == name)
            {
                return document;
            }
        }
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
