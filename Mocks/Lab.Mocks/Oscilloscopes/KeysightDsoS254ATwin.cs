using System.Buffers;
using System.Globalization;
using System.Text;
using Lab.Instruments.Blocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Oscilloscopes.KeysightDsoS254ATwin>]

namespace Lab.Mocks.Oscilloscopes;

/// <summary>Twin of the Keysight Infiniium DSOS254A oscilloscope; in its rough form of the DSO9104A.</summary>
/// <remarks>
/// <para>The DSOS254A has ten bits and 2.5 GHz, the DSO9104A eight bits and 1 GHz; both take 20 GSa/s or its halves, of which the
/// nearest is taken [assumption], whatever inputs are on. Words fill their sixteen bits over the eight divisions [assumption: the
/// preamble tells]; marks for holes and cut samples are not among them.</para>
/// <para>With headers on, answers begin with the header as it was asked for, and a block has none. Streamed blocks, peak
/// detection, high resolution and interpolation are not there.</para>
/// </remarks>
public sealed class KeysightDsoS254ATwin : OscilloscopeTwin, IShippedTwin
{
    private const string MemoryKey = "memory";
    private const string Older = "KEYSIGHT TECHNOLOGIES,DSO9104A,MY53130118,06.00.00901";
    private const double LargestRate = 20e9;
    private const double Divisions = 8;

    private static readonly string[] Channels = ["CHANnel1", "CHANnel2", "CHANnel3", "CHANnel4"];

    private readonly string identity;
    private readonly long memory;
    private readonly double[] levels = new double[5];
    private bool hasHeaders;
    private double timeRange = 200e-6;
    private double position;
    private string reference = "CENT";
    private string mode = "RTIM";
    private bool isAveraged;
    private int averages = 16;
    private int segments = 25;
    private int segment = 1;
    private bool isRateAutomatic = true;
    private double rateWanted = LargestRate;
    private bool arePointsAutomatic = true;
    private int pointsWanted = 1000;
    private string triggerSource = "CHAN1";
    private string sweep = "AUTO";
    private string format = "BYTE";
    private string order = "MSBF";
    private int source = 1;

    /// <summary>Creates the twin.</summary>
    public KeysightDsoS254ATwin(TwinContext context)
        : base(context, "KEYSIGHT TECHNOLOGIES,DSOS254A,MY55160101,05.50.0004", FrontOf(context))
    {
        identity = IsOlder(context) ? "DSO9104A" : "DSOS254A";
        memory = (long)context.Settings.Get<double>(MemoryKey);
        AddSystem();
        AddInputs();
        AddTimes();
        AddTrigger();
        AddRecords();
        AddData();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-dso-s-254a",
        Rough = new RoughManners
        {
            Identity = Older,
            Latency = Duration.FromMilliseconds(10), // [assumption]
            EarlierUser =
            [
                "*ESE 255;*SRE 32",
                ":SYST:HEAD 1;:CHAN1:PROB 10,RAT;:CHAN2:DISP ON;:CHAN1:INV ON;:CHAN1:BWL ON;:CHAN1:INP AC",
                ":ACQ:MODE SEGM;:ACQ:AVER ON;:ACQ:COUN 64;:ACQ:INT ON;:ACQ:POIN:AUTO OFF;:TIM:REF LEFT;:WAV:SEGM:ALL ON",
                ":WAV:FORM ASC;:WAV:BYT MSBF;:TRIG:MODE GLIT;:TRIG:SWE AUTO",
                ":NONSENSE",
            ],
        },
        Settings = CommonSettings,
        Create = context => new KeysightDsoS254ATwin(context),
    };

    /// <inheritdoc/>
    private protected override Sampling Sampling
    {
        get
        {
            double start = position - (timeRange * reference switch
            {
                "LEFT" => 0,
                "RIGH" => 1,
                _ => 0.5,
            });
            return new Sampling(start, Rate, Points);
        }
    }

    private bool IsSegmented => mode == "SEGM";

    private long Room => memory / (IsSegmented ? segments : 1);

    private double Rate
    {
        get
        {
            double rate = isRateAutomatic ? LargestRate : rateWanted;
            while (isRateAutomatic && rate * timeRange > Room)
            {
                rate /= 2;
            }

            return rate;
        }
    }

    private int Points => (int)Math.Clamp(
        arePointsAutomatic ? Math.Round(Rate * timeRange) : pointsWanted, 16, Room);

    private DigitiserInput Source => Digitiser.Inputs[source - 1];

    private int Width => format == "BYTE" ? 1 : 2;

