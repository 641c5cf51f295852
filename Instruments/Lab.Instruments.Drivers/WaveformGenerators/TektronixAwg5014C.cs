using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.WaveformGenerators.TektronixAwg5014C>]

namespace Lab.Instruments.Drivers.WaveformGenerators;

/// <summary>Tektronix AWG5014, AWG5014B and AWG5014C arbitrary waveform generators (AWG5000 series programmer manual).</summary>
/// <remarks>It has no trigger output of its own: marker 1 of a terminal is one. A waveform without a marker gets one at its
/// start.</remarks>
public sealed class TektronixAwg5014C : ScpiWaveformGenerator, IShippedDriver
{
    private const string LoadKey = "load";
    private const string MemoryKey = "memory";
    private const string HighImpedance = "high-impedance";
    private const string Fifty = "50-ohm";
    private const int LongestOwnMarker = 1000;

    /// <summary>Marker 1 in a word of the instrument, above its 14 bits.</summary>
    private const ushort Marker = 1 << 14;

    private readonly double loadRatio;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="isMatched">Whether its outputs drive 50 Ω, for which it shows its voltages.</param>
    /// <param name="memory">Samples of memory of each terminal.</param>
    public TektronixAwg5014C(InstrumentSession session, bool isMatched, long memory)
        : base(session, Description.Terminals)
    {
        loadRatio = isMatched ? 1 : 2;
        Capability = new WaveformCapability("AWG5014C", 10e6, 1.2e9, memory, 250, 1, 14, Frequency.FromHertz(370e6));
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "tektronix-awg5014c",
        Kind = IWaveformGenerator.Kind,
        Summary = "Tektronix AWG5014, AWG5014B or AWG5014C arbitrary waveform generator",
        Terminals =
        [
            IWaveformGenerator.Terminal("1"), IWaveformGenerator.Terminal("2"), IWaveformGenerator.Terminal("3"),
            IWaveformGenerator.Terminal("4"),
        ],
        Settings =
        [
            SettingKey.Choice(
                LoadKey, Fifty, [Fifty, HighImpedance],
                "The load of all outputs, at which all voltages count: one of high impedance sees twice what 50 Ohm sees."),
            SettingKey.Number(
                MemoryKey, 16_200_000, 1e6, 32_400_000, "Samples of memory of each terminal; 32.4e6 with option 01."),
        ],
        Models = ["AWG5014"],
        Beliefs = [.. ((string[])["1", "2", "3", "4"]).SelectMany(OfTerminal)],
        Create = context => new TektronixAwg5014C(
            context.Session(), context.Settings.Get<string>(LoadKey) == Fifty, (long)context.Settings.Get<double>(MemoryKey)),
    };

