using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Oscillators;

/// <summary>Settings of <see cref="OscillatorSpectrumProtocol"/>.</summary>
public sealed record OscillatorSpectrumSettings
{
    /// <summary>Bias currents.</summary>
    [Setting("Currents through the oscillator, below and above its threshold, ascending.")]
    public Sweep<Current> Currents { get; init; } = Sweep<Current>.Parse("0.5..6 mA step 0.5 mA");

    /// <summary>Current of the results.</summary>
    [Setting("Current for which frequency, linewidth and power are results; one of 'currents'.", IsAnalysis = true)]
    public Current OperatingCurrent { get; init; } = Current.FromAmperes(5e-3);

    /// <summary>What measures the spectrum.</summary>
    [Setting("Instrument that measures the spectrum.")]
    public SpectrumDetection Detection { get; init; }

    /// <summary>Lower end of the spectrum.</summary>
    [Setting("Lower end of the spectrum.")]
    public Frequency From { get; init; } = Frequency.FromMegahertz(190);

    /// <summary>Upper end of the spectrum.</summary>
    [Setting("Upper end of the spectrum.")]
    public Frequency To { get; init; } = Frequency.FromMegahertz(310);

    /// <summary>Noise bandwidth of a point.</summary>
    [Setting("Resolution bandwidth of the analyser, and the largest noise bandwidth of a point of the oscilloscope's spectrum.")]
    public Frequency Resolution { get; init; } = Frequency.FromHertz(150e3);

    /// <summary>Records or sweeps of each current.</summary>
    [Setting("Records of the oscilloscope, or sweeps of the analyser, that are averaged at each current.")]
    public int Averages { get; init; } = 1;

    /// <summary>Time of a record.</summary>
    [Setting("Time of a record of the oscilloscope.")]
    public Duration RecordTime { get; init; } = Quantity.Parse<Duration>("200 us");

    /// <summary>Rate of the generator.</summary>
    [Setting("Rate of the generator, whose silent waveform triggers the oscilloscope.")]
    public Frequency GeneratorRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Lowest rate of the oscilloscope.</summary>
    [Setting("Lowest rate of the oscilloscope that will do, in samples per second written as a frequency.")]
    public Frequency ScopeRate { get; init; } = Frequency.FromHertz(1.2e9);

    /// <summary>Range of the oscilloscope.</summary>
    [Setting("Voltage from end to end of the oscilloscope's screen.")]
    public Voltage Range { get; init; } = Voltage.FromVolts(0.016);

    /// <summary>Bandwidth of the oscilloscope.</summary>
    [Setting("Bandwidth of the oscilloscope at -3 dB, whose roll-off is taken for a Gaussian one.", IsAnalysis = true)]
    public Frequency ScopeBandwidth { get; init; } = Frequency.FromMegahertz(500);

    /// <summary>Largest power at the analyser.</summary>
    [Setting("Reference level of the analyser.")]
    public Power ReferenceLevel { get; init; } = Power.FromDbm(-30);

    /// <summary>Loss between oscillator and instrument.</summary>
    [Setting("Loss between oscillator and instrument; a combiner that halves the voltage has 6.02 dB.", IsAnalysis = true)]
    public LevelRatio OutputLoss { get; init; } = LevelRatio.FromDecibels(6.02);
}
