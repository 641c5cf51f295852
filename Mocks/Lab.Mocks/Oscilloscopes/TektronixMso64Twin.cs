using System.Buffers;
using System.Globalization;
using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Oscilloscopes.TektronixMso64Twin>]

namespace Lab.Mocks.Oscilloscopes;

/// <summary>Twin of the Tektronix MSO64 oscilloscope; in its rough form of the DPO7354C.</summary>
/// <remarks>
/// <para>The MSO64 has twelve bits, 2.5 GHz and 25 GSa/s on every input, the DPO7354C eight bits, 3.5 GHz and 10 GSa/s. The
/// converter covers 10.24 divisions, of which the screen shows ten: 25 codes of eight bits, or 6400 of sixteen, are a division.
/// Rates are the largest and its halves, of which the nearest is taken [assumption].</para>
/// <para>Always in manual horizontal mode. With headers on, answers begin with the header as it was asked for, and a block has
/// none. Events that <c>DESE</c> leaves out are not reported; <c>ALLEv?</c> gives those that <c>*ESR?</c> has released.</para>
/// </remarks>
public sealed class TektronixMso64Twin : OscilloscopeTwin, IShippedTwin
{
    private const string MemoryKey = "memory";
    private const string Dpo = "TEKTRONIX,DPO7354C,C010274,CF:91.1CT FV:5.3.5 Build 22";
    private const double ScreenDivisions = 10.24;
    private const double CodesPerDivision = 6400;
    private const int LeastRecord = 1000;
    private const int MostFrames = 1000;

    private static readonly DateTime Start = new(2026, 12, 3, 10, 20, 30, DateTimeKind.Unspecified);
    private static readonly string[] Sources = ["CH1", "CH2", "CH3", "CH4", "AUXiliary", "LINE"];

    private static readonly string[] Encodings =
    [
        "ASCIi", "FAStest", "RIBinary", "RPBinary", "FPBinary", "SRIbinary", "SRPbinary", "SFPbinary",
    ];

    private readonly double[] positions = new double[4];
    private readonly bool isDpo;
    private readonly double largestRate;
    private readonly long memory;
    private bool hasHeaders = true;
    private bool isVerbose = true;
    private double rate = 1e6;
    private int recordLength = LeastRecord;
    private bool isDelayed;
    private double delay;
    private double position = 50;
    private string mode = "SAM";
    private bool isSequence;
    private int averages = 16;
    private bool isFast;
    private int frames = 10;
    private string triggerSource = "CH1";
    private string encoding = "RIB";
    private int width = 1;
    private int source = 1;
    private int first = 1;
    private int last = LeastRecord;
    private int firstFrame = 1;
    private int lastFrame = MostFrames;

    /// <summary>Creates the twin.</summary>
    public TektronixMso64Twin(TwinContext context)
        : base(
            context, "TEKTRONIX,MSO64,C012345,CF:91.1CT FV:1.28.8.6840", FrontOf(context), hasScpiTree: false)
    {
        ArgumentNullException.ThrowIfNull(context);
        isDpo = IsDpo(context);
        largestRate = isDpo ? 10e9 : 25e9;
        memory = (long)context.Settings.Get<double>(MemoryKey);
        Status.HasErrorQueue = true;
        AddStatus();
        AddInputs();
        AddTimes();
        AddRecords();
        AddTrigger();
        AddData();
        Reset();
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "tektronix-mso64",
        Rough = new RoughManners
        {
            Identity = Dpo,
            Latency = Duration.FromMilliseconds(10), // [assumption]
            EarlierUser =
            [
                "*ESE 255;*SRE 32",
                ":HEAD 1;:VERB 1;:CH1:INV ON;:CH1:POS -1.98;:CH1:BAN TWE;:CH1:PROBEF:EXTA 10;:SEL:CH2 ON",
                ":ACQ:MOD ENV;:ACQ:STOPA RUNST;:HOR:FAST:STATE 1;:HOR:FAST:COUN 50;:HOR:FAST:SUMF AVE",
                ":DAT:ENC ASCI;:WFMO:BYT_N 1;:DAT:STAR 101;:TRIG:A:TYP WID;:TRIG:A:MOD AUTO;:HOR:MAI:DEL:MOD 1",
                ":NONSENSE",
            ],
        },
        Settings = CommonSettings,
        Create = context => new TektronixMso64Twin(context),
    };

