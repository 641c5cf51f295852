using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.LockInAmplifiers.SignalRecovery7265Twin>]

namespace Lab.Mocks.LockInAmplifiers;

/// <summary>Twin of the Signal Recovery 7265 lock-in amplifier. Its terminals: <c>input</c>, <c>sine</c>, outputs <c>aux1</c> to
/// <c>aux4</c>, inputs <c>in1</c> and <c>in2</c>.</summary>
/// <remarks>A word without its parameter asks. The curve buffer, dual references, current inputs and the integrating input are
/// not there. Readings with a point have the steps of the fixed-point ones: a ten-thousandth of full scale.</remarks>
public sealed class SignalRecovery7265Twin : LockInTwin, IShippedTwin
{
    private const double LargestHertz = 250e3;
    private const double CountsOfFullScale = 10_000;

    /// <summary>The outputs in front are overloaded beyond 120 % of full scale, the readings beyond 300 % (7220 manual,
    /// 6-29).</summary>
    private const double LargestOutput = 1.2;
    private const double LargestReading = 3;

    /// <summary>The signal that overloads the input without gain [assumption].</summary>
    private const double GainFullScaleVolts = 3;

    // Events of IEEE 488.2, in which the base notes refusals.
    private const int CommandError = 1 << 5;
    private const int OtherErrors = 0b0001_1100;

    private static readonly double[] Steps = [2, 5, 10];

    private static readonly double[] TimeConstants =
    [
        10e-6, 20e-6, 40e-6, 80e-6, 160e-6, 320e-6, 640e-6, 5e-3, 10e-3, 20e-3, 50e-3, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100,
        200, 500, 1e3, 2e3, 5e3, 10e3, 20e3, 50e3, 100e3,
    ];

    /// <summary>Words whose query has a parameter: the number of an output or input.</summary>
    private static readonly string[] Numbered = ["DAC", "DACF", "ADC", "ADCF"];

    /// <summary>Words that do something without a parameter.</summary>
    private static readonly string[] Acting = ["AQN", "AXO", "AS", "ASM", "LOCK"];

    private readonly (bool IsOn, double Percent)[] offsets = new (bool, double)[2];
    private int reference;
    private int sensitivity;
    private int gain;
    private int expansion;

    /// <summary>Creates the twin.</summary>
    public SignalRecovery7265Twin(TwinContext context)
        : base(context, "7265")
    {
        foreach (string other in (string[])["*IDN", "*RST", "*CLS", "*ESE", "*ESR", "*SRE", "*STB", "*TST", "*OPC"])
        {
            Commands.Remove(other);
        }

        Commands.Query("ID", _ => "7265");
        Commands.Query("VER", _ => "3.2");
        Commands.Command("ADF", arguments =>
        {
            _ = Whole(arguments, 0, 1);
            Reset();
        });
        AddReference();
        AddInput();
        AddOutputs();
        AddReadings();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "signal-recovery-7265",
        Rough = Manners,
        Settings =
        [
            SettingKey.Between(
                InputNoiseKey, (Voltage?)Voltage.FromVolts(5e-9), default, Voltage.FromVolts(1),
                "Noise of the input in one hertz of bandwidth."),
        ],
        Create = context => new SignalRecovery7265Twin(context),
    };

    // NUL and CR LF after an answer: recorded in the tests of PyMeasure's driver.
    private static RoughManners Manners => new()
    {
        Terminator = "\r\n",
        Latency = Duration.FromMilliseconds(8), // [assumption]
        Serial = new Instruments.Wires.SerialSettings { DataBits = 7, Parity = "even", Terminator = "cr", Echo = true },
        EarlierUser =
        [
            "IMODE 1;VMODE 3;FLOAT 0;CP 1;FET 0;LF 3 1",
            "AUTOMATIC 1;ACGAIN 3;XOF 1 970;YOF 1 -500;EX 3",
            "SLOPE 0;TC 13;SEN 21;SYNC 1;REFN 2;REFP. 45.5",
            "NONSENSE 1",
        ],
    };

    /// <inheritdoc/>
    internal override double TimeConstantSeconds => TimeConstants[TimeConstant];

    private double Sensitivity => Steps[(sensitivity - 1) % 3] * Math.Pow(10, ((sensitivity - 1) / 3) - 9);

