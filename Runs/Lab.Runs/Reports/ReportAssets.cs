using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Lab.Runs.Reports;

/// <summary>The parts of a report that are the same for every run: style sheet, script and Plotly.</summary>
internal static class ReportAssets
{
    private static readonly Lazy<byte[]> Plotly = new(() => Read("plotly.js"));
    private static readonly Lazy<string> PackedPlotly = new(() => Convert.ToBase64String(Compress(Plotly.Value)));

    public static string Style { get; } = ReadText("report.css");

    public static string Script { get; } = ReadText("report.js");

    /// <summary>Plotly as it is.</summary>
    public static ReadOnlyMemory<byte> PlotlyBytes => Plotly.Value;

    /// <summary>Plotly as base64 of gzip, which the script unpacks.</summary>
    public static string CompressedPlotly => PackedPlotly.Value;

    /// <summary>The only two scripts that a report may execute, as sources of a Content-Security-Policy.</summary>
    public static string AllowedScripts => $"{HashOf(Encoding.UTF8.GetBytes(Script))} {HashOf(Plotly.Value)}";

    private static string HashOf(byte[] script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(script))}'";

    // HTML parsers turn line ends into LF before they hash, whatever the checkout made of them.
    private static string ReadText(string name) => Encoding.UTF8.GetString(Read(name)).ReplaceLineEndings("\n");

    private static byte[] Read(string name)
    {
        using Stream resource = typeof(ReportAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Bug in Lab: the resource '{name}' is missing.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
