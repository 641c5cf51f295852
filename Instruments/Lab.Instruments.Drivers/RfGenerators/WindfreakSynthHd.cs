using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Terminals;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.RfGenerators.WindfreakSynthHd>]

namespace Lab.Instruments.Drivers.RfGenerators;

/// <summary>One output of a Windfreak SynthHD or SynthHD PRO.</summary>
/// <remarks>A command is one letter and a number, and nothing tells whether it was taken: what was set is read back each time.
/// The synthesiser must be locked, and its level calibrated, before an output that is on counts as set.</remarks>
public sealed partial class WindfreakSynthHd : ScpiInstrument, IRfGenerator, ISquareModulation, IShippedDriver
{
    private const string ChannelKey = "channel";
    private const string StepKey = "frequency_step";
    private const double HertzPerMegahertz = 1e6;
    private const double LevelRounding = 1e-3;
    private const double MicrosecondsPerSecond = 1e6;
    private const double ShortestPulseMicroseconds = 2;
    private const double LongestPulseMicroseconds = 10e6;

    /// <summary>After it was switched on the synthesiser may need 20 ms to start.</summary>
    private static readonly Duration LockWithin = Duration.FromMilliseconds(500);

    private static readonly Duration PollInterval = Duration.FromMilliseconds(5);

