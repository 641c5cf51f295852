using System.Globalization;
using System.Text.RegularExpressions;
using Lab.Benches;
using Lab.Instruments.Blocks;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Oscilloscopes.TektronixMso64>]

namespace Lab.Instruments.Drivers.Oscilloscopes;

/// <summary>Tektronix oscilloscopes with a horizontal mode of their own: the 4, 5 and 6 Series MSO, and the MSO/DPO5000 and
/// DPO7000 series (programmer manuals).</summary>
/// <remarks>The two families differ in the header of the delay, in the summary frame and in the time stamps of FastFrame; which
/// one answers is read from the identity.</remarks>
public sealed partial class TektronixMso64 : ScpiOscilloscope, IShippedDriver
{
    private const string MemoryKey = "memory";
    private const double Divisions = 10;
    private const int LeastRecord = 1000;
    private const double SecondsOfADay = 86400;

    private static readonly string[] DpoModels =
    [
        "DPO705", "DPO710", "DPO725", "DPO735", "MSO50", "MSO51", "MSO52", "DPO50", "DPO51", "DPO52",
    ];

    private readonly long memory;
    private int recordLength = LeastRecord;
    private int points = LeastRecord;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How it records after it was opened.</param>
    /// <param name="memory">The most samples of one input.</param>
    public TektronixMso64(InstrumentSession session, OscilloscopeSettings settings, long memory)
        : base(session, settings) => this.memory = memory;

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "tektronix-mso64",
        Kind = IOscilloscope.Kind,
        Summary = "Tektronix 4, 5 or 6 Series MSO, MSO/DPO5000 or DPO7000 oscilloscope",
        Settings =
        [
            .. CommonSettings,
            SettingKey.Number(MemoryKey, 62_500_000, 1e5, 1e9, "Samples of the longest record of one input."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.EventStatusRegister,
            ErrorWords = ":ALLE?",
        },
        Models = ["MSO44", "MSO46", "MSO54", "MSO56", "MSO58", "MSO64", "MSO66", "MSO68", .. DpoModels],
        Beliefs =
        [
            Belief.SetAtOpening(":HEAD", "0", "Headers before answers", AnswerForm.Switch, ":HEAD 0") with { Usual = ["1"] },
            Belief.SetAtOpening(":DESE", "255", "The events that are reported", AnswerForm.Register, ":DESE 255"),
            Belief.Read(
                ":ACQ:MOD?", "The kind of record",
                AnswerForm.Word("SAMple", "PEAKdetect", "HIRes", "AVErage", "ENVelope", "WFMDB"), ":ACQ:MOD x"),
            Belief.SetAtOpening(
                ":DAT:ENC", "SRI", "The form of data",
                AnswerForm.Word(
                    "ASCIi", "FAStest", "RIBinary", "RPBinary", "FPBinary", "SRIbinary", "SRPbinary", "SFPbinary"),
                ":DAT:ENC SRI") with { Usual = ["RIB"] },
            Belief.SetAtOpening(":WFMO:BYT_N", "2", "Bytes of a sample", AnswerForm.Number(string.Empty, 1, 8), ":WFMO:BYT_N 2")
                with { Usual = ["1"] },
            Belief.SetAtOpening(":TRIG:A:TYP", "EDGE", "The kind of trigger", AnswerForm.Text, ":TRIG:A:TYP EDGE"),
            Belief.SetAtOpening(
                ":TRIG:A:MOD", "NORM", "Records without a trigger", AnswerForm.Word("AUTO", "NORMal"), ":TRIG:A:MOD NORM")
                with { Usual = ["AUTO"] },
        ],
        Create = context => new TektronixMso64(
            context.Session(), SettingsOf(context.Settings), (long)context.Settings.Get<double>(MemoryKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override string Model => Identity.Model;

    /// <inheritdoc/>
    protected override long Memory => memory;

    private bool IsDpo => DpoModels.Any(model => Identity.Model.Contains(model, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override ValueTask DisarmAsync(CancellationToken cancellationToken) =>
        Session.SendAsync(":ACQ:STATE 0", cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        await Session.SendAsync(":HEAD 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DESE 255", cancellationToken).ConfigureAwait(false);
        if (!IsDpo)
        {
            await SendIfKnownAsync(cancellationToken, ":ACQ:FASTA:STATE 0", ":ACQ:SEQ:NUMSEQ 1").ConfigureAwait(false);
        }

        await base.InitializeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask SendSettingsAsync(OscilloscopeSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        await DisarmAsync(cancellationToken).ConfigureAwait(false);
        foreach (string input in Description.Terminals.Select(terminal => terminal.Name))
        {
            OscilloscopeChannel? channel = settings.Channels.FirstOrDefault(each => each.Terminal == input);
            await Session.SendAsync($":SEL:CH{input} {(channel is null ? 0 : 1)}", cancellationToken).ConfigureAwait(false);
            if (channel is not null)
            {
                await SendAsync(channel, cancellationToken).ConfigureAwait(false);
            }
        }

        await Session.SendAsync(
            $":ACQ:MOD {(settings.Averages > 1 ? "AVE" : "SAM")}", cancellationToken).ConfigureAwait(false);
        if (settings.Averages > 1)
        {
            await Session.SendAsync($":ACQ:NUMAV {settings.Averages}", cancellationToken).ConfigureAwait(false);
        }

        await Session.SendAsync(":ACQ:STOPA SEQ", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":HOR:FAST:STATE {(settings.Segments > 1 ? 1 : 0)}", cancellationToken).ConfigureAwait(false);
        if (settings.Segments > 1)
        {
            await Session.SendAsync($":HOR:FAST:COUN {settings.Segments}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync(
                IsDpo ? ":HOR:FAST:SUMF NON" : ":HOR:FAST:SUMF:STATE 0", cancellationToken).ConfigureAwait(false);
        }

        await SendTimesAsync(settings, cancellationToken).ConfigureAwait(false);
        await SendAsync(settings.Trigger, cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DAT:ENC SRI", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":WFMO:BYT_N 2", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":DAT:STAR 1", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($":DAT:STOP {points}", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Where the instrument shortened the record, the rate that would fill the time with it.</remarks>
    protected override async ValueTask<double> GetRateAsync(CancellationToken cancellationToken)
    {
        double rate = await Session.QueryNumberAsync(":HOR:MODE:SAMPLER?", cancellationToken).ConfigureAwait(false);
        double taken = await Session.QueryNumberAsync(":HOR:MODE:RECO?", cancellationToken).ConfigureAwait(false);
        return taken >= recordLength ? rate : rate * taken / recordLength;
    }

    /// <inheritdoc/>
    protected override ValueTask StartAsync(CancellationToken cancellationToken) =>
        Session.SendAsync(":ACQ:STATE 1", cancellationToken);

    /// <inheritdoc/>
    /// <remarks>It says <c>ARMED</c> while it records what goes before the trigger, and <c>SAVE</c> before and after a record: a
    /// trigger that has come already has ended it.</remarks>
    protected override async ValueTask<bool> IsArmedAsync(CancellationToken cancellationToken)
    {
        string state = await Session.QueryAsync(":TRIG:STATE?", cancellationToken).ConfigureAwait(false);
        return state.StartsWith("READ", StringComparison.OrdinalIgnoreCase)
            || state.StartsWith("TRIG", StringComparison.OrdinalIgnoreCase)
            || (!state.StartsWith("ARM", StringComparison.OrdinalIgnoreCase)
                && !await IsRunningAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override async ValueTask<bool> IsRunningAsync(CancellationToken cancellationToken) =>
        await Session.QueryNumberAsync(":ACQ:STATE?", cancellationToken).ConfigureAwait(false) != 0;

    /// <inheritdoc/>
    protected override async ValueTask AverageAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        await WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async ValueTask<OscilloscopeTrace> ReadAsync(
        OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await Session.SendAsync($":DAT:SOU CH{channel.Terminal}", cancellationToken).ConfigureAwait(false);
        double every = await Session.QueryNumberAsync(":WFMO:XIN?", cancellationToken).ConfigureAwait(false);
        double zero = await Session.QueryNumberAsync(":WFMO:XZE?", cancellationToken).ConfigureAwait(false);
        double first = await Session.QueryNumberAsync(":WFMO:PT_O?", cancellationToken).ConfigureAwait(false);
        double step = await Session.QueryNumberAsync(":WFMO:YMU?", cancellationToken).ConfigureAwait(false);
        double middle = await Session.QueryNumberAsync(":WFMO:YOF?", cancellationToken).ConfigureAwait(false);
        double volts = await Session.QueryNumberAsync(":WFMO:YZE?", cancellationToken).ConfigureAwait(false);
        if (!(every > 0 && step > 0))
        {
            throw Session.BadAnswer($"{every}, {step}", ":WFMO:XIN?, :WFMO:YMU?", "steps above zero");
        }

        short[] codes = BlockMemory.New<short>(points * Settings.Segments);
        for (int segment = 0; segment < Settings.Segments; segment++)
        {
            if (Settings.Segments > 1)
            {
                await Session.SendAsync($":DAT:FRAMESTAR {segment + 1}", cancellationToken).ConfigureAwait(false);
                await Session.SendAsync($":DAT:FRAMESTOP {segment + 1}", cancellationToken).ConfigureAwait(false);
            }

            await ReadCodesAsync(
                ":CURV?", codes.AsMemory(segment * points, points), "that were asked for", cancellationToken)
                .ConfigureAwait(false);
        }

        double offset = volts - (middle * step);
        return new OscilloscopeTrace(
            new Terminal(Name, channel.Terminal), zero - (first * every), 1 / every, codes, offset, step, Settings.Segments)
        {
            SegmentSeconds = await ReadTimesAsync(channel, cancellationToken).ConfigureAwait(false),
            IsOverRange = IsOverRange(codes, offset, step, channel),
        };
    }

    private async ValueTask SendAsync(OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        string input = $":CH{channel.Terminal}";
        await Session.SendAsync($"{input}:TER {(channel.IsMatched ? "50" : "1E6")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:COUP DC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:INV 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:BAN FUL", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:PROBEF:EXTA 1", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:POS 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:SCA {Text(channel.Range.Volts / Divisions)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync($"{input}:OFFS {Text(channel.Offset.Volts)}", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendTimesAsync(OscilloscopeSettings settings, CancellationToken cancellationToken)
    {
        await Session.SendAsync(":HOR:MODE MAN", cancellationToken).ConfigureAwait(false);
        if (!IsDpo)
        {
            // A rate that is set changes the record length and leaves the scale.
            await Session.SendAsync(":HOR:MODE:MAN:CONFIG RECORDL", cancellationToken).ConfigureAwait(false);
        }

        double rate = await SetRateAsync(
            ":HOR:MODE:SAMPLER", settings.LeastRate, cancellationToken).ConfigureAwait(false);
        points = checked((int)Math.Round(settings.Duration.Seconds * rate));
        recordLength = Math.Max(points, LeastRecord);
        await Session.SendAsync($":HOR:MODE:RECO {recordLength}", cancellationToken).ConfigureAwait(false);
        double seconds = recordLength / rate;
        string delay = IsDpo ? ":HOR:MAI:DEL" : ":HOR:DEL";
        if (settings.Start.Seconds > 0)
        {
            await Session.SendAsync($"{delay}:MOD 1", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync(":HOR:POS 50", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync(
                $"{delay}:TIM {Text(settings.Start.Seconds + (seconds / 2))}", cancellationToken).ConfigureAwait(false);
            return;
        }

        await Session.SendAsync($"{delay}:MOD 0", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":HOR:POS {Text(100 * -settings.Start.Seconds / seconds)}", cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(OscilloscopeTrigger trigger, CancellationToken cancellationToken)
    {
        bool isExternal = trigger.Source == OscilloscopeTrigger.External;
        await Session.SendAsync(":TRIG:A:TYP EDGE", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":TRIG:A:EDGE:SOU {(isExternal ? "AUX" : $"CH{trigger.Source}")}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TRIG:A:EDGE:COUP DC", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(
            $":TRIG:A:EDGE:SLO {(trigger.IsFalling ? "FALL" : "RIS")}", cancellationToken).ConfigureAwait(false);
        string level = isExternal ? ":TRIG:AUXL" : $":TRIG:A:LEV:CH{trigger.Source}";
        await Session.SendAsync($"{level} {Text(trigger.Level.Volts)}", cancellationToken).ConfigureAwait(false);
        await Session.SendAsync(":TRIG:A:MOD NORM", cancellationToken).ConfigureAwait(false);
    }

    // The 4, 5 and 6 Series write 1:03.12.2026.10:20:30.123456789012, the DPO "1: 03 Dec 2026 10:20:30.123 456 789 012": the time
    // of the day tells enough.
    private async ValueTask<double[]> ReadTimesAsync(OscilloscopeChannel channel, CancellationToken cancellationToken)
    {
        if (Settings.Segments == 1)
        {
            return [0];
        }

        string query = IsDpo
            ? $":HOR:FAST:TIMES:ALL:CH{channel.Terminal}? 1,{Settings.Segments}"
            : ":HOR:FAST:TIMES:ALL?";
        return await Session.QueryAsync<double[]>(
            query,
            answer =>
            {
                double[] times = [.. TimeOfDay().Matches(answer).Select(SecondsOf)];
                return times.Length == Settings.Segments
                    ? [.. times.Select(time => time >= times[0] ? time - times[0] : time - times[0] + SecondsOfADay)]
                    : throw Session.BadAnswer(answer, query, $"{Settings.Segments} time stamps");
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static double SecondsOf(Match time)
    {
        double Part(string group) => double.Parse(
            time.Groups[group].Value.Replace(" ", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return (3600 * Part("hours")) + (60 * Part("minutes")) + Part("seconds");
    }

    [GeneratedRegex(
        @"(?<hours>\d{2}):(?<minutes>\d{2}):(?<seconds>\d{2}\.\d+(?: \d{3})*)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TimeOfDay();
}