    /// <inheritdoc/>
    protected override void Reset()
    {
        Digitiser.Reset();
        Array.Clear(levels);
        hasHeaders = false;
        (timeRange, position, reference) = (200e-6, 0, "CENT");
        (mode, isAveraged, averages, segments, segment) = ("RTIM", false, 16, 25, 1);
        (isRateAutomatic, rateWanted, arePointsAutomatic, pointsWanted) = (true, LargestRate, true, 1000);
        (triggerSource, sweep) = ("CHAN1", "AUTO");
        (format, order, source) = ("BYTE", "MSBF", 1);
        Kept.Reset();
    }

    /// <inheritdoc/>
    protected override string Write(string header, string answer)
    {
        ArgumentNullException.ThrowIfNull(header);
        return hasHeaders && !header.StartsWith('*') ? $":{header.TrimStart(':').ToUpperInvariant()} {answer}" : answer;
    }

    /// <inheritdoc/>
    private protected override string Text(double value) =>
        value.ToString("0.00000E+00;-0.00000E+00", CultureInfo.InvariantCulture);

    private static bool IsOlder(TwinContext context) => context.Rough?.Identity == Older;

    private static DigitiserFront FrontOf(TwinContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return IsOlder(context) ? new(8, 1e9, 1e-3) : new(10, 2.5e9, 0.5e-3); // [assumption: noise]
    }

    // More digits than other numbers have, so that a step is not off by a sample over millions of them.
    private static string Fine(double value) =>
        value.ToString("0.00000000000E+00;-0.00000000000E+00", CultureInfo.InvariantCulture);

    private void AddSystem()
    {
        Commands.Switch(":SYSTem:HEADer", () => hasHeaders, on => hasHeaders = on);
        Commands.Remove(":SYSTem:ERRor[:NEXT]");
        Commands.Query(":SYSTem:ERRor", arguments =>
        {
            bool hasWords = arguments.Remaining > 0 && arguments.Word("NUMBer", "STRing") == "STR";
            (int code, string text) = Status.ErrorCount > 0 ? Status.TakeError() : (0, "No error");
            return hasWords ? $"{code},\"{text}\"" : $"{code}";
        });
        Commands.Query(":RSTate", _ => Stage.Within(() => Digitiser.IsBusy) ? "SING" : "STOP");
    }

    private void AddInputs()
    {
        Switch(":CHANnel<4>:DISPlay", input => input.IsShown, (input, on) => input.IsShown = on);
        Switch(":CHANnel<4>:INVert", input => input.IsInverted, (input, on) => input.IsInverted = on);
        Switch(":CHANnel<4>:BWLimit", input => input.IsLimited, (input, on) => input.IsLimited = on);
        Word(":CHANnel<4>:INPut", ["DC", "DC50", "DCFifty", "AC"], input => input.IsMatched ? "DC50" : input.Coupling,
            (input, word) =>
            {
                input.IsMatched = word is "DC50" or "DCF";
                input.Coupling = word == "AC" ? "AC" : "DC";
            });
        Number(":CHANnel<4>:RANGe", "V", 8e-3, 40, input => input.Range, (input, volts) => input.Range = volts);
        Number(":CHANnel<4>:SCALe", "V", 1e-3, 5, input => input.Range / Divisions,
            (input, volts) => input.Range = volts * Divisions);
        Number(":CHANnel<4>:OFFSet", "V", -40, 40, input => input.Offset, (input, volts) => input.Offset = volts);
        Commands.Command(":CHANnel<4>:PROBe", arguments =>
        {
            DigitiserInput input = Of(arguments);
            double ratio = arguments.Number(string.Empty, 1e-4, 1e4);
            bool isDecibels = arguments.Remaining > 0 && arguments.Word("RATio", "DECibel") == "DEC";
            arguments.RequireEnd();
            input.Probe = isDecibels ? Math.Pow(10, ratio / 20) : ratio;
        });
        Commands.Query(":CHANnel<4>:PROBe", arguments => $"{Text(Of(arguments).Probe)},RAT");
    }

    private void AddTimes()
    {
        Kept.Switch(":TIMebase:ROLL:ENABLE");
        Commands.Word(":TIMebase:REFerence", ["LEFT", "CENTer", "RIGHt"], () => reference, word => reference = word);
        Number(":TIMebase:RANGe", "s", 50e-12, 200, () => timeRange, seconds => timeRange = seconds);
        Number(":TIMebase:SCALe", "s", 5e-12, 20, () => timeRange / 10, seconds => timeRange = seconds * 10);
        Number(":TIMebase:POSition", "s", -1000, 1000, () => position, seconds => position = seconds);
        NumberOrAuto(":ACQuire:SRATe[:ANALog]", 1e12, on => isRateAutomatic = on, wanted =>
            rateWanted = LargestRate / Math.Pow(2, Math.Max(0, Math.Round(Math.Log2(LargestRate / wanted)))));
        Commands.Query(":ACQuire:SRATe[:ANALog]", _ => Fine(Rate));
        Commands.Switch(":ACQuire:SRATe[:ANALog]:AUTO", () => isRateAutomatic, on => isRateAutomatic = on);
        NumberOrAuto(":ACQuire:POINts[:ANALog]", 2e9, on => arePointsAutomatic = on, wanted =>
            pointsWanted = (int)Math.Round(wanted));
        Commands.Query(":ACQuire:POINts[:ANALog]", _ => $"{Points}");
        Commands.Switch(":ACQuire:POINts[:ANALog]:AUTO", () => arePointsAutomatic, on => arePointsAutomatic = on);
    }

