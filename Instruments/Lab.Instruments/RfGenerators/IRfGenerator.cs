using Lab.Quantities;

namespace Lab.Instruments.RfGenerators;

/// <summary>A radio-frequency signal generator with one output: one tone of a frequency and a power.</summary>
public interface IRfGenerator : IDrivesSample
{
    /// <summary>Sets the frequency of the tone and waits until it is settled.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetFrequencyAsync(Frequency frequency, CancellationToken cancellationToken = default);

    /// <summary>Sets the power at the generator's connector, into 50 Ω, and waits until it is settled.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetPowerAsync(Power power, CancellationToken cancellationToken = default);

    /// <summary>Switches the output.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Reads back the frequency.</summary>
    ValueTask<Frequency> GetFrequencyAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back the power at the generator's connector.</summary>
    ValueTask<Power> GetPowerAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the output is on.</summary>
    ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);
}
