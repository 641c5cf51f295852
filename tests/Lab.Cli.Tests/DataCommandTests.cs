using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Lab.Cli.Commands;
using Lab.Studies.Images;

namespace Lab.Cli.Tests;

/// <summary><c>lab data get</c> from a server of this machine.</summary>
public sealed class DataCommandTests : IDisposable
{
    private readonly Workplace work = new();
    private readonly HttpListener server = new();
    private readonly Dictionary<string, byte[]> files = [];
    private readonly Task serving;
    private readonly string address;
    private readonly TaskCompletionSource ended = new();
    private volatile string? redirection;
    private volatile bool isSilent;

    public DataCommandTests()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            address = $"http://localhost:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        server.Prefixes.Add(address);
        server.Start();
        serving = ServeAsync();
        files["train-images-idx3-ubyte.gz"] = Packed(
            [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[2 * 28 * 28]]);
        files["train-labels-idx1-ubyte.gz"] = Packed([0, 0, 8, 1, 0, 0, 0, 2, 3, 9]);
        files["t10k-images-idx3-ubyte.gz"] = Packed([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28, .. new byte[28 * 28]]);
        files["t10k-labels-idx1-ubyte.gz"] = Packed([0, 0, 8, 1, 0, 0, 0, 1, 5]);
    }

    public void Dispose()
    {
        ended.SetResult();

        // A listener that was stopped first would open its port once more to close it, which may be another test's by then.
        server.Close();
        serving.Wait();
        work.Dispose();
    }

    [Fact]
    public async Task Get_OverHttp_FetchesAndChecksTheFourFiles()
    {
        Answer answer = (await GetAsync("fashion-mnist")).Succeeds();
        Assert.Equal(4, answer.Output.Split("well formed; Lab knows no SHA-256 of it").Length - 1);
        Assert.Equal(files.Keys.Order(StringComparer.Ordinal), Arrived());
        Assert.Contains(
            "2 × 28 × 28",
            (await LabProcess.RunAsync(
                work.Folder, "dotnet", LabProcess.Program, "data", "check", "fashion-mnist")).Succeeds().Output);
    }

    [Fact]
    public async Task Get_OfWhatIsNotAsPublished_IsToldAndLeavesNothing()
    {
        Answer answer = await GetAsync("mnist");
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains("SHA-256", answer.Error);
        Assert.Empty(Arrived());
    }

    [Fact]
    public async Task Get_OfWhatIsCutOffOrMissing_IsToldAndKeepsWhatWasWhole()
    {
        files["train-labels-idx1-ubyte.gz"] = files["train-labels-idx1-ubyte.gz"][..^16];
        Answer cut = await GetAsync("fashion-mnist");
        Assert.NotEqual(0, cut.ExitCode);
        Assert.Contains("train-labels-idx1-ubyte", cut.Error);
        Assert.Equal(["train-images-idx3-ubyte.gz"], Arrived());

        files.Remove("train-labels-idx1-ubyte.gz");
        Answer missing = await GetAsync("fashion-mnist");
        Assert.Equal(1, missing.ExitCode);
        Assert.Equal(
            $"train-labels-idx1-ubyte.gz cannot be fetched from {address}: Response status code does not indicate success: 404 "
                + "(Not Found).",
            missing.Message);
    }

    [Theory]
    [InlineData("file:///etc/")]
    [InlineData("ftp://localhost/")]
    [InlineData("no such place")]
    [InlineData("http://")]
    public async Task Get_FromWhatIsNoSource_IsOneLine(string source)
    {
        Answer answer = await LabProcess.RunAsync(
            work.Folder, "dotnet", LabProcess.Program, "data", "get", "fashion-mnist", "--from", source);
        answer.FailsWith(2, $"--from: '{source}' is neither a folder nor an address that begins with http:// or https://.");
    }

    [Fact]
    public async Task Get_SentOnToAFile_IsOneLine()
    {
        redirection = "file:///etc/hostname";
        Answer answer = await GetAsync("fashion-mnist");
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("cannot be fetched from", answer.Message);
        Assert.DoesNotContain("   at ", answer.Error);
        Assert.Empty(Arrived());
    }

    [Fact]
    public async Task Fetch_TooLargeOrTooSlow_EndsAndLeavesALinkAlone()
    {
        string victim = Path.Combine(work.Folder, "victim");
        string place = Path.Combine(work.Folder, "arriving");
        await File.WriteAllTextAsync(victim, "as it was");
        File.CreateSymbolicLink(place, victim);
        DataSetInfo set = DataCatalog.Find("fashion-mnist");
        using var small = new DataFetch(mostBytes: 10, TimeSpan.FromMinutes(1));
        IOException large = await Assert.ThrowsAsync<IOException>(() => small.FetchAsync(
            address, set, set.Files[1], place, default));
        Assert.Equal("it has more than 10 bytes, which no file of a set has", large.Message);
        Assert.Equal("as it was", await File.ReadAllTextAsync(victim));

        isSilent = true;
        using var brief = new DataFetch(mostBytes: 1000, TimeSpan.FromSeconds(0.5));
        IOException slow = await Assert.ThrowsAsync<IOException>(() => brief.FetchAsync(
            address, set, set.Files[1], place, default));
        Assert.Equal("it was not whole after 0.5 s", slow.Message);
    }

    private static byte[] Packed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    private Task<Answer> GetAsync(string set) =>
        LabProcess.RunAsync(work.Folder, "dotnet", LabProcess.Program, "data", "get", set, "--from", address);

    private IEnumerable<string> Arrived() => Directory.EnumerateFiles(
        Path.Combine(work.Folder, "data"),
        "*",
        SearchOption.AllDirectories).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return; // the server was stopped
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (HttpListenerException)
            {
                // The client went away, as one does that was told too much or waited too long.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        if (isSilent)
        {
            context.Response.OutputStream.Write([0x1F]);
            await ended.Task;
            return;
        }

        if (redirection is { } elsewhere)
        {
            context.Response.StatusCode = (int)HttpStatusCode.Redirect;
            context.Response.Headers["Location"] = elsewhere;
        }
        else if (files.TryGetValue(context.Request.Url!.AbsolutePath.TrimStart('/'), out byte[]? content))
        {
            await context.Response.OutputStream.WriteAsync(content);
        }
        else
        {
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
        }

        context.Response.Close();
    }
}
