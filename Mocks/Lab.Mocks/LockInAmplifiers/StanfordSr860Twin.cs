using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.LockInAmplifiers.StanfordSr860Twin>]

namespace Lab.Mocks.LockInAmplifiers;

/// <summary>Twin of the Stanford Research SR860 lock-in amplifier, with its SINE OUT + on the sample. Its terminals:
/// <c>input</c>, <c>sine</c>, outputs <c>aux1</c> to <c>aux4</c>, inputs <c>in1</c> to <c>in4</c>.</summary>
/// <remarks>Capture, scans, displays, dual and chopped references are not there. Numbers over the bus do not end at full scale,
/// which the status tells. The sine wakes up at zero [assumption: as its user left it].</remarks>
public sealed class StanfordSr860Twin : StanfordTwin, IShippedTwin
{
    private const double LargestDetectionHertz = 500e3;
    private const int ReferenceUnlocked = 1 << 3;
    private const int InputRangeExceeded = 1 << 4;

    private static readonly double[] InputRanges = [1, 0.3, 0.1, 0.03, 0.01];
    private static readonly double[] ScaleSteps = [1, 5, 2];

    private readonly (double Percent, bool IsOn, int Expand)[] offsets = new (double, bool, int)[3];
    private int scale;
    private int inputRange;
    private int status;

    /// <summary>Creates the twin.</summary>
    public StanfordSr860Twin(TwinContext context)
        : base(context, "Stanford_Research_Systems,SR860,003693,V1.51")
    {
        AddReference();
        AddInput();
        AddOutputs();
        AddReadings();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "srs-sr860",
        Rough = Manners,
        Settings =
        [
            SettingKey.Between(
                InputNoiseKey, (Voltage?)Voltage.FromVolts(2.5e-9), default, Voltage.FromVolts(1),
                "Noise of the input in one hertz of bandwidth."),
        ],
        Create = context => new StanfordSr860Twin(context),
    };

    // Identity of a recorded unit.
    private static RoughManners Manners => new()
    {
        Identity = "Stanford_Research_Systems,SR865A,002725,v1.34",
        AnswerSeparator = "\n",
        Latency = Duration.FromMilliseconds(4), // [assumption]
        EarlierUser =
        [
            "*ESE 255;*SRE 32",
            "RSRC 1;RTRG 0;HARM 2;PHAS 45.5",
            "ISRC 1;IGND 1;ICPL 1;IRNG 4;IVMD 1;SYNC 1;ADVFILT 1",
            "OFSL 0;OFLT 12;SCAL 6;COFP 0,10;COFA 0,1;CEXP 0,1;CRAT 0,1",
            "NONSENSE",
        ],
    };

    // 1 V, 500 mV, 200 mV, 100 mV and so on: a decade less from 500 to 100 each.
    private double Scale => ScaleSteps[scale % 3] * Math.Pow(10, -Math.Ceiling(scale / 3.0));

    /// <inheritdoc/>
    internal override int ShortestDecade => -6;

    /// <inheritdoc/>
    protected override void Reset()
    {
        (IsInternal, SineVolts, Hertz, PhaseDegrees, Harmonic) = (true, 0, 1000, 0, 1);
        (scale, TimeConstant, Slope, inputRange, status) = (0, 10, 1, 0, 0);
        Array.Clear(AuxVolts);
        Array.Clear(offsets);
        Kept.Reset();
        Changed();
    }

    /// <inheritdoc/>
    protected override void CatchUp()
    {
        (double x, double y) = Demodulator.Read();
        status |= (Math.Abs(x) > Scale ? 1 : 0) | (Math.Abs(y) > Scale ? 2 : 0)
            | (ReferenceHertz is null ? ReferenceUnlocked : 0)
            | (Demodulator.IsInputOverloaded || Math.Sqrt(2 * ((x * x) + (y * y))) > InputRanges[inputRange] ? InputRangeExceeded
                : 0);
    }

    /// <inheritdoc/>
    internal override string Write(double value) => value.ToString("G9", CultureInfo.InvariantCulture);

    private void AddReference()
    {
        Index("RSRC", 0, 1, () => IsInternal ? 0 : 1, value => IsInternal = value == 0);
        Value("FREQ", 1e-3, LargestDetectionHertz, () => ReferenceHertz ?? 0, value => Hertz = value);
        Value("FREQINT", 1e-3, LargestDetectionHertz, () => Hertz, value => Hertz = value);
        Commands.Query("FREQEXT", _ => Write(Stage.ModulationAt(Demodulator.Input)?.Hertz ?? 0));
        Commands.Query("FREQDET", _ => Write((ReferenceHertz ?? 0) * Harmonic));
        Value("PHAS", -360_000, 360_000, () => PhaseDegrees, value => PhaseDegrees = Math.IEEERemainder(value, 360));
        Index("HARM", 1, 99, () => Harmonic, value => Harmonic = value * (ReferenceHertz ?? 0) <= LargestDetectionHertz
            ? value
            : throw ScpiErrorException.ExecutionError());
        Value("SLVL", 0, 2, () => SineVolts, value => SineVolts = Math.Round(value, 9));
        Kept.Number("SOFF", string.Empty, -5, 5, 0);
        Kept.Number("REFM", string.Empty, 0, 1, 0);
        Kept.Number("RTRG", string.Empty, 0, 2, 0);
        Kept.Number("REFZ", string.Empty, 0, 1, 1);
        Kept.Number("BLAZEX", string.Empty, 0, 2, 0);
        Commands.Command(
            "APHS", _ => PhaseDegrees += double.RadiansToDegrees(Math.Atan2(Demodulator.Read().Y, Demodulator.Read().X)));
    }

