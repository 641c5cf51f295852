using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Wires.Transcripts;

namespace Lab.Cli.Output;

/// <summary>Turns what a transcript of a first contact has of one instrument into a test: the same questions,
/// the same findings.</summary>
internal static class MeetingTestText
{
    /// <summary>The name in the place of a protocol's in the header of the transcript.</summary>
    public const string Protocol = "first-contact";

    /// <summary>Writes the test.</summary>
    /// <param name="transcript">The transcript, at its first line.</param>
    /// <param name="bench">The text of the bench file of the meeting.</param>
    /// <param name="instrument">The instrument.</param>
    /// <param name="drivers">The drivers that the bench file can name.</param>
    /// <exception cref="CommandException">The transcript has no such instrument,
    /// or this version of Lab asks something else.</exception>
    /// <exception cref="TranscriptException">A line is none of a transcript.</exception>
    public static string Write(TranscriptReader transcript, string bench, InstrumentDefinition instrument, DriverCatalog drivers)
    {
        TranscriptHeader header = transcript.Header;
        List<string> lines = [];
        while (transcript.Take() is { } entry)
        {
            if (entry.Instrument == instrument.Name)
            {
                lines.Add(entry.ToString());
            }
        }

        if (lines.Count == 0)
        {
            throw new CommandException(
                $"The transcript has no lines of '{instrument.Name}'; it is made of others, or the meeting ended before it.",
                ExitCode.Refused);
        }

        string text = $"{TranscriptWriter.FirstLine}\n# protocol {Protocol}\n# bench {header.Bench}\n# seed {header.Seed}\n# "
            + $"simulated {(header.IsSimulated ? "yes" : "no")}\n"
            + string.Join('\n', lines) + "\n";
        return $$"""
            namespace Lab.Instruments.Tests.Transcripts;

            /// <summary>Written by 'lab transcripts test' from a first contact with bench '{{header.Bench}}'.</summary>
            public sealed class {{DriverTestText.ClassName(instrument.Name)}}MeetingTests
            {
                private const string Bench = {{DriverTestText.Literal(DriverTestText.OnlyWith(bench, instrument.Name))}};

                private const string Transcript = {{DriverTestText.Literal(text)}};

                private const string Findings = {{DriverTestText.Literal(FindingsOf(text, instrument, drivers))}};

                [Fact]
                public async Task Meeting_AsRecorded_FindsTheSame() =>
                    Assert.Equal(Findings, await ReplayedMeeting.FindingsAsync(Bench, Transcript));
            }

            """.ReplaceLineEndings("\n");
    }

    // The transcript answers in this process, so that nothing is waited for.
    private static string FindingsOf(string transcript, InstrumentDefinition instrument, DriverCatalog drivers)
    {
        var clock = new VirtualClock();
        var wires = new ReplayWires(new TranscriptReader(new StringReader(transcript)), clock);
        try
        {
            return FirstMeeting.WithAsync(instrument, drivers, [wires], clock, CancellationToken.None).GetAwaiter()
                .GetResult().Outcomes();
        }
        catch (Lab.Instruments.InstrumentException difference)
        {
            throw new CommandException(difference.Message, ExitCode.Refused);
        }
    }
}