    private void NumberOrAuto(string pattern, double most, Action<bool> setAutomatic, Action<double> set) =>
        Commands.Command(pattern, arguments =>
        {
            bool isAutomatic = arguments.Peek().Equals("AUTO", StringComparison.OrdinalIgnoreCase);
            setAutomatic(isAutomatic);
            if (isAutomatic)
            {
                arguments.Take();
            }
            else
            {
                set(arguments.Number(string.Empty, 1, most));
            }

            arguments.RequireEnd();
        });

    private void AddTrigger()
    {
        Kept.Word(":TRIGger:MODE", "EDGE", "GLITch", "PATTern", "WINDow");
        Commands.Word(":TRIGger:SWEep", ["AUTO", "TRIGgered", "SINGle"], () => sweep, word =>
        {
            sweep = word;
            Digitiser.IsAuto = word == "AUTO";
        });
        Commands.Word(":TRIGger:EDGE:SOURce", [.. Channels, "AUX", "LINE"], () => triggerSource, word =>
        {
            triggerSource = word;
            Digitiser.TriggerInput = InputOf(word);
            Digitiser.Level = levels[Digitiser.TriggerInput];
        });
        Commands.Word(":TRIGger:EDGE:SLOPe", ["POSitive", "NEGative"], () => Digitiser.IsFalling ? "NEG" : "POS",
            word => Digitiser.IsFalling = word == "NEG");
        Commands.Command(":TRIGger:LEVel", arguments =>
        {
            int input = InputOf(arguments.Word([.. Channels, "AUX"]));
            levels[input] = arguments.Number("V", -40, 40);
            arguments.RequireEnd();
            Digitiser.Level = levels[Digitiser.TriggerInput];
        });
        Commands.Query(":TRIGger:LEVel", arguments => Text(levels[InputOf(arguments.Word([.. Channels, "AUX"]))]));
        Commands.Command(":TRIGger:FORCe", _ => Digitiser.Force());
    }

    private static int InputOf(string word) => word is "AUX" or "LINE" ? 0 : word[^1] - '0';

    private void AddRecords()
    {
        Commands.Word(
            ":ACQuire:MODE", ["ETIMe", "RTIMe", "PDETect", "HRESolution", "SEGMented"], () => mode, word => mode = word);
        Commands.Switch(":ACQuire:AVERage", () => isAveraged, on => isAveraged = on);
        Number(":ACQuire[:AVERage]:COUNt", string.Empty, 2, 65534, () => averages, count => averages = (int)Math.Round(count));
        Kept.Switch(":ACQuire:INTerpolate", defaultValue: true);
        Commands.Command(":ACQuire:SEGMented:COUNt", arguments => segments = (int)arguments.Number(string.Empty, 2, 131072));
        Commands.Query(":ACQuire:SEGMented:COUNt", _ => $"{segments}");
        Commands.Command(":ACQuire:SEGMented:INDex", arguments => segment =
            (int)arguments.Number(string.Empty, 1, Digitiser.Taken.Tags.Length));
        Commands.Query(":ACQuire:SEGMented:INDex", _ => $"{segment}");
        Commands.Command(":SINGle", _ => Arm(IsSegmented ? segments : 1));
        Commands.Command(":RUN", _ => Arm(IsSegmented ? segments : 1));
        Commands.Command(":STOP", _ => Digitiser.Stop());
        Commands.Command(":DIGitize", arguments =>
        {
            while (arguments.Remaining > 0)
            {
                Digitiser.Inputs[InputOf(arguments.Word(Channels)) - 1].IsShown = true;
            }

            Arm(IsSegmented ? segments : isAveraged ? averages : 1);
            if (!Digitiser.IsArmed)
            {
                BusyFor(Duration.FromSeconds(Digitiser.RestSeconds));
            }
        });
        Commands.Query(":AER", _ => Stage.Within(Digitiser.TakeArmEvent) ? "1" : "0");
        Commands.Query(":TER", _ => Stage.Within(Digitiser.TakeTriggerEvent) ? "1" : "0");
        Commands.Query(":ADER", _ => Stage.Within(Digitiser.TakeDoneEvent) ? "1" : "0");
        Commands.Query(":PDER", _ => Stage.Within(Digitiser.TakeDoneEvent) ? "1" : "0");
    }

