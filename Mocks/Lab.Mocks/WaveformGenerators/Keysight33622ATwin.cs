using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.WaveformGenerators.Keysight33622ATwin>]

namespace Lab.Mocks.WaveformGenerators;

/// <summary>Twin of the Keysight 33622A arbitrary waveform generator.</summary>
/// <remarks>
/// <para>Samples have 14 bits; the amplifier has 120 MHz, behind the filter that is set. Amplitude and offset count at the load
/// that is set, and what comes out follows from the load that is there: half of the open-circuit voltage into 50 Ω.</para>
/// <para>Of the functions, sine, square, ramp, DC and arbitrary waveforms come out; noise, pulses and pseudo-random bits are kept
/// as settings. Modulation and sweeps are not there. A trigger reaches both channels at the same moment, with the jitter of the
/// twin's key.</para>
/// </remarks>
public sealed class Keysight33622ATwin : ScpiTwin, IShippedTwin
{
    private const string JitterKey = "trigger_jitter";
    private const string MemoryKey = "memory";
    private const double Bandwidth = 120e6;
    private const double SourceOhms = 50;
    private const double LargestVolts = 5; // into 50 Ω, offset included
    private const int Bits = 14;
    private const double BytesPerSecond = 20e6; // over LAN [assumption]

    private readonly Keysight33622AChannel[] channels = [new(1), new(2)];
    private readonly long memory;
    private readonly double jitterSeconds;
    private readonly ShotStream jitter;
    private string order = "NORM";
    private bool givesTrigger;
    private string triggerFrom = "CH1";
    private bool hasSync = true;
    private bool isGiving;

    /// <summary>Creates the twin.</summary>
    public Keysight33622ATwin(TwinContext context)
        : base(context, "Agilent Technologies,33622A,MY53804342,A.02.00-2.25-03-64-02")
    {
        memory = (long)context.Settings.Get<double>(MemoryKey);
        jitterSeconds = context.Twin.Get<Duration>(JitterKey).Seconds;
        jitter = context.RandomOfShots("jitter");
        AddLevels();
        AddWaveforms();
        AddTriggers();
        Reset();
        Stage.Within(() => Stage.Triggers.Listen(Triggered));
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "keysight-33622a",
        Rough = new RoughManners
        {
            Identity = "Agilent Technologies,33622A,MY59002437,A.02.03-3.15-03-64-02",
            Registers = RegisterForm.WithSign,
            Latency = Duration.FromMilliseconds(4), // [assumption]
            EarlierUser =
            [
                "*ESE 255;*SRE 32",
                ":SOUR1:FUNC SQU;VOLT 2;:SOUR1:VOLT:UNIT VRMS;:OUTP1:LOAD INF;:OUTP2:POL INV",
                ":SOUR1:COMB:FEED CH2;:SOUR2:BURS:STAT ON;:SOUR2:DATA:ARB OLD,0,1,0,-1,0,1,0,-1",
                ":NONSENSE",
            ],
        },
        Settings =
        [
            SettingKey.NotNegative<Duration>(
                JitterKey, Duration.FromSeconds(0), "Jitter of its trigger from shot to shot, rms."),
        ],
        Create = context => new Keysight33622ATwin(context),
    };

    /// <inheritdoc/>
    public override bool IsRenewedByShot => true;

    /// <inheritdoc/>
    public override int InputBufferLength => 1 << 28;

    /// <inheritdoc/>
    protected override string NoError => "+0,\"No error\"";

    /// <inheritdoc/>
    protected override void Reset()
    {
        for (int i = 0; i < channels.Length; i++)
        {
            channels[i] = new Keysight33622AChannel(i + 1);
        }

        (order, givesTrigger, triggerFrom, hasSync) = ("NORM", false, "CH1", true);
        Restart(channels);
    }

    private static string Text(double value) => double.IsInfinity(value)
        ? "9.9E+37"
        : value.ToString("+0.00000000000000E+00;-0.00000000000000E+00", CultureInfo.InvariantCulture);