    /// <inheritdoc/>
    private protected override Sampling Sampling
    {
        get
        {
            double seconds = recordLength / rate;
            double start = isDelayed ? delay - (seconds / 2) : -position / 100 * seconds;
            return new Sampling(start, rate, recordLength);
        }
    }

    private int Frames => isFast ? frames : 1;

    private bool IsUnsigned => encoding is "RPB" or "SRP";

    private DigitiserInput Source => Digitiser.Inputs[source - 1];

    /// <inheritdoc/>
    protected override void Reset()
    {
        Digitiser.Reset();
        Array.Clear(positions);
        foreach (DigitiserInput input in Digitiser.Inputs)
        {
            SetScale(input, 0.1);
        }

        (hasHeaders, isVerbose) = (true, true);
        (rate, recordLength, isDelayed, delay, position) = (1e6, LeastRecord, false, 0, 50);
        (mode, isSequence, averages, isFast, frames) = ("SAM", false, 16, false, 10);
        triggerSource = "CH1";
        (encoding, width, source, first, last) = ("RIB", 1, 1, 1, LeastRecord);
        (firstFrame, lastFrame) = (1, MostFrames);
        Kept.Reset();
    }

    /// <inheritdoc/>
    protected override string Write(string header, string answer)
    {
        ArgumentNullException.ThrowIfNull(header);
        return hasHeaders && !header.StartsWith('*') ? $":{header.TrimStart(':').ToUpperInvariant()} {answer}" : answer;
    }

    /// <inheritdoc/>
    private protected override string Text(double value) => value.ToString("0.0######E+0", CultureInfo.InvariantCulture);

    private static bool IsDpo(TwinContext context) => context.Rough?.Identity == Dpo;

    private static DigitiserFront FrontOf(TwinContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return IsDpo(context) ? new(8, 3.5e9, 1e-3) : new(12, 2.5e9, 0.3e-3); // [assumption: noise]
    }

    private static string Quoted(string text) => $"\"{text}\"";

    private void AddStatus()
    {
        Commands.Switch(":HEADer", () => hasHeaders, on => hasHeaders = on);
        Commands.Switch(":VERBose", () => isVerbose, on => isVerbose = on);
        Commands.Command(":DESE", arguments => Status.DeviceEventEnable = (int)arguments.Number(string.Empty, 0, 255));
        Commands.Query(":DESE", _ => $"{Status.DeviceEventEnable}");
        Commands.Query(":ALLEv", _ => Released() ?? string.Join(
            ',', Enumerable.Range(0, Status.ReleasedErrors).Select(_ => TakeEvent())));
        Commands.Query(":EVMsg", _ => Released() ?? TakeEvent());
        Commands.Query(":EVQty", _ => $"{Status.ReleasedErrors}");
        Commands.Query(":BUSY", _ => Stage.Within(() => Digitiser.IsBusy) ? "1" : "0");
    }

    private string? Released() => Status.ReleasedErrors > 0 ? null
        : Status.ErrorCount > 0 ? "1,\"No events to report - new events pending *ESR?\""
        : "0,\"No events to report - queue empty\"";

    private string TakeEvent()
    {
        (int code, string text) = Status.TakeError();
        return $"{-code},{Quoted(text)}"; // its codes are those of SCPI without the sign
    }

