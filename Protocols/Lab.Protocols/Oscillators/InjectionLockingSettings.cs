using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>Settings of <see cref="InjectionLockingProtocol"/>.</summary>
public sealed record InjectionLockingSettings
{
    /// <summary>Frequencies of the tones.</summary>
    [Setting("Frequencies of the drive, one after the other; they go beyond the locking range on both sides.")]
    public Sweep<Frequency> Frequencies { get; init; } = Sweep<Frequency>.Parse("222..242 MHz step 0.5 MHz");

    /// <summary>Bias current.</summary>
    [Setting("Current through the oscillator.")]
    public Current Current { get; init; } = Current.FromAmperes(5e-3);

    /// <summary>Amplitude of the drive.</summary>
    [Setting("Amplitude of the drive at the field line.")]
    public Voltage Drive { get; init; } = Quantity.Parse<Voltage>("350 mV");

    /// <summary>Time of a tone that is recorded.</summary>
    [Setting("Time of each tone that is recorded. The thesis has 5 us; at a linewidth of 1 MHz 20 us tell the range to 2 %.")]
    public Duration ToneTime { get; init; } = Quantity.Parse<Duration>("20 us");

    /// <summary>Time of a tone before it is recorded.</summary>
    [Setting("Time of each tone before it is recorded, in which the oscillator follows it.")]
    public Duration SettleTime { get; init; } = Quantity.Parse<Duration>("2 us");

    /// <summary>Rate of the generator.</summary>
    [Setting("Rate of the waveforms, in samples per second written as a frequency.")]
    public Frequency GeneratorRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Lowest rate of the oscilloscope.</summary>
    [Setting("Lowest rate of the oscilloscope that will do, in samples per second written as a frequency.")]
    public Frequency ScopeRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Range of the oscilloscope.</summary>
    [Setting("Voltage from end to end of the oscilloscope's screen, with the leak cancelled.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.012);

    /// <summary>Range of the oscilloscope at rest.</summary>
    [Setting("Voltage from end to end of the oscilloscope's screen while the leak is looked at; above twice the leak.")]
    public Voltage RestRange { get; init; } = Voltage.FromVolts(0.04);

    /// <summary>Largest residual of the leak at rest.</summary>
    [Setting("Largest amplitude of the leak that may be left at rest; with more the run does not begin.")]
    public Voltage LargestResidual { get; init; } = Quantity.Parse<Voltage>("0.3 mV");

    /// <summary>Delay of the drive.</summary>
    [Setting(
        "Delay of the drive at the oscillator after the trigger of the oscilloscope; it turns the phases.", IsAnalysis = true)]
    public Duration DriveDelay { get; init; }

    /// <summary>Half the width of the filter.</summary>
    [Setting("Half the width of the band about the drive that is looked at.", IsAnalysis = true)]
    public Frequency FilterHalfWidth { get; init; } = Frequency.FromMegahertz(100);

    /// <summary>How tones are played at rest.</summary>
    internal LeakTonePlan RestPlan => new(
        Drive, Voltage.FromVolts(RestRange.Volts * 3 / 4), Duration.FromSeconds(2e-6), ScopeRate, RestRange);
}