    private void Arm(int count)
    {
        segment = 1;
        Digitiser.Arm(count, isAveraged && !IsSegmented);
    }

    private void AddData()
    {
        Commands.Word(":WAVeform:SOURce", Channels, () => $"CHAN{source}", word => source = InputOf(word));
        Commands.Word(":WAVeform:FORMat", ["ASCii", "BYTE", "WORD"], () => format, word => format = word);
        Commands.Word(":WAVeform:BYTeorder", ["LSBFirst", "MSBFirst"], () => order, word => order = word);
        Kept.Switch(":WAVeform:STReaming");
        Kept.Switch(":WAVeform:SEGMented:ALL");
        Kept.Word(":WAVeform:VIEW", "ALL", "MAIN");
        Commands.Query(":WAVeform:SEGMented:COUNt", _ =>
            $"{(IsSegmented && Digitiser.Taken.Points > 0 ? Digitiser.Taken.Tags.Length : 0)}");
        Commands.Query(":WAVeform:SEGMented:TTAG", _ =>
            Fine(Digitiser.Taken.Tags[Math.Min(segment, Digitiser.Taken.Tags.Length) - 1]));
        Commands.Query(":WAVeform:PREamble", _ => Preamble());
        Commands.Query(":WAVeform:POINts", _ => $"{Digitiser.Taken.Points}");
        Commands.Query(":WAVeform:XINCrement", _ => Fine(1 / Digitiser.Taken.Sampling.Rate));
        Commands.Query(":WAVeform:XORigin", _ => Fine(Digitiser.Taken.Sampling.StartSeconds));
        Commands.Query(":WAVeform:YINCrement", _ => Fine(Increment));
        Commands.Query(":WAVeform:YORigin", _ => Fine(Source.Taken.Offset));
        Commands.BlockQuery(":WAVeform:DATA", Give);
    }

    private double Increment => Source.Taken.Range / (format == "BYTE" ? 256 : TraceRecorder.CodesPerRange);

    private string Preamble()
    {
        int form = format switch
        {
            "ASC" => 0,
            "BYTE" => 1,
            _ => 2,
        };
        DigitiserRecord taken = Digitiser.Taken;
        DigitiserInput input = Source;
        int coupling = input.Coupling == "AC" ? 0 : 4;
        return $"{form},{(taken.Averages > 1 ? 2 : 1)},{taken.Points},{taken.Averages},{Fine(1 / taken.Sampling.Rate)},"
            + $"{Fine(taken.Sampling.StartSeconds)},0,{Fine(Increment)},{Fine(input.Taken.Offset)},0,{coupling},"
            + $"{Fine(taken.Sampling.Seconds)},{Fine(taken.Sampling.StartSeconds)},{Fine(input.Taken.Range)},"
            + $"{Fine(input.Taken.Offset - (input.Taken.Range / 2))},\"3 DEC 2026\",\"10:20:30:00\",\"{identity}:MY00000000\","
            + $"{(IsSegmented ? 6 : 0)},100,2,1,{Fine(2.5e9)},{Fine(0)},{(IsSegmented ? taken.Tags.Length : 0)}";
    }

    private void Give(ScpiArguments arguments, IBufferWriter<byte> answer)
    {
        ReadOnlySpan<short> codes = Digitiser.CodesOf(source, segment);
        if (codes.IsEmpty)
        {
            throw new ScpiErrorException(-230, "Data corrupt or stale");
        }

        if (arguments.Remaining > 0)
        {
            int start = (int)arguments.Number(string.Empty, 1, codes.Length);
            int count = arguments.Remaining > 0 ? (int)arguments.Number(string.Empty, 1, codes.Length) : codes.Length;
            codes = codes.Slice(start - 1, Math.Min(count, codes.Length - start + 1));
        }

        if (format == "ASC")
        {
            var text = new StringBuilder();
            foreach (short code in codes)
            {
                text.Append(text.Length > 0 ? "," : string.Empty).Append(Text((code * Increment) + Source.Taken.Offset));
            }

            answer.Write(Encoding.ASCII.GetBytes(text.ToString()));
            return;
        }

        int size = codes.Length * Width;
        Span<byte> bytes = answer.GetSpan(size)[..size];
        if (Width == 1)
        {
            CodeBlock.WriteBytes(codes, 1, isUnsigned: false, bytes);
        }
        else
        {
            CodeBlock.WriteWords(
                codes, 1, isUnsigned: false, order == "LSBF" ? ByteOrder.LittleEndian : ByteOrder.BigEndian, bytes);
        }

        Sent(answer, size);
    }
}
