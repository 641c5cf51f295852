using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Switching;

/// <summary>Settings of <see cref="SwitchingProtocol"/>.</summary>
public sealed record SwitchingSettings
{
    /// <summary>Widths of the pulses.</summary>
    [Setting("Widths of the pulses; short ones tell precession, long ones the barrier.")]
    public Sweep<Duration> Widths { get; init; } = Sweep<Duration>.Parse("10 ns, 100 ns, 1 us, 10 us");

    /// <summary>Amplitudes of the pulses.</summary>
    [Setting("Amplitudes of the pulses into 50 Ω, all of one sign: that which leaves the state of the reset.")]
    public Sweep<Voltage> Amplitudes { get; init; } = Sweep<Voltage>.Parse("-0.58..-0.38 V step 0.01 V");

    /// <summary>Trials of each width and amplitude.</summary>
    [Setting("Trials of each width and amplitude.")]
    public int Trials { get; init; } = 30;

    /// <summary>Amplitude of the reset.</summary>
    [Setting("Amplitude of the pulse before each trial that resets the junction; of the other sign.")]
    public Voltage ResetAmplitude { get; init; } = Voltage.FromVolts(0.65);

    /// <summary>Width of the reset.</summary>
    [Setting("Width of the reset.")]
    public Duration ResetWidth { get; init; } = Quantity.Parse<Duration>("10 us");

    /// <summary>Current that reads the resistance.</summary>
    [Setting("Current through the junction, with which its resistance is read before and after a pulse.")]
    public Current SenseCurrent { get; init; } = Quantity.Parse<Current>("20 uA");

    /// <summary>Impedance of the generator.</summary>
    [Setting("Impedance of the generator and its cable; the junction's current is twice the amplitude over the sum of both.",
        IsAnalysis = true)]
    public Resistance SourceImpedance { get; init; } = Resistance.FromOhms(50);
}
