using System.CommandLine;
using Lab.Benches;
using Lab.Cli.Output;
using Lab.Instruments.Files;
using Lab.Modules;
using Lab.Runs.Records;
using Lab.Wires.Transcripts;
using Lab.Workbench.Composition;

namespace Lab.Cli.Commands;

/// <summary><c>lab transcripts</c>: reads what <c>run --record-wire</c> wrote, and makes driver tests of it.</summary>
internal sealed class TranscriptsCommand
{
    private const int DefaultCalls = 20;

    private readonly Terminal terminal;

    public TranscriptsCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("transcripts", "Work with wire transcripts.");
        AddShow();
        AddTest();
    }

    public Command Command { get; }

    private static Argument<string> NewFileArgument() =>
        new("file") { Description = "A file of 'lab run --record-wire' or 'lab bench meet'." };

    private void AddShow()
    {
        Argument<string> file = NewFileArgument();
        var instrument = new Option<string?>("--instrument") { Description = "Show this instrument only." };
        var command = new Command("show", "Show the dialogue with the instruments.") { file, instrument };
        command.SetAction(parsed =>
        {
            Read(parsed.GetRequiredValue(file), transcript =>
            {
                while (transcript.Take() is { } entry)
                {
                    if (parsed.GetValue(instrument) is not { } only || only == entry.Instrument)
                    {
                        terminal.Output.WriteLine(entry.ToString());
                    }
                }

                return string.Empty;
            });
            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private void AddTest()
    {
        Argument<string> file = NewFileArgument();
        var instrument = new Option<string>("--instrument")
        {
            Description = "The instrument whose driver is tested.",
            Required = true
        };
        var bench = new Option<string?>("--bench")
        {
            Description = "The bench file of the recording; the shipped bench of the same name where none is given."
        };
        var calls = new Option<int>("--calls")
        {
            Description = "How many calls the test makes at most.",
            DefaultValueFactory = _ => DefaultCalls
        };
        var output = new Option<string?>("-o", "--output")
        {
            Description = "The file to write; the terminal where none is given."
        };
        var force = new ForceOption();
        var command = new Command(
            "test",
            "Write an xunit test of a driver: the recorded calls must send the same bytes and return the same.")
            {
                file,
                instrument,
                bench,
                calls,
                output,
                force
            };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(output) is { } written)
            {
                force.RequireFree(parsed, written);
            }

            string text = Read(parsed.GetRequiredValue(file), transcript =>
            {
                string yaml = BenchFiles.ReadText(parsed.GetValue(bench), transcript.Header.Bench);
                LabRegistry registry = BenchModules.Of(parsed.GetValue(bench)).Registry;
                BenchDefinition definition = BenchFiles.Load(parsed.GetValue(bench), transcript.Header.Bench, registry);
                string known = Known(definition, parsed.GetRequiredValue(instrument));
                return transcript.Header.Protocol == MeetingTestText.Protocol
                    ? MeetingTestText.Write(
                        transcript, yaml, definition.Instruments.First(each => each.Name == known), registry.Drivers)
                    : DriverTestText.Write(transcript, yaml, known, parsed.GetValue(calls));
            });
            if (parsed.GetValue(output) is { } target)
            {
                Save(target, text);
            }
            else
            {
                terminal.Output.Write(text);
            }

            return ExitCode.Done;
        });
        Command.Subcommands.Add(command);
    }

    private static string Known(
        BenchDefinition bench, string instrument) => bench.Instruments.Any(each => each.Name == instrument)
        ? instrument
        : throw new CommandException(
            $"The bench has no instrument '{instrument}'; it has "
                + $"{string.Join(", ", bench.Instruments.Select(each => each.Name))}.",
            ExitCode.Usage);

    private static string Read(string file, Func<TranscriptReader, string> use)
    {
        try
        {
            using StreamReader input = PlainFile.OpenText(file);
            return use(new TranscriptReader(input));
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or TranscriptException)
        {
            throw new CommandException($"{file}: {error.Message}", ExitCode.Usage);
        }
    }

    private static void Save(string file, string text)
    {
        try
        {
            WholeFile.WriteText(file, text);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandException($"-o {file}: {error.Message}", ExitCode.Usage);
        }
    }
}
