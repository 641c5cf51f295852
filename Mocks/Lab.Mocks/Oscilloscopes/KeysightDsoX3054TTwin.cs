using System.Buffers;
using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Oscilloscopes.KeysightDsoX3054TTwin>]

namespace Lab.Mocks.Oscilloscopes;

/// <summary>Twin of the Keysight DSO-X 3054T oscilloscope.</summary>
/// <remarks>
/// <para>Eight bits over the screen, 500 MHz, 5 GSa/s, which two inputs of a pair share as they share the memory. The rate is the
/// highest of 5 GSa/s and its halves for which the record fits into the memory, divided by the segments.</para>
/// <para>It hears the generators' triggers at its trigger input whatever the level [assumption: they are square]. An input
/// triggers at its first edge after such a trigger, within the length of a record. Without a trigger, AUTO records at once.
/// Peak detection, high resolution, mathematics, measurements and digital channels are not there.</para>
/// </remarks>
public sealed class KeysightDsoX3054TTwin : ScpiTwin, IShippedTwin
{
    private const string NoiseKey = "noise";
    private const string JitterKey = "trigger_jitter";
    private const string MemoryKey = "memory";
    private const double LargestRate = 5e9;
    private const double Bandwidth = 500e6;
    private const double RelativeNoise = 1e-3; // [assumption]
    private const double BytesPerSecond = 20e6; // over LAN [assumption]
    private const int Running = 8;
    private const double Divisions = 8;

    private readonly InfiniiVisionChannel[] inputs = [new(1), new(2), new(3), new(4)];
    private readonly TraceRecorder recorder;
    private readonly RandomStream quiet;
    private readonly ShotStream noise;
    private readonly ShotStream jitter;
    private readonly double jitterSeconds;
    private readonly long memory;
    private readonly List<TriggerMoment> moments = [];
    private readonly ScpiSettings kept;
    private double timeRange = 1e-3;
    private double position;
    private string reference = "CENT";
    private string type = "NORM";
    private int averages = 8;
    private bool isSegmented;
    private int segments = 25;
    private int segment = 1;
    private string triggerSource = "CHAN1";
    private double level;
    private bool isFalling;
    private bool isAuto = true;
    private string format = "BYTE";
    private string order = "MSBF";
    private bool isUnsigned = true;
    private string pointsMode = "NORM";
    private int pointsWanted = 1000;
    private int source = 1;
    private bool isArmed;
    private bool armEvent;
    private bool triggerEvent;
    private int needed;
    private double doneSeconds;
    private (double Start, double Rate, int Points, double[] Tags, string Type, int Averages) taken = (0, 1, 0, [0], "NORM", 1);

    /// <summary>Creates the twin.</summary>
    public KeysightDsoX3054TTwin(TwinContext context)
        : base(context, "KEYSIGHT TECHNOLOGIES,DSO-X 3054T,MY58493325,07.20.2017102614")
    {
        quiet = context.Random("noise");
        noise = context.RandomOfShots("noise");
        jitter = context.RandomOfShots("jitter");
        jitterSeconds = context.Twin.Get<Duration>(JitterKey).Seconds;
        memory = (long)context.Settings.Get<double>(MemoryKey);
        recorder = new TraceRecorder(
            Stage, () => Stage.Shots.Current < 0 ? quiet : noise.Now, 8, Bandwidth, context.Twin.Get<Voltage>(NoiseKey).Volts,
            RelativeNoise);
        kept = new ScpiSettings(Commands);
        AddInputs();
        AddTimes();
        AddTriggers();
        AddData();
        Reset();
        Stage.Within(() => Stage.Triggers.Listen(Triggered));
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-dso-x-3054t",
        Rough = new RoughManners
        {
            Identity = "AGILENT TECHNOLOGIES,DSO-X 3024A,MY62080068,02.40",
            Registers = RegisterForm.WithSign,
            Latency = Duration.FromMilliseconds(5), // [assumption]
            EarlierUser =
            [
                "*ESE 255;*SRE 32",
                ":CHAN1:PROB 10;:CHAN2:DISP ON;:CHAN1:INV ON;:CHAN1:BWL ON;:TIM:MODE ROLL;:ACQ:TYPE AVER;:ACQ:COUN 64",
                ":WAV:FORM ASC;:WAV:BYT MSBF;:TRIG:SWE AUTO",
                ":NONSENSE",
            ],
        },
        Settings =
        [
            SettingKey.NotNegative<Voltage>(
                NoiseKey, Voltage.FromVolts(0.2e-3), "Noise of an input beside a thousandth of its range, rms."),
            SettingKey.NotNegative<Duration>(
                JitterKey, Duration.FromSeconds(0), "Jitter of its trigger from record to record, rms."),
        ],
        Create = context => new KeysightDsoX3054TTwin(context),
    };

