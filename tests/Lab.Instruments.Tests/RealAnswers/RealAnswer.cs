namespace Lab.Instruments.Tests.RealAnswers;

/// <summary>A line of <c>answers.tsv</c>, or of an instrument's own <c>driver.answers.tsv</c> beside its tests: what an
/// instrument answered, by a public source.</summary>
/// <param name="Driver">The driver that such an instrument is for, or is refused by.</param>
/// <param name="Instrument">Maker and model.</param>
/// <param name="Query">The query that was asked.</param>
/// <param name="Text">The answer, with its end of line where the source shows it.</param>
/// <param name="ReadAs">The parser that reads it.</param>
/// <param name="Expected">The value that has to be read, or the fault.</param>
/// <param name="Origin">Recorded from an instrument, figure of a manual, test data of another project, or emulator.</param>
/// <param name="Source">The public source.</param>
internal sealed record RealAnswer(
    string Driver, string Instrument, string Query, string Text, string ReadAs, string Expected, string Origin, string Source)
{
    /// <summary>All lines of the tables.</summary>
    public static IReadOnlyList<RealAnswer> All { get; } = [.. InstrumentTables.Lines("answers.tsv").Select(Parse)];

    /// <summary>The line of the table.</summary>
    public static RealAnswer Parse(string line) =>
        line.Split('\t') is [var driver, var instrument, var query, var text, var readAs, var expected, var origin, var source]
        ? new RealAnswer(
            driver,
            instrument,
            query,
            text.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal),
            readAs,
            expected,
            origin,
            source)
        : throw new InvalidDataException($"'{line}' does not have eight columns.");
}