    private void AddLevels()
    {
        Word("[:SOURce<2>]:FUNCtion", ["SINusoid", "SQUare", "TRIangle", "RAMP", "PULSe", "PRBS", "NOISe", "ARB", "DC"],
            channel => channel.Function, (channel, word) => channel.Function = word);
        Number("[:SOURce<2>]:FREQuency", "Hz", 1e-6, 120e6, channel => channel.Frequency,
            (channel, hertz) => channel.Frequency = hertz);
        Number("[:SOURce<2>]:VOLTage", "V", 0, 20, channel => channel.Amplitude, (channel, volts) =>
            channel.Amplitude = Fits(channel, volts, channel.Offset) && volts >= 1e-3 / 2 * channel.OpenRatio * 0.999
                ? volts : throw ScpiErrorException.OutOfRange());
        Number("[:SOURce<2>]:VOLTage:OFFSet", "V", -10, 10, channel => channel.Offset, (channel, volts) =>
            channel.Offset = Fits(channel, channel.Amplitude, volts) ? volts : throw ScpiErrorException.OutOfRange());
        Number("[:SOURce<2>]:VOLTage:HIGH", "V", -10, 10, channel => channel.Offset + (channel.Amplitude / 2),
            (channel, volts) => SetEnds(channel, channel.Offset - (channel.Amplitude / 2), volts));
        Number("[:SOURce<2>]:VOLTage:LOW", "V", -10, 10, channel => channel.Offset - (channel.Amplitude / 2),
            (channel, volts) => SetEnds(channel, volts, channel.Offset + (channel.Amplitude / 2)));
        Word(
            "[:SOURce<2>]:VOLTage:UNIT", ["VPP", "VRMS", "DBM"], channel => channel.Unit, (channel, word) => channel.Unit = word);
        Word(
            "[:SOURce<2>]:COMBine:FEED", ["NONE", "CH1", "CH2"], channel => channel.Feed, (channel, word) => channel.Feed = word);
        Number("[:SOURce<2>]:PHASe", "deg", -360, 360, channel => channel.Phase, (channel, value) => channel.Phase = value);
        Number("[:SOURce<2>]:FUNCtion:SQUare:DCYCle", string.Empty, 0.01, 99.99, channel => channel.DutyCycle,
            (channel, value) => channel.DutyCycle = value);
        Number("[:SOURce<2>]:FUNCtion:RAMP:SYMMetry", string.Empty, 0, 100, channel => channel.Symmetry,
            (channel, value) => channel.Symmetry = value);
        Switch(":OUTPut<2>[:STATe]", channel => channel.IsOn, (channel, on) => channel.IsOn = on, restarts: false);
        Word(":OUTPut<2>:POLarity", ["NORMal", "INVerted"], channel => channel.IsInverted ? "INV" : "NORM",
            (channel, word) => channel.IsInverted = word == "INV");
        Commands.Command(":OUTPut<2>:LOAD", arguments =>
        {
            Keysight33622AChannel channel = Of(arguments);
            double ohms = arguments.NumberOrInfinity("OHM", 1, 10e3);
            arguments.RequireEnd();
            double before = channel.OpenRatio;
            channel.LoadOhms = ohms;
            channel.Amplitude *= before / channel.OpenRatio; // what comes out stays, what is shown changes
            channel.Offset *= before / channel.OpenRatio;
        });
        Commands.Query(":OUTPut<2>:LOAD", arguments => Text(Of(arguments).LoadOhms));
        Commands.Switch(":OUTPut:SYNC[:STATe]", () => hasSync, on => hasSync = on);
        Commands.Command("[:SOURce<2>]:PHASe:SYNChronize", _ => Restart(channels));
    }

