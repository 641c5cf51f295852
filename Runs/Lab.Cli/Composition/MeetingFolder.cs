using System.Globalization;
using Lab.Wires.Transcripts;

namespace Lab.Cli.Composition;

/// <summary>The folder of one first contact: its page and its transcripts.</summary>
/// <param name="path">The folder, which is new.</param>
internal sealed class MeetingFolder(string path)
{
    private const string DefaultParent = "meetings";

    /// <summary>The transcript of the questions.</summary>
    public const string Questions = "meeting.transcript";

    /// <summary>The transcript of the set-points.</summary>
    public const string SetPoints = "set-points.transcript";

    /// <summary>Where it is.</summary>
    public string FullPath => path;

    /// <summary>Makes the folder.</summary>
    /// <param name="wanted">Its name; <see langword="null"/> makes one of the day and the bench.</param>
    /// <param name="bench">The bench's name.</param>
    /// <exception cref="CommandException">It is there already with something in it, or cannot be made.</exception>
    public static MeetingFolder Create(string? wanted, string bench)
    {
        try
        {
            if (wanted is null)
            {
                string stem = Path.Combine(
                    DefaultParent,
                    string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetLocalNow():yyyy-MM-dd}-{bench}"));
                wanted = Enumerable.Range(1, int.MaxValue)
                    .Select(number => number == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{number}"))
                    .First(candidate => !Path.Exists(candidate));
            }
            else if (Directory.Exists(wanted) && Directory.EnumerateFileSystemEntries(wanted).Any())
            {
                throw new CommandException(
                    $"-o {wanted}: the folder has something in it already. Name a new one.", ExitCode.Usage);
            }

            Directory.CreateDirectory(wanted);
            return new MeetingFolder(wanted);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException(
                $"The folder of the meeting cannot be made: {error.Message} Name another with -o.", ExitCode.Usage);
        }
    }

    /// <summary>Begins a transcript in the folder.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    public RecordedTranscript Record(string name, string protocol, string bench, bool isSimulated)
    {
        try
        {
            var transcript = new RecordedTranscript(
                new StreamWriter(new FileStream(Path.Combine(path, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read)));
            transcript.Writer.Write(
                new TranscriptHeader(protocol, bench, Seed: 1, isSimulated, new Dictionary<string, string>()));
            return transcript;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{name}: {error.Message}", ExitCode.Usage);
        }
    }
}
