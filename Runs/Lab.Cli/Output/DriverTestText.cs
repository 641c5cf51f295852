using System.Globalization;
using System.Text;
using Lab.Instruments;
using Lab.Wires.Transcripts;
using YamlDotNet.RepresentationModel;

namespace Lab.Cli.Output;

/// <summary>Turns what a transcript has of one instrument into a test of its driver: the same calls, the same bytes,
/// the same results.</summary>
internal static class DriverTestText
{
    private const string Identifier = "instrument";

    /// <summary>Writes the test.</summary>
    /// <param name="transcript">The transcript, at its first line.</param>
    /// <param name="bench">The text of the bench file of the recording.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="calls">How many calls the test makes at most.</param>
    /// <exception cref="CommandException">The transcript has no calls of the instrument, or a call that has no form in
    /// C#.</exception>
    /// <exception cref="TranscriptException">A line is none of a transcript.</exception>
    public static string Write(TranscriptReader transcript, string bench, string instrument, int calls)
    {
        (List<string> lines, List<string> statements, string variable) = Read(transcript, instrument, calls);
        string name = ClassName(instrument);
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"{TranscriptWriter.FirstLine}\n# protocol {transcript.Header.Protocol}\n# bench {transcript.Header.Bench}\n# seed "
                + $"{transcript.Header.Seed}\n# simulated {(transcript.Header.IsSimulated ? "yes" : "no")}\n");
        return $$"""
            using {{NamespaceOf(variable)}};
            using Lab.Quantities;

            namespace Lab.Instruments.Tests.Transcripts;

            /// <summary>Written by 'lab transcripts test' from a run of {{transcript.Header.Protocol}} on bench '{{transcript.Header.Bench}}'.</summary>
            public sealed class {{name}}TranscriptTests
            {
                private const string Bench = {{Literal(OnlyWith(bench, instrument))}};

                private const string Transcript = {{Literal(header + string.Join('\n', lines) + "\n")}};

                [Fact]
                public async Task Driver_AsRecorded_SendsTheSameAndReturnsTheSame()
                {
                    await using ReplayedBench bench = await ReplayedBench.OpenAsync(Bench, Transcript);
                    {{variable}} {{Identifier}} = bench.Get<{{variable}}>("{{instrument}}");
            {{string.Join('\n', statements.Select(statement => $"        {statement}"))}}
                    bench.AssertNothingIsLeft();
                }
            }

            """.ReplaceLineEndings("\n");
    }

    /// <summary>An instrument's name as the beginning of a class's.</summary>
    public static string ClassName(string instrument) =>
        string.Concat(instrument.Split('-', '_', '.').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0])
            + part[1..]));

    private static string NamespaceOf(
        string kind) => Array.Find(typeof(IInstrument).Assembly.GetTypes(), type => type.Name == kind)?.Namespace
        ?? throw new CommandException($"The transcript has calls of '{kind}', which is no kind of instrument.", ExitCode.Refused);

    private static (List<string> Lines, List<string> Statements, string Interface) Read(
        TranscriptReader transcript, string instrument, int calls)
    {
        List<string> lines = [];
        List<string> statements = [];
        string? target = null;
        string? call = null;
        while (statements.Count < calls && transcript.Take() is { } entry)
        {
            if (entry.Instrument != instrument || entry.Event == TranscriptEvent.Close)
            {
                continue;
            }

            if (!entry.IsOfDriver)
            {
                if (call is null && statements.Count > 0)
                {
                    break; // nobody called the driver for this: the end of the run, or an interlock
                }

                lines.Add(entry.ToString());
                continue;
            }

            if (entry.Event == TranscriptEvent.Call)
            {
                if (TranscriptCall.Read(entry.Text) is not { } known || (target is not null && known.Interface != target))
                {
                    throw new CommandException(
                        $"Line {entry.Line} of the transcript has a call that cannot be written as C#: {entry.Text}",
                        ExitCode.Refused);
                }

                target = known.Interface;
                call = $"{Identifier}.{known.Call}";
                continue;
            }

            statements.Add(Broken(Statement(
                call ?? throw new TranscriptException($"Line {entry.Line} of the transcript ends a call that never began."),
                entry)));
            call = null;
        }

        return target is null || lines.Count == 0
            ? throw new CommandException(
                $"The transcript cannot become a test of '{instrument}': "
                    + $"{(target is null ? "no protocol calls it in this run" : "it has no wire of its own")}. Name an "
                    + "instrument that the protocol calls and that has an address.",
                ExitCode.Refused)
            : (lines, statements, target);
    }

    /// <summary>A statement whose object has a line for each property, where one line would be too long.</summary>
    private static string Broken(string statement)
    {
        const int longest = 130;
        const string indentation = "        ";
        const string begin = " { ";
        const string end = " }";
        int open = statement.IndexOf(begin, StringComparison.Ordinal);
        int close = statement.LastIndexOf(end, StringComparison.Ordinal);
        if (indentation.Length + statement.Length <= longest || open < 0 || close < open)
        {
            return statement;
        }

        string inner = statement[(open + begin.Length)..close].Replace(", ", $",\n{indentation}    ", StringComparison.Ordinal);
        return $"{statement[..open]}\n{indentation}{{\n{indentation}    "
            + $"{inner}\n{indentation}}}{statement[(close + end.Length)..]}";
    }

    private static string Statement(string call, TranscriptEntry end)
    {
        bool isKnown = end.Event == TranscriptEvent.CallFault
            ? Enum.GetNames<InstrumentFault>().Contains(end.Text)
            : end.Text.Length == 0 || TranscriptCall.IsValue(end.Text);
        if (!isKnown)
        {
            throw new CommandException(
                $"Line {end.Line} of the transcript has a result that cannot be written as C#: {end.Text}", ExitCode.Refused);
        }

        return end switch
        {
            { Event: TranscriptEvent.CallFault } =>
                $"Assert.Equal(InstrumentFault.{end.Text}, (await Assert.ThrowsAsync<InstrumentException>(() => "
                    + $"{call}.AsTask())).Fault);",
            { Text: "" } => $"await {call};",
            { Text: "true" } => $"Assert.True(await {call});",
            { Text: "false" } => $"Assert.False(await {call});",
            _ => $"Assert.Equal({end.Text}, await {call});",
        };
    }

    /// <summary>The bench with one instrument and nothing else.</summary>
    public static string OnlyWith(string bench, string instrument)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(bench));
        YamlNode entry = yaml.Documents[0].RootNode["instruments"][instrument];
        var only = new YamlMappingNode
        {
            { "bench", "replayed" },
            { "instruments", new YamlMappingNode { { instrument, entry } } },
        };
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(only)).Save(text, assignAnchors: false);
        return text.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Replace(
            "...\n", string.Empty, StringComparison.Ordinal);
    }

    /// <summary>A raw string literal with more quotes around it than the text has in a row.</summary>
    public static string Literal(string text)
    {
        string quotes = new('"', 3);
        while (text.Contains(quotes, StringComparison.Ordinal))
        {
            quotes += '"';
        }

        var literal = new StringBuilder(quotes).Append('\n');
        foreach (string line in text.Split('\n'))
        {
            literal.Append(line.Length == 0 ? string.Empty : $"        {line}").Append('\n');
        }

        return literal.Append("        ").Append(quotes).ToString();
    }
}
