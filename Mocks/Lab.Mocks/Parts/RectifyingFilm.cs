using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>What films that rectify a tone have in common: the tones that reach them, how a keyed tone or a modulated field shows
/// at the frequency of a lock-in amplifier, and the power that burns their contacts.</summary>
public abstract class RectifyingFilm : SamplePart
{
    /// <summary>The key of the resistance between the contacts.</summary>
    protected const string ResistanceKey = "resistance";

    /// <summary>The key of the power that burns the contacts.</summary>
    protected const string DestroyedKey = "destroyed_by_power";

    /// <summary>The impedance of the line that brings a tone, Ω.</summary>
    protected const double MatchedOhms = 50;

    /// <summary>Samples of a period of the modulated field: the signal is smooth.</summary>
    private const int Samples = 32;

    /// <summary>How far a frequency may be from a multiple of the modulation's and still be that, as a part of it.</summary>
    private const double SameFrequency = 1e-9;

    private readonly StageContext stage;
    private readonly PartDefinition part;
    private readonly string noun;
    private readonly SamplePort rfPort;
    private readonly SamplePort voltagePort;
    private readonly Dictionary<Terminal, ToneSignal> tones = [];
    private bool isBroken;

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="part">The part.</param>
    /// <param name="noun">What it is, for messages.</param>
    /// <param name="rfPort">Its port for a tone.</param>
    /// <param name="voltagePort">Its port for the reading.</param>
    protected RectifyingFilm(
        StageContext stage, PartDefinition part, string noun, SamplePort rfPort, SamplePort voltagePort)
    {
        this.stage = stage;
        this.part = part;
        this.noun = noun;
        this.rfPort = rfPort;
        this.voltagePort = voltagePort;
    }

    /// <summary>The field of a modulation coil per current, T/A.</summary>
    protected virtual double CoilTeslaPerAmpere => 0;

    /// <summary>The currents of modulation coils.</summary>
    protected virtual IEnumerable<AlternatingVoltage> Coils => [];

    /// <summary>Whether a port brings tones.</summary>
    /// <param name="port">The port.</param>
    protected virtual bool TakesTones(SamplePort port) => port == rfPort;

    /// <summary>Whether the contacts are burnt.</summary>
    protected bool IsBroken => isBroken;

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (TakesTones(at.Port) && signal is ToneSignal tone)
        {
            tones[at.Terminal] = tone;
            double watts = tones.Values.Sum(each => each.Tones.Sum(one => one.Power.Watts)
                * (each.Modulation?.LargestPowerFactor ?? 1));
            if (watts > part.Values.Get<Power>(DestroyedKey).Watts && !isBroken)
            {
                isBroken = stage.Destroy(
                    new SampleDamage($"{noun} '{part.Name}'", $"{at.Terminal} with {Power.FromWatts(watts)}"));
            }
        }
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Port != voltagePort || what != Sensed.Voltage ? 0
            : isBroken ? double.PositiveInfinity
            : VoltsAt(0, tone => tone.Modulation?.MeanPowerFactor ?? 1);
    }

    /// <inheritdoc/>
    public override Complex SenseAt(WiringDefinition at, Sensed what, Frequency frequency)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (at.Port != voltagePort || what != Sensed.Voltage)
        {
            return Complex.Zero;
        }

        if (isBroken)
        {
            return new Complex(double.PositiveInfinity, 0);
        }

        Complex sum = Complex.Zero;
        foreach (double hertz in ModulationHertz().Distinct())
        {
            double ratio = frequency.Hertz / hertz;
            double harmonic = Math.Round(ratio);
            if (harmonic >= 1 && Math.Abs(ratio - harmonic) <= SameFrequency * ratio)
            {
                sum += HarmonicOf(hertz, (int)harmonic);
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public override Frequency? ModulationAt(WiringDefinition at) =>
        ModulationHertz().Select(hertz => (double?)hertz).FirstOrDefault() is { } first ? Frequency.FromHertz(first) : null;

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.Port != voltagePort || isBroken
            ? Load.Open
            : new Load(part.Values.Get<Resistance>(ResistanceKey), stage.Bench.Sample.Temperature);
    }

    /// <summary>The voltage that a tone makes while it is on, V.</summary>
    /// <param name="tone">The tone as it reaches the film.</param>
    /// <param name="besideTesla">Field of the coils now, T.</param>
    protected abstract double VoltsOf(RfTone tone, double besideTesla);

    private IEnumerable<double> ModulationHertz() => tones.Values
        .Where(tone => tone.Tones.Count > 0)
        .Select(tone => tone.Modulation?.Frequency.Hertz)
        .OfType<double>()
        .Concat(Coils.Select(coil => coil.Frequency.Hertz));

    // Rms with the sine as real part. What a square wave keys has its fundamental from the Fourier series; a modulated field is
    // followed through one period.
    private Complex HarmonicOf(double hertz, int harmonic)
    {
        double keyed = harmonic % 2 == 0 ? 0 : Math.Sqrt(2) / (Math.PI * harmonic) * VoltsAt(0, tone =>
            tone.Modulation is { IsSquare: true } square && square.Frequency.Hertz == hertz ? 1 : 0);
        double amperes = Coils.Where(coil => coil.Frequency.Hertz == hertz).Sum(coil => coil.PeakAmperesInto(0));
        double tesla = amperes * CoilTeslaPerAmpere;
        if (tesla == 0)
        {
            return keyed;
        }

        Complex moved = Complex.Zero;
        for (int i = 0; i < Samples; i++)
        {
            double phase = 2 * Math.PI * (i + 0.5) / Samples;
            double volts = VoltsAt(tesla * Math.Sin(phase), tone => tone.Modulation?.MeanPowerFactor ?? 1);
            moved += volts * new Complex(Math.Sin(harmonic * phase), Math.Cos(harmonic * phase));
        }

        return keyed + (moved * Math.Sqrt(2) / Samples);
    }

    private double VoltsAt(double besideTesla, Func<ToneSignal, double> powerFactor) => tones.Values.Sum(
        signal => signal.Tones.Sum(tone => VoltsOf(tone, besideTesla) * powerFactor(signal)));
}
