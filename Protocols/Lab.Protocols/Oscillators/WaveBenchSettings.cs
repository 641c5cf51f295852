using Lab.Quantities;
using Lab.Runs.Settings;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Oscillators;

/// <summary>Settings of <see cref="ReservoirWavesProtocol"/>; the defaults are the operating point at which the thesis' rates
/// appear.</summary>
public sealed record WaveBenchSettings : WaveSettings
{
    /// <summary>What is averaged.</summary>
    [Setting("What the repeats average: the states, or the traces before they are read.")]
    public WaveAveraging Averaging { get; init; }

    /// <summary>Amplitude of the drive.</summary>
    [Setting("Amplitude of the drive at the field line.")]
    public Voltage Drive { get; init; } = Quantity.Parse<Voltage>("350 mV");

    /// <summary>Amplitude of the cancelling waveform where it plays alone.</summary>
    [Setting("Amplitude of the cancelling waveform where it plays alone, for a run that cancels the leak by itself.")]
    public Voltage Copy { get; init; } = Voltage.FromVolts(0.03);

    /// <summary>Rate of the generator.</summary>
    [Setting("Rate of the waveforms, in samples per second written as a frequency.")]
    public Frequency GeneratorRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Lowest rate of the oscilloscope.</summary>
    [Setting("Lowest rate of the oscilloscope that will do, in samples per second written as a frequency.")]
    public Frequency ScopeRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Range of the oscilloscope.</summary>
    [Setting("Voltage from end to end of the screen for the oscillator's voltage without the leak.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.01);

    /// <summary>Range for the leak.</summary>
    [Setting("Voltage from end to end of the screen for the leak; above twice of it.")]
    public Voltage LeakRange { get; init; } = Voltage.FromVolts(0.04);

    /// <summary>Largest residual of the leak.</summary>
    [Setting("Largest amplitude of the leak that may be left at rest.")]
    public Voltage LargestResidual { get; init; } = Voltage.FromMicrovolts(100);

    /// <summary>How tones are played at rest.</summary>
    internal LeakTonePlan TonePlan => new(Drive, Copy, Duration.FromSeconds(5e-6), ScopeRate, LeakRange);
}
