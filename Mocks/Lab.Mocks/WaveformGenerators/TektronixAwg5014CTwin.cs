using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Mocks.Rough;
using Lab.Mocks.Scpi;
using Lab.Mocks.Stages;
using Lab.Quantities;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.WaveformGenerators.TektronixAwg5014CTwin>]

namespace Lab.Mocks.WaveformGenerators;

/// <summary>Twin of the Tektronix AWG5014C arbitrary waveform generator.</summary>
/// <remarks>Four channels of 14 bits on one clock of 10 MSa/s to 1.2 GSa/s; amplifiers of 370 MHz, behind which the samples are
/// stairs. Voltages count into 50 Ω. Marker 1 of any channel that rises gives a trigger on the bench's trigger line. Real
/// waveforms (REAL), sub-sequences, gated mode, events and files are not there.</remarks>
public sealed class TektronixAwg5014CTwin : ScpiTwin, IShippedTwin
{
    private const string JitterKey = "trigger_jitter";
    private const string MemoryKey = "memory";
    private const double Bandwidth = 370e6;
    private const double SourceOhms = 50;
    private const int Zero = 8191;
    private const int Mask = (1 << 14) - 1;
    private const int Marker = 1 << 14;
    private const double BytesPerSecond = 20e6; // over LAN [assumption]

    private readonly Dictionary<string, (short[] Codes, int MarkerLength)> waves = new(StringComparer.Ordinal);
    private readonly AwgChannel[] channels = [new(), new(), new(), new()];
    private readonly List<AwgElement> elements = [];
    private readonly long memory;
    private readonly double jitterSeconds;
    private readonly ShotStream jitter;
    private readonly ScpiSettings kept;
    private ReconstructionFilter? filter;
    private double filterRate;
    private double rate = 1.2e9;
    private string mode = "CONT";
    private string triggerSource = "INT";
    private bool isRunning;
    private int nextElement;
    private bool isGiving;

