using Lab.Instruments;
using Lab.Quantities;

namespace OddInstrument;

/// <summary>A laser with a monitor diode.</summary>
public interface ILaser : IDrivesSample
{
    /// <summary>Sets the optical power; with the output on it comes at once.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetPowerAsync(Power power, CancellationToken cancellationToken = default);

    /// <summary>Switches the output.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Reads the current of the monitor diode.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Current> ReadMonitorAsync(CancellationToken cancellationToken = default);
}
