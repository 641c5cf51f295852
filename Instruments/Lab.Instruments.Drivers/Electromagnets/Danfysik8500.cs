using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.Danfysik8500>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Danfysik magnet supplies of the systems 8000 and 8500, at a serial port or a terminal server.</summary>
/// <remarks>The supply answers queries alone, and says nothing of a command that it carried out: each set-point is read back. The
/// current is a whole number of millionths of the largest one. The supply tells its name in several lines, and in one word
/// whether it is under remote or local control, which stands for its identity.</remarks>
public sealed class Danfysik8500 : SteppedMagnetSupply, IShippedDriver
{
    private const string LargestKey = "largest_current";
    private const string CountKey = "current_per_count";

    private const string SetPointQuery = "DA 0";
    private const string CurrentQuery = "AD 8";
    private const string PolarityQuery = "PO";
    private const string StatusQuery = "S1H";
    private const string ModeQuery = "CMD";
    private const string Remote = "REM";
    private const string Local = "LOC";

    /// <summary>The bit of the status that shows that the main power is off.</summary>
    private const int IsOffBit = 0x800000;

    private const int StatusDigits = 6;
    private const double Millionth = 1e-6;

    // A main contactor with a soft start takes its time [assumption: no source has one].
    private static readonly Duration SwitchingTime = Duration.FromSeconds(10);