    private void AddInputs()
    {
        Switch(":SELect:CH<4>", input => input.IsShown, (input, on) => input.IsShown = on);
        Switch(":CH<4>:INVert", input => input.IsInverted, (input, on) => input.IsInverted = on);
        Word(":CH<4>:COUPling", ["DC", "AC"], input => input.Coupling, (input, word) => input.Coupling = word);
        Number(":CH<4>:SCAle", "V", 500e-6, 10, input => input.Range / ScreenDivisions, SetScale);
        Number(":CH<4>:POSition", string.Empty, -8, 8, input => positions[input.Number - 1], (input, divisions) =>
        {
            double scale = input.Range / ScreenDivisions;
            input.Offset += (positions[input.Number - 1] - divisions) * scale;
            positions[input.Number - 1] = divisions;
        });
        Number(":CH<4>:OFFSet", "V", -100, 100, OffsetOf, (input, volts) =>
            input.Offset = volts - (positions[input.Number - 1] * input.Range / ScreenDivisions));
        Number(":CH<4>:TERmination", string.Empty, 50, 1e6, input => input.IsMatched ? 50 : 1e6,
            (input, ohms) => input.IsMatched = ohms < 1000);
        Number(":CH<4>:PROBEFunc:EXTAtten", string.Empty, 1e-10, 1e10, input => input.Probe,
            (input, factor) => input.Probe = factor);
        Commands.Command(":CH<4>:BANdwidth", arguments => Of(arguments).IsLimited = !arguments.Take().Text.StartsWith(
            "FUL", StringComparison.OrdinalIgnoreCase));
        Commands.Query(":CH<4>:BANdwidth", arguments => Of(arguments).IsLimited ? "20.0000E+6" : "FULL");
    }

    // The screen stays where it is in divisions.
    private void SetScale(DigitiserInput input, double voltsPerDivision)
    {
        double offset = OffsetOf(input);
        input.Range = ScreenDivisions * voltsPerDivision;
        input.Offset = offset - (positions[input.Number - 1] * voltsPerDivision);
    }

    private double OffsetOf(DigitiserInput input) =>
        input.Offset + (positions[input.Number - 1] * input.Range / ScreenDivisions);

    private void AddTimes()
    {
        Kept.Word(":HORizontal:MODE", "AUTO", "CONStant", "MANual");
        Number(":HORizontal:MODE:SAMPLERate", string.Empty, 1, 1e12, () => rate, wanted => rate = NearestRate(wanted));
        Commands.Command(":HORizontal:MODE:RECOrdlength", arguments => recordLength = (int)Math.Clamp(
            Math.Round(arguments.Number()), LeastRecord, memory / Frames));
        Commands.Query(":HORizontal:MODE:RECOrdlength", _ => $"{recordLength}");
        Commands.Query(":HORizontal:RECOrdlength", _ => $"{recordLength}");
        Number(":HORizontal:POSition", string.Empty, 0, 100, () => position, percent => position = percent);
        string delays = isDpo ? ":HORizontal:MAIn:DELay" : ":HORizontal:DELay";
        Commands.Switch($"{delays}:MODe", () => isDelayed, on => isDelayed = on);
        Number($"{delays}:TIMe", "s", -10, 5000, () => delay, seconds => delay = seconds);
    }

    private double NearestRate(double wanted)
    {
        double halves = Math.Max(0, Math.Round(Math.Log2(largestRate / wanted)));
        return largestRate / Math.Pow(2, halves);
    }

    private void AddRecords()
    {
        Commands.Word(":ACQuire:MODe", ["SAMple", "PEAKdetect", "HIRes", "AVErage", "ENVelope"], () => mode, word => mode = word);
        Commands.Command(":ACQuire:NUMAVg", arguments => averages = (int)arguments.Number(string.Empty, 2, 10240));
        Commands.Query(":ACQuire:NUMAVg", _ => $"{averages}");
        Commands.Word(":ACQuire:STOPAfter", ["RUNSTop", "SEQuence"], () => isSequence ? "SEQ" : "RUNST",
            word => isSequence = word == "SEQ");
        Commands.Command(":ACQuire:STATE", arguments =>
        {
            string state = arguments.Take().Text.ToUpperInvariant();
            if (state is "1" or "ON" or "RUN")
            {
                Arm();
                return;
            }

            Digitiser.Stop();
        });
        Commands.Query(":ACQuire:STATE", _ => Stage.Within(() => Digitiser.IsBusy) ? "1" : "0");
        Commands.Switch(":HORizontal:FASTframe:STATE", () => isFast, on => isFast = on);
        Commands.Command(":HORizontal:FASTframe:COUNt",
            arguments => frames = (int)arguments.Number(string.Empty, 1, MostFrames));
        Commands.Query(":HORizontal:FASTframe:COUNt", _ => $"{frames}");
        Kept.Word(":HORizontal:FASTframe:SUMFrame", "NONe", "AVErage", "ENVelope");
        if (isDpo)
        {
            Commands.Query(":HORizontal:FASTframe:TIMEStamp:ALL:CH<4>",
                arguments => Stamps((int)arguments.Number(), (int)arguments.Number()));
            return;
        }

        Kept.Switch(":HORizontal:FASTframe:SUMFrame:STATE");
        Kept.Word(":HORizontal:MODE:MANual:CONFIGure", "HORIZontalscale", "RECORDLength");
        Kept.Switch(":ACQuire:FASTAcq:STATE");
        Kept.Number(":ACQuire:SEQuence:NUMSEQuence", string.Empty, 1, 1e6, 1);
        Commands.Query(":HORizontal:FASTframe:TIMEStamp:ALL", _ => Stamps(1, Digitiser.Taken.Tags.Length));
    }

