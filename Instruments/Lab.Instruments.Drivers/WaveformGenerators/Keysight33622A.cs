using System.Globalization;
using System.Text;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.WaveformGenerators.Keysight33622A>]

namespace Lab.Instruments.Drivers.WaveformGenerators;

/// <summary>Keysight 33622A and 33612A waveform generators (Trueform series operating and service guide, SCPI).</summary>
public sealed partial class Keysight33622A : ScpiWaveformGenerator, IShippedDriver
{
    private const string LoadKey = "load";
    private const string FilterKey = "filter";
    private const string MemoryKey = "memory";
    private const string HighImpedance = "high-impedance";
    private const string Fifty = "50-ohm";
    private const string Wave = "LAB";
    private const string Sequence = "LABSEQ";

    /// <summary>The overshoot of a step behind a sharp filter (Gibbs), as a part of the step.</summary>
    private const double Gibbs = 0.09;

    private readonly bool isMatched;
    private readonly string filter;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isMatched">Whether its outputs drive 50 Ω; otherwise an input of high impedance.</param>
    /// <param name="filter">The filter of its samples: <c>normal</c>, <c>step</c>, <c>off</c>.</param>
    /// <param name="memory">Samples of memory of each terminal.</param>
    public Keysight33622A(InstrumentSession session, bool isMatched, string filter, long memory)
        : base(session, Description.Terminals)
    {
        this.isMatched = isMatched;
        this.filter = filter;
        Capability = new WaveformCapability("33622A", 1e-6, 1e9, memory, 32, 1, 14, Frequency.FromHertz(120e6))
        {
            HoldsSamples = filter == "off",
        };
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "keysight-33622a",
        Kind = IWaveformGenerator.Kind,
        Summary = "Keysight 33622A or 33612A arbitrary waveform generator",
        Settings =
        [
            SettingKey.Choice(
                LoadKey, Fifty, [Fifty, HighImpedance],
                "The load of both outputs, at which all voltages count: one of high impedance sees twice what 50 Ohm sees."),
            SettingKey.Choice(
                FilterKey, "normal", ["normal", "step", "off"],
                "The filter between the samples: `normal` is flat and overshoots steps by 9 %, `step` does not overshoot, `off` "
                    + "gives stairs."),
            SettingKey.Number(
                MemoryKey, 4_000_000, 1_000_000, 64_000_000, "Samples of memory of each terminal; 64e6 with option MEM."),
        ],
        Models = ["33622A", "33612A"],
        Beliefs = Beliefs,
        Create = context => new Keysight33622A(
            context.Session(), context.Settings.Get<string>(LoadKey) == Fifty, context.Settings.Get<string>(FilterKey),
            (long)context.Settings.Get<double>(MemoryKey)),
    };

