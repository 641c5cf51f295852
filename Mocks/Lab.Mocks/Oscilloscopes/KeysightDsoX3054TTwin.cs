using System.Buffers;
using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.Oscilloscopes.KeysightDsoX3054TTwin>]

namespace Lab.Mocks.Oscilloscopes;

/// <summary>Twin of the Keysight DSO-X 3054T oscilloscope.</summary>
/// <remarks>
/// <para>Eight bits over the screen, 500 MHz, 5 GSa/s, which two inputs of a pair share as they share the memory. The rate is the
/// highest of 5 GSa/s and its halves for which the record fits into the memory, divided by the segments.</para>
/// <para>Peak detection, high resolution, mathematics, measurements and digital channels are not there.</para>
/// </remarks>
public sealed class KeysightDsoX3054TTwin : OscilloscopeTwin, IShippedTwin
{
    private const string MemoryKey = "memory";
    private const double LargestRate = 5e9;
    private const int Running = 8;
    private const double Divisions = 8;

    // [assumption: noise]
    private static readonly DigitiserFront Front = new(Bits: 8, BandwidthHertz: 500e6, RelativeNoise: 1e-3);

    private readonly long memory;
    private double timeRange = 1e-3;
    private double position;
    private string reference = "CENT";
    private string type = "NORM";
    private string takenType = "NORM";
    private int averages = 8;
    private bool isSegmented;
    private int segments = 25;
    private int segment = 1;
    private string triggerSource = "CHAN1";
    private string format = "BYTE";
    private string order = "MSBF";
    private bool isUnsigned = true;
    private string pointsMode = "NORM";
    private int pointsWanted = 1000;
    private int source = 1;

    /// <summary>Creates the twin.</summary>
    public KeysightDsoX3054TTwin(TwinContext context)
        : base(context, "KEYSIGHT TECHNOLOGIES,DSO-X 3054T,MY58493325,07.20.2017102614", Front)
    {
        memory = (long)context.Settings.Get<double>(MemoryKey);
        AddInputs();
        AddTimes();
        AddTriggers();
        AddData();
        Reset();
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
        Settings = CommonSettings,
        Create = context => new KeysightDsoX3054TTwin(context),
    };

    /// <inheritdoc/>
    protected override string NoError => "+0,\"No error\"";

    /// <inheritdoc/>
    private protected override Sampling Sampling
    {
        get
        {
            double rate = Rate;
            double start = position - (timeRange * reference switch
            {
                "LEFT" => 0.1,
                "RIGH" => 0.9,
                _ => 0.5,
            });
            return new Sampling(start, rate, (int)Math.Round(rate * timeRange));
        }
    }

    private DigitiserRecord Taken => Digitiser.Taken;

    private double Rate
    {
        get
        {
            bool isShared = Digitiser.Inputs.Take(2).All(input => input.IsShown)
                || Digitiser.Inputs.Skip(2).All(input => input.IsShown);
            double rate = LargestRate / (isShared ? 2 : 1);
            double room = (double)memory / (isShared ? 2 : 1) / (isSegmented ? segments : 1);
            while (rate * timeRange > room && rate > 1)
            {
                rate /= 2;
            }

            return rate;
        }
    }

