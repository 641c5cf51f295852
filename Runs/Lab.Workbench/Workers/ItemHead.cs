using System.Text.Json;
using Lab.Instruments.Files;

namespace Lab.Workbench.Workers;

/// <summary>What stands before and after the outcome of an item, without the outcome, which may be long.</summary>
/// <param name="Worker">The worker that computed it.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Failure">Why nothing came of it; <see langword="null"/> where something did.</param>
/// <param name="IsBug">Whether that is a bug of Lab.</param>
internal sealed record ItemHead(string Worker, double Seconds, string? Failure, bool IsBug)
{
    private const int MostBytes = 64 << 10; // a failure has no outcome, and is short (ItemWorker.LongestFailure)
    private const int LongestText = 1000;

    /// <summary>Reads the head of an item's file.</summary>
    /// <returns>The head; one that says so where the file is none of Lab's; <see langword="null"/> where it went away.</returns>
    public static ItemHead? Read(string file)
    {
        try
        {
            using FileStream stream = PlainFile.Open(file);
            byte[] bytes = new byte[(int)Math.Min(stream.Length, MostBytes)];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return Of(bytes.AsSpan(0, count));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or FormatException)
        {
            return new ItemHead(string.Empty, 0, $"Its file cannot be read: {error.Message}", IsBug: false);
        }
    }

    // Lab writes the outcome after worker and time, and before the failure. Where there is an outcome, nothing failed. What is
    // cut off before there is one has none.
    private static ItemHead Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
        var head = new ItemHead(string.Empty, 0, null, IsBug: false);
        while (true)
        {
            if (!reader.Read())
            {
                return Named(head with { Failure = "It failed, with more words than are shown here: see its file." });
            }

            if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == 0)
            {
                return Named(head);
            }

            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            string? name = reader.GetString();
            bool isWhole = reader.Read();
            if (name == "outcome" && (!isWhole || reader.TokenType != JsonTokenType.Null))
            {
                return Named(head);
            }

            if (!isWhole)
            {
                continue;
            }

            head = name switch
            {
                "worker" => head with { Worker = Short(reader.GetString()) ?? string.Empty },
                "seconds" => head with { Seconds = reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : 0 },
                "failure" => head with { Failure = Short(reader.GetString()) },
                "isBug" => head with { IsBug = reader.GetBoolean() },
                _ => head,
            };
        }
    }

    private static ItemHead Named(ItemHead head) =>
        head.Worker.Length > 0 ? head : throw new JsonException("it names no worker.");

    private static string? Short(string? text) => text?[..Math.Min(text.Length, LongestText)];
}