    /// <inheritdoc/>
    public override WaveformCapability Capability { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override short LargestCode => short.MaxValue;

    /// <inheritdoc/>
    protected override double LeastPeakToPeak => isMatched ? 1e-3 : 2e-3;

    /// <inheritdoc/>
    protected override double Overshoot => filter == "normal" ? Gibbs : 0;

    /// <inheritdoc/>
    protected override string LoadCommand => ":DATA:ARB:DAC";

    /// <inheritdoc/>
    public override async ValueTask StopAsync(CancellationToken cancellationToken = default)
    {
        foreach (string terminal in TerminalNames)
        {
            // A burst that waits for a trigger of this program gives nothing out.
            await Session.EndProgramAsync($":TRIG{terminal}:SOUR BUS", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($":SOUR{terminal}:BURS:MODE TRIG", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($":SOUR{terminal}:BURS:NCYC 1", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($":SOUR{terminal}:BURS:STAT 1", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override string OutputHeader(string terminal) => $":OUTP{terminal}";

    /// <inheritdoc/>
    protected override void RequireCommands(WaveformProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        foreach (ChannelWaveform channel in program.Channels)
        {
            for (int i = 1; i < channel.Segments.Count; i++)
            {
                if (channel.Segments[i].WaitsForTrigger && channel.Segments[i - 1].Count > 1)
                {
                    throw new InstrumentException(
                        InstrumentFault.Limit,
                        "A segment waits for a trigger after one that repeats, which the 33622A cannot do",
                        $"{Name}.{channel.Terminal}, :DATA:SEQ",
                        "Nothing was sent. Put a segment with a count of one between them.");
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask SendWaveformsAsync(
        IReadOnlyList<PreparedWaveform> waveforms, WaveformProgram program, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(waveforms);
        ArgumentNullException.ThrowIfNull(program);
        foreach (PreparedWaveform waveform in waveforms)
        {
            string source = $":SOUR{waveform.Terminal}";
            await Session.SendAsync($"{source}:DATA:VOL:CLE", cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < waveform.Segments.Count; i++)
            {
                await Session.SendSamplesAsync(
                    $"{source}:DATA:ARB:DAC {Wave}{i},", waveform.Segments[i].Codes, ByteOrder.LittleEndian, cancellationToken)
                    .ConfigureAwait(false);
            }

            bool isPlain = waveform.Segments is [{ Segment: { Count: 1, MarkerLength: 0 } }];
            if (!isPlain)
            {
                await Session.SendBlockAsync(
                    $"{source}:DATA:SEQ ", Encoding.ASCII.GetBytes(SequenceText(waveform)), cancellationToken)
                    .ConfigureAwait(false);
            }

            await Session.SendAsync(
                $"{source}:FUNC:ARB \"{(isPlain ? $"{Wave}0" : Sequence)}\"", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{source}:FUNC ARB", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{source}:FUNC:ARB:ADV SRAT", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{source}:FUNC:ARB:FILT {FilterWord}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync(
                $"{source}:FUNC:ARB:SRAT {Text(program.SamplesPerSecond)}", cancellationToken).ConfigureAwait(false);

            // With an offset of zero the instrument takes any amplitude, and then any offset beside it that it can give.
            await Session.SendAsync($"{source}:VOLT:OFFS 0", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{source}:VOLT {Text(waveform.PeakToPeak)}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{source}:VOLT:OFFS {Text(waveform.Offset)}", cancellationToken).ConfigureAwait(false);
        }

        await SendIfKnownAsync(cancellationToken, $":OUTP:TRIG:SOUR CH{waveforms[0].Terminal}").ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> StartCommands(WaveformProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        IEnumerable<string> terminals = program.Channels.Select(channel => channel.Terminal);
        return program.Start == WaveformStart.Endless
            ? [.. terminals.Select(terminal => $":SOUR{terminal}:BURS:STAT 0"), ":FUNC:ARB:SYNC"]
            : [.. terminals.Select(
                terminal => $":TRIG{terminal}:SOUR {(program.Start == WaveformStart.AtTrigger ? "BUS" : "EXT")}")];
    }

    /// <inheritdoc/>
    protected override ValueTask<(double PeakToPeak, double Offset)> GetLevelsAsync(
        string terminal, CancellationToken cancellationToken)
    {
        string[] queries = [$":SOUR{terminal}:VOLT?", $":SOUR{terminal}:VOLT:OFFS?"];
        return Session.QueryAllAsync(
            queries,
            answers => (Session.ReadNumber(answers[0], queries[0]), Session.ReadNumber(answers[1], queries[1])),
            cancellationToken);
    }

    /// <summary>Blocks with the low byte first, voltages from peak to peak at the load of the settings, neither inverted nor
    /// mixed, and a trigger output that marks the start.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":FORM:BORD SWAP", cancellationToken).ConfigureAwait(false);
        foreach (string terminal in TerminalNames)
        {
            bool isOn = await GetOutputAsync(terminal, cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($":SOUR{terminal}:VOLT:UNIT VPP", cancellationToken).ConfigureAwait(false);
            await RequireModeAsync(
                $":OUTP{terminal}:LOAD?", $":OUTP{terminal}:LOAD {(isMatched ? "50" : "INF")}",
                answer => double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double ohms)
                    && (isMatched ? ohms == 50 : ohms > 9e37),
                isOn, isMatched ? "a load of 50 Ohm" : "a load of high impedance", cancellationToken).ConfigureAwait(false);
            await RequireModeAsync(
                $":OUTP{terminal}:POL?", $":OUTP{terminal}:POL NORM",
                answer => answer.StartsWith("NORM", StringComparison.Ordinal),
                isOn, "an output that is not inverted", cancellationToken).ConfigureAwait(false);
            await RequireModeAsync(
                $":SOUR{terminal}:COMB:FEED?", $":SOUR{terminal}:COMB:FEED NONE",
                answer => answer.StartsWith("NONE", StringComparison.Ordinal),
                isOn, "a channel of its own, without the other mixed in", cancellationToken).ConfigureAwait(false);
        }

        await SendIfKnownAsync(cancellationToken, ":OUTP:TRIG:SOUR CH1", ":OUTP:TRIG 1").ConfigureAwait(false);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // Name, and for each segment: its name, how often, what follows, the marker and where it changes.
    private static string SequenceText(PreparedWaveform waveform)
    {
        var text = new StringBuilder($"\"{Sequence}\"");
        for (int i = 0; i < waveform.Segments.Count; i++)
        {
            WaveformSegment segment = waveform.Segments[i].Segment;
            bool waits = i + 1 < waveform.Segments.Count && waveform.Segments[i + 1].Segment.WaitsForTrigger;
            string control = waits ? "onceWaitTrig" : segment.Count > 1 ? "repeat" : "once";
            (string marker, int at) = segment.MarkerLength > 0
                ? ("highAtStartGoLow", Math.Clamp(segment.MarkerLength, 4, waveform.Segments[i].Codes.Length - 4))
                : ("lowAtStart", 4);
            text.Append(CultureInfo.InvariantCulture, $",\"{Wave}{i}\",{segment.Count},{control},{marker},{at}");
        }

        return text.ToString();
    }

    private string FilterWord => filter switch
    {
        "normal" => "NORM",
        "step" => "STEP",
        _ => "OFF",
    };
}