    private string Stamps(int from, int to) => string.Join(',', Enumerable.Range(from, to - from + 1).Select(Stamp));

    private string Stamp(int frame)
    {
        double seconds = Digitiser.Taken.Tags[Math.Min(frame, Digitiser.Taken.Tags.Length) - 1];
        double whole = Math.Floor(seconds);
        DateTime time = Start.AddSeconds(whole);
        long picoseconds = (long)Math.Round((seconds - whole) * 1e12);
        return isDpo
            ? FormattableString.Invariant($"\"{frame}: {time:dd MMM yyyy HH:mm:ss}.{picoseconds:000 000 000 000}\"")
            : FormattableString.Invariant($"{frame}:{time:dd.MM.yyyy.HH:mm:ss}.{picoseconds:000000000000}");
    }

    private void Arm()
    {
        bool isAveraged = mode == "AVE" && !isFast;
        Digitiser.Arm(isAveraged ? averages : Frames, isAveraged);
        if (!Digitiser.IsArmed)
        {
            BusyFor(Duration.FromSeconds(Digitiser.RestSeconds));
        }
    }

    private void AddTrigger()
    {
        Kept.Word(":TRIGger:A:TYPe", "EDGE", "WIDth", "TIMEOut", "RUNt", "LOGIc", "SETHold", "BUS");
        Commands.Word(":TRIGger:A:MODe", ["AUTO", "NORMal"], () => Digitiser.IsAuto ? "AUTO" : "NORM",
            word => Digitiser.IsAuto = word == "AUTO");
        Commands.Word(":TRIGger:A:EDGE:SOUrce", Sources, () => triggerSource, word =>
        {
            triggerSource = word;
            Digitiser.TriggerInput = word is "AUX" or "LINE" ? 0 : word[^1] - '0';
        });
        Kept.Word(":TRIGger:A:EDGE:COUPling", "DC", "HFRej", "LFRej", "NOISErej");
        Commands.Word(":TRIGger:A:EDGE:SLOpe", ["RISe", "FALL"], () => Digitiser.IsFalling ? "FALL" : "RIS",
            word => Digitiser.IsFalling = word == "FALL");
        Number(":TRIGger:A:LEVel:CH<4>", "V", -100, 100, _ => Digitiser.Level, (_, volts) => Digitiser.Level = volts);
        Number(":TRIGger:AUXLevel", "V", -10, 10, () => Digitiser.Level, volts => Digitiser.Level = volts);
        Commands.Query(":TRIGger:STATE", _ => Stage.Within(() =>
            Digitiser.IsArmed ? "READY" : Digitiser.IsBusy ? "TRIGGER" : "SAVE"));
        Commands.Command(":TRIGger", arguments =>
        {
            arguments.Word("FORCe");
            Digitiser.Force();
        });
    }