    private readonly string select;
    private readonly Frequency step;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="channel">The output, 0 or 1.</param>
    /// <param name="step">How far the frequency that the synthesiser makes may be from the wanted one.</param>
    public WindfreakSynthHd(InstrumentSession session, string channel, Frequency step)
        : base(session) => (select, this.step) = ($"C{channel}", step);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "windfreak-synthhd",
        Kind = InstrumentKind.RfGenerator,
        Summary = "Windfreak SynthHD or SynthHD PRO, one output",
        Settings =
        [
            SettingKey.Choice(ChannelKey, "0", ["0", "1"], "The output: 0 is RF OUT A, 1 is RF OUT B."),
            SettingKey.Positive<Frequency>(
                StepKey,
                Frequency.FromHertz(100),
                "How far the frequency that the synthesiser makes may be from the wanted one: its channel spacing."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.None,
            IdentityQuery = "+",
            HasFreeIdentity = true,
            Completion = Completion.OwnReport,
        },
        Models = ["SynthHD"],
        Beliefs = Beliefs,
        Create = context => new WindfreakSynthHd(
            context.Session(), context.Settings.Get<string>(ChannelKey), context.Settings.Get<Frequency>(StepKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    public async ValueTask SetFrequencyAsync(Frequency frequency, CancellationToken cancellationToken = default)
    {
        string command = $"{select}f{Text(frequency.Hertz / HertzPerMegahertz, "0.00000000")}";
        await Session.ApplyAsync(SetPoint.Of(Channels.Frequency, frequency), command, cancellationToken).ConfigureAwait(false);
        Frequency there = await GetFrequencyAsync(cancellationToken).ConfigureAwait(false);
        RequireTaken(
            Math.Abs((there - frequency).Hertz) <= step.Hertz,
            command,
            $"The frequency is {there} and not {frequency}",
            $"Choose one of its range and channel spacing, or allow more in '{StepKey}'.");
        await SettleAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SetPowerAsync(Power power, CancellationToken cancellationToken = default)
    {
        string command = $"{select}W{Text(power.Dbm, "0.000")}";
        await Session.ApplyAsync(SetPoint.Of(Channels.Power, power), command, cancellationToken).ConfigureAwait(false);
        Power there = await GetPowerAsync(cancellationToken).ConfigureAwait(false);
        RequireTaken(
            Math.Abs(there.Dbm - power.Dbm) <= LevelRounding,
            command,
            $"The level is {Text(there.Dbm, "0.###")} dBm and not {Text(power.Dbm, "0.###")} dBm",
            "Choose a level of its range.");
        await SettleAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>On: synthesiser, output stage, no mute. Off: the same in reverse.</remarks>
    public async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        string command = on ? $"{select}E1r1h1" : $"{select}h0r0E0";
        await Session.ApplyAsync(SetPoint.Output(on), command, cancellationToken).ConfigureAwait(false);
        bool isOn = await GetOutputAsync(cancellationToken).ConfigureAwait(false);
        RequireTaken(
            isOn == on && (!on || await Session.QuerySwitchAsync($"{select}h?", cancellationToken).ConfigureAwait(false)),
            command,
            $"The output is still {(on ? "off" : "on")}",
            "Check its supply and its front panel.");
        await SettleAsync(command, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Frequency> GetFrequencyAsync(CancellationToken cancellationToken = default)
    {
        double megahertz = await Session.QueryNumberAsync($"{select}f?", cancellationToken).ConfigureAwait(false);
        var frequency = Frequency.FromHertz(megahertz * HertzPerMegahertz);
        Session.Observe(SetPoint.Of(Channels.Frequency, frequency));
        return frequency;
    }

    /// <inheritdoc/>
    public async ValueTask<Power> GetPowerAsync(CancellationToken cancellationToken = default)
    {
        var power = Power.FromDbm(await Session.QueryNumberAsync($"{select}W?", cancellationToken).ConfigureAwait(false));
        Session.Observe(SetPoint.Of(Channels.Power, power));
        return power;
    }

    /// <inheritdoc/>
    /// <remarks>An output that is muted alone counts as on: something may leak.</remarks>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await Session.QuerySwitchAsync($"{select}r?", cancellationToken).ConfigureAwait(false)
            && await Session.QuerySwitchAsync($"{select}E?", cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        await GetFrequencyAsync(cancellationToken).ConfigureAwait(false);
        await GetPowerAsync(cancellationToken).ConfigureAwait(false);
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Pulses of whole microseconds, as long as the gaps between them.</remarks>
    public async ValueTask ModulateAsync(Frequency? frequency, CancellationToken cancellationToken = default)
    {
        if (frequency is not { } wanted)
        {
            await Session.SendAsync($"{select}j0", cancellationToken).ConfigureAwait(false);
            return;
        }

        double half = Math.Round(0.5 / wanted.Hertz * MicrosecondsPerSecond);
        if (!(half >= ShortestPulseMicroseconds && half <= LongestPulseMicroseconds))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{wanted.Hertz} Hz is not a modulation frequency of this generator",
                Name,
                "Choose one from 0.05 Hz to 250 kHz.");
        }

        string command = $"{select}P{Text(half, "0")}O{Text(half, "0")}j1";
        await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
        RequireTaken(
            await Session.QueryNumberAsync($"{select}P?", cancellationToken).ConfigureAwait(false) == half
                && await Session.QueryNumberAsync($"{select}O?", cancellationToken).ConfigureAwait(false) == half
                && await Session.QuerySwitchAsync($"{select}j?", cancellationToken).ConfigureAwait(false),
            command,
            "The pulses are not those that were set",
            "Choose another modulation frequency.");
    }

    /// <summary>Switches the output off.</summary>
    /// <exception cref="InstrumentException">The generator does not answer, or its output stays on.</exception>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) =>
        SetOutputAsync(on: false, cancellationToken);

    /// <inheritdoc/>
    protected override async ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        // 'WFT SynthHD 1230': maker, model, serial number, and no comma.
        InstrumentIdentity answer = await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        string[] words = answer.ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        string model = words.First(word => word.Contains("SynthHD", StringComparison.OrdinalIgnoreCase));
        return new InstrumentIdentity("Windfreak", model, words.FirstOrDefault(IsNumber) ?? "0", "0");
    }

    /// <summary>Ends sweeps, modulation and triggers of earlier users. They come back from the generator's memory at
    /// power-on.</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        foreach (string off in Quiet)
        {
            string command = $"{select}{off}";
            await Session.SendAsync(command, cancellationToken).ConfigureAwait(false);
            RequireTaken(
                await Session.QueryNumberAsync($"{command[..^1]}?", cancellationToken).ConfigureAwait(false) == 0,
                command,
                "A sweep, a modulation or a trigger of an earlier user goes on",
                "End it with the maker's program, and open the bench again.");
        }
    }

    private static bool IsNumber(string word) => word != "0" && word.All(char.IsAsciiDigit);

    private static string Text(double value, string form) => value.ToString(form, CultureInfo.InvariantCulture);

    // What is set while the output is off cannot be locked, and is looked at when it is on.
    private async ValueTask SettleAsync(string command, CancellationToken cancellationToken)
    {
        await Session.Clock.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        Duration giveUp = Session.Clock.Now() + LockWithin;
        while (!await Session.QuerySwitchAsync($"{select}p", cancellationToken).ConfigureAwait(false))
        {
            RequireTaken(
                Session.Clock.Now() <= giveUp,
                command,
                "The synthesiser is not locked",
                "Where its reference is external, check its cable; 'x1' chooses the internal one.");
            await Session.Clock.WaitAsync(PollInterval, cancellationToken).ConfigureAwait(false);
        }

        RequireTaken(
            await Session.QuerySwitchAsync($"{select}V", cancellationToken).ConfigureAwait(false),
            command,
            "The generator cannot hold its level at this frequency",
            "Choose a level between its least and its largest at this frequency, and an attenuator after it.");
    }

    private void RequireTaken(bool isTaken, string command, string what, string remedy)
    {
        if (!isTaken)
        {
            throw new InstrumentException(InstrumentFault.Refused, what, $"{Name}, {command}", remedy);
        }
    }
}
