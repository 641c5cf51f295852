using Lab.Benches;
using Lab.Instruments;
using Lab.Runs.Records;

namespace Lab.Protocols.Terminals;

/// <summary>A reading of a run and its columns.</summary>
/// <param name="Reading">The reading.</param>
/// <param name="Value">The column of its mean, or of its array.</param>
/// <param name="Deviation">The column of the standard deviation of one reading; <see langword="null"/> where there is one a
/// point.</param>
internal sealed record ReadColumn(NamedReading Reading, Column Value, Column? Deviation)
{
    /// <summary>Takes one reading, in SI units.</summary>
    /// <exception cref="InstrumentException">The instrument fails.</exception>
    public ValueTask<double> ReadAsync(IInstrument instrument, CancellationToken cancellationToken) =>
        Reading.Number!.ReadAsync(instrument, cancellationToken);
}
