using System.Globalization;
using System.Numerics;
using Lab.Benches;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Mocks.NetworkAnalysers;

/// <summary>The common part of twins of vector network analysers: channel 1, whose port 1 drives a sample and whose port 2 sees
/// what the sample lets through.</summary>
/// <remarks>A sample of a receiver scatters in amplitude and phase by the trace noise, which goes with the root of the bandwidth;
/// one takes the inverse of the bandwidth. Reflections are zero. A sweep over frequencies drives the stage at its first one
/// [assumption]. Its output is off after power-on [assumption; real ones switch it on]. Correction, further channels, windows and
/// markers are not there.</remarks>
public abstract class NetworkAnalyserTwin : ScpiTwin
{
    private const string NoiseKey = "trace_noise";

    /// <summary>The bandwidth for which the trace noise is given, Hz.</summary>
    private const double NoiseBandwidth = 1000;

    private const double SwitchingSeconds = 1e-3;

    private readonly RandomStream random;
    private readonly double noise;
    private readonly string oneFrequency;
    private readonly ScpiNumber frequency;
    private readonly ScpiNumber start;
    private readonly ScpiNumber stop;
    private readonly ScpiNumber power;
    private readonly ScpiNumber bandwidth;
    private readonly ScpiNumber points;
    private readonly ScpiNumber averages;
    private readonly Dictionary<string, string> measurements = [];
    private string selected = string.Empty;
    private string sweepType = string.Empty;
    private bool averaging;
    private bool output;
    private Complex[] trace = [];

    /// <summary>Creates the twin.</summary>
    /// <param name="context">Name, settings, stage and randomness.</param>
    /// <param name="identity">The answer to <c>*IDN?</c>.</param>
    /// <param name="oneFrequency">The word of a sweep at one frequency.</param>
    /// <param name="hertz">Range of frequency, Hz.</param>
    /// <param name="dbm">Range of power, dBm.</param>
    protected NetworkAnalyserTwin(
        TwinContext context, string identity, string oneFrequency, (double Least, double Most) hertz,
        (double Least, double Most) dbm)
        : base(context, identity)
    {
        ArgumentNullException.ThrowIfNull(context);
        random = context.Random("noise");
        noise = context.Twin.Get<double>(NoiseKey);
        this.oneFrequency = oneFrequency;
        frequency = Number("Hz", hertz.Least, hertz.Most, 1e9);
        start = Number("Hz", hertz.Least, hertz.Most, hertz.Least);
        stop = Number("Hz", hertz.Least, hertz.Most, hertz.Most);
        power = Number("dBm", dbm.Least, dbm.Most, -10);
        bandwidth = Number("Hz", 1, 1e6, 10e3);
        points = Number(string.Empty, 1, 100_001, 201);
        averages = Number(string.Empty, 1, 1000, 10);
        Commands.Number("[:SENSe[1]]:FREQuency[:CW]|[:SENSe[1]]:FREQuency:FIXed", frequency, Drive);
        Commands.Number("[:SENSe[1]]:FREQuency:STARt", start, Drive);
        Commands.Number("[:SENSe[1]]:FREQuency:STOP", stop, Drive);
        Commands.Number(":SOURce[1]:POWer[1][:LEVel][:IMMediate][:AMPLitude]", power, Drive);
        Commands.Number("[:SENSe[1]]:BANDwidth[:RESolution]|[:SENSe[1]]:BWIDth[:RESolution]", bandwidth);
        Commands.Number("[:SENSe[1]]:SWEep:POINts", points);
        Commands.Number("[:SENSe[1]]:AVERage:COUNt", averages);
        Commands.Query("[:SENSe[1]]:SWEep:TIME", _ => Text(SweepSeconds));
        Commands.Switch("[:SENSe[1]]:AVERage[:STATe]", () => averaging, on => averaging = on);
        Commands.Command("[:SENSe[1]]:AVERage:CLEar", arguments => arguments.RequireEnd());
        Commands.Switch(":OUTPut[1][:STATe]", () => output, on =>
        {
            output = on;
            Drive();
        });
        Commands.Command(":FORMat[:DATA]", arguments =>
        {
            Form = arguments.Word("ASCii", "REAL");
            FormBits = arguments.Remaining > 0 ? (int)arguments.Number() : 0;
        });
        Commands.Query(":FORMat[:DATA]", _ => $"{Form},{FormBits}");
        Commands.Command(":CALCulate[1]:PARameter:SELect", arguments =>
        {
            string name = arguments.Take().Text;
            selected = measurements.ContainsKey(name) ? name : throw ScpiErrorException.IllegalParameter();
        });
        Commands.Query(":CALCulate[1]:PARameter:SELect", _ => Quoted(selected));
        Commands.Command(":CALCulate[1]:PARameter:DELete", arguments => measurements.Remove(arguments.Take().Text));
        Commands.Query(":CALCulate[1]:DATA", arguments =>
        {
            bool isFormatted = arguments.Word("SDATa", "FDATa") == "FDAT";
            if (!measurements.TryGetValue(selected, out string? parameter))
            {
                throw ScpiErrorException.SettingsConflict();
            }

            IEnumerable<Complex> shown = parameter == "S21" ? Trace() : Trace().Select(_ => Complex.Zero);
            return string.Join(',', shown.SelectMany(each => isFormatted
                ? (string[])[Text(20 * Math.Log10(each.Magnitude))]
                : [Text(each.Real), Text(each.Imaginary)]));
        });
    }

