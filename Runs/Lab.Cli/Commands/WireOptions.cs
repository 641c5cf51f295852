using System.CommandLine;
using Lab.Cli.Composition;
using Lab.Instruments.Files;
using Lab.Runs.Settings;
using Lab.Wires.Transcripts;
using Lab.Workbench;
using Lab.Workbench.Composition;

namespace Lab.Cli.Commands;

/// <summary>Recording what goes over the wires of a run, and replaying it.</summary>
internal sealed class WireOptions
{
    private readonly Option<string?> record = new("--record-wire")
    {
        Description = "Write all that goes over the wires to this new file, with times."
    };
    private readonly Option<string?> replay = new("--replay")
    {
        Description = "Let the file of a --record-wire answer in the place of all instruments; seed and settings are its own."
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(record);
        command.Options.Add(replay);
    }

    /// <summary>Whether a transcript is to be replayed.</summary>
    public bool IsReplay(ParseResult parsed) => parsed.GetValue(replay) is not null;

    /// <summary>Opens the transcript to record into; <see langword="null"/> where none is asked for.</summary>
    /// <exception cref="CommandException">The file exists or cannot be made.</exception>
    public RecordedTranscript? Record(ParseResult parsed, Experiment experiment, bool isSimulated)
    {
        if (parsed.GetValue(record) is not { } file)
        {
            return null;
        }

        RequireWires(experiment, "--record-wire");
        try
        {
            var output = new StreamWriter(new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read));
            var transcript = new RecordedTranscript(output);
            transcript.Writer.Write(new TranscriptHeader(
                experiment.Protocol.Name,
                experiment.Bench.Name,
                experiment.Seed,
                isSimulated,
                SettingsBinder.Write(experiment.Protocol.SettingsType, experiment.Settings)));
            return transcript;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"--record-wire {file}: {error.Message} Give a new file.", ExitCode.Usage);
        }
    }

    /// <summary>Opens the transcript to replay.</summary>
    /// <returns>The file, which the caller closes, the transcript, and the experiment with its seed and settings.</returns>
    /// <exception cref="CommandException">The file is no transcript, or one of another protocol.</exception>
    public (StreamReader File, TranscriptReader Transcript, Experiment Experiment) Replay(
        ParseResult parsed, Experiment experiment)
    {
        RequireWires(experiment, "--replay");
        string file = parsed.GetValue(replay)!;
        StreamReader? input = null;
        try
        {
            input = PlainFile.OpenText(file);
            var transcript = new TranscriptReader(input);
            TranscriptHeader header = transcript.Header;
            return header.Protocol == experiment.Protocol.Name
                ? (input, transcript, experiment with
                {
                    Seed = header.Seed,
                    Settings = SettingsSources.Bind(experiment.Protocol, header.Settings)
                })
                : throw new CommandException(
                    $"--replay {file}: this is a transcript of {header.Protocol}, not of {experiment.Protocol.Name}.",
                    ExitCode.Usage);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or TranscriptException)
        {
            input?.Dispose();
            throw new CommandException($"--replay {file}: {error.Message}", ExitCode.Usage);
        }
        catch (Exception error) when (error is CommandException or WorkbenchException)
        {
            input?.Dispose();
            throw;
        }
    }

    private static void RequireWires(Experiment experiment, string option)
    {
        if (!experiment.OpensBench)
        {
            throw new CommandException(
                $"{option}: {experiment.Protocol.Name} is a study, which uses no instrument; nothing goes over a wire.",
                ExitCode.Usage);
        }
    }
}