    private void AddData()
    {
        Commands.Word(":DATa:SOUrce", ["CH1", "CH2", "CH3", "CH4"], () => $"CH{source}", word => source = word[^1] - '0');
        Commands.Word(":DATa:ENCdg", Encodings, () => encoding, word => encoding = word);
        Count(":DATa:STARt", () => first, value => first = value);
        Count(":DATa:STOP", () => last, value => last = value);
        Count(":DATa:FRAMESTARt", () => firstFrame, value => firstFrame = value);
        Count(":DATa:FRAMESTOP", () => lastFrame, value => lastFrame = value);
        Width(":WFMOutpre:BYT_Nr");
        if (!isDpo)
        {
            Width(":DATa:WIDth");
        }

        Commands.Query(":WFMOutpre:BIT_Nr", _ => $"{8 * width}");
        Commands.Query(":WFMOutpre:ENCdg", _ => encoding == "ASCI" ? "ASCII" : "BINARY");
        Commands.Query(":WFMOutpre:BN_Fmt", _ => IsUnsigned ? "RP" : "RI");
        Commands.Query(":WFMOutpre:BYT_Or", _ => encoding.StartsWith('S') ? "LSB" : "MSB");
        Commands.Query(":WFMOutpre:NR_Pt", _ => $"{Span().Count}");
        Commands.Query(":WFMOutpre:PT_Fmt", _ => "Y");
        Commands.Query(":WFMOutpre:XUNit", _ => Quoted("s"));
        Commands.Query(":WFMOutpre:YUNit", _ => Quoted("V"));
        Commands.Query(":WFMOutpre:PT_Off", _ => "0");
        Commands.Query(":WFMOutpre:XINcr", _ => Text(1 / Digitiser.Taken.Sampling.Rate));
        Commands.Query(":WFMOutpre:XZEro", _ => Digitiser.Taken.Sampling.StartSeconds.ToString(
            "0.0###########E+0", CultureInfo.InvariantCulture));
        Commands.Query(":WFMOutpre:YMUlt", _ => Text(StepVolts));
        Commands.Query(":WFMOutpre:YOFf", _ => Text((positions[source - 1] * CodesPerDivision / Coarser) + Middle));
        Commands.Query(":WFMOutpre:YZEro", _ => Text(OffsetOf(Source)));
        Commands.BlockQuery(":CURVe", (_, answer) => Give(answer));
    }

    // A code of eight bits is 256 of sixteen.
    private double Coarser => width == 1 ? 256 : 1;

    private double Middle => IsUnsigned ? 32768 / Coarser : 0;

    private double StepVolts => Source.Taken.Range / ScreenDivisions / CodesPerDivision * Coarser;

    private void Count(string pattern, Func<int> get, Action<int> set)
    {
        Commands.Command(pattern, arguments => set((int)Math.Round(arguments.Number(string.Empty, 1, 1e10 - 1))));
        Commands.Query(pattern, _ => $"{get()}");
    }

    private void Width(string pattern)
    {
        Commands.Command(pattern, arguments => width = arguments.Number(string.Empty, 1, 2) < 2 ? 1 : 2);
        Commands.Query(pattern, _ => $"{width}");
    }

    private (int From, int Count) Span()
    {
        int from = Math.Min(first, last) - 1;
        return (from, Math.Max(0, Math.Min(Math.Max(first, last), Digitiser.Taken.Points) - from));
    }

    private void Give(IBufferWriter<byte> answer)
    {
        (int from, int count) = Span();
        if (count == 0 || Digitiser.CodesOf(source, 1).IsEmpty)
        {
            throw new ScpiErrorException(-224, "Illegal parameter value; waveform requested is not on or does not exist");
        }

        int to = Math.Min(lastFrame, Digitiser.Taken.Tags.Length);
        for (int frame = Math.Min(firstFrame, to); frame <= to; frame++)
        {
            Give(Digitiser.CodesOf(source, frame).Slice(from, count), answer);
        }
    }

    private void Give(ReadOnlySpan<short> codes, IBufferWriter<byte> answer)
    {
        if (encoding == "ASCI")
        {
            short[] numbers = codes.ToArray();
            answer.Write(Encoding.ASCII.GetBytes(string.Join(',', numbers.Select(code => code >> (width == 1 ? 8 : 0)))));
            return;
        }

        int size = codes.Length * width;
        Span<byte> bytes = answer.GetSpan(size)[..size];
        if (width == 1)
        {
            CodeBlock.WriteBytes(codes, 1, IsUnsigned, bytes);
        }
        else
        {
            CodeBlock.WriteWords(
                codes, 1, IsUnsigned, encoding.StartsWith('S') ? ByteOrder.LittleEndian : ByteOrder.BigEndian, bytes);
        }

        Sent(answer, size);
    }
}
