using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.LockInAmplifiers.StanfordSr830Twin>]

namespace Lab.Mocks.LockInAmplifiers;

/// <summary>Twin of the Stanford Research SR830 lock-in amplifier. Its terminals: <c>input</c>, <c>sine</c>, outputs
/// <c>aux1</c> to <c>aux4</c>, inputs <c>in1</c> to <c>in4</c>.</summary>
/// <remarks>The data buffer, the displays and current inputs are not there. The sine wakes up at its least voltage [assumption:
/// as its user left it]; <c>*RST</c> sets it to 1 V as the instrument does.</remarks>
public sealed class StanfordSr830Twin : StanfordTwin, IShippedTwin
{
    private const double LeastSineVolts = 0.004;
    private const double LargestDetectionHertz = 102e3;

    /// <summary>Above this detection frequency no time constant beyond 30 s can be set (manual, 5-6).</summary>
    private const double LowRangeHertz = 200;
    private const int LongestAbove = 13;

    /// <summary>The outputs have 16 bits, of which 30000 counts are full scale; beyond the rest they stay [assumption: 109
    /// %].</summary>
    private const double CountsOfFullScale = 30_000;
    private const double LargestOutput = 1.09;

    private static readonly double[] Steps = [2, 5, 10];

    private readonly (double Percent, int Expand)[] offsets = new (double, int)[3];
    private int sensitivity;
    private int status;

    /// <summary>Creates the twin.</summary>
    public StanfordSr830Twin(TwinContext context)
        : base(context, "Stanford_Research_Systems,SR830,s/n12345,ver1.07")
    {
        AddReference();
        AddInput();
        AddOutputs();
        AddReadings();
        Commands.Command("*RST", _ =>
        {
            Reset();
            SineVolts = 1;
            Changed();
        });
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "srs-sr830",
        Rough = Manners,
        Settings =
        [
            SettingKey.Between(
                InputNoiseKey, (Voltage?)Voltage.FromVolts(6e-9), default, Voltage.FromVolts(1),
                    "Noise of the input in one hertz of bandwidth."),
        ],
        Create = context => new StanfordSr830Twin(context),
    };