    /// <inheritdoc/>
    protected override void Reset()
    {
        Digitiser.Reset();
        (timeRange, position, reference, type, takenType, averages) = (1e-3, 0, "CENT", "NORM", "NORM", 8);
        (isSegmented, segments, segment, triggerSource) = (false, 25, 1, "CHAN1");
        (format, order, isUnsigned, pointsMode, pointsWanted, source) = ("BYTE", "MSBF", true, "NORM", 1000, 1);
        Kept.Reset();
    }

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
        Kept.Word(":TIMebase:MODE", "MAIN", "WINDow", "XY", "ROLL");
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
            segment = index <= Taken.Tags.Length ? (int)Math.Round(index) : throw ScpiErrorException.OutOfRange());
        Commands.Query(":ACQuire:SRATe", _ => Text(Rate));
        Commands.Query(":ACQuire:POINts", _ => $"{(long)Math.Round(Rate * timeRange)}");
    }

    private void AddTriggers()
    {
        Kept.Word(":TRIGger:MODE", "EDGE", "GLITch", "PATTern");
        Commands.Word(":TRIGger:SWEep", ["AUTO", "NORMal"], () => Digitiser.IsAuto ? "AUTO" : "NORM",
            word => Digitiser.IsAuto = word == "AUTO");
        Commands.Word(":TRIGger[:EDGE]:SOURce", ["CHANnel1", "CHANnel2", "CHANnel3", "CHANnel4", "EXTernal", "LINE"],
            () => triggerSource, word =>
            {
                triggerSource = word;
                Digitiser.TriggerInput = word is "EXT" or "LINE" ? 0 : word[^1] - '0';
            });
        Commands.Word(":TRIGger[:EDGE]:SLOPe", ["POSitive", "NEGative"], () => Digitiser.IsFalling ? "NEG" : "POS",
            word => Digitiser.IsFalling = word == "NEG");
        Number(":TRIGger[:EDGE]:LEVel", "V", -40, 40, () => Digitiser.Level, volts => Digitiser.Level = volts);
        Commands.Command(":SINGle", _ => Arm(isSegmented ? segments : 1));
        Commands.Command(":RUN", _ => Arm(isSegmented ? segments : 1));
        Commands.Command(":STOP", _ => Digitiser.Stop());
        Commands.Command(":DIGitize", arguments =>
        {
            while (arguments.Remaining > 0)
            {
                Digitiser.Inputs[arguments.Word("CHANnel1", "CHANnel2", "CHANnel3", "CHANnel4")[^1] - '1'].IsShown = true;
            }

            Arm(isSegmented ? segments : type == "AVER" ? averages : 1);
            if (!Digitiser.IsArmed)
            {
                BusyFor(Duration.FromSeconds(Digitiser.RestSeconds));
            }
        });
        Commands.Command(":TRIGger:FORCe", _ => Digitiser.Force());
        Commands.Query(":AER", _ => Stage.Within(Digitiser.TakeArmEvent) ? "1" : "0");
        Commands.Query(":TER", _ => Stage.Within(Digitiser.TakeTriggerEvent) ? "1" : "0");
        Commands.Query(":OPERegister:CONDition", _ => Stage.Within(() => Digitiser.IsBusy) ? $"{Running}" : "0");
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
        Commands.Query(":WAVeform:SEGMented:COUNt", _ =>
            $"{(Taken.Points > 0 && isSegmented ? Taken.Tags.Length : 0)}");
        Commands.Query(":WAVeform:SEGMented:TTAG", _ => Text(Taken.Tags[Math.Min(segment, Taken.Tags.Length) - 1]));
        Commands.Query(":WAVeform:XINCrement", _ => Text(Step().Every / Taken.Sampling.Rate));
        Commands.Query(":WAVeform:XORigin", _ => Text(Taken.Sampling.StartSeconds));
        Commands.Query(":WAVeform:YINCrement", _ => Text(Increment));
        Commands.Query(":WAVeform:YORigin", _ => Text(Digitiser.Inputs[source - 1].Taken.Offset));
        Commands.Query(":WAVeform:YREFerence", _ => $"{Reference}");
        Commands.BlockQuery(":WAVeform:DATA", (_, answer) => Give(answer));
    }

    private double Increment =>
        Digitiser.Inputs[source - 1].Taken.Range / (format == "BYTE" ? 256 : TraceRecorder.CodesPerRange);

    private int Reference => !isUnsigned ? 0 : format == "BYTE" ? 128 : 32768;

    // How many samples there are for the points that are wanted, and which of them.
    private (int Points, int Every) Step()
    {
        int most = pointsMode == "NORM" ? Math.Min(pointsWanted, 62_500) : pointsWanted;
        int every = Math.Max(1, (int)Math.Ceiling(Taken.Points / (double)most));
        return (Taken.Points / every, every);
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
        int kind = takenType switch
        {
            "NORM" => 0,
            "PEAK" => 1,
            "AVER" => 2,
            _ => 3,
        };
        // More digits than the instrument writes, so that a step is not off by a sample over millions of them.
        string step = Text(every / Taken.Sampling.Rate);
        string start = Taken.Sampling.StartSeconds.ToString(
            "+0.000000000000E+00;-0.000000000000E+00", CultureInfo.InvariantCulture);
        return $"{form:+0},{kind:+0},{points:+0},{Taken.Averages:+0},{step},"
            + $"{start},+0,"
            + $"{Text(Increment)},{Text(Digitiser.Inputs[source - 1].Taken.Offset)},{Reference:+0}";
    }

    private void Arm(int count)
    {
        (segment, takenType) = (1, type);
        Digitiser.Arm(count, type == "AVER" && !isSegmented);
    }

    private void Give(IBufferWriter<byte> answer)
    {
        (int points, int every) = Step();
        ReadOnlySpan<short> codes = points == 0 ? [] : Digitiser.CodesOf(source, segment);
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
                double volts = (codes[i * every] * Digitiser.Inputs[source - 1].Taken.Range / TraceRecorder.CodesPerRange)
                    + Digitiser.Inputs[source - 1].Taken.Offset;
                text.Append(i > 0 ? "," : string.Empty).Append(Text(volts));
            }

            answer.Write(Encoding.ASCII.GetBytes(text.ToString()));
            return;
        }

        Span<byte> bytes = answer.GetSpan(size)[..size];
        if (format == "BYTE")
        {
            CodeBlock.WriteBytes(codes, every, isUnsigned, bytes);
        }
        else
        {
            CodeBlock.WriteWords(
                codes, every, isUnsigned, order == "LSBF" ? ByteOrder.LittleEndian : ByteOrder.BigEndian, bytes);
        }

        Sent(answer, size);
    }
}
