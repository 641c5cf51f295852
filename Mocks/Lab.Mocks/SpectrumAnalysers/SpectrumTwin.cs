using System.Globalization;
using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Models.SignalAnalysis;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.SpectrumAnalysers;

/// <summary>The part that twins of spectrum analysers at a coupler of the RF line have in common.</summary>
/// <remarks>A point shows the mean power behind a Gaussian filter of the resolution bandwidth: the analyser's noise, whose mean
/// over a point scatters by one part in the root of the averages, and each tone through the filter's slope [assumption: the sweep
/// takes the time of an RMS detector with sixteen averages a point]. The junctions themselves emit nothing. At another port
/// than a coupler's it sees what the part gives out by itself, by a record as long as its averages take.</remarks>
public abstract class SpectrumTwin : ScpiTwin
{
    private const string NoiseKey = "noise_density";

    private const int Averages = 16;
    private const double NoiseBandwidthFactor = 1.0645; // of a Gaussian filter over its −3 dB bandwidth

    private const double Ohms = 50;
    private const double SamplesPerPeriod = 2.5;
    private const int FilterBins = 4; // points of the record's spectrum within the resolution bandwidth
    private const int LongestSegment = 1 << 20; // narrower filters see no more [assumption]

    private readonly RandomStream random;
    private readonly double noiseWattsPerHertz;
    private readonly ScpiNumber centre;
    private readonly ScpiNumber span;
    private readonly ScpiNumber bandwidth;
    private readonly ScpiNumber points;
    private readonly ScpiNumber reference;
    private readonly ScpiNumber levelOffset = Number("dB", -200, 200, 0);
    private readonly ScpiNumber frequencyOffset = Number("Hz", -100e9, 100e9, 0);
    private readonly ScpiNumber attenuation = Number("dB", 0, 75, 10);
    private string unit = "DBM";
    private string form = "ASC";
    private bool isContinuous = true;

    /// <summary>Creates the twin.</summary>
    /// <param name="context">The twin's surroundings.</param>
    /// <param name="identity">What it answers to <c>*IDN?</c>.</param>
    /// <param name="largestHertz">The largest frequency.</param>
    /// <param name="usualPoints">Points after a preset.</param>
    /// <param name="leastPoints">The least points of a trace.</param>
    /// <param name="usualReferenceDbm">The reference level after a preset.</param>
    protected SpectrumTwin(
        TwinContext context, string identity, double largestHertz, int usualPoints, int leastPoints, double usualReferenceDbm)
        : base(context, identity)
    {
        ArgumentNullException.ThrowIfNull(context);
        random = context.Random("noise");
        noiseWattsPerHertz = Power.FromDbm(context.Twin.Get<double>(NoiseKey)).Watts;
        centre = Number("Hz", 0, largestHertz, largestHertz / 2);
        span = Number("Hz", 0, largestHertz, largestHertz);
        bandwidth = Number("Hz", 1, 10e6, 3e6);
        points = Number(string.Empty, leastPoints, 32001, usualPoints);
        reference = Number("dBm", -130, 30, usualReferenceDbm);
        Commands.Number("[:SENSe]:FREQuency:CENTer", centre);
        Commands.Number("[:SENSe]:FREQuency:SPAN", span);
        Commands.Number("[:SENSe]:FREQuency:OFFSet", frequencyOffset);
        Commands.Number("[:SENSe]:BANDwidth[:RESolution]|[:SENSe]:BWIDth[:RESolution]", bandwidth);
        Commands.Number("[:SENSe]:SWEep:POINts", points);
        Commands.Number(":DISPlay[:WINDow]:TRACe:Y[:SCALe]:RLEVel", reference);
        Commands.Number(":DISPlay[:WINDow]:TRACe:Y[:SCALe]:RLEVel:OFFSet", levelOffset);
        Commands.Query("[:SENSe]:FREQuency:STARt", _ => Text(centre.Value - (span.Value / 2)));
        Commands.Query("[:SENSe]:FREQuency:STOP", _ => Text(centre.Value + (span.Value / 2)));
        Commands.Word(":UNIT:POWer", ["DBM", "V", "W", "DBMV"], () => unit, word => unit = word);
        Commands.Word(":FORMat[:DATA]", ["ASCii", "REAL"], () => form, word => form = word);
        Commands.Switch(":INITiate:CONTinuous", () => isContinuous, on => isContinuous = on);
        Commands.Command(":INITiate[:IMMediate]", _ => Sweep());
    }