    /// <inheritdoc/>
    public override WaveformCapability Capability { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override short LargestCode => 8191;

    /// <inheritdoc/>
    protected override double LeastPeakToPeak => 20e-3 * loadRatio;

    /// <inheritdoc/>
    protected override string LoadCommand => ":WLIS:WAV:DATA";

    /// <inheritdoc/>
    public override ValueTask StopAsync(CancellationToken cancellationToken = default) =>
        Session.EndProgramAsync(":AWGC:STOP", cancellationToken);

    /// <inheritdoc/>
    protected override string OutputHeader(string terminal) => $":OUTP{terminal}";

    /// <inheritdoc/>
    protected override void RequireCommands(WaveformProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        IReadOnlyList<WaveformSegment> first = program.Channels[0].Segments;
        foreach (ChannelWaveform channel in program.Channels)
        {
            bool isAlike = channel.Segments.Count == first.Count && channel.Segments.Zip(first).All(
                pair => pair.First.Count == pair.Second.Count && pair.First.WaitsForTrigger == pair.Second.WaitsForTrigger);
            if (!isAlike)
            {
                throw new InstrumentException(
                    InstrumentFault.Limit,
                    "The terminals have different segments, and the AWG5014C steps through one sequence with all of them",
                    $"{Name}.{channel.Terminal}, :SEQ:ELEM",
                    "Nothing was sent. Give all terminals as many segments with the same counts and triggers.");
            }
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask SendWaveformsAsync(
        IReadOnlyList<PreparedWaveform> waveforms, WaveformProgram program, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(waveforms);
        ArgumentNullException.ThrowIfNull(program);
        bool hasMarkers = program.Channels.Any(channel => channel.Segments.Any(segment => segment.MarkerLength > 0));
        await Session.SendAsync($":SOUR1:FREQ {Text(program.SamplesPerSecond)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":SEQ:LENG 0", cancellationToken).ConfigureAwait(false);
        foreach (PreparedWaveform waveform in waveforms)
        {
            for (int i = 0; i < waveform.Segments.Count; i++)
            {
                await SendAsync(waveform, i, marksStart: !hasMarkers && i == 0, cancellationToken).ConfigureAwait(false);
            }

            string source = $":SOUR{waveform.Terminal}";
            await Session.SendAsync($"{source}:VOLT {Text(waveform.PeakToPeak / loadRatio)}", cancellationToken)
                .ConfigureAwait(false);
            await Session.SendAsync($"{source}:VOLT:OFFS {Text(waveform.Offset / loadRatio)}", cancellationToken)
                .ConfigureAwait(false);
        }

        IReadOnlyList<WaveformSegment> segments = program.Channels[0].Segments;
        if (segments is [{ Count: 1 }])
        {
            foreach (PreparedWaveform waveform in waveforms)
            {
                await Session.SendAsync(
                    $":SOUR{waveform.Terminal}:WAV \"{NameOf(waveform, 0)}\"", cancellationToken).ConfigureAwait(false);
            }

            await Session.SendAsync(
                $":AWGC:RMOD {(program.Start == WaveformStart.Endless ? "CONT" : "TRIG")}", cancellationToken)
                .ConfigureAwait(false);
        }
        else
        {
            await SendSequenceAsync(waveforms, segments, program.Start, cancellationToken).ConfigureAwait(false);
        }

        // The internal source is a timer. A trigger of this program comes whatever the source.
        await Session.SendAsync(":TRIG:SOUR EXT", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> StartCommands(WaveformProgram program) => [":AWGC:RUN"];

    /// <inheritdoc/>
    protected override ValueTask<(double PeakToPeak, double Offset)> GetLevelsAsync(
        string terminal, CancellationToken cancellationToken)
    {
        string[] queries = [$":SOUR{terminal}:VOLT?", $":SOUR{terminal}:VOLT:OFFS?"];
        return Session.QueryAllAsync(
            queries,
            answers => (loadRatio * Session.ReadNumber(answers[0], queries[0]),
                loadRatio * Session.ReadNumber(answers[1], queries[1])),
            cancellationToken);
    }

    /// <summary>Outputs through their amplifiers, without a filter, and without what comes in at the back.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        foreach (string terminal in TerminalNames)
        {
            bool isOn = await GetOutputAsync(terminal, cancellationToken).ConfigureAwait(false);
            await RequireModeAsync(
                $":AWGC:DOUT{terminal}?", $":AWGC:DOUT{terminal} 0", answer => answer.Trim() == "0", isOn,
                "an output through its amplifier", cancellationToken).ConfigureAwait(false);
            await RequireModeAsync(
                $":SOUR{terminal}:COMB:FEED?", $":SOUR{terminal}:COMB:FEED \"\"", answer => answer.Trim('"', ' ').Length == 0,
                isOn, "an output without the input at its back", cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<Belief> OfTerminal(string terminal) =>
    [
        Belief.Read($":OUTP{terminal}?", $"The output {terminal}", AnswerForm.Switch, ":OUTPn x"),
        Belief.Read($":SOUR{terminal}:VOLT?", $"The amplitude {terminal}", AnswerForm.Number("V", 0, 10), ":SOURn:VOLT x"),
        Belief.Read($":SOUR{terminal}:VOLT:OFFS?", $"The offset {terminal}", AnswerForm.Number("V", -5, 5), ":SOURn:VOLT:OFFS x"),
        Belief.SetAtOpening(
            $":AWGC:DOUT{terminal}", "0", $"The direct output {terminal}", AnswerForm.Switch, ":AWGC:DOUTn 0"),
    ];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string NameOf(PreparedWaveform waveform, int segment) => $"LAB{waveform.Terminal}_{segment}";

    // A name that exists cannot be made anew; one that does not cannot be deleted, which is no fault.
    private async ValueTask SendAsync(
        PreparedWaveform waveform, int i, bool marksStart, CancellationToken cancellationToken)
    {
        (ReadOnlyMemory<short> codes, WaveformSegment segment) = waveform.Segments[i];
        string name = NameOf(waveform, i);
        int marker = marksStart ? Math.Min(LongestOwnMarker, codes.Length / 2) : segment.MarkerLength;
        await Session.TryAsync($":WLIS:WAV:DEL \"{name}\"", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":WLIS:WAV:NEW \"{name}\",{codes.Length},INT", cancellationToken).ConfigureAwait(false);
        await Session.SendSamplesAsync<ushort>(
            $":WLIS:WAV:DATA \"{name}\",", Words(codes.Span, marker), ByteOrder.LittleEndian, cancellationToken)
            .ConfigureAwait(false);
    }

    // Fourteen bits without a sign, and marker 1 above them.
    private ushort[] Words(ReadOnlySpan<short> codes, int marker)
    {
        ushort[] words = BlockMemory.New<ushort>(codes.Length);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = (ushort)(codes[i] + LargestCode);
        }

        foreach (ref ushort word in words.AsSpan(0, marker))
        {
            word |= Marker;
        }

        return words;
    }

    private async ValueTask SendSequenceAsync(
        IReadOnlyList<PreparedWaveform> waveforms, IReadOnlyList<WaveformSegment> segments, WaveformStart start,
        CancellationToken cancellationToken)
    {
        await Session.SendAsync($":SEQ:LENG {segments.Count}", cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < segments.Count; i++)
        {
            string element = $":SEQ:ELEM{i + 1}";
            foreach (PreparedWaveform waveform in waveforms)
            {
                await Session.SendAsync(
                    $"{element}:WAV{waveform.Terminal} \"{NameOf(waveform, i)}\"", cancellationToken).ConfigureAwait(false);
            }

            bool waits = segments[i].WaitsForTrigger || (i == 0 && start != WaveformStart.Endless);
            await Session.SendAsync($"{element}:LOOP:COUN {segments[i].Count}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"{element}:TWA {(waits ? 1 : 0)}", cancellationToken).ConfigureAwait(false);
        }

        await Session.SendAsync($":SEQ:ELEM{segments.Count}:GOTO:IND 1", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":SEQ:ELEM{segments.Count}:GOTO:STAT 1", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":AWGC:RMOD SEQ", cancellationToken).ConfigureAwait(false);
    }
}
