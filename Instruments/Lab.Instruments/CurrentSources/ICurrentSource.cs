using Lab.Quantities;

namespace Lab.Instruments.CurrentSources;

/// <summary>A source of direct current, for a field line or a bias.</summary>
public interface ICurrentSource : IDrivesSample
{
    /// <summary>Sets the current. With the output on it flows at once.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetCurrentAsync(Current current, CancellationToken cancellationToken = default);

    /// <summary>Sets the voltage that the source will not exceed.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetComplianceAsync(Voltage compliance, CancellationToken cancellationToken = default);

    /// <summary>Switches the output.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Reads back the current set-point.</summary>
    ValueTask<Current> GetCurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the output is on.</summary>
    ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);
}
