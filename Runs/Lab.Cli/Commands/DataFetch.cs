using System.Net;
using Lab.Instruments.Files;
using Lab.Studies.Images;

namespace Lab.Cli.Commands;

/// <summary>Fetches the files of a set of images from an address or a folder, each within a bound of size and of time.</summary>
/// <param name="mostBytes">The most bytes of a file.</param>
/// <param name="longest">The longest time for a file.</param>
internal sealed class DataFetch(long mostBytes, TimeSpan longest) : IDisposable
{
    private const int MostRedirections = 10;
    private const int PieceLength = 1 << 16;

    private readonly HttpClient client = new(new HttpClientHandler { MaxAutomaticRedirections = MostRedirections });

    /// <summary>Refuses a source that is no folder and no address.</summary>
    /// <exception cref="CommandException">It is neither.</exception>
    public static void RequireSource(string source)
    {
        if (!Directory.Exists(source) && AddressOf(source) is null)
        {
            throw new CommandException(
                $"--from: '{source}' is neither a folder nor an address that begins with http:// or https://.", ExitCode.Usage);
        }
    }

    /// <summary>Fetches a file. What lies at the place before is replaced; a link there is not followed.</summary>
    /// <param name="source">Address or folder.</param>
    /// <param name="set">The set.</param>
    /// <param name="file">The file's name, without <c>.gz</c>.</param>
    /// <param name="place">Where it is written.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="IOException">It is not there, is too large, comes too slowly, or cannot be written.</exception>
    /// <exception cref="HttpRequestException">The server does not give it.</exception>
    public async Task FetchAsync(string source, DataSetInfo set, string file, string place, CancellationToken token)
    {
        File.Delete(place);
        var target = new FileStream(place, FileMode.CreateNew, FileAccess.Write);
        await using (target.ConfigureAwait(false))
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(token);
            deadline.CancelAfter(longest);
            try
            {
                Stream from = await OpenAsync(source, set, file, deadline.Token).ConfigureAwait(false);
                await using (from.ConfigureAwait(false))
                {
                    await CopyAsync(from, target, deadline.Token).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException error) when (!token.IsCancellationRequested)
            {
                throw new IOException($"it was not whole after {longest.TotalSeconds} s", error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static Uri? AddressOf(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;

    private async Task<Stream> OpenAsync(string source, DataSetInfo set, string file, CancellationToken token)
    {
        if (Directory.Exists(source))
        {
            string path = DataCatalog.Locate(set with { Directory = source }, file)
                ?? throw new IOException($"there is no {file}[.gz] in it, nor in raw or gzip there");
            return PlainFile.Open(path);
        }

        Uri address = new($"{source.TrimEnd('/')}/{file}.gz");
        HttpResponseMessage answer = await client.GetAsync(
            address, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
        if (answer.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest)
        {
            throw new IOException($"the server sends on to {answer.Headers.Location}, which is not followed");
        }

        return await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(token).ConfigureAwait(false);
    }

    private async Task CopyAsync(Stream from, FileStream to, CancellationToken token)
    {
        byte[] piece = new byte[PieceLength];
        long total = 0;
        for (int read = await from.ReadAsync(piece, token).ConfigureAwait(false); read > 0; read =
            await from.ReadAsync(piece, token).ConfigureAwait(false))
        {
            total += read;
            if (total > mostBytes)
            {
                throw new IOException($"it has more than {mostBytes} bytes, which no file of a set has");
            }

            await to.WriteAsync(piece.AsMemory(0, read), token).ConfigureAwait(false);
        }
    }
}