    private void AddInput()
    {
        Kept.Number("IVMD", string.Empty, 0, 1, 0);
        Kept.Number("ISRC", string.Empty, 0, 1, 0);
        Kept.Number("IGND", string.Empty, 0, 1, 0);
        Kept.Number("ICPL", string.Empty, 0, 1, 0);
        Kept.Number("ICUR", string.Empty, 0, 1, 0);
        Kept.Number("SYNC", string.Empty, 0, 1, 0);
        Kept.Number("ADVFILT", string.Empty, 0, 1, 1);
        Index("IRNG", 0, 4, () => inputRange, value => inputRange = value);
        Index("SCAL", 0, 27, () => scale, value => scale = value);
        Index("OFLT", 0, 21, () => TimeConstant, value => TimeConstant = value);
        Index("OFSL", 0, 3, () => Slope, value => Slope = value);
        Commands.Query("ENBW", _ => Write(new double[] { 1.0 / 4, 1.0 / 8, 3.0 / 32, 5.0 / 64 }[Slope] / TimeConstantSeconds));
        Commands.Query("ILVL", _ => Demodulator.IsInputOverloaded ? "4" : "0");
    }

    private void AddOutputs()
    {
        Commands.Command("AUXV", arguments =>
        {
            int output = Whole(arguments, 0, 3);
            double volts = Math.Round(arguments.Number(string.Empty, -10.5, 10.5), 3);
            arguments.RequireEnd();
            AuxVolts[output] = volts;
            Changed();
        });
        Commands.Query("AUXV", arguments => Write(AuxVolts[Whole(arguments, 0, 3)]));
        Commands.Query("OAUX", arguments =>
            Write(Stage.Sense(new Terminal(Name, $"in{Whole(arguments, 0, 3) + 1}"), Sensed.Voltage)));
        Offset("COFP", -999.99, 999.99, offset => Write(offset.Percent), (offset, value) => offset with { Percent = value });
        Offset("COFA", 0, 1, offset => offset.IsOn ? "1" : "0", (offset, value) => offset with { IsOn = value != 0 });
        Offset("CEXP", 0, 2, offset => $"{offset.Expand}", (offset, value) => offset with { Expand = (int)value });
        Commands.Command("CRAT", arguments =>
        {
            Whole(arguments, 0, 2);
            Whole(arguments, 0, 1);
        });
        Kept.Number("OVRM", string.Empty, 0, 1, 1);
    }

    private void AddReadings()
    {
        Commands.Query("OUTP", arguments => Write(Output(Whole(arguments, 0, 3))));
        Commands.Query("SNAP", arguments =>
        {
            List<string> values = [];
            while (arguments.Remaining > 0 && values.Count < 3)
            {
                values.Add(Write(Output(arguments.Peek().ToUpperInvariant() switch
                {
                    "X" => Taken(arguments, 0),
                    "Y" => Taken(arguments, 1),
                    "R" => Taken(arguments, 2),
                    "TH" or "THETA" => Taken(arguments, 3),
                    _ => Whole(arguments, 0, 3),
                })));
            }

            return values.Count > 1 ? string.Join(',', values) : throw ScpiErrorException.MissingParameter();
        });
        Commands.Query("LIAS", arguments =>
        {
            int? bit = arguments.Remaining > 0 ? Whole(arguments, 0, 14) : null;
            int said = bit is { } one ? status >> one & 1 : status;
            status &= bit is { } cleared ? ~(1 << cleared) : 0;
            return $"{said}";
        });
        Commands.Query("CUROVLDSTAT", _ =>
        {
            int latched = status;
            status = 0;
            CatchUp();
            (int now, status) = (status, latched | status);
            return $"{now}";
        });
        Commands.Query("ERRS", _ => "0");
    }

    private static int Taken(ScpiArguments arguments, int index)
    {
        arguments.Take();
        return index;
    }

    // X, Y, R or θ; an offset is taken off, an expansion shows at the analogue outputs alone.
    private double Output(int which)
    {
        (double x, double y) = Demodulator.Read();
        return which switch
        {
            0 => x - Offset(0),
            1 => y - Offset(1),
            2 => Math.Sqrt((x * x) + (y * y)) - Offset(2),
            _ => double.RadiansToDegrees(Math.Atan2(y, x)),
        };

        double Offset(int output) => offsets[output].IsOn ? offsets[output].Percent / 100 * Scale : 0;
    }

    private void Offset(
        string header,
        double minimum,
        double maximum,
        Func<(double Percent, bool IsOn, int Expand), string> get,
        Func<(double Percent, bool IsOn, int Expand), double, (double Percent, bool IsOn, int Expand)> set)
    {
        Commands.Command(header, arguments =>
        {
            int output = Whole(arguments, 0, 2);
            double value = arguments.Number(string.Empty, minimum, maximum);
            arguments.RequireEnd();
            offsets[output] = set(offsets[output], value);
        });
        Commands.Query(header, arguments => get(offsets[Whole(arguments, 0, 2)]));
    }
}