    private void AddWaveforms()
    {
        Commands.Word(":FORMat:BORDer", ["NORMal", "SWAPped"], () => order, word => order = word);
        Commands.Command("[:SOURce<2>]:DATA:VOLatile:CLEar", arguments =>
        {
            Keysight33622AChannel channel = Of(arguments);
            channel.Waves.Clear();
            channel.Sequences.Clear();
            Restart(channel);
        });
        Commands.Query("[:SOURce<2>]:DATA:VOLatile:CATalog", arguments => string.Join(
            ',',
            Of(arguments).Waves.Keys.Concat(Of(arguments).Sequences.Keys).Select(name => $"\"{name}\"").DefaultIfEmpty("\"\"")));
        Commands.Query("[:SOURce<2>]:DATA:VOLatile:FREE", arguments => Text(memory - Of(arguments).Used));
        Commands.Command("[:SOURce<2>]:DATA:ARBitrary", arguments => Load(
            arguments, sizeof(float), ReadReals, number => (short)Math.Round(
                number is >= -1 and <= 1 ? number * short.MaxValue : throw ScpiErrorException.OutOfRange())));
        Commands.Command("[:SOURce<2>]:DATA:ARBitrary:DAC", arguments => Load(
            arguments, sizeof(short), ReadIntegers, number => (short)Math.Round(
                number is >= -32767 and <= 32767 ? number : throw ScpiErrorException.OutOfRange())));
        Commands.BlockCommand("[:SOURce<2>]:DATA:SEQuence", (arguments, block) =>
            ReadSequence(Of(arguments), Encoding.Latin1.GetString(block.Span)));
        Commands.Command("[:SOURce<2>]:FUNCtion:ARBitrary", arguments =>
        {
            Keysight33622AChannel channel = Of(arguments);
            string name = arguments.Take().Text;
            arguments.RequireEnd();
            channel.Arb = channel.Waves.ContainsKey(name) || channel.Sequences.ContainsKey(name)
                ? name
                : throw new ScpiErrorException(782, "Specified arb waveform does not exist");
            Restart(channel);
        });
        Commands.Query("[:SOURce<2>]:FUNCtion:ARBitrary", arguments => $"\"{Of(arguments).Arb}\"");
        Number("[:SOURce<2>]:FUNCtion:ARBitrary:SRATe", string.Empty, 1e-6, 1e9, channel => channel.ArbRate,
            (channel, rate) => channel.ArbRate = rate);
        Word("[:SOURce<2>]:FUNCtion:ARBitrary:FILTer", ["NORMal", "STEP", "OFF"], channel => channel.ArbFilter,
            (channel, word) => channel.ArbFilter = word);
        Word("[:SOURce<2>]:FUNCtion:ARBitrary:ADVance", ["TRIGger", "SRATe"], channel => channel.ArbAdvance,
            (channel, word) => channel.ArbAdvance = word);
        Commands.Command("[:SOURce<2>]:FUNCtion:ARBitrary:SYNChronize", _ => Restart(channels));
    }

    private void AddTriggers()
    {
        Switch("[:SOURce<2>]:BURSt:STATe", channel => channel.IsBurst, (channel, on) => channel.IsBurst = on);
        Word("[:SOURce<2>]:BURSt:MODE", ["TRIGgered", "GATed"], channel => channel.BurstMode,
            (channel, word) => channel.BurstMode = word);
        Commands.Command("[:SOURce<2>]:BURSt:NCYCles", arguments =>
        {
            Keysight33622AChannel channel = Of(arguments);
            double cycles = arguments.NumberOrInfinity(string.Empty, 1, 1e8);
            arguments.RequireEnd();
            channel.BurstCycles = Math.Round(cycles);
            Restart(channel);
        });
        Commands.Query("[:SOURce<2>]:BURSt:NCYCles", arguments => Text(Of(arguments).BurstCycles));
        Number("[:SOURce<2>]:BURSt:INTernal:PERiod", "s", 1e-6, 8000, channel => channel.BurstPeriod,
            (channel, seconds) => channel.BurstPeriod = seconds);
        Number("[:SOURce<2>]:BURSt:PHASe", "deg", -360, 360, channel => channel.BurstPhase,
            (channel, degrees) => channel.BurstPhase = degrees);
        Word(":TRIGger<2>:SOURce", ["IMMediate", "EXTernal", "TIMer", "BUS"], channel => channel.TriggerSource,
            (channel, word) => channel.TriggerSource = word);
        Word(":TRIGger<2>:SLOPe", ["POSitive", "NEGative"], channel => channel.TriggerSlope,
            (channel, word) => channel.TriggerSlope = word);
        Number(":TRIGger<2>:DELay", "s", 0, 1000, channel => channel.TriggerDelay,
            (channel, seconds) => channel.TriggerDelay = seconds);
        Number(":TRIGger<2>:COUNt", string.Empty, 1, 1e6, channel => channel.TriggerCount,
            (channel, count) => channel.TriggerCount = count);
        Number(":TRIGger<2>:TIMer", "s", 1e-6, 8000, channel => channel.TriggerTimer,
            (channel, seconds) => channel.TriggerTimer = seconds);
        Commands.Switch(":OUTPut:TRIGger[:STATe]", () => givesTrigger, on => givesTrigger = on);
        Commands.Word(":OUTPut:TRIGger:SOURce", ["CH1", "CH2"], () => triggerFrom, word =>
        {
            triggerFrom = word;
            Restart();
        });
        Commands.Command("*TRG", _ => TriggerByProgram());
    }

