using System.Reflection;
using System.Security.Cryptography;
using Lab.Runs.Reports;
using Microsoft.AspNetCore.Http;

namespace Lab.Dashboard.Pages;

/// <summary>The files of the page itself, which are part of the program: nothing comes from elsewhere.</summary>
internal static class PageFiles
{
    private const string Prefix = "assets/";

    private static readonly Dictionary<string, (ReadOnlyMemory<byte> Bytes, string Type, string Tag)> Files = Read();

    /// <summary>Answers with a file.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="DashboardException">There is none.</exception>
    public static async Task WriteAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out (ReadOnlyMemory<byte> Bytes, string Type, string Tag) file))
        {
            throw new DashboardException(StatusCodes.Status404NotFound, $"There is no page '{name}'.");
        }

        // Asked for each time, and sent again only where another version of Lab has another one.
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, (ReadOnlyMemory<byte> Bytes, string Type, string Tag)> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => Load(assembly, name));
        files["plotly.js"] = PlotlyScript.Bytes;
        return files.ToDictionary(file => file.Key, file => (file.Value, TypeOf(file.Key), TagOf(file.Value)));
    }

    private static ReadOnlyMemory<byte> Load(Assembly assembly, string name)
    {
        using Stream resource = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Bug in Lab: the resource '{name}' is missing.");
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"Bug in Lab: files '{other}' have no type."),
    };

    private static string TagOf(ReadOnlyMemory<byte> bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}\"";
}