    /// <summary>Creates the twin.</summary>
    public TektronixAwg5014CTwin(TwinContext context)
        : base(context, "TEKTRONIX,AWG5014C,B050123,SCPI:99.0 FW:4.6.0.7")
    {
        memory = (long)context.Settings.Get<double>(MemoryKey);
        jitterSeconds = context.Twin.Get<Duration>(JitterKey).Seconds;
        jitter = context.RandomOfShots("jitter");
        kept = new ScpiSettings(Commands);
        AddLevels();
        AddWaveforms();
        AddSequence();
        AddRun();
        Reset();
        Stage.Within(() => Stage.Triggers.Listen(Triggered));
    }

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "tektronix-awg5014c",
        Rough = new RoughManners
        {
            Latency = Duration.FromMilliseconds(5), // [assumption]
            EarlierUser =
            [
                "*ESE 255;*SRE 32",
                ":SOUR1:VOLT 2;:SOUR1:FREQ 100000000;:AWGC:DOUT2 ON;:SOUR3:COMB:FEED \"ESIG\";:AWGC:RMOD SEQ;:SEQ:LENG 4",
                ":WLIS:WAV:NEW \"old\",1000,INT;:SOUR1:WAV \"old\"",
                ":NONSENSE",
            ],
        },
        Settings =
        [
            SettingKey.NotNegative<Duration>(
                JitterKey, Duration.FromSeconds(0), "Jitter of its trigger from shot to shot, rms."),
        ],
        Create = context => new TektronixAwg5014CTwin(context),
    };

    /// <inheritdoc/>
    public override bool IsRenewedByShot => true;

    /// <inheritdoc/>
    public override int InputBufferLength => 1 << 28;

    /// <inheritdoc/>
    protected override void Reset()
    {
        waves.Clear();
        elements.Clear();
        kept.Reset();
        for (int i = 0; i < channels.Length; i++)
        {
            channels[i] = new AwgChannel();
        }

        (rate, mode, triggerSource, isRunning, nextElement) = (1.2e9, "CONT", "INT", false, 0);
        Restart();
    }

    private static string Text(double value) => value.ToString("0.0000000000E+0", CultureInfo.InvariantCulture);

    private void AddLevels()
    {
        Number("[:SOURce<4>]:VOLTage[:LEVel][:IMMediate][:AMPLitude]", 0.02, 4.5, channel => channel.Amplitude,
            (channel, volts) => channel.Amplitude = volts);
        Number("[:SOURce<4>]:VOLTage[:LEVel][:IMMediate]:OFFSet", -2.25, 2.25, channel => channel.Offset,
            (channel, volts) => channel.Offset = volts);
        Switch(":OUTPut<4>[:STATe]", channel => channel.IsOn, (channel, on) => channel.IsOn = on);
        Switch(":AWGControl:DOUTput<4>[:STATe]", channel => channel.IsDirect, (channel, on) => channel.IsDirect = on);
        Commands.Command("[:SOURce<4>]:COMBine:FEED", arguments => Of(arguments).Feed = arguments.Take().Text);
        Commands.Query("[:SOURce<4>]:COMBine:FEED", arguments => $"\"{Of(arguments).Feed}\"");
        Commands.Command("[:SOURce<4>]:FREQuency[:CW|:FIXed]", arguments =>
        {
            double hertz = arguments.Number("Hz", 10e6, 1.2e9);
            arguments.RequireEnd();
            rate = hertz;
            Restart();
        });
        Commands.Query("[:SOURce<4>]:FREQuency[:CW|:FIXed]", _ => Text(rate));
    }

    private void AddWaveforms()
    {
        Commands.Command(":WLISt:WAVeform:NEW", arguments =>
        {
            string name = arguments.Take().Text;
            int length = (int)Math.Round(arguments.Number(string.Empty, 1, memory));
            _ = arguments.Word("INTeger", "REAL");
            if (!waves.TryAdd(name, (new short[length], 0)))
            {
                throw new ScpiErrorException(-221, "Settings conflict; waveform exists");
            }
        });
        Commands.Command(":WLISt:WAVeform:DELete", arguments =>
        {
            string name = arguments.Take().Text;
            if (name.Equals("ALL", StringComparison.OrdinalIgnoreCase))
            {
                waves.Clear();
            }
            else if (!waves.Remove(name))
            {
                throw new ScpiErrorException(-224, "Illegal parameter value; waveform does not exist");
            }

            Restart();
        });
        Commands.BlockCommand(":WLISt:WAVeform:DATA", (arguments, block) => Load(arguments.Take().Text, block));
        Commands.Query(":WLISt:SIZE", _ => $"{waves.Count}");
        Commands.Query(":WLISt:WAVeform:LENGth", arguments =>
            waves.TryGetValue(arguments.Take().Text, out (short[] Codes, int MarkerLength) wave)
                ? $"{wave.Codes.Length}"
                : throw ScpiErrorException.IllegalParameter());
        Commands.Command("[:SOURce<4>]:WAVeform", arguments =>
        {
            AwgChannel channel = Of(arguments);
            string name = Known(arguments.Take().Text);
            arguments.RequireEnd();
            channel.Wave = name;
            Restart();
        });
        Commands.Query("[:SOURce<4>]:WAVeform", arguments => $"\"{Of(arguments).Wave}\"");
    }

    private void AddSequence()
    {
        Commands.Command(":SEQuence:LENGth", arguments =>
        {
            int length = (int)Math.Round(arguments.Number(string.Empty, 0, 8000));
            arguments.RequireEnd();
            while (elements.Count < length)
            {
                elements.Add(new AwgElement());
            }

            elements.RemoveRange(length, elements.Count - length);
        });
        Commands.Query(":SEQuence:LENGth", _ => $"{elements.Count}");
        Commands.Command(":SEQuence:ELEMent<8000>:WAVeform<4>", arguments =>
            Element(arguments).Waves[arguments.Suffix(1) - 1] = Known(arguments.Take().Text));
        Commands.Command(":SEQuence:ELEMent<8000>:LOOP:COUNt", arguments =>
            Element(arguments).Count = (int)Math.Round(arguments.Number(string.Empty, 1, 65536)));
        Commands.Command(":SEQuence:ELEMent<8000>:TWAit", arguments => Element(arguments).Waits = arguments.Switch());
        Commands.Command(":SEQuence:ELEMent<8000>:GOTO:STATe", arguments => Element(arguments).Goes = arguments.Switch());
        Commands.Command(":SEQuence:ELEMent<8000>:GOTO:INDex", arguments =>
            Element(arguments).Target = (int)Math.Round(arguments.Number(string.Empty, 1, 8000)));
    }

    private void AddRun()
    {
        Commands.Word(":AWGControl:RMODe", ["CONTinuous", "TRIGgered", "GATed", "SEQuence"], () => mode, word =>
        {
            mode = word;
            Restart();
        });
        Commands.Command(":AWGControl:RUN[:IMMediate]", _ => Run(running: true));
        Commands.Command(":AWGControl:STOP[:IMMediate]", _ => Run(running: false));
        Commands.Query(":AWGControl:RSTate", _ => !isRunning ? "0" : mode == "CONT" ? "2" : "1");
        Commands.Word(
            ":TRIGger[:SEQuence]:SOURce", ["INTernal", "EXTernal"], () => triggerSource, word => triggerSource = word);
        Commands.Command(":TRIGger[:SEQuence][:IMMediate]", _ => TriggerByProgram());
        Commands.Command("*TRG", _ => TriggerByProgram());
        kept.Word(":TRIGger[:SEQuence]:SLOPe", "POSitive", "NEGative");
        kept.Number(":TRIGger[:SEQuence]:LEVel", "V", -5, 5, 1.4);
        kept.Number(":TRIGger[:SEQuence]:IMPedance", "OHM", 50, 1000, 1000);
        kept.Word(":AWGControl:CLOCk:SOURce", "INTernal", "EXTernal");
        kept.Word("[:SOURce1]:ROSCillator:SOURce", "INTernal", "EXTernal");
    }

    private string Known(string name) => waves.ContainsKey(name)
        ? name
        : throw new ScpiErrorException(-224, "Illegal parameter value; waveform does not exist");

    private AwgElement Element(ScpiArguments arguments) => arguments.Suffix() <= elements.Count
        ? elements[arguments.Suffix() - 1]
        : throw new ScpiErrorException(-222, "Data out of range; no such element");

    private void Load(string name, ReadOnlyMemory<byte> block)
    {
        if (!waves.TryGetValue(name, out (short[] Codes, int MarkerLength) wave))
        {
            throw new ScpiErrorException(-224, "Illegal parameter value; waveform does not exist");
        }

        if (block.Length != wave.Codes.Length * sizeof(short))
        {
            throw new ScpiErrorException(-161, "Invalid block data");
        }

        BlockSamples.Read<short>(block.Span, ByteOrder.LittleEndian, wave.Codes);
        int marked = 0;
        while (marked < wave.Codes.Length && (wave.Codes[marked] & Marker) != 0)
        {
            marked++;
        }

        foreach (ref short code in wave.Codes.AsSpan())
        {
            code = (short)((code & Mask) - Zero);
        }

        waves[name] = (wave.Codes, marked);
        if (Clock is ISteppedClock stepped)
        {
            stepped.Advance(Duration.FromSeconds(block.Length / BytesPerSecond));
        }
    }

    private void Run(bool running)
    {
        isRunning = running;
        Restart();
    }

    private void TriggerByProgram() => Stage.Within(() =>
    {
        if (!isRunning || mode == "CONT")
        {
            throw new ScpiErrorException(-211, "Trigger ignored");
        }

        Stage.Shots.Trigger();
        Play(new TriggerMoment(Clock.Now().Seconds, 0));
    });

    private void Triggered(TriggerMoment moment)
    {
        if (!isGiving && isRunning && mode != "CONT" && triggerSource == "EXT")
        {
            Play(moment);
        }
    }

    private void Play(TriggerMoment moment)
    {
        TriggerMoment at = jitterSeconds > 0 && Stage.Shots.Current >= 0
            ? moment.After(jitter.Now.NextGaussian() * jitterSeconds)
            : moment;
        List<AwgElement> run = mode == "SEQ"
            ? NextRun()
            : [AwgElement.Of([.. channels.Select(channel => channel.Wave)])];
        bool isMarked = false;
        double seconds = 0;
        for (int i = 0; i < channels.Length; i++)
        {
            PlayedSegment[] segments =
            [
                .. run.Where(element => waves.ContainsKey(element.Waves[i]))
                    .Select(element => new PlayedSegment(waves[element.Waves[i]].Codes, element.Count)),
            ];
            isMarked |= run.Count > 0 && waves.TryGetValue(run[0].Waves[i], out (short[] Codes, int MarkerLength) first)
                && first.MarkerLength > 0;
            channels[i].Playing = segments.Length > 0 ? Waveform(channels[i], i, at, segments, isEndless: false) : null;
            seconds = Math.Max(seconds, (channels[i].Playing?.Length ?? 0) / rate);
            Drive(i);
        }

        BusyFor(Duration.FromSeconds(seconds));
        if (isMarked)
        {
            isGiving = true;
            Stage.Triggers.Give(at);
            isGiving = false;
        }
    }

    // From the element that waits to before the next one that does.
    private List<AwgElement> NextRun()
    {
        var run = new List<AwgElement>();
        int at = nextElement;
        do
        {
            if (at >= elements.Count)
            {
                break;
            }

            AwgElement element = elements[at];
            run.Add(element);
            at = element.Goes ? element.Target - 1 : at + 1;
        }
        while (at < elements.Count && !elements[at].Waits && run.Count < 65536);
        nextElement = at < elements.Count ? at : 0;
        return run;
    }

    private void Restart() => Stage.Within(() =>
    {
        Stage.Triggers.Stop(Name);
        nextElement = 0;
        var now = new TriggerMoment(Clock.Now().Seconds, 0);
        for (int i = 0; i < channels.Length; i++)
        {
            string first = mode == "SEQ" ? elements.Count > 0 ? elements[0].Waves[i] : string.Empty : channels[i].Wave;
            channels[i].Playing = null;
            if (isRunning && waves.TryGetValue(first, out (short[] Codes, int MarkerLength) wave))
            {
                // A triggered waveform waits at the level of its first sample.
                PlayedSegment[] segments = mode == "CONT"
                    ? [new PlayedSegment(wave.Codes, 1)]
                    : mode == "SEQ" && !elements[0].Waits
                        ? [.. elements.Where(element => waves.ContainsKey(element.Waves[i]))
                            .Select(element => new PlayedSegment(waves[element.Waves[i]].Codes, element.Count))]
                        : [new PlayedSegment(wave.Codes.AsMemory(0, 1), 1)];
                PlayedWaveform played = Waveform(channels[i], i, now, segments, isEndless: true);
                channels[i].Playing = played;
                if (segments[0].Codes.Length > 1 && wave.MarkerLength > 0)
                {
                    Stage.Triggers.Repeat(Name, now, played.Length / rate);
                }
            }

            Drive(i);
        }
    });

    // Its table is made anew where the rate has changed.
    private ReconstructionFilter Filter()
    {
        if (filter is null || filterRate != rate)
        {
            filter = ReconstructionFilter.Hold(Bandwidth / rate);
            filterRate = rate;
        }

        return filter;
    }

    private PlayedWaveform Waveform(
        AwgChannel channel, int index, TriggerMoment at, IReadOnlyList<PlayedSegment> segments, bool isEndless)
    {
        double ohms = Stage.LoadOf(TerminalOf(index)).Resistance.Ohms;
        double ratio = double.IsInfinity(ohms) ? 2 : 2 * ohms / (ohms + SourceOhms);
        return new PlayedWaveform(
            at, rate, segments, ratio * channel.Offset, ratio * channel.Amplitude / 2 / Zero,
            Filter(), isEndless);
    }

    private void Drive(int index) => Stage.Drive(
        TerminalOf(index),
        channels[index] is { IsOn: true, Playing: { } waveform } ? waveform : new DirectVoltage(default));

    private Terminal TerminalOf(int index) => new(Name, (index + 1).ToString(CultureInfo.InvariantCulture));

    private AwgChannel Of(ScpiArguments arguments) => channels[arguments.Suffix() - 1];

    private void Number(
        string pattern, double least, double most, Func<AwgChannel, double> get, Action<AwgChannel, double> set)
    {
        Commands.Command(pattern, arguments =>
        {
            AwgChannel channel = Of(arguments);
            double value = arguments.Number("V", least, most);
            arguments.RequireEnd();
            set(channel, value);
            Restart();
        });
        Commands.Query(pattern, arguments => Text(get(Of(arguments))));
    }

    private void Switch(string pattern, Func<AwgChannel, bool> get, Action<AwgChannel, bool> set)
    {
        Commands.Command(pattern, arguments =>
        {
            AwgChannel channel = Of(arguments);
            bool on = arguments.Switch();
            arguments.RequireEnd();
            set(channel, on);
            Stage.Within(() => Drive(Array.IndexOf(channels, channel)));
        });
        Commands.Query(pattern, arguments => get(Of(arguments)) ? "1" : "0");
    }
}