    /// <inheritdoc/>
    public override bool IsRenewedByShot => true;

    /// <inheritdoc/>
    protected override string NoError => "+0,\"No error\"";

    /// <inheritdoc/>
    protected override int OutputQueueLength => 1 << 28;

    private double Rate
    {
        get
        {
            bool isShared = inputs.Take(2).All(input => input.IsShown) || inputs.Skip(2).All(input => input.IsShown);
            double rate = LargestRate / (isShared ? 2 : 1);
            double room = (double)memory / (isShared ? 2 : 1) / (isSegmented ? segments : 1);
            while (rate * timeRange > room && rate > 1)
            {
                rate /= 2;
            }

            return rate;
        }
    }

    private bool IsBusy => isArmed || Clock.Now().Seconds < doneSeconds;

    /// <inheritdoc/>
    protected override void Reset()
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new InfiniiVisionChannel(i + 1);
        }

        (timeRange, position, reference, type, averages) = (1e-3, 0, "CENT", "NORM", 8);
        (isSegmented, segments, segment) = (false, 25, 1);
        (triggerSource, level, isFalling, isAuto) = ("CHAN1", 0, false, true);
        (format, order, isUnsigned, pointsMode, pointsWanted, source) = ("BYTE", "MSBF", true, "NORM", 1000, 1);
        (isArmed, armEvent, triggerEvent, doneSeconds) = (false, false, false, 0);
        taken = (0, 1, 0, [0], "NORM", 1);
        kept.Reset();
    }

    private static string Text(double value) =>
        value.ToString("+0.00000000E+00;-0.00000000E+00", CultureInfo.InvariantCulture);

    private void AddInputs()
    {
        Switch(":CHANnel<4>:DISPlay", input => input.IsShown, (input, on) => input.IsShown = on);
        Switch(":CHANnel<4>:INVert", input => input.IsInverted, (input, on) => input.IsInverted = on);
        Switch(":CHANnel<4>:BWLimit", input => input.IsLimited, (input, on) => input.IsLimited = on);
        Word(":CHANnel<4>:IMPedance", ["ONEMeg", "FIFTy"], input => input.IsMatched ? "FIFT" : "ONEM",
            (input, word) => input.IsMatched = word == "FIFT");
        Word(":CHANnel<4>:COUPling", ["DC", "AC"], input => input.Coupling, (input, word) => input.Coupling = word);
        Number(":CHANnel<4>:RANGe", "V", 8e-3, 4e3, input => input.Range, (input, volts) => input.Range = volts);
        Number(":CHANnel<4>:SCALe", "V", 1e-3, 500, input => input.Range / Divisions,
            (input, volts) => input.Range = volts * Divisions);
        Number(":CHANnel<4>:OFFSet", "V", -400, 400, input => input.Offset, (input, volts) => input.Offset = volts);
        Number(":CHANnel<4>:PROBe", string.Empty, 1e-3, 1e4, input => input.Probe, (input, ratio) => input.Probe = ratio);
        Commands.Command(":CHANnel<4>:LABel", arguments => Of(arguments).Label = arguments.Take().Text);
        Commands.Query(":CHANnel<4>:LABel", arguments => $"\"{Of(arguments).Label}\"");
    }

    private void AddTimes()
    {
        kept.Word(":TIMebase:MODE", "MAIN", "WINDow", "XY", "ROLL");
        Commands.Word(":TIMebase:REFerence", ["LEFT", "CENTer", "RIGHt"], () => reference, word => reference = word);
        Number(":TIMebase:RANGe", "s", 20e-9, 500, () => timeRange, seconds => timeRange = seconds);
        Number(":TIMebase:SCALe", "s", 2e-9, 50, () => timeRange / 10, seconds => timeRange = seconds * 10);
        Number(":TIMebase:POSition", "s", -500, 500, () => position, seconds => position = seconds);
        Commands.Word(":ACQuire:TYPE", ["NORMal", "AVERage", "HRESolution", "PEAK"], () => type, word => type = word);
        Number(":ACQuire:COUNt", string.Empty, 2, 65536, () => averages, count => averages = (int)Math.Round(count));
        Commands.Word(":ACQuire:MODE", ["RTIMe", "SEGMented"], () => isSegmented ? "SEGM" : "RTIM",
            word => isSegmented = word == "SEGM");
        Number(":ACQuire:SEGMented:COUNt", string.Empty, 2, 1000, () => segments, count => segments = (int)Math.Round(count));
        Number(":ACQuire:SEGMented:INDex", string.Empty, 1, 1000, () => segment, index =>
            segment = index <= taken.Tags.Length ? (int)Math.Round(index) : throw ScpiErrorException.OutOfRange());
        Commands.Query(":ACQuire:SRATe", _ => Text(Rate));
        Commands.Query(":ACQuire:POINts", _ => $"{(long)Math.Round(Rate * timeRange)}");
    }

    private void AddTriggers()
    {
        kept.Word(":TRIGger:MODE", "EDGE", "GLITch", "PATTern");
        Commands.Word(":TRIGger:SWEep", ["AUTO", "NORMal"], () => isAuto ? "AUTO" : "NORM", word => isAuto = word == "AUTO");
        Commands.Word(":TRIGger[:EDGE]:SOURce", ["CHANnel1", "CHANnel2", "CHANnel3", "CHANnel4", "EXTernal", "LINE"],
            () => triggerSource, word => triggerSource = word);
        Commands.Word(":TRIGger[:EDGE]:SLOPe", ["POSitive", "NEGative"], () => isFalling ? "NEG" : "POS",
            word => isFalling = word == "NEG");
        Number(":TRIGger[:EDGE]:LEVel", "V", -40, 40, () => level, volts => level = volts);
        Commands.Command(":SINGle", _ => Arm(isSegmented ? segments : 1));
        Commands.Command(":RUN", _ => Arm(isSegmented ? segments : 1));
        Commands.Command(":STOP", _ => Stage.Within(() => isArmed = false));
        Commands.Command(":DIGitize", arguments =>
        {
            while (arguments.Remaining > 0)
            {
                inputs[arguments.Word("CHANnel1", "CHANnel2", "CHANnel3", "CHANnel4")[^1] - '1'].IsShown = true;
            }

            Arm(isSegmented ? segments : type == "AVER" ? averages : 1);
            if (!isArmed)
            {
                BusyFor(Duration.FromSeconds(Math.Max(0, doneSeconds - Clock.Now().Seconds)));
            }
        });
        Commands.Command(":TRIGger:FORCe", _ => Stage.Within(() => Take(new TriggerMoment(Clock.Now().Seconds, 0))));
        Commands.Query(":AER", _ => Stage.Within(() => Taken(ref armEvent)) ? "1" : "0");
        Commands.Query(":TER", _ => Stage.Within(() => Taken(ref triggerEvent)) ? "1" : "0");
        Commands.Query(":OPERegister:CONDition", _ => Stage.Within(() => IsBusy) ? $"{Running}" : "0");
    }

    private void AddData()
    {
        Commands.Word(":WAVeform:FORMat", ["BYTE", "WORD", "ASCii"], () => format, word => format = word);
        Commands.Word(":WAVeform:BYTeorder", ["LSBFirst", "MSBFirst"], () => order, word => order = word);
        Commands.Switch(":WAVeform:UNSigned", () => isUnsigned, on => isUnsigned = on);
        Commands.Word(":WAVeform:POINts:MODE", ["NORMal", "MAXimum", "RAW"], () => pointsMode, word => pointsMode = word);
        Number(
            ":WAVeform:POINts", string.Empty, 100, Math.Max(8e6, memory), () => Step().Points,
            count => pointsWanted = (int)Math.Round(count));
        Commands.Word(":WAVeform:SOURce", ["CHANnel1", "CHANnel2", "CHANnel3", "CHANnel4"], () => $"CHAN{source}",
            word => source = word[^1] - '0');
        Commands.Query(":WAVeform:PREamble", _ => Preamble());
        Commands.Query(":WAVeform:SEGMented:COUNt", _ => $"{(taken.Points > 0 && isSegmented ? taken.Tags.Length : 0)}");
        Commands.Query(":WAVeform:SEGMented:TTAG", _ => Text(taken.Tags[Math.Min(segment, taken.Tags.Length) - 1]));
        Commands.Query(":WAVeform:XINCrement", _ => Text(Step().Every / taken.Rate));
        Commands.Query(":WAVeform:XORigin", _ => Text(taken.Start));
        Commands.Query(":WAVeform:YINCrement", _ => Text(Increment));
        Commands.Query(":WAVeform:YORigin", _ => Text(inputs[source - 1].Taken.Offset));
        Commands.Query(":WAVeform:YREFerence", _ => $"{Reference}");
        Commands.BlockQuery(":WAVeform:DATA", (_, answer) => Give(answer));
    }

    private static bool Taken(ref bool flag)
    {
        bool was = flag;
        flag = false;
        return was;
    }

    private double Increment =>
        inputs[source - 1].Taken.Range / (format == "BYTE" ? 256 : TraceRecorder.CodesPerRange);

    private int Reference => !isUnsigned ? 0 : format == "BYTE" ? 128 : 32768;

    // How many samples there are for the points that are wanted, and which of them.
    private (int Points, int Every) Step()
    {
        int most = pointsMode == "NORM" ? Math.Min(pointsWanted, 62_500) : pointsWanted;
        int every = Math.Max(1, (int)Math.Ceiling(taken.Points / (double)most));
        return (taken.Points / every, every);
    }

    private string Preamble()
    {
        (int points, int every) = Step();
        int form = format switch
        {
            "BYTE" => 0,
            "WORD" => 1,
            _ => 4,
        };
        int kind = taken.Type switch
        {
            "NORM" => 0,
            "PEAK" => 1,
            "AVER" => 2,
            _ => 3,
        };
        // More digits than the instrument writes, so that a step is not off by a sample over millions of them.
        string step = (every / taken.Rate).ToString("+0.00000000E+00;-0.00000000E+00", CultureInfo.InvariantCulture);
        return $"{form:+0},{kind:+0},{points:+0},{taken.Averages:+0},{step},"
            + $"{taken.Start.ToString("+0.000000000000E+00;-0.000000000000E+00", CultureInfo.InvariantCulture)},+0,"
            + $"{Text(Increment)},{Text(inputs[source - 1].Taken.Offset)},{Reference:+0}";
    }

    private void Arm(int count) => Stage.Within(() =>
    {
        moments.Clear();
        (isArmed, armEvent, triggerEvent, needed) = (true, true, false, count);
        doneSeconds = 0;
        double after = Clock.Now().Seconds + Math.Max(0, -StartSeconds);
        while (isArmed && Stage.Triggers.NextAfter(after) is { } next)
        {
            Take(next);
            after = Math.Max(after, next.Seconds) + Math.Max(timeRange, 1e-6);
        }

        if (isArmed && isAuto && moments.Count == 0)
        {
            for (int i = 0; isArmed && i < needed; i++)
            {
                Record(new TriggerMoment(Clock.Now().Seconds, i * timeRange));
            }
        }
    });

    private double StartSeconds => position - (timeRange * reference switch
    {
        "LEFT" => 0.1,
        "RIGH" => 0.9,
        _ => 0.5,
    });

    private void Triggered(TriggerMoment moment)
    {
        if (isArmed)
        {
            Take(moment);
        }
    }

    // An input has its edge some time after the generator's trigger.
    private void Take(TriggerMoment moment)
    {
        double late = jitterSeconds > 0 && Stage.Shots.Current >= 0 ? jitter.Now.NextGaussian() * jitterSeconds : 0;
        if (triggerSource is "EXT" or "LINE")
        {
            Record(moment.After(late));
            return;
        }

        InfiniiVisionChannel input = inputs[triggerSource[^1] - '1'];
        if (recorder.EdgeAfter(
            TerminalOf(input), moment, Rate, (int)Math.Min(Math.Round(Rate * timeRange), 1 << 20), level, isFalling,
            input.IsMatched) is { } edge)
        {
            Record(moment.After(edge + late));
        }
    }

    // Each record is taken in the moment of its trigger, while the generators play what belongs to it.
    private void Record(TriggerMoment moment)
    {
        triggerEvent = true;
        double rate = Rate;
        int points = (int)Math.Round(rate * timeRange);
        bool isAveraged = type == "AVER" && !isSegmented;
        foreach (InfiniiVisionChannel input in inputs.Where(each => each.IsShown))
        {
            Record(input, moment, rate, points, isAveraged);
        }

        moments.Add(moment);
        if (moments.Count < needed)
        {
            return;
        }

        isArmed = false;
        segment = 1;
        taken = (
            StartSeconds, rate, points, [.. moments.Take(isAveraged ? 1 : needed).Select(
                each => each.Since(moments[0].EpochSeconds) - moments[0].OffsetSeconds)],
            type, isAveraged ? needed : 1);
        doneSeconds = Math.Max(Clock.Now().Seconds, moments[^1].Seconds + StartSeconds + timeRange);
    }

    private void Record(InfiniiVisionChannel input, TriggerMoment moment, double rate, int points, bool isAveraged)
    {
        int length = points * (isAveraged ? 1 : needed);
        input.Codes = input.Codes.Length == length ? input.Codes : BlockMemory.New<short>(length);
        input.Taken = (input.Range, input.Offset);
        Span<short> codes = input.Codes.AsSpan(isAveraged ? 0 : moments.Count * points, points);
        recorder.Record(TerminalOf(input), moment, StartSeconds, rate, input.Range, input.Offset, input.IsMatched, codes);
        if (!isAveraged)
        {
            return;
        }

        input.Sums = moments.Count == 0 ? new float[points] : input.Sums;
        for (int i = 0; i < points; i++)
        {
            input.Sums[i] += codes[i];
            codes[i] = (short)Math.Round(input.Sums[i] / (moments.Count + 1));
        }
    }

    private void Give(IBufferWriter<byte> answer)
    {
        (int points, int every) = Step();
        ReadOnlySpan<short> codes = inputs[source - 1].Codes;
        int first = (Math.Min(segment, taken.Tags.Length) - 1) * taken.Points;
        codes = points == 0 || codes.IsEmpty ? [] : codes.Slice(first, taken.Points);
        if (codes.IsEmpty)
        {
            throw new ScpiErrorException(-230, "Data corrupt or stale");
        }

        int size = format == "WORD" ? points * sizeof(short) : points;
        if (format == "ASC")
        {
            var text = new StringBuilder();
            for (int i = 0; i < points; i++)
            {
                double volts = (codes[i * every] * inputs[source - 1].Taken.Range / TraceRecorder.CodesPerRange)
                    + inputs[source - 1].Taken.Offset;
                text.Append(i > 0 ? "," : string.Empty).Append(Text(volts));
            }

            answer.Write(Encoding.ASCII.GetBytes(text.ToString()));
            return;
        }

        Span<byte> bytes = answer.GetSpan(size)[..size];
        if (format == "BYTE")
        {
            for (int i = 0; i < points; i++)
            {
                bytes[i] = (byte)((codes[i * every] >> 8) + (isUnsigned ? 128 : 0));
            }
        }
        else
        {
            GiveWords(codes, every, points, bytes);
        }

        answer.Advance(size);
        if (Clock is ISteppedClock stepped)
        {
            stepped.Advance(Duration.FromSeconds(size / BytesPerSecond));
        }
    }

    private void GiveWords(ReadOnlySpan<short> codes, int every, int points, Span<byte> bytes)
    {
        Span<short> words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes);
        if (every == 1)
        {
            codes[..points].CopyTo(words);
        }
        else
        {
            for (int i = 0; i < points; i++)
            {
                words[i] = codes[i * every];
            }
        }

        if (isUnsigned)
        {
            foreach (ref short word in words)
            {
                word = (short)(word ^ short.MinValue);
            }
        }

        BlockSamples.Swap(words, order == "LSBF" ? ByteOrder.LittleEndian : ByteOrder.BigEndian);
    }

    private Terminal TerminalOf(InfiniiVisionChannel input) => new(Name, input.Number.ToString(CultureInfo.InvariantCulture));

    private InfiniiVisionChannel Of(ScpiArguments arguments) => inputs[arguments.Suffix() - 1];

    private void Number(
        string pattern, string unit, double least, double most, Func<InfiniiVisionChannel, double> get,
        Action<InfiniiVisionChannel, double> set)
    {
        Commands.Command(pattern, arguments =>
        {
            InfiniiVisionChannel input = Of(arguments);
            double value = arguments.Number(unit, least, most);
            arguments.RequireEnd();
            set(input, value);
        });
        Commands.Query(pattern, arguments => Text(get(Of(arguments))));
    }

    private void Number(string pattern, string unit, double least, double most, Func<double> get, Action<double> set)
    {
        Commands.Command(pattern, arguments =>
        {
            double value = arguments.Number(unit, least, most);
            arguments.RequireEnd();
            set(value);
        });
        Commands.Query(pattern, _ => Text(get()));
    }

    private void Word(
        string pattern, string[] words, Func<InfiniiVisionChannel, string> get, Action<InfiniiVisionChannel, string> set)
    {
        Commands.Command(pattern, arguments =>
        {
            InfiniiVisionChannel input = Of(arguments);
            string word = arguments.Word(words);
            arguments.RequireEnd();
            set(input, word);
        });
        Commands.Query(pattern, arguments => get(Of(arguments)));
    }

    private void Switch(string pattern, Func<InfiniiVisionChannel, bool> get, Action<InfiniiVisionChannel, bool> set)
    {
        Commands.Command(pattern, arguments =>
        {
            InfiniiVisionChannel input = Of(arguments);
            bool on = arguments.Switch();
            arguments.RequireEnd();
            set(input, on);
        });
        Commands.Query(pattern, arguments => get(Of(arguments)) ? "1" : "0");
    }
}