    /// <inheritdoc/>
    internal override string Write(double value) => value.ToString("0.0#######E+00", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override void Reset()
    {
        IsInternal = true;
        SineVolts = 0;
        (Hertz, PhaseDegrees, Harmonic) = (1000, 0, 1);
        (sensitivity, TimeConstant, Slope, gain, reference, expansion) = (27, 11, 1, 0, 0, 0);
        Array.Clear(AuxVolts);
        Array.Clear(offsets);
        Kept.Reset();
        Changed();
    }

    /// <summary><c>X.</c> becomes the query <c>XF?</c>, <c>DAC. 1</c> the query <c>DACF? 1</c>, and <c>DAC. 1 0.5</c> the command
    /// <c>DACF 1,0.5</c>. The status is that of the last command but <c>ST</c>.</summary>
    protected override ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> message)
    {
        string text = Encoding.Latin1.GetString(message.Span);
        if (text.Trim() != "ST")
        {
            _ = Status.TakeEventStatus();
        }

        IEnumerable<string> units = text.Split(';').Select(unit =>
        {
            string[] words = unit.Split([' ', ',', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].Contains('?', StringComparison.Ordinal) || words[0].StartsWith('*'))
            {
                return words.Length == 0 ? string.Empty : "NOSUCH";
            }

            string name = words[0].ToUpperInvariant();
            name = name.EndsWith('.') ? $"{name[..^1]}F" : name;
            bool asks = words.Length == (Numbered.Contains(name) ? 2 : 1) && !Acting.Contains(name);
            return $"{name}{(asks ? "?" : string.Empty)} {string.Join(',', words.Skip(1))}";
        });
        return Encoding.Latin1.GetBytes(string.Join(';', units));
    }

    private void AddReference()
    {
        Index("IE", 0, 2, () => reference, value => IsInternal = (reference = value) == 0);
        Both("OF", 1e-3, LargestHertz, 1e3, () => Hertz, value => Hertz = value);
        Both("OA", 0, 5, 1e6, () => SineVolts, value => SineVolts = Math.Round(value, 6));
        Both("REFP", -360, 360, 1e3, () => PhaseDegrees, value => PhaseDegrees = Math.Round(value, 3));
        Index("REFN", 1, 65535, () => Harmonic, value => Harmonic = value);
        Commands.Query("FRQ", _ => $"{(ReferenceHertz ?? 0) * 1e3:0}");
        Commands.Query("FRQF", _ => Write(ReferenceHertz ?? 0));
        Commands.Command("AQN", _ =>
        {
            (double x, double y) = Demodulator.Read();
            PhaseDegrees = Math.Round(PhaseDegrees + double.RadiansToDegrees(Math.Atan2(y, x)), 3);
            Changed();
        });
        Commands.Command("LOCK", _ => { });
    }

    private void AddInput()
    {
        foreach ((string name, int most, int wakesUp) in ((string, int, int)[])
            [("IMODE", 2, 0), ("VMODE", 3, 1), ("FET", 1, 1), ("FLOAT", 1, 1), ("CP", 1, 0), ("AUTOMATIC", 1, 0), ("SYNC", 1, 0)])
        {
            Kept.Number(name, string.Empty, 0, most, wakesUp);
        }

        Commands.Command("LF", arguments => _ = (Whole(arguments, 0, 3), arguments.Remaining > 0 ? Whole(arguments, 0, 1) : 0));
        Commands.Query("LF", _ => "0,0");
        Index("SEN", 1, 27, () => sensitivity, value => sensitivity = value);
        Commands.Query("SENF", _ => Write(Sensitivity));
        Index("ACGAIN", 0, 9, () => gain, value => gain = value);
        Index("TC", 0, TimeConstants.Length - 1, () => TimeConstant, value => TimeConstant = value);
        Commands.Query("TCF", _ => Write(TimeConstantSeconds));
        Index("SLOPE", 0, 3, () => Slope, value => Slope = value);
        Commands.Command("AS", _ =>
        {
            (double x, double y) = Demodulator.Read();
            double magnitude = Math.Sqrt((x * x) + (y * y));
            sensitivity = Enumerable.Range(1, 27).First(
                n => n == 27 || Steps[(n - 1) % 3] * Math.Pow(10, ((n - 1) / 3) - 9) > magnitude);
        });
    }