    /// <summary>The keys of the bench file.</summary>
    protected static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.Number(
            NoiseKey, -150, -174, -50, "Noise floor, dBm in one hertz, with the attenuator of the reference level."),
    ];

    /// <summary>The attenuator before the mixer.</summary>
    protected ScpiNumber Attenuation => attenuation;

    /// <summary>The trace of the last sweep: frequencies, Hz, and powers in the unit that was on.</summary>
    protected IReadOnlyList<(double Hertz, double Power)> Trace { get; private set; } = [];

    /// <summary>Time of a sweep.</summary>
    protected Duration SweepTime =>
        Duration.FromSeconds(Math.Max(1e-3, 3 * span.Value / (bandwidth.Value * bandwidth.Value)));

    /// <inheritdoc/>
    protected override void Reset()
    {
        foreach (ScpiNumber number in (ScpiNumber[])
            [centre, span, bandwidth, points, reference, levelOffset, frequencyOffset, attenuation])
        {
            number.Value = number.Default;
        }

        (unit, form, isContinuous) = ("DBM", "ASC", true);
        Trace = [];
    }

    /// <summary>A number as the analyser writes it.</summary>
    /// <param name="value">The number.</param>
    protected static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static ScpiNumber Number(string unit, double least, double most, double usual) => new()
    {
        Unit = unit,
        Minimum = () => least,
        Maximum = () => most,
        Default = usual,
        Format = Text,
    };

    private void Sweep()
    {
        int count = (int)Math.Round(points.Value);
        IReadOnlyList<RfTone> tones = Stage.TonesAt(Name);
        double floor = noiseWattsPerHertz * NoiseBandwidthFactor * bandwidth.Value;
        double start = centre.Value - (span.Value / 2);
        PowerSpectrum? emitted = Emitted(start + span.Value - frequencyOffset.Value);
        var trace = new (double Hertz, double Power)[count];
        for (int i = 0; i < count; i++)
        {
            double shown = start + (span.Value * i / (count - 1));
            double hertz = shown - frequencyOffset.Value;

            // The mean of sixteen squared envelopes of noise.
            double watts = floor * Math.Max(1 + (random.NextGaussian() / Math.Sqrt(Averages)), 0.05);
            foreach (RfTone tone in tones)
            {
                double off = (hertz - tone.Frequency.Hertz) / bandwidth.Value;
                watts += tone.Power.Watts * Math.Pow(2, -4 * off * off); // a half at half the bandwidth
            }

            watts += emitted is null ? 0 : PowerBehindFilter(emitted, hertz);
            double dbm = Power.FromWatts(watts).Dbm + levelOffset.Value;
            trace[i] = (shown, unit == "DBM" ? dbm : Math.Sqrt(Power.FromDbm(dbm).Watts * 50));
        }

        Trace = trace;
        BusyFor(SweepTime);
    }

    // The spectrum of a part that gives out a voltage by itself; null at a coupler of the RF line, and where nothing is wired.
    private PowerSpectrum? Emitted(double highestHertz)
    {
        if (Stage.PortOf(Name) is not { } port || port == SamplePort.RfProbe)
        {
            return null;
        }

        double rate = SamplesPerPeriod * highestHertz;
        int segment = (int)Math.Min(
            BitOperations.RoundUpToPowerOf2((ulong)(FilterBins * rate / bandwidth.Value)), LongestSegment);
        float[] volts = new float[segment * (Averages + 1) / 2];
        Stage.Capture(Name, new TraceWindow(new TriggerMoment(Clock.Now().Seconds, 0), 0, rate), volts);
        return PowerSpectrum.Welch(Array.ConvertAll(volts, volt => (double)volt), rate, segment);
    }

    private double PowerBehindFilter(PowerSpectrum emitted, double hertz)
    {
        double step = emitted.Hertz[1];
        int first = Math.Max(0, (int)Math.Ceiling((hertz - (2 * bandwidth.Value)) / step));
        int last = Math.Min(emitted.Hertz.Count - 1, (int)((hertz + (2 * bandwidth.Value)) / step));
        double watts = 0;
        for (int k = first; k <= last; k++)
        {
            double off = (hertz - emitted.Hertz[k]) / bandwidth.Value;
            watts += emitted.Densities[k] * step / Ohms * Math.Pow(2, -4 * off * off);
        }

        return watts;
    }
}
