using Lab.Runs.Records;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Json;

namespace Lab.Runs.Engine;

/// <summary>The log of a run, whose end a full disk does not stop.</summary>
internal sealed class RunLog : IDisposable
{
    private bool isClosed;

    private RunLog(Logger logger) => Logger = logger;

    /// <summary>Takes the events.</summary>
    public Logger Logger { get; }

    /// <summary>Opens the log of a run.</summary>
    public static RunLog Open(RunFolder folder) => new(new LoggerConfiguration()
        .WriteTo.File(new JsonFormatter(renderMessage: true), folder.LogFile, flushToDiskInterval: TimeSpan.FromSeconds(1))
        .CreateLogger());

    /// <summary>Writes the last events and closes the file.</summary>
    /// <returns>Why that was not possible, in words; <see langword="null"/> where it was.</returns>
    public string? Close()
    {
        if (isClosed)
        {
            return null;
        }

        isClosed = true;
        try
        {
            Logger.Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"The last lines of log.jsonl are not on the disk: {error.Message}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();
}