    private void AddOutputs()
    {
        Commands.Command("DACF", arguments => SetAux(Whole(arguments, 1, 4), arguments.Number(string.Empty, -12, 12)));
        Commands.Command(
            "DAC", arguments => SetAux(Whole(arguments, 1, 4), arguments.Number(string.Empty, -12000, 12000) / 1000));
        Commands.Query("DACF", arguments => Write(AuxVolts[Whole(arguments, 1, 4) - 1]));
        Commands.Query("DAC", arguments => $"{AuxVolts[Whole(arguments, 1, 4) - 1] * 1000:0}");
        Commands.Query("ADCF", arguments => Write(Math.Round(Math.Clamp(
            Stage.Sense(new Terminal(Name, $"in{Whole(arguments, 1, 2)}"), Sensed.Voltage), -12, 12), 3)));
        Index("EX", 0, 3, () => expansion, value => expansion = value);
        for (int output = 0; output < offsets.Length; output++)
        {
            int each = output;
            string header = each == 0 ? "XOF" : "YOF";
            Commands.Command(header, arguments =>
            {
                bool isOn = Whole(arguments, 0, 1) == 1;
                double hundredths = arguments.Remaining > 0
                    ? arguments.Number(string.Empty, -30_000, 30_000)
                    : offsets[each].Percent * 100;
                offsets[each] = (isOn, hundredths / 100);
            });
            Commands.Query(header, _ => $"{(offsets[each].IsOn ? 1 : 0)},{offsets[each].Percent * 100:0}");
        }
    }

    private void AddReadings()
    {
        Commands.Query("XF", _ => Write(Output().X));
        Commands.Query("YF", _ => Write(Output().Y));
        Commands.Query("XYF", _ => $"{Write(Output().X)},{Write(Output().Y)}");
        Commands.Query("MAGF", _ => Write(Magnitude()));
        Commands.Query("PHAF", _ => Write(Phase()));
        Commands.Query("MPF", _ => $"{Write(Magnitude())},{Write(Phase())}");
        Commands.Query("X", _ => $"{Output().X / Sensitivity * CountsOfFullScale:0}");
        Commands.Query("Y", _ => $"{Output().Y / Sensitivity * CountsOfFullScale:0}");
        Commands.Query("ST", _ => $"{StatusByte()}");
        Commands.Query("N", _ => $"{OverloadByte()}");
    }

    private void Both(string name, double least, double most, double units, Func<double> get, Action<double> set)
    {
        Value($"{name}F", least, most, get, set);
        Commands.Command(name, arguments =>
        {
            set(arguments.Number(string.Empty, least * units, most * units) / units);
            Changed();
        });
        Commands.Query(name, _ => $"{get() * units:0}");
    }

    private void SetAux(int output, double volts)
    {
        AuxVolts[output - 1] = Math.Round(volts, 3);
        Changed();
    }

    // Bits 1 and 2 are of the last command, the others of this moment.
    private int StatusByte()
    {
        int events = Status.TakeEventStatus();
        int overload = OverloadByte();
        return 1
            | ((events & CommandError) != 0 ? 1 << 1 : 0)
            | ((events & OtherErrors) != 0 ? 1 << 2 : 0)
            | (ReferenceHertz is null ? 1 << 3 : 0)
            | ((overload & 0b0101_1110) != 0 ? 1 << 4 : 0);
    }

    private int OverloadByte()
    {
        (double x, double y) = Demodulator.Read();
        bool isInput = Demodulator.IsInputOverloaded
            || Math.Max(Math.Abs(x), Math.Abs(y)) > GainFullScaleVolts * Math.Pow(10, -gain / 2.0);
        return (Math.Abs(x) > LargestOutput * Sensitivity ? 1 << 1 : 0)
            | (Math.Abs(y) > LargestOutput * Sensitivity ? 1 << 2 : 0)
            | (Math.Abs(y) > LargestReading * Sensitivity ? 1 << 3 : 0)
            | (Math.Abs(x) > LargestReading * Sensitivity ? 1 << 4 : 0)
            | (isInput ? 1 << 6 : 0)
            | (ReferenceHertz is null ? 1 << 7 : 0);
    }

    private (double X, double Y) Output()
    {
        (double x, double y) = Demodulator.Read();
        return (Shown(x, 0), Shown(y, 1));
    }

    private double Shown(double value, int output)
    {
        double shifted = value - (offsets[output].IsOn ? offsets[output].Percent / 100 * Sensitivity : 0);
        double step = Sensitivity / CountsOfFullScale;
        return Math.Round(Math.Clamp(shifted, -LargestReading * Sensitivity, LargestReading * Sensitivity) / step) * step;
    }

    private double Magnitude() => Output() is var (x, y) ? Math.Sqrt((x * x) + (y * y)) : 0;

    private double Phase() => Output() is var (x, y) ? double.RadiansToDegrees(Math.Atan2(y, x)) : 0;
}