    // Only what waits for a trigger of the program hears it.
    private void TriggerByProgram() => Stage.Within(() =>
    {
        Keysight33622AChannel[] waiting = [.. channels.Where(channel => channel is { IsBurst: true, TriggerSource: "BUS" })];
        if (waiting.Length == 0)
        {
            throw new ScpiErrorException(-211, "Trigger ignored");
        }

        Stage.Shots.Trigger();
        var moment = new TriggerMoment(Clock.Now().Seconds, 0);
        Play(waiting, moment);
        if (givesTrigger || hasSync)
        {
            isGiving = true;
            Stage.Triggers.Give(moment);
            isGiving = false;
        }
    });

    private void Triggered(TriggerMoment moment)
    {
        if (!isGiving)
        {
            Play([.. channels.Where(channel => channel is { IsBurst: true, TriggerSource: "EXT" })], moment);
        }
    }

    private void Play(Keysight33622AChannel[] started, TriggerMoment moment)
    {
        double late = started.Length > 0 && jitterSeconds > 0 ? jitter.Now.NextGaussian() * jitterSeconds : 0;
        foreach (Keysight33622AChannel channel in started)
        {
            IReadOnlyList<IReadOnlyList<PlayedSegment>> runs = channel.Runs();
            if (runs.Count == 0)
            {
                continue;
            }

            IReadOnlyList<PlayedSegment> run = runs[channel.NextRun % runs.Count];
            channel.NextRun++;
            bool isEndless = double.IsInfinity(channel.BurstCycles);
            channel.Playing = Waveform(
                channel, moment.After(channel.TriggerDelay + late),
                isEndless || run.Count > 1 ? run : [run[0] with { Count = run[0].Count * (long)channel.BurstCycles }], isEndless);
            Drive(channel);
            BusyFor(Duration.FromSeconds(channel.TriggerDelay + (channel.Playing.Length / channel.Rate)));
        }
    }

    private PlayedWaveform Waveform(
        Keysight33622AChannel channel, TriggerMoment at, IReadOnlyList<PlayedSegment> segments, bool isEndless)
    {
        double ohms = Stage.LoadOf(TerminalOf(channel)).Resistance.Ohms;
        double ratio = channel.OpenRatio * (double.IsInfinity(ohms) ? 1 : ohms / (ohms + SourceOhms));
        return new PlayedWaveform(
            at, channel.Rate, segments, ratio * channel.Offset,
            ratio * channel.Amplitude / 2 / short.MaxValue * (channel.IsInverted ? -1 : 1), channel.Filter(Bandwidth), isEndless);
    }

