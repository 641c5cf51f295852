using System.Globalization;
using Lab.Benches;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.SpectrumAnalysers.RohdeSchwarzFsvTwin>]

namespace Lab.Mocks.SpectrumAnalysers;

/// <summary>Twin of a Rohde &amp; Schwarz FSV spectrum analyser at a coupler of the RF line.</summary>
/// <remarks>
/// <para>A point shows the mean power behind a Gaussian filter of the resolution bandwidth: the analyser's noise, whose mean over
/// a point scatters by one part in the root of the averages, and each tone through the filter's slope [assumption: the sweep
/// takes the time of an RMS detector with sixteen averages a point]. The junctions themselves emit nothing.</para>
/// <para>Markers, limit lines, further traces and applications are not there.</para>
/// </remarks>
public sealed class RohdeSchwarzFsvTwin : ScpiTwin, IShippedTwin
{
    private const string NoiseKey = "noise_density";

    private const int Averages = 16;
    private const double LargestHertz = 7e9;
    private const double NoiseBandwidthFactor = 1.0645; // of a Gaussian filter over its −3 dB bandwidth

    private readonly RandomStream random;
    private readonly double noiseWattsPerHertz;
    private readonly ScpiNumber centre = Number("Hz", 0, LargestHertz, LargestHertz / 2);
    private readonly ScpiNumber span = Number("Hz", 0, LargestHertz, LargestHertz);
    private readonly ScpiNumber bandwidth = Number("Hz", 1, 10e6, 3e6);
    private readonly ScpiNumber points = Number(string.Empty, 101, 32001, 691);
    private readonly ScpiNumber reference = Number("dBm", -130, 30, -10);
    private readonly ScpiNumber levelOffset = Number("dB", -200, 200, 0);
    private readonly ScpiNumber frequencyOffset = Number("Hz", -100e9, 100e9, 0);
    private readonly ScpiNumber attenuation = Number("dB", 0, 75, 10);
    private string unit = "DBM";
    private string mode = "WRIT";
    private string detector = "APE";
    private string form = "ASC";
    private bool isContinuous = true;
    private double[] trace = [];

    /// <summary>Creates the twin.</summary>
    public RohdeSchwarzFsvTwin(TwinContext context)
        : base(context, "Rohde&Schwarz,FSVA3044,1330.5000K44/101768,1.50SP1")
    {
        random = context.Random("noise");
        noiseWattsPerHertz = Power.FromDbm(context.Twin.Get<double>(NoiseKey)).Watts;
        Commands.Number("[:SENSe]:FREQuency:CENTer", centre);
        Commands.Number("[:SENSe]:FREQuency:SPAN", span);
        Commands.Number("[:SENSe]:FREQuency:OFFSet", frequencyOffset);
        Commands.Number("[:SENSe]:BANDwidth[:RESolution]|[:SENSe]:BWIDth[:RESolution]", bandwidth);
        Commands.Number("[:SENSe]:SWEep:POINts", points);
        Commands.Number(":DISPlay[:WINDow]:TRACe:Y[:SCALe]:RLEVel", reference);
        Commands.Number(":DISPlay[:WINDow]:TRACe:Y[:SCALe]:RLEVel:OFFSet", levelOffset);
        Commands.Number(":INPut:ATTenuation", attenuation);
        Commands.Query("[:SENSe]:FREQuency:STARt", _ => Text(centre.Value - (span.Value / 2)));
        Commands.Query("[:SENSe]:FREQuency:STOP", _ => Text(centre.Value + (span.Value / 2)));
        Commands.Word(":UNIT:POWer", ["DBM", "V", "W", "DBMV"], () => unit, word => unit = word);
        Commands.Word(
            ":DISPlay[:WINDow]:TRACe:MODE", ["WRITe", "MAXHold", "MINHold", "AVERage", "VIEW"], () => mode, word => mode = word);
        Commands.Word(
            "[:SENSe]:DETector[:FUNCtion]", ["APEak", "POSitive", "SAMPle", "RMS", "AVERage"], () => detector,
            word => detector = word);
        Commands.Word(":FORMat[:DATA]", ["ASCii", "REAL"], () => form, word => form = word);
        Commands.Switch(":INITiate:CONTinuous", () => isContinuous, on => isContinuous = on);
        Commands.Command(":INITiate[:IMMediate]", _ => Sweep());
        Commands.Query(":TRACe<6>[:DATA]", arguments =>
        {
            _ = arguments.Word("TRACE1");
            return string.Join(',', trace.Select(Text));
        });
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "rohde-schwarz-fsv",
        Rough = new RoughManners
        {
            Identity = "Rohde&Schwarz,FSVA3044,1330.5000K44/101768,1.50SP1",
            Latency = Duration.FromMilliseconds(5), // [assumption]
            EarlierUser =
            [
                "*ESE 255", ":DISP:TRAC:Y:RLEV:OFFS 20;:FREQ:OFFS 1000000", ":UNIT:POW V;:DISP:TRAC:MODE MAXH;:DET POS",
                ":NONSENSE",
            ],
        },
        Settings =
        [
            SettingKey.Number(
                NoiseKey, -150, -174, -50, "Noise floor, dBm in one hertz, with the attenuator of the reference level."),
        ],
        Create = context => new RohdeSchwarzFsvTwin(context),
    };

    /// <inheritdoc/>
    protected override void Reset()
    {
        foreach (ScpiNumber number in (ScpiNumber[])
            [centre, span, bandwidth, points, reference, levelOffset, frequencyOffset, attenuation])
        {
            number.Value = number.Default;
        }

        (unit, mode, detector, form, isContinuous) = ("DBM", "WRIT", "APE", "ASC", true);
        trace = [];
    }

    private static ScpiNumber Number(string unit, double least, double most, double usual) => new()
    {
        Unit = unit,
        Minimum = () => least,
        Maximum = () => most,
        Default = usual,
        Format = Text,
    };

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private void Sweep()
    {
        int count = (int)Math.Round(points.Value);
        IReadOnlyList<RfTone> tones = Stage.TonesAt(Name);
        double floor = noiseWattsPerHertz * NoiseBandwidthFactor * bandwidth.Value;
        double start = centre.Value - (span.Value / 2);
        trace = new double[count];
        for (int i = 0; i < count; i++)
        {
            double hertz = start + (span.Value * i / (count - 1)) - frequencyOffset.Value;

            // The mean of sixteen squared envelopes of noise.
            double watts = floor * Math.Max(1 + (random.NextGaussian() / Math.Sqrt(Averages)), 0.05);
            foreach (RfTone tone in tones)
            {
                double off = (hertz - tone.Frequency.Hertz) / bandwidth.Value;
                watts += tone.Power.Watts * Math.Pow(2, -4 * off * off); // a half at half the bandwidth
            }

            double dbm = Power.FromWatts(watts).Dbm + levelOffset.Value;
            trace[i] = unit == "DBM" ? dbm : Math.Sqrt(Power.FromDbm(dbm).Watts * 50);
        }

        BusyFor(Duration.FromSeconds(Math.Max(1e-3, 3 * span.Value / (bandwidth.Value * bandwidth.Value))));
    }
}