    private readonly double largestAmperes;
    private readonly double amperesPerCount;
    private bool switchesOn;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    /// <param name="largest">The current of the full scale. Positive.</param>
    /// <param name="perCount">The current of one count of the meter. Positive.</param>
    public Danfysik8500(
        InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep, Current largest, Current perCount)
        : base(session, gate, rampRate, rampStep) =>
        (largestAmperes, amperesPerCount) = (largest.Amperes, perCount.Amperes);

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "danfysik-8500",
        Kind = InstrumentKind.MagnetSupply,
        Summary = "Danfysik magnet supply, system 8000 or 8500",
        Settings =
        [
            .. RampKeys(volts: 20).Where(key => key.Name != VoltageLimitKey),
            SettingKey.Positive<Current>(
                LargestKey, Current.FromAmperes(160), "The current of the full scale, of the supply's name plate."),
            SettingKey.Positive<Current>(
                CountKey, Current.FromAmperes(0.01), "The current of one count of the supply's meter (`AD 8`)."),
        ],
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.None,
            Completion = Completion.OwnReport,
            IdentityQuery = ModeQuery,
            HasFreeIdentity = true,
            SocketTerminator = "cr",
            Serial = new SerialSettings { Terminator = "cr" },
        },
        Models = [Remote, Local],
        Beliefs = Beliefs,
        Create = context => new Danfysik8500(
            context.Session(),
            context.Gate,
            PositiveSetting.Of<CurrentRate>(context, RampRateKey),
            PositiveSetting.Of<Duration>(context, RampStepKey),
            context.Settings.Get<Current>(LargestKey),
            context.Settings.Get<Current>(CountKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    /// <remarks>Two counts of its meter.</remarks>
    protected override double ZeroAmperes => 2 * amperesPerCount;

    /// <inheritdoc/>
    protected override Duration ReadBackTime => Duration.FromMilliseconds(100);

    /// <inheritdoc/>
    protected override string OffCommand => "F";

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.Read(StatusQuery, "The status, six hexadecimal digits", AnswerForm.Text, "S1H"),
        Belief.Read(SetPointQuery, "The set-point", AnswerForm.Text, "DA 0"),
        Belief.Read(CurrentQuery, "The current, counts", AnswerForm.Text, "AD 8"),
        Belief.Read(PolarityQuery, "The sign of the current", AnswerForm.Text, "PO"),
    ];

    /// <inheritdoc/>
    protected override string CommandFor(double amperes) =>
        string.Create(CultureInfo.InvariantCulture, $"DA 0,{Math.Round(amperes / largestAmperes / Millionth):0}");

    /// <inheritdoc/>
    protected override void RequireReachable(Current current)
    {
        if (!(Math.Abs(current.Amperes) <= largestAmperes))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{current} is beyond the supply's {largestAmperes} A",
                $"{Name}, {CommandFor(current.Amperes)}",
                $"Nothing was sent. Choose a smaller current, or correct '{LargestKey}' in the bench file.");
        }
    }

    /// <inheritdoc/>
    /// <remarks>The answer is the number of the converter and the value: <c>0 123456</c>.</remarks>
    protected override ValueTask<double> ReadSetAmperesAsync(CancellationToken cancellationToken) => Session.QueryAsync(
        SetPointQuery,
        answer => answer.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) is ["0", var value]
            ? Session.ReadNumber(value, SetPointQuery) * Millionth * largestAmperes
            : throw Session.BadAnswer(answer, SetPointQuery, "0 and a number"),
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The meter has no sign: it is that of the polarity.</remarks>
    protected override async ValueTask<double> ReadFlowingAmperesAsync(CancellationToken cancellationToken)
    {
        double counts = await Session.QueryNumberAsync(CurrentQuery, cancellationToken).ConfigureAwait(false);
        double sign = await Session.QueryAsync(
            PolarityQuery,
            answer => answer.Trim() switch
            {
                "+" => 1.0,
                "-" => -1.0,
                _ => throw Session.BadAnswer(answer, PolarityQuery, "+ or -"),
            },
            cancellationToken).ConfigureAwait(false);
        return sign * counts * amperesPerCount;
    }

    /// <inheritdoc/>
    protected override ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken) => Session.QueryAsync(
        StatusQuery,
        answer => answer.Trim() is { Length: StatusDigits } digits && int.TryParse(
            digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int status)
            ? (status & IsOffBit) == 0
            : throw Session.BadAnswer(answer, StatusQuery, "six hexadecimal digits"),
        cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The set-point is read back at the end: the supply does not tell that it refused a step.</remarks>
    protected override async ValueTask StepToAsync(Current current, CancellationToken cancellationToken)
    {
        await base.StepToAsync(current, cancellationToken).ConfigureAwait(false);
        double there = await ReadSetAmperesAsync(cancellationToken).ConfigureAwait(false);
        RequireTaken(
            Math.Abs(there - current.Amperes) <= Millionth * largestAmperes,
            CommandFor(current.Amperes),
            $"The set-point is {Current.FromAmperes(there)} and not {current}");
    }

    /// <inheritdoc/>
    protected override async ValueTask SwitchOnAsync(CancellationToken cancellationToken)
    {
        await Session.ApplyAsync(new SetPoint(Channels.Current, 0), CommandFor(0), cancellationToken).ConfigureAwait(false);
        double there = await ReadSetAmperesAsync(cancellationToken).ConfigureAwait(false);
        RequireTaken(there == 0, CommandFor(0), $"The set-point is {Current.FromAmperes(there)} and not zero");
        await Session.ApplyAsync(SetPoint.Output(on: true), "N", cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Waits until the status shows it, at most ten seconds.</remarks>
    public override async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        if (!on && switchesOn)
        {
            // It was told to, and its status may show that later than this.
            await Session.ApplyAsync(SetPoint.Output(on), OffCommand, cancellationToken).ConfigureAwait(false);
        }

        switchesOn = on;
        await base.SetOutputAsync(on, cancellationToken).ConfigureAwait(false);
        Duration giveUp = Session.Clock.Now() + SwitchingTime;
        while (await GetOutputAsync(cancellationToken).ConfigureAwait(false) != on)
        {
            RequireTaken(
                Session.Clock.Now() <= giveUp,
                on ? "N" : OffCommand,
                $"The main power is still {(on ? "off" : "on")} after {SwitchingTime}");
            await Session.Clock.WaitAsync(ReadBackTime, cancellationToken).ConfigureAwait(false);
        }

        switchesOn = false;
    }

    /// <inheritdoc/>
    /// <remarks>Takes remote control, after which the supply is asked again.</remarks>
    protected override async ValueTask<InstrumentIdentity> IdentifyAsync(CancellationToken cancellationToken)
    {
        InstrumentIdentity control = await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        if (control.Manufacturer.Trim() != Remote)
        {
            await Session.SendAsync("UNLOCK", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync(Remote, cancellationToken).ConfigureAwait(false);
            control = await base.IdentifyAsync(cancellationToken).ConfigureAwait(false);
            RequireTaken(control.Manufacturer.Trim() == Remote, Remote, "The supply stays under the control of its front panel");
        }

        return new InstrumentIdentity("Danfysik", Remote, "0", "0");
    }

    /// <summary>Errors in words.</summary>
    /// <exception cref="InstrumentException">The supply does not answer.</exception>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        Session.SendAsync("ERRT", cancellationToken);

    private void RequireTaken(bool isTaken, string command, string what)
    {
        if (!isTaken)
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                what,
                $"{Name}, {command}",
                "Look at the supply's front panel for interlocks and local control.");
        }
    }
}
