using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>Settings of <see cref="SubtractionCalibrationProtocol"/>.</summary>
public sealed record SubtractionSettings
{
    /// <summary>Frequencies of the tones.</summary>
    [Setting("Frequencies of the tones, over the band that drives will have; their distance times the delay is below a "
        + "half. None "
        + "is a simple part of generator_rate, where the steps of its converter would not average out.")]
    public Sweep<Frequency> Frequencies { get; init; } = Sweep<Frequency>.Parse("220.3..246.49 MHz step 0.97 MHz");

    /// <summary>Amplitude of the drive.</summary>
    [Setting("Amplitude of the drive at the field line.")]
    public Voltage Drive { get; init; } = Quantity.Parse<Voltage>("350 mV");

    /// <summary>Amplitude of the cancelling waveform where it plays alone.</summary>
    [Setting("Amplitude of the cancelling waveform where it plays alone; about that of the leak at the combiner's input.")]
    public Voltage Copy { get; init; } = Quantity.Parse<Voltage>("30 mV");

    /// <summary>Time of each tone.</summary>
    [Setting("Time of each tone; 0.2 us at either end are left out.")]
    public Duration ToneTime { get; init; } = Quantity.Parse<Duration>("5 us");

    /// <summary>How often each waveform is played alone.</summary>
    [Setting("How often drive and cancelling waveform are played alone; the first transfer follows from them.")]
    public int AloneRounds { get; init; } = 3;

    /// <summary>How often both are played to find the transfer.</summary>
    [Setting("How often both are played together to correct the transfer; uncertainties come from their scatter.")]
    public int NullRounds { get; init; } = 20;

    /// <summary>How often both are played to measure the residual.</summary>
    [Setting("How often both are played together at the end, between the tones, to measure the residual.")]
    public int CheckRounds { get; init; } = 5;

    /// <summary>Rate of the generator.</summary>
    [Setting("Rate of the waveforms, in samples per second written as a frequency.")]
    public Frequency GeneratorRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Lowest rate of the oscilloscope.</summary>
    [Setting("Lowest rate of the oscilloscope that will do, in samples per second written as a frequency.")]
    public Frequency ScopeRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Range of the oscilloscope.</summary>
    [Setting("Voltage from end to end of the oscilloscope's screen; above twice the leak.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.04);

    /// <summary>Largest residual with which the calibration comes in force.</summary>
    [Setting("Largest residual with which the calibration is put in force.", IsAnalysis = true)]
    public Voltage LargestResidual { get; init; } = Quantity.Parse<Voltage>("100 uV");

    /// <summary>The tones, Hz, ascending.</summary>
    internal double[] Hertz => [.. Frequencies.Select(frequency => frequency.Hertz)];

    /// <summary>How they are played.</summary>
    internal LeakTonePlan TonePlan => new(Drive, Copy, ToneTime, ScopeRate, Range);
}
