using System.Text.Json;

namespace Lab.Cli.Tests;

/// <summary>The answer of the program.</summary>
internal sealed record Answer(int ExitCode, string Output, string Error)
{
    /// <summary>The document on standard output, which holds nothing else.</summary>
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The message to the user without progress.</summary>
    public string Message => string.Join(
        '\n', Error.Split('\n').Where(line => !line.Contains(" points, bench time ", StringComparison.Ordinal)
            && !line.Contains(" points, computed for ", StringComparison.Ordinal)
            && !line.StartsWith("Rehearsing on twins: ", StringComparison.Ordinal))).Trim();

    public Answer Succeeds()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}{Output}");
        return this;
    }

    /// <summary>Fails with this message, whole and alone, and prints no result.</summary>
    public void FailsWith(int exitCode, string message)
    {
        Assert.Equal(message, Message);
        Assert.Equal(exitCode, ExitCode);
        Assert.Empty(Output);
    }
}
