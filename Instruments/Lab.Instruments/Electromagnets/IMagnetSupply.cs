using Lab.Quantities;

namespace Lab.Instruments.Electromagnets;

/// <summary>The power supply of an electromagnet, in current mode.</summary>
public interface IMagnetSupply : IDrivesSample
{
    /// <summary>The fastest change of current that <see cref="RampToAsync"/> makes.</summary>
    CurrentRate RampRate { get; }

    /// <summary>Ramps the current to a value at <see cref="RampRate"/> and returns when the set-point has reached it.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask RampToAsync(Current current, CancellationToken cancellationToken = default);

    /// <summary>Switches the output. An inductive load must be at zero current before it is switched off.</summary>
    /// <exception cref="InstrumentException">A limit forbids it, a current still flows, refused, or no answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Reads the set-point back, as the supply has rounded it to its resolution.</summary>
    /// <returns>The set-point, or <see langword="null"/> where the supply cannot tell.</returns>
    ValueTask<Current?> ReadSetPointAsync(CancellationToken cancellationToken = default) => new(default(Current?));

    /// <summary>Measures the current that flows.</summary>
    ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the output is on.</summary>
    ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);
}