    // Begins anew what goes on by itself; a burst waits at the level of its first sample.
    private void Restart(params Keysight33622AChannel[] restarted) => Stage.Within(() =>
    {
        var moment = new TriggerMoment(Clock.Now().Seconds, 0);
        foreach (Keysight33622AChannel channel in restarted)
        {
            IReadOnlyList<IReadOnlyList<PlayedSegment>> runs = channel.Runs();
            channel.NextRun = 0;
            channel.Playing = runs.Count == 0 ? null
                : channel.IsBurst ? Waveform(channel, moment, [new PlayedSegment(runs[0][0].Codes[..1], 1)], isEndless: true)
                : Waveform(channel, moment, [.. runs.SelectMany(run => run)], isEndless: true);
            Drive(channel);
        }

        if (channels[triggerFrom == "CH2" ? 1 : 0] is { IsBurst: false, Playing: { } wave } && (hasSync || givesTrigger))
        {
            Stage.Triggers.Repeat(Name, wave.At, wave.Length / wave.SamplesPerSecond);
        }
        else
        {
            Stage.Triggers.Stop(Name);
        }
    });

    private void Drive(Keysight33622AChannel channel) => Stage.Drive(
        TerminalOf(channel), channel is { IsOn: true, Playing: { } waveform } ? waveform : new DirectVoltage(default));

    private Terminal TerminalOf(Keysight33622AChannel channel) =>
        new(Name, channel.Number.ToString(CultureInfo.InvariantCulture));

    private Keysight33622AChannel Of(ScpiArguments arguments) => channels[arguments.Suffix() - 1];

    private static bool Fits(Keysight33622AChannel channel, double amplitude, double offset) =>
        Math.Abs(offset) + (amplitude / 2) <= LargestVolts * 2 / channel.OpenRatio * (1 + 1e-9);

    private static void SetEnds(Keysight33622AChannel channel, double low, double high)
    {
        if (!(high > low) || !Fits(channel, high - low, (high + low) / 2))
        {
            throw ScpiErrorException.OutOfRange();
        }

        (channel.Amplitude, channel.Offset) = (high - low, (high + low) / 2);
    }

    private void Load(
        ScpiArguments arguments, int size, Func<ReadOnlyMemory<byte>, short[]> read, Func<double, short> convert)
    {
        Keysight33622AChannel channel = Of(arguments);
        string name = arguments.Take().Text;
        short[] wave = arguments.Peek().Length == 0
            ? ReadBlock(channel, name, arguments.Take().Block ?? throw ScpiErrorException.DataTypeError(), size, read)
            : ReadList(channel, name, arguments, convert);
        arguments.RequireEnd();
        Quantise(wave);
        channel.Waves[name] = wave;
    }

    private short[] ReadBlock(
        Keysight33622AChannel channel, string name, ReadOnlyMemory<byte> bytes, int size,
        Func<ReadOnlyMemory<byte>, short[]> read)
    {
        RequireRoom(channel, name, bytes.Length / size);
        Transfer(bytes.Length);
        return read(bytes.Length % size == 0 ? bytes : throw new ScpiErrorException(-161, "Invalid block data"));
    }

    private short[] ReadList(
        Keysight33622AChannel channel, string name, ScpiArguments arguments, Func<double, short> convert)
    {
        RequireRoom(channel, name, arguments.Remaining);
        short[] wave = new short[arguments.Remaining];
        for (int i = 0; i < wave.Length; i++)
        {
            wave[i] = convert(arguments.Number());
        }

        return wave;
    }

    private void RequireRoom(Keysight33622AChannel channel, string name, int samples)
    {
        if (channel.Waves.ContainsKey(name))
        {
            throw new ScpiErrorException(786, "Specified arb waveform already exists");
        }

        if (samples < 8)
        {
            throw new ScpiErrorException(-222, "Data out of range; too few points");
        }

        if (channel.Used + samples > memory)
        {
            throw new ScpiErrorException(880, "Arb: Out of memory");
        }
    }

    private short[] ReadIntegers(ReadOnlyMemory<byte> bytes)
    {
        short[] codes = BlockMemory.New<short>(bytes.Length / sizeof(short));
        BlockSamples.Read<short>(bytes.Span, Order, codes);
        return codes;
    }

    private short[] ReadReals(ReadOnlyMemory<byte> bytes)
    {
        float[] reals = BlockMemory.New<float>(bytes.Length / sizeof(float));
        BlockSamples.Read<float>(bytes.Span, Order, reals);
        short[] codes = BlockMemory.New<short>(reals.Length);
        for (int i = 0; i < reals.Length; i++)
        {
            codes[i] = reals[i] is >= -1 and <= 1
                ? (short)Math.Round(reals[i] * short.MaxValue)
                : throw ScpiErrorException.OutOfRange();
        }

        return codes;
    }