    // An older unit's identity and CR on serial lines: a public driver's note and the manual, 5-1. Each query of a message is
    // answered in a line of its own (manual, 5-1).
    private static RoughManners Manners => new()
    {
        Identity = "Stanford_Research_Systems,SR830,s/n46117,ver1.07",
        AnswerSeparator = "\n",
        Latency = Duration.FromMilliseconds(8), // [assumption]
        Serial = new Instruments.Wires.SerialSettings { Terminator = "cr" },
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            "SLVL 0.004;FMOD 0;RSLP 0;HARM 2;PHAS 45.5",
            "ISRC 1;IGND 1;ICPL 1;ILIN 3;RMOD 0;SYNC 1",
            "OFSL 0;OFLT 10;SENS 20;OEXP 1,9.7,1;OEXP 2,-5,2",
            "NONSENSE",
        ],
    };

    private double Sensitivity => Steps[sensitivity % 3] * Math.Pow(10, (sensitivity / 3) - 9);

    /// <inheritdoc/>
    internal override int ShortestDecade => -5;

    /// <inheritdoc/>
    protected override void Reset()
    {
        IsInternal = true;
        SineVolts = LeastSineVolts;
        (Hertz, PhaseDegrees, Harmonic) = (1000, 0, 1);
        (sensitivity, TimeConstant, Slope, status) = (26, 8, 1, 0);
        Array.Clear(AuxVolts);
        Array.Clear(offsets);
        Kept.Reset();
        Changed();
    }

    /// <inheritdoc/>
    protected override void CatchUp()
    {
        (double x, double y) = Demodulator.Read();
        status |= (Demodulator.IsInputOverloaded ? 1 : 0) | (ReferenceHertz is null ? 8 : 0)
            | (Math.Max(Math.Abs(x), Math.Abs(y)) > LargestOutput * Sensitivity ? 4 : 0);
    }

    // Six digits and an exponent of three, as a recorded reading has them: -4.17234e-007.
    /// <inheritdoc/>
    internal override string Write(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return exponent is >= -4 and < 6
            ? value.ToString("G6", CultureInfo.InvariantCulture)
            : value.ToString("0.#####e+000", CultureInfo.InvariantCulture);
    }

    private void AddReference()
    {
        Index("FMOD", 0, 1, () => IsInternal ? 1 : 0, value => IsInternal = value == 1);
        Value("FREQ", 1e-3, LargestDetectionHertz, () => ReferenceHertz ?? 0, value => Hertz = IsInternal
            ? Math.Min(value, LargestDetectionHertz / Harmonic)
            : throw ScpiErrorException.ExecutionError());
        Value("PHAS", -360, 729.99, () => PhaseDegrees, value => PhaseDegrees = Math.IEEERemainder(Math.Round(value, 2), 360));
        Index("HARM", 1, 19999, () => Harmonic, value =>
            Harmonic = (int)Math.Max(1, Math.Min(value, LargestDetectionHertz / (ReferenceHertz ?? 1))));
        Value("SLVL", LeastSineVolts, 5, () => SineVolts, value => SineVolts = Math.Round(value / 0.002) * 0.002);
        Kept.Number("RSLP", string.Empty, 0, 2, 0);
        Commands.Command(
            "APHS", _ => PhaseDegrees += double.RadiansToDegrees(Math.Atan2(Demodulator.Read().Y, Demodulator.Read().X)));
    }

    private void AddInput()
    {
        Kept.Number("ISRC", string.Empty, 0, 3, 0);
        Kept.Number("IGND", string.Empty, 0, 1, 0);
        Kept.Number("ICPL", string.Empty, 0, 1, 0);
        Kept.Number("ILIN", string.Empty, 0, 3, 0);
        Kept.Number("RMOD", string.Empty, 0, 2, 2);
        Kept.Number("SYNC", string.Empty, 0, 1, 0);
        Index("SENS", 0, 26, () => sensitivity, value => sensitivity = value);
        Index("OFLT", 0, 19, () => TimeConstant, value =>
            TimeConstant = value > LongestAbove && ReferenceHertz * Harmonic > LowRangeHertz
            ? throw ScpiErrorException.ExecutionError()
            : value);
        Index("OFSL", 0, 3, () => Slope, value => Slope = value);
        Commands.Command("AGAN", _ =>
            sensitivity = Enumerable.Range(0, 27).First(i => i == 26 || Steps[i % 3] * Math.Pow(10, (i / 3) - 9) > Magnitude()));
        Commands.Command("ARSV", _ => { });
    }

    private void AddOutputs()
    {
        Commands.Command("AUXV", arguments =>
        {
            int output = Whole(arguments, 1, 4);
            double volts = Math.Round(arguments.Number(string.Empty, -10.5, 10.5), 3);
            arguments.RequireEnd();
            AuxVolts[output - 1] = volts;
            Changed();
        });
        Commands.Query("AUXV", arguments => Write(AuxVolts[Whole(arguments, 1, 4) - 1]));
        Commands.Query("OAUX", arguments => Write(Math.Round(3000 * Math.Clamp(
            Stage.Sense(new Terminal(Name, $"in{Whole(arguments, 1, 4)}"), Sensed.Voltage), -10.5, 10.5)) / 3000));
        Commands.Command("OEXP", arguments =>
        {
            int output = Whole(arguments, 1, 3);
            double percent = arguments.Number(string.Empty, -105, 105);
            int expand = Whole(arguments, 0, 2);
            arguments.RequireEnd();
            offsets[output - 1] = (percent, expand);
        });
        Commands.Query("OEXP", arguments =>
        {
            (double percent, int expand) = offsets[Whole(arguments, 1, 3) - 1];
            return $"{Write(percent)},{expand}";
        });
        Commands.Command("AOFF", arguments =>
        {
            int output = Whole(arguments, 1, 3);
            offsets[output - 1].Percent = Math.Clamp(100 * Output(output, isOffset: false) / Sensitivity, -105, 105);
        });
        Kept.Number("OUTX", string.Empty, 0, 1, 1);
        Kept.Number("OVRM", string.Empty, 0, 1, 1);
        Kept.Number("LOCL", string.Empty, 0, 2, 1);
        Kept.Number("KCLK", string.Empty, 0, 1, 1);
        Kept.Number("ALRM", string.Empty, 0, 1, 1);
        Kept.Number("FAST", string.Empty, 0, 2, 0);
        Kept.Number("SRAT", string.Empty, 0, 14, 4);
        Kept.Number("SEND", string.Empty, 0, 1, 1);
        Kept.Number("TSTR", string.Empty, 0, 1, 0);
        Kept.Number("LIAE", string.Empty, 0, 255, 0);
        Kept.Number("ERRE", string.Empty, 0, 255, 0);
    }

    private void AddReadings()
    {
        Commands.Query("OUTP", arguments => Write(Output(Whole(arguments, 1, 4), isOffset: true)));
        Commands.Query("SNAP", arguments =>
        {
            List<string> values = [];
            do
            {
                int which = Whole(arguments, 1, 9);
                values.Add(which switch
                {
                    <= 4 => Write(Output(which, isOffset: true)),
                    9 => Write(ReferenceHertz ?? 0),
                    _ => Write(Stage.Sense(new Terminal(Name, $"in{which - 4}"), Sensed.Voltage)),
                });
            }
            while (arguments.Remaining > 0 && values.Count < 6);
            return values.Count > 1 ? string.Join(',', values) : throw ScpiErrorException.MissingParameter();
        });
        Commands.Query("LIAS", arguments =>
        {
            int bits = arguments.Remaining > 0 ? 1 << Whole(arguments, 0, 7) : 255;
            int said = status & bits;
            status &= ~bits;
            return arguments.Remaining > 0 || bits == 255 ? $"{said}" : said > 0 ? "1" : "0";
        });
        Commands.Query("ERRS", _ => "0");
    }

    // X, Y, R or θ as the instrument gives them out: beyond its range it stays there, in steps of its converter.
    private double Output(int which, bool isOffset)
    {
        (double x, double y) = Demodulator.Read();
        if (which == 4)
        {
            return double.RadiansToDegrees(Math.Atan2(y, x));
        }

        double value = which switch { 1 => x, 2 => y, _ => Math.Sqrt((x * x) + (y * y)) };
        double shifted = value - (isOffset ? offsets[which - 1].Percent / 100 * Sensitivity : 0);
        double step = Sensitivity / CountsOfFullScale;
        return Math.Round(Math.Clamp(shifted, -LargestOutput * Sensitivity, LargestOutput * Sensitivity) / step) * step;
    }

    private double Magnitude()
    {
        (double x, double y) = Demodulator.Read();
        return Math.Sqrt((x * x) + (y * y));
    }
}