    /// <summary>The settings that the bench file can give twins of network analysers.</summary>
    protected static IReadOnlyList<SettingKey> TwinSettings { get; } =
    [
        SettingKey.Number(
            NoiseKey, 1e-4, 0, 1,
            "Standard deviation of real and imaginary part of a sample in 1 kHz, as a part of its size."),
    ];

    /// <summary>Whether it goes on sweeping by itself.</summary>
    protected bool IsContinuous { get; set; }

    /// <summary>The form of numbers.</summary>
    protected string Form { get; private set; } = "ASC";

    /// <summary>The bits of a number, 0 for text.</summary>
    protected int FormBits { get; private set; }

    /// <summary>The measurements by name, in the order in which they were made.</summary>
    protected IReadOnlyDictionary<string, string> Measurements => measurements;

    private double SweepSeconds => SwitchingSeconds + (Math.Round(points.Value) / bandwidth.Value);

    /// <inheritdoc/>
    protected override void Reset()
    {
        foreach (ScpiNumber number in (ScpiNumber[])[frequency, start, stop, power, bandwidth, points, averages])
        {
            number.Value = number.Default;
        }

        (Form, FormBits, averaging, output, IsContinuous, trace, sweepType) = ("ASC", 0, false, false, true, [], "LIN");
        measurements.Clear();
        AddMeasurement("Trc1", "S11");
        selected = "Trc1";
        Drive();
    }

    /// <summary>Adds the types of sweeps.</summary>
    /// <param name="words">The words beside those of a sweep at one frequency.</param>
    protected void AddSweepTypes(params string[] words) => Commands.Word(
        "[:SENSe[1]]:SWEep:TYPE", words, () => sweepType, word =>
        {
            sweepType = word;
            Drive();
        });

    /// <summary>Adds a measurement, or makes one of this name another.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameter">Its parameter: <c>S21</c>.</param>
    protected void AddMeasurement(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        measurements[name] = parameter.ToUpperInvariant();
        selected = name;
    }

    /// <summary>A text in the quotation marks of the maker.</summary>
    protected abstract string Quoted(string text);

    /// <summary>Takes the samples of one sweep.</summary>
    protected void Sweep()
    {
        int count = (int)Math.Round(points.Value);
        double scatter = noise * Math.Sqrt(bandwidth.Value / NoiseBandwidth);
        trace = new Complex[count];
        for (int i = 0; i < count; i++)
        {
            double hertz = sweepType == oneFrequency ? frequency.Value
                : start.Value + ((stop.Value - start.Value) * i / Math.Max(count - 1, 1));
            Complex passed = output ? Stage.SenseAt(Name, Sensed.Transmission, Frequency.FromHertz(hertz)) : Complex.Zero;
            trace[i] = passed * (1 + new Complex(scatter * random.NextGaussian(), scatter * random.NextGaussian()));
        }

        BusyFor(Duration.FromSeconds(SweepSeconds));
    }

    private static ScpiNumber Number(string unit, double least, double most, double usual) => new()
    {
        Unit = unit,
        Minimum = () => least,
        Maximum = () => most,
        Default = usual,
    };

    private static string Text(double value) => value.ToString("0.000000000E+000", CultureInfo.InvariantCulture);

    private Complex[] Trace()
    {
        if (IsContinuous || trace.Length == 0)
        {
            Sweep();
        }

        return trace;
    }

    private void Drive() => Stage.Drive(
        Name, output
            ? new ToneSignal(new RfTone(
                Frequency.FromHertz(sweepType == oneFrequency ? frequency.Value : start.Value), Power.FromDbm(power.Value)))
            : new ToneSignal());
}