    private ByteOrder Order => order == "NORM" ? ByteOrder.BigEndian : ByteOrder.LittleEndian;

    // The converter has fewer bits than the codes.
    private static void Quantise(Span<short> codes)
    {
        const short Rest = 1 << (16 - Bits);
        Span<Vector<short>> vectors = MemoryMarshal.Cast<short, Vector<short>>(codes);
        foreach (ref Vector<short> vector in vectors)
        {
            Vector<short> rounded = Vector.AddSaturate(vector, new Vector<short>(Rest / 2));
            vector = Vector.Max(rounded, new Vector<short>(-short.MaxValue)) & new Vector<short>(~(Rest - 1));
        }

        for (int i = vectors.Length * Vector<short>.Count; i < codes.Length; i++)
        {
            codes[i] = (short)(Math.Clamp(codes[i] + (Rest / 2), -short.MaxValue, short.MaxValue) & ~(Rest - 1));
        }
    }

    private void Transfer(int bytes)
    {
        if (Clock is ISteppedClock stepped)
        {
            stepped.Advance(Duration.FromSeconds(bytes / BytesPerSecond));
        }
    }

    // "name","wave",count,control,marker,point,...
    private static void ReadSequence(Keysight33622AChannel channel, string text)
    {
        string[] parts = [.. text.Split(',').Select(part => part.Trim(' ', '"'))];
        var pieces = new List<(PlayedSegment Segment, bool Waits)>();
        for (int i = 1; i + 4 < parts.Length; i += 5)
        {
            if (!channel.Waves.TryGetValue(parts[i], out short[]? wave)
                || !int.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                throw new ScpiErrorException(-224, "Illegal parameter value");
            }

            (long times, bool waits) = parts[i + 2].ToUpperInvariant() switch
            {
                "ONCE" => (1L, false),
                "ONCEWAITTRIG" => (1L, true),
                "REPEAT" => (Math.Max(1, count), false),
                "REPEATINF" or "REPEATTILTRIG" => (1L, true),
                _ => throw ScpiErrorException.IllegalParameter(),
            };
            pieces.Add((new PlayedSegment(wave, times), waits));
        }

        if (pieces.Count == 0 || (parts.Length - 1) % 5 != 0)
        {
            throw new ScpiErrorException(-161, "Invalid block data");
        }

        channel.Sequences[parts[0]] = pieces;
    }

    private void Number(
        string pattern, string unit, double least, double most, Func<Keysight33622AChannel, double> get,
        Action<Keysight33622AChannel, double> set)
    {
        Commands.Command(pattern, arguments =>
        {
            Keysight33622AChannel channel = Of(arguments);
            double value = arguments.Number(unit, least, most);
            arguments.RequireEnd();
            set(channel, value);
            Restart(channel);
        });
        Commands.Query(pattern, arguments => Text(get(Of(arguments))));
    }

    private void Word(
        string pattern, string[] words, Func<Keysight33622AChannel, string> get, Action<Keysight33622AChannel, string> set)
    {
        Commands.Command(pattern, arguments =>
        {
            Keysight33622AChannel channel = Of(arguments);
            string word = arguments.Word(words);
            arguments.RequireEnd();
            set(channel, word);
            Restart(channel);
        });
        Commands.Query(pattern, arguments => get(Of(arguments)));
    }

    private void Switch(
        string pattern, Func<Keysight33622AChannel, bool> get, Action<Keysight33622AChannel, bool> set, bool restarts = true)
    {
        Commands.Command(pattern, arguments =>
        {
            Keysight33622AChannel channel = Of(arguments);
            bool on = arguments.Switch();
            arguments.RequireEnd();
            set(channel, on);
            if (restarts)
            {
                Restart(channel);
            }
            else
            {
                Stage.Within(() => Drive(channel));
            }
        });
        Commands.Query(pattern, arguments => get(Of(arguments)) ? "1" : "0");
    }
}
