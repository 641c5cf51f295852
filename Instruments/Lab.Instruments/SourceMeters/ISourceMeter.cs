using Lab.Quantities;

namespace Lab.Instruments.SourceMeters;

/// <summary>A source-measure unit that drives a current and measures the voltage across it.</summary>
public interface ISourceMeter : IDrivesSample
{
    /// <summary>Sets the current that is driven.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetCurrentAsync(Current current, CancellationToken cancellationToken = default);

    /// <summary>Sets the voltage that the source will not exceed.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetComplianceAsync(Voltage compliance, CancellationToken cancellationToken = default);

    /// <summary>Switches the output.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Measures voltage and current once; the output must be on.</summary>
    /// <exception cref="InstrumentException">Over range or in compliance (<see cref="InstrumentFault.Overflow"/>), output off
    /// (<see cref="InstrumentFault.Refused"/>), or no answer.</exception>
    ValueTask<SourceMeterReading> MeasureAsync(CancellationToken cancellationToken = default);

    /// <summary>Asks whether the source holds its compliance instead of its current. Never so while the output is off.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<bool> IsInComplianceAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back the current set-point.</summary>
    ValueTask<Current> GetCurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the output is on.</summary>
    ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);
}
