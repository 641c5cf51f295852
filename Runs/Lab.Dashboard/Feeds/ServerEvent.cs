using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lab.Dashboard.Feeds;

/// <summary>Events as browsers read them from a stream (HTML Living Standard, server-sent events).</summary>
internal static class ServerEvent
{
    /// <summary>A comment, which keeps a connection from being taken for dead.</summary>
    public static ReadOnlyMemory<byte> Beat { get; } = ":\n\n"u8.ToArray();

    /// <summary>An event with a document; JSON has no line breaks.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="document">The document.</param>
    /// <param name="type">How it is written.</param>
    public static byte[] Of<T>(string name, T document, JsonTypeInfo<T> type) =>
        [.. Encoding.UTF8.GetBytes($"event: {name}\ndata: "), .. JsonSerializer.SerializeToUtf8Bytes(document, type),
            .. "\n\n"u8];
}
